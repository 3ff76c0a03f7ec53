import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBalance, verifyLedger } from '../credits/index.ts';
import type { Progress } from '../engines/index.ts';
import { listIncidents } from '../platform/incidents.ts';
import { MINUTE_MS } from '../platform/units.ts';
import { findAttempts } from './attempt-store.ts';
import { cancelGeneration } from './cancel-generation.ts';
import { expireGenerations } from './expire-generations.ts';
import { retrieveGeneration } from './retrieve-generation.ts';
import { ONE_PIXEL_PNG, ScriptedEngine, setUpGenerations, type TestGenerations } from './testing.ts';
import { verifyGenerations } from './verify-generations.ts';

const pending = (pollAfterMs: number): Progress => ({ status: 'pending', handle: { job: 'j1' }, pollAfterMs });
const done: Progress = { status: 'done', outputs: [{ bytes: ONE_PIXEL_PNG, seed: 7 }] };
const answers = (progress: Progress) => () => Promise.resolve(progress);

describe('taking a task to its end', () => {
  test('done: the result is stored, the credits are charged, the status route shows it', async (t) => {
    const { story, caller, id } = await begin(t, new ScriptedEngine(answers(done)));
    await step(story);
    const view = await retrieveGeneration(story.deps, caller.accountId, id);
    assert.equal(view.status, 'succeeded');
    assert.equal(view.final_credits, 5);
    assert.equal(view.result?.urls.length, 1);
    assert.equal(view.result?.items[0]?.seed, 7);
    assert.equal(view.result?.items[0]?.size_bytes, ONE_PIXEL_PNG.length);
    await assertEnds(story, caller.accountId, { current: 95, held: 0 });
  });

  const failures = [
    [{ status: 'failed', reason: 'failed', message: 'no', bought: 'no' }, 'generation_failed', 0],
    [{ status: 'failed', reason: 'rejected', message: 'no', bought: 'no' }, 'content_rejected', 0],
    [{ status: 'failed', reason: 'unavailable', message: 'no', bought: 'no' }, 'engine_unavailable', 0],
    [{ status: 'failed', reason: 'rejected', message: 'no', bought: 'yes' }, 'content_rejected', 0],
    [{ status: 'failed', reason: 'failed', message: 'no', bought: 'unknown' }, 'generation_failed', 1],
    [{ status: 'failed', reason: 'failed', message: 'no', bought: 'yes' }, 'generation_failed', 1],
    [{ status: 'done', outputs: [] }, 'generation_failed', 0],
    [{ status: 'done', outputs: [{ bytes: Buffer.from('no picture'), seed: 1 }] }, 'engine_unavailable', 1],
  ] as const satisfies readonly (readonly [Progress, string, number])[];
  for (const [progress, code, incidents] of failures) {
    test(`${JSON.stringify(progress).slice(0, 80)} ends as ${code}, released, with ${incidents} incidents`, async (t) => {
      const { story, caller, id } = await begin(t, new ScriptedEngine(answers(progress)));
      await step(story);
      const view = await retrieveGeneration(story.deps, caller.accountId, id);
      assert.equal(view.error?.code, code);
      assert.equal(view.final_credits, 0);
      assert.equal((await listIncidents(story.db, 10)).length, incidents);
      await assertEnds(story, caller.accountId, { current: 100, held: 0 });
    });
  }
});

describe('a task that has to wait', () => {
  test('is put down with its handle saved, holds nothing, and is polled when due', async (t) => {
    const { story, caller, id } = await begin(t, new ScriptedEngine(answers(pending(MINUTE_MS))));
    await step(story);
    assert.equal((await retrieveGeneration(story.deps, caller.accountId, id)).status, 'processing');
    story.clock.advance(MINUTE_MS - 1);
    assert.deepEqual(await story.claimDue(), []);
    story.clock.advance(1);
    story.engine.onPoll = (_job, handle) => {
      assert.deepEqual({ ...handle }, { job: 'j1' });
      return Promise.resolve(done);
    };
    await stepDue(story);
    assert.deepEqual(story.engine.asked, [`submit ${id}`, `poll ${id}`]);
    assert.equal((await retrieveGeneration(story.deps, caller.accountId, id)).status, 'succeeded');
  });

  test('an engine that cannot be asked is asked again later, not bought again', async (t) => {
    const { story, caller, id } = await begin(t, new ScriptedEngine(answers(pending(0))));
    story.engine.onPoll = () => Promise.reject(new Error('time-out'));
    await step(story);
    assert.equal((await retrieveGeneration(story.deps, caller.accountId, id)).status, 'processing');
    story.clock.advance(5_000);
    story.engine.onPoll = answers(done);
    await stepDue(story);
    assert.deepEqual(story.engine.asked, [`submit ${id}`, `poll ${id}`, `poll ${id}`]);
    assert.equal((await retrieveGeneration(story.deps, caller.accountId, id)).status, 'succeeded');
  });

  test('a failure that was not bought is tried again after its wait, three times in all', async (t) => {
    const retry: Progress = {
      status: 'failed',
      reason: 'unavailable',
      message: 'busy',
      bought: 'no',
      retry: { afterMs: 1_000, triesMax: 3 },
    };
    const { story, caller, id } = await begin(t, new ScriptedEngine(answers(retry)));
    await step(story);
    for (let tries = 0; tries < 2; tries += 1) {
      assert.equal((await retrieveGeneration(story.deps, caller.accountId, id)).status, 'processing');
      story.clock.advance(2_000);
      for (const task of await story.claimRetries()) await story.run(task);
    }
    assert.equal(story.engine.asked.length, 3);
    assert.equal((await retrieveGeneration(story.deps, caller.accountId, id)).error?.code, 'engine_unavailable');
    await assertEnds(story, caller.accountId, { current: 100, held: 0 });
  });
});

describe('a worker whose task was ended or taken over', () => {
  test('changes neither the attempt nor the time it is due', async (t) => {
    const { story, caller, id } = await begin(t, new ScriptedEngine(answers(pending(0))));
    story.engine.onCancel = () => Promise.resolve('cancelled');
    story.engine.onPoll = async () => {
      await cancelGeneration(story.deps, caller.accountId, id);
      return pending(1_000);
    };
    await step(story);
    assert.equal((await retrieveGeneration(story.deps, caller.accountId, id)).error?.code, 'cancelled');
    assert.deepEqual(
      (await findAttempts(story.db.read, [id])).map(({ state }) => state),
      ['failed'],
    );
  });
});

describe('time limits', () => {
  test('queued for too long: expired and released', async (t) => {
    const { story, caller, id } = await begin(t, new ScriptedEngine(answers(done)));
    story.clock.advance(story.deps.timeouts.queueMs - 1);
    assert.deepEqual(await expireGenerations(story.deps), []);
    story.clock.advance(1);
    assert.deepEqual(await expireGenerations(story.deps), [id]);
    assert.equal((await retrieveGeneration(story.deps, caller.accountId, id)).error?.code, 'expired');
    assert.deepEqual(await story.claim(), [], 'it is not worked on any more');
    await assertEnds(story, caller.accountId, { current: 100, held: 0 });
  });

  test('processing for too long: expired and released; what comes later is thrown away', async (t) => {
    const { story, caller, id } = await begin(t, new ScriptedEngine(answers(pending(MINUTE_MS))));
    await step(story);
    story.clock.advance(MINUTE_MS);
    const [task] = await story.claimDue();
    assert.ok(task);
    story.clock.advance(story.deps.timeouts.taskMs);
    assert.deepEqual(await expireGenerations(story.deps), [id]);
    story.engine.onPoll = answers(done);
    await story.run(task);
    const view = await retrieveGeneration(story.deps, caller.accountId, id);
    assert.equal(view.error?.code, 'expired');
    assert.equal(view.result, null);
    assert.equal((await listIncidents(story.db, 10))[0]?.kind, 'purchase_unclear');
    await assertEnds(story, caller.accountId, { current: 100, held: 0 });
  });

  test('processing for too long without anything sent: expired, and there is nothing for the operator to look at', async (t) => {
    const { story, id } = await begin(t, new ScriptedEngine(answers(done)));
    await story.claim();
    story.clock.advance(story.deps.timeouts.taskMs);
    assert.deepEqual(await expireGenerations(story.deps), [id]);
    assert.deepEqual(await listIncidents(story.db, 10), []);
  });

  test('a task that cannot be ended is set aside for the operator, and keeps no other from ending', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a', 100);
    const [broken, sound] = [await story.create(caller), await story.create(caller)];
    await story.db.transaction((tx) =>
      tx.deleteFrom('ledger_entries').where('generation_id', '=', broken.id).execute(),
    );
    story.clock.advance(story.deps.timeouts.queueMs);
    assert.deepEqual(await expireGenerations(story.deps), [sound.id]);
    assert.deepEqual(
      (await listIncidents(story.db, 10)).map(({ kind, subjectId }) => [kind, subjectId]),
      [['task_stuck', broken.id]],
    );
    assert.deepEqual(await expireGenerations(story.deps), [], 'it is not tried again at once');
  });

  test('several hundred late tasks end in one sweep', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a', 2_000);
    await Promise.all(Array.from({ length: 250 }, () => story.create(caller)));
    story.clock.advance(story.deps.timeouts.queueMs);
    assert.equal((await expireGenerations(story.deps)).length, 250);
    await assertEnds(story, caller.accountId, { current: 2_000, held: 0 });
  });
});

async function begin(t: Parameters<typeof setUpGenerations>[0], engine: ScriptedEngine) {
  const story = await setUpGenerations(t, engine);
  const caller = await story.caller('a', 100);
  const { id } = await story.create(caller);
  return { story, caller, id };
}

async function step(story: TestGenerations): Promise<void> {
  for (const task of await story.claim()) await story.run(task);
}

async function stepDue(story: TestGenerations): Promise<void> {
  const tasks = await story.claimDue();
  assert.equal(tasks.length, 1);
  for (const task of tasks) await story.run(task);
}

async function assertEnds(story: TestGenerations, accountId: string, balance: { current: number; held: number }) {
  assert.deepEqual({ ...(await readBalance(story.deps, accountId)) }, balance);
  assert.deepEqual((await verifyLedger(story.deps)).problems, []);
  assert.deepEqual((await verifyGenerations(story.db)).problems, []);
}
