import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import {
  type DashscopeOptions,
  type DashscopeSimulator,
  type KieSimulator,
  startDashscopeSimulator,
  startKieSimulator,
} from '@rivya/simulator';
import type { Body } from './client.ts';
import { failureOf, LOCAL_ALLOWED, openStage, type Stage, type StageOptions, until } from './stage.ts';

const REQUEST = { model: 'wan-2-7-image', params: { resolution: '1K' } };
const PRICE = 5;
/** Tasks run until they are finished by hand: what is in process at a moment does not depend on anybody's speed. */
const UNTIL_FINISHED: Partial<DashscopeOptions> = { pendingMs: 0, runningMs: 3_600_000 };

async function startUpstream(t: TestContext, options: Partial<DashscopeOptions> = {}): Promise<DashscopeSimulator> {
  const upstream = await startDashscopeSimulator(options);
  t.after(() => upstream.close());
  return upstream;
}

async function startStage(t: TestContext, options: StageOptions): Promise<Stage> {
  const stage = await openStage(options);
  t.after(() => stage.close());
  return stage;
}

/** A server with nothing but the key, the base URL and leave to fetch from this machine. */
function startPlainStage(t: TestContext, upstream: DashscopeSimulator, file?: unknown): Promise<Stage> {
  return startStage(t, { upstreams: [upstream], env: { ...LOCAL_ALLOWED, ...environmentOf(upstream) }, file });
}

function environmentOf({ key, baseUrl }: DashscopeSimulator) {
  return { DASHSCOPE_API_KEY: key, DASHSCOPE_BASE_URL: baseUrl };
}

async function create({ api }: Stage, count: number): Promise<readonly string[]> {
  return await Promise.all(
    Array.from({ length: count }, (_, index) => api.accepted({ ...REQUEST, prompt: `picture ${index}` })),
  );
}

function untilAccepted(upstream: DashscopeSimulator | KieSimulator, count: number): Promise<unknown> {
  return until(`${count} tasks are accepted upstream`, () => upstream.tasks().length >= count);
}

/** Ends what runs upstream, and lets later tasks end by themselves. */
function finishAll(upstream: DashscopeSimulator): void {
  upstream.set({ runningMs: 50 });
  for (const { id, status } of upstream.tasks()) if (status === 'RUNNING') upstream.finish(id);
}

/** Waits until an engine's key is no longer used, and the operator was told. */
async function untilStopped(stage: Stage, engine: string) {
  // Commands are slow to start, so the log is watched first.
  await until('the log tells', () => stage.server.output().includes('credential_stopped'));
  const incidents = await until('operators are told', async () => {
    const told = await stage.incidents();
    return told.length > 0 && told;
  });
  assert.deepEqual(kindsOf(incidents), ['credential_stopped']);
  assert.equal(incidents[0]?.subject_id, `${engine}/main`);
  const credential = await stage.credential(engine);
  assert.equal(credential.state, 'stopped');
  return credential;
}

const kindsOf = (incidents: readonly Body[]) => incidents.map(({ kind }) => kind);

// Some of these wait for the server's fixed waits of 20 and 30 seconds, so they do it side by side.
describe('an outage', { concurrency: true }, () => {
  test('the result lies at a private address: never connected to, never bought again, the operator is told', async (t) => {
    const upstream = await startUpstream(t);
    const stage = await startStage(t, { upstreams: [upstream], env: environmentOf(upstream) });
    const [id = ''] = await create(stage, 1);
    const task = await stage.api.ended(id);
    assert.equal(failureOf(task), 'engine_unavailable');
    const incidents = await stage.incidents();
    assert.deepEqual(kindsOf(incidents), ['result_lost']);
    assert.equal(incidents[0]?.subject_id, id);
    assert.equal(upstream.tasks().length, 1);
    assert.equal(upstream.billed(), 1);
    assert.equal(upstream.requests().result, 0);
    await stage.verify();
  });

  test('the bill is not paid in the middle of a queue: the work waits, goes on when told, and is bought once', async (t) => {
    const upstream = await startUpstream(t, UNTIL_FINISHED);
    const stage = await startPlainStage(t, upstream, { engines: { dashscope: { limits: { tasksInProcess: 3 } } } });
    const ids = await create(stage, 10);
    await untilAccepted(upstream, 3);
    upstream.disableKey(upstream.key, 'Arrearage');
    const credential = await untilStopped(stage, 'dashscope');
    assert.match(credential.message ?? '', /Arrearage/);
    assert.ok(Date.parse(credential.paused_until ?? '') > Date.now());

    // Callers see nothing but work that waits: they may hand in more, and take back what is queued.
    const balance = await stage.api.balance();
    const [late = ''] = await create(stage, 1);
    const cancelled = await stage.api.cancel(late);
    assert.equal(cancelled.status, 200, cancelled.text);
    assert.equal(failureOf(cancelled.body), 'cancelled');
    assert.equal(await stage.api.balance(), balance);
    for (const id of ids) {
      const { status } = (await stage.api.get(`/api/v1/generations/${id}`)).body;
      assert.ok(status === 'queued' || status === 'processing', status);
    }
    assert.equal(upstream.tasks().length, 3);

    upstream.enableKey(upstream.key);
    finishAll(upstream);
    const resumed = await stage.rivya('engines', 'resume', 'dashscope');
    assert.equal(resumed.credentials?.[0]?.state, 'open');
    await stage.succeeded(ids);
    assert.deepEqual([upstream.tasks().length, upstream.billed()], [10, 10]);
    assert.deepEqual(kindsOf(await stage.incidents()), ['credential_stopped']);
    await stage.verify();
  });

  test('the first engine’s key is refused: the rest goes to the second, and what was bought stays where it is', async (t) => {
    const upstream = await startUpstream(t, UNTIL_FINISHED);
    const second = await startKieSimulator();
    t.after(() => second.close());
    const stage = await startStage(t, {
      upstreams: [upstream, second],
      env: {
        ...LOCAL_ALLOWED,
        ...environmentOf(upstream),
        KIE_API_KEY: second.key,
        KIE_BASE_URL: second.baseUrl,
      },
      file: {
        engines: { dashscope: {}, kie: { uploadBaseUrl: second.uploadBaseUrl } },
        routes: { 'wan-2-7-image': ['dashscope', 'kie'] },
      },
    });
    const first = await create(stage, 2);
    await untilAccepted(upstream, 2);
    // Some upstreams repeat the key they refuse.
    const message = `Incorrect API key provided: ${upstream.key}.`;
    upstream.inject('submit', { kind: 'error', code: 'InvalidApiKey', message });
    const rest = await create(stage, 4);
    const { message: told } = await untilStopped(stage, 'dashscope');
    assert.match(told ?? '', /Incorrect API key provided/);
    upstream.disableKey(upstream.key, 'InvalidApiKey');
    await stage.succeeded(rest);
    assert.equal((await stage.credential('kie')).state, 'open');
    assert.deepEqual([upstream.tasks().length, second.tasks().length, second.billed()], [2, 4, 4]);

    upstream.enableKey(upstream.key);
    finishAll(upstream);
    await stage.rivya('engines', 'resume', 'dashscope', '--credential', 'main');
    await stage.succeeded([...first, ...(await create(stage, 1))]);
    assert.deepEqual([upstream.billed(), second.billed()], [3, 4]);
    assert.deepEqual(kindsOf(await stage.incidents()), ['credential_stopped']);
    await stage.verify();
  });

  test('a queue longer than the places upstream: what waits here is cancelled without a word to the upstream', async (t) => {
    const upstream = await startUpstream(t, UNTIL_FINISHED);
    const stage = await startPlainStage(t, upstream, { engines: { dashscope: { limits: { tasksInProcess: 1 } } } });
    const [made = ''] = await create(stage, 1);
    await untilAccepted(upstream, 1);
    const waiting = await create(stage, 5);
    for (const id of waiting) {
      const answer = await stage.api.cancel(id);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(failureOf(answer.body), 'cancelled');
    }
    finishAll(upstream);
    await stage.succeeded([made]);
    assert.equal(upstream.requests().cancel, 0);
    assert.deepEqual([upstream.tasks().length, upstream.billed()], [1, 1]);
    await stage.verify();
  });

  test('kill -9 with a submit on its way and work in process, twice: 20 tasks, 20 pictures bought', async (t) => {
    const upstream = await startUpstream(t, UNTIL_FINISHED);
    const stage = await startPlainStage(t, upstream);
    const ids = await create(stage, 20);
    await untilAccepted(upstream, 3);
    // Taken by the upstream, and the server will not live to read the answer.
    upstream.inject('submit', { kind: 'slow_headers', ms: 3_600_000 });
    await until('such a submit is taken', () => isTakenWith(upstream, 'slow_headers'));
    await stage.server.kill();
    await stage.restart();
    finishAll(upstream);
    upstream.set({ runningMs: 500 });
    await until('some more are made', () => upstream.billed() >= 9);
    await stage.server.kill();
    await stage.restart();
    const tasks = await stage.succeeded(ids);
    for (const { final_credits } of tasks) assert.equal(final_credits, PRICE);
    assert.deepEqual([upstream.tasks().length, upstream.billed()], [20, 20]);
    assert.ok(upstream.observed().tasksInProcessMax <= 5);
    assert.deepEqual(await stage.incidents(), []);
    await stage.verify();
  });

  test('SIGTERM with a submit and a download on their way: exit code 0, and the next start ends the work', async (t) => {
    const upstream = await startUpstream(t, UNTIL_FINISHED);
    const stage = await startPlainStage(t, upstream);
    const ids = await create(stage, 8);
    await untilAccepted(upstream, 5);
    upstream.inject('submit', { kind: 'slow_headers', ms: 3_000 });
    upstream.inject('result', { kind: 'slow', ms: 3_000 });
    for (const { id } of upstream.tasks().slice(0, 1)) upstream.finish(id);
    await until('both are on their way', () => {
      return upstream.requests().result > 0 && isTakenWith(upstream, 'slow_headers');
    });
    assert.equal(await stage.server.stop(), 0);
    finishAll(upstream);
    await stage.restart();
    await stage.succeeded(ids);
    assert.deepEqual([upstream.tasks().length, upstream.billed()], [8, 8]);
    assert.deepEqual(await stage.incidents(), []);
    await stage.verify();
  });
});

function isTakenWith(upstream: DashscopeSimulator, kind: string): boolean {
  return upstream.submits().some(({ fault, taskId }) => fault === kind && taskId !== null);
}
