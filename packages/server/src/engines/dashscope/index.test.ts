import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { EngineJob } from '../engine.ts';
import { createDashscopeEngine } from './index.ts';
import { callOf, follow, isDone, isPending, jobOf, openEngine, signal, submit } from './testing.ts';

/** An upstream that keeps to its documented limits, a little strict about what a second is: machines jitter. */
const DOCUMENTED = { queriesPerSecond: 20, limitWindowMs: 950 } as const;

describe('an engine', () => {
  test('shows its credentials without their keys', async (t) => {
    const { engine, sim } = await openEngine(t);
    assert.deepEqual(engine.credentials, [
      { name: 'main', submitsPerSecond: 1_000, submitsAtOnce: 100, tasksMax: 500 },
    ]);
    assert.doesNotMatch(inspect(engine, { depth: 9, showHidden: true }), new RegExp(sim.key));
    assert.deepEqual(engine.notices, []);
    assert.equal(engine.id, 'dashscope');
  });

  test('says what a picture costs, if the operator said so', async (t) => {
    const prices = { 'wan-2-7-image': { micros: 200_000, currency: 'CNY' } };
    const { engine } = await openEngine(t, { settings: { prices } });
    assert.deepEqual(engine.costOf?.('wan-2-7-image'), { micros: 200_000, currency: 'CNY' });
    assert.equal(engine.costOf?.('wan-2-7-image-pro'), undefined);
  });

  for (const [tasksMax, callsMax] of [
    [5, 16],
    [40, 80],
    [500, 128],
  ] as const) {
    test(`${tasksMax} tasks in process: ${callsMax} calls at once`, async (t) => {
      const limits = { submitsPerSecond: 5, submitsAtOnce: 1, tasksMax, queriesPerSecond: 20 };
      const { engine } = await openEngine(t, { settings: { credentials: [{ name: 'a', apiKey: 'k', ...limits }] } });
      assert.equal(engine.callsMax, callsMax);
    });
  }

  test('refuses settings that cannot work', async (t) => {
    const { fetcher } = await openEngine(t);
    const { clock, log } = { clock: { now: () => 0 }, log: Object() };
    const settings = { id: 'x', credentials: [], prices: {}, submitTimeoutMs: 1, queryTimeoutMs: 1 };
    const limits = { submitsPerSecond: 5, submitsAtOnce: 1, tasksMax: 1, queriesPerSecond: 20 };
    const credentials = [{ name: 'a', apiKey: 'k', ...limits }];
    const open = (baseUrl: string) =>
      createDashscopeEngine({ clock, log, fetcher }, { ...settings, credentials, baseUrl });
    assert.throws(() => open('not a url'), RangeError);
  });

  test('asks with the key that the task was submitted with', async (t) => {
    const { sim } = await openEngine(t);
    const other = sim.addAccount();
    const limits = { submitsPerSecond: 5, submitsAtOnce: 1, tasksMax: 5, queriesPerSecond: 1_000 };
    const credentials = [
      { name: 'main', apiKey: sim.key, ...limits },
      { name: 'second', apiKey: other.key, ...limits },
    ];
    const { engine } = await openEngine(t, { settings: { baseUrl: sim.baseUrl, credentials } });
    const job = jobOf();
    const call = { credential: 'second', sending: () => Promise.resolve() };
    const progress = await engine.submit(job, call, signal);
    isPending(progress);
    assert.equal(progress.handle['credential'], 'second');
    isDone(await follow(engine, job, progress));
    assert.equal(sim.billedOf(other.key), 1);
  });

  test('a poll after a restart finds the task by its handle alone', async (t) => {
    const { engine, sim } = await openEngine(t);
    const job = jobOf();
    const { handle } = await submit(engine, job);
    await engine.close?.();
    const { engine: next } = await openEngine(t, {
      settings: { baseUrl: sim.baseUrl, credentials: [credentialOf(sim.key, 1_000)] },
    });
    isDone(await follow(next, job, await next.poll(job, JSON.parse(JSON.stringify(handle)), signal)));
  });

  test('a closed engine sends nothing more', async (t) => {
    const { engine, sim } = await openEngine(t);
    const { handle } = await submit(engine, jobOf());
    await engine.close?.();
    await assert.rejects(engine.poll(jobOf(), handle, signal));
    const progress = await engine.submit(jobOf(), callOf(), signal);
    assert.ok(progress.status === 'failed' && progress.bought === 'no');
    assert.equal(sim.tasks().length, 1);
  });
});

function credentialOf(apiKey: string, queriesPerSecond: number) {
  return { name: 'main', apiKey, queriesPerSecond, submitsPerSecond: 1_000, submitsAtOnce: 100, tasksMax: 500 };
}

describe('the limits of the upstream', () => {
  test('polls, lists, cancels and policies together stay within the queries a second', async (t) => {
    const { engine, sim } = await openEngine(t, {
      queriesPerSecond: 20,
      simulator: { ...DOCUMENTED, pendingMs: 1e9 },
    });
    const jobs = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const job = jobOf();
        return { job, handle: (await submit(engine, job)).handle };
      }),
    );
    const search = { credential: 'main', model: 'wan-2-7-image-pro', fromMs: Date.now() - 1_000, untilMs: Date.now() };
    await Promise.all([
      ...jobs.flatMap(({ job, handle }) => [1, 2].map(() => engine.poll(job, handle, signal))),
      ...jobs.slice(0, 5).map(({ handle }) => engine.cancel?.(handle, signal)),
      ...Array.from({ length: 3 }, () => engine.findWork?.(search, signal)),
    ]);
    assert.equal(sim.observed().refusedForLimits, 0);
    assert.ok(sim.observed().queriesPerSecondMax <= 20);
  });

  test('with 500 tasks running, those that end are seen without polling the others', {
    timeout: 120_000,
  }, async (t) => {
    const { engine, sim } = await openEngine(t, {
      queriesPerSecond: 20,
      simulator: { ...DOCUMENTED, pendingMs: 0, runningMs: 1e9 },
    });
    const jobs = new Map<
      string,
      { job: EngineJob; upstreamId: string; handle: Awaited<ReturnType<typeof submit>>['handle'] }
    >();
    const hinted = new Set<string>();
    engine.start?.({
      hint: (taskIds) => {
        for (const taskId of taskIds) hinted.add(taskId);
      },
    });
    for (let group = 0; group < 25; group += 1) {
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          const job = jobOf();
          const { handle, upstreamId = '', pollAfterMs } = await submit(engine, job);
          jobs.set(job.taskId, { job, upstreamId, handle });
          // All of them together leave room for lists.
          assert.ok(pollAfterMs >= (jobs.size - 20) * 62.5);
        }),
      );
    }
    const ending = [...jobs.values()].filter((_, index) => index % 25 === 0);
    assert.equal(ending.length, 20);
    for (const { upstreamId } of ending) sim.finish(upstreamId);
    while (hinted.size < 20) await delay(20);
    assert.deepEqual([...hinted].sort(), ending.map(({ job }) => job.taskId).sort());
    const ends = await Promise.all(ending.map(({ job, handle }) => engine.poll(job, handle, signal)));
    for (const progress of ends) isDone(progress);
    assert.equal(sim.requests().query, 20);
    assert.equal(sim.observed().refusedForLimits, 0);
    assert.ok(sim.observed().queriesPerSecondMax <= 20);
  });
});
