import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createRegistry, type Progress } from '../engines/index.ts';
import { Failure } from '../platform/http/errors.ts';
import { MINUTE_MS } from '../platform/units.ts';
import { createCancelAnswers } from './answer-cancels.ts';
import { cancelGeneration } from './cancel-generation.ts';
import { insertCancelRequest, takeCancelRequests } from './cancel-request-store.ts';
import { retrieveGeneration } from './retrieve-generation.ts';
import { FAST_CREDENTIAL, ScriptedEngine } from './testing.ts';
import { answers, assertEnds, begin, paid, stepNew } from './testing-paid.ts';
import { startWorker } from './worker.ts';

const waits: Progress = { status: 'pending', handle: { job: 'j1' }, pollAfterMs: MINUTE_MS };
const held = { isHeld: () => true };

/**
 * A task that is made upstream, seen by two processes: `story` is the one that does the engine's work, `asking` may not
 * call the upstream. `onAsked` is what the first does when it is told that there is a request.
 */
async function beginElsewhere(t: TestContext, cancelTakenMs = 10_000) {
  const { story, accountId, id } = await begin(t, paid(answers(waits)));
  await stepNew(story);
  const own = new ScriptedEngine(answers(waits), { credentials: [FAST_CREDENTIAL] });
  const models = story.deps.catalogue.list().map(({ descriptor }) => descriptor);
  const heard: { onAsked: () => void } = { onAsked: () => undefined };
  const asking = {
    ...story.deps,
    registry: createRegistry([{ engine: own, serves: () => true }], models),
    leading: { leads: () => false, askCancel: () => heard.onAsked() },
    timeouts: { ...story.deps.timeouts, cancelTakenMs },
  };
  const cancel = () => cancelGeneration(asking, accountId, id);
  const requests = () => story.db.read.selectFrom('cancel_requests').selectAll().execute();
  const cancelAnswers = createCancelAnswers(story.deps, story.engine, held);
  const answerAll = async () => {
    await cancelAnswers.take();
    await cancelAnswers.settled();
  };
  return { story, accountId, id, own, asking, heard, cancel, requests, answerAll };
}

function isNotCancellable(error: unknown): boolean {
  return error instanceof Failure && error.code === 'not_cancellable';
}

describe('a cancel asked of a process that may not call the upstream', () => {
  test('is made by the one that may, and answers the cancelled task', async (t) => {
    const { story, accountId, own, heard, cancel, requests, answerAll } = await beginElsewhere(t);
    heard.onAsked = () => void answerAll();
    story.engine.onCancel = (handle) => {
      assert.deepEqual({ ...handle }, { job: 'j1' });
      return Promise.resolve('cancelled');
    };
    const view = await cancel();
    assert.deepEqual([view.status, view.error?.code, view.final_credits], ['failed', 'cancelled', 0]);
    assert.deepEqual([own.asked, story.engine.asked.at(-1)], [[], 'cancel']);
    assert.deepEqual(await requests(), []);
    await assertEnds(story, accountId, 100);
  });

  test('reaches the running worker of the one that may', async (t) => {
    const { story, heard, cancel } = await beginElsewhere(t);
    story.engine.onCancel = () => Promise.resolve('cancelled');
    const leading = { leads: () => true, askCancel: () => undefined };
    const worker = startWorker({ ...story.deps, leading });
    heard.onAsked = () => worker.answerCancels([story.engine.id]);
    const view = await cancel().finally(() => worker.stop(0));
    assert.equal(view.error?.code, 'cancelled');
    assert.equal(worker.leads(story.engine.id), true);
  });

  test('too late, or the engine cannot be asked: 409 and it runs on', async (t) => {
    const { story, accountId, id, own, heard, cancel, requests, answerAll } = await beginElsewhere(t);
    heard.onAsked = () => void answerAll();
    for (const onCancel of [() => Promise.resolve('too_late' as const), () => Promise.reject(new Error('down'))]) {
      story.engine.onCancel = onCancel;
      await assert.rejects(cancel(), isNotCancellable);
      assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'processing');
    }
    assert.deepEqual([own.asked, await requests()], [[], []]);
  });

  test('nobody does the engine’s work: 409 after a while, and nobody makes the call later', async (t) => {
    const { story, own, cancel, requests, answerAll } = await beginElsewhere(t, 100);
    await assert.rejects(cancel(), isNotCancellable);
    assert.deepEqual(await requests(), []);
    await answerAll();
    assert.ok(![...own.asked, ...story.engine.asked].includes('cancel'));
  });

  test('is left alone by a process that has lost the engine’s work to another', async (t) => {
    const { story, heard, cancel } = await beginElsewhere(t, 100);
    const lost = createCancelAnswers(story.deps, story.engine, { isHeld: () => false });
    heard.onAsked = () => void lost.take();
    await assert.rejects(cancel(), isNotCancellable);
    assert.ok(!story.engine.asked.includes('cancel'));
  });

  test('is taken by one process only, and forgotten when whoever asked is gone', async (t) => {
    const { story, id, requests, answerAll } = await beginElsewhere(t);
    const { db, clock } = story;
    const request = { id: 'cancel_1', generation_id: id, engine: story.engine.id };
    await db.transaction((tx) => insertCancelRequest(tx, request, clock.now()));
    const take = () =>
      db.transaction((tx) => takeCancelRequests(tx, story.engine.id, { nowMs: clock.now(), limit: 5 }));
    const taken = await Promise.all([take(), take()]);
    assert.equal(taken.flat().length, 1);
    await answerAll();
    assert.equal((await requests()).length, 1);
    clock.advance(MINUTE_MS + 1);
    await answerAll();
    assert.deepEqual(await requests(), []);
    assert.ok(!story.engine.asked.includes('cancel'));
  });

  test('one that the upstream does not answer holds up no other', async (t) => {
    const { story, id, requests } = await beginElsewhere(t);
    const { db, clock, engine } = story;
    const { promise: silence, resolve } = Promise.withResolvers<'too_late'>();
    engine.onCancel = () => silence;
    const cancelAnswers = createCancelAnswers(story.deps, engine, held);
    const ask = async (requestId: string) => {
      const request = { id: requestId, generation_id: id, engine: engine.id };
      await db.transaction((tx) => insertCancelRequest(tx, request, clock.now()));
      await cancelAnswers.take();
    };
    await ask('cancel_1');
    await ask('cancel_2');
    assert.deepEqual(
      (await requests()).map((request) => [request.taken_at !== null, request.answer]),
      [
        [true, null],
        [true, null],
      ],
    );
    resolve('too_late');
    await cancelAnswers.settled();
    assert.deepEqual(
      (await requests()).map((request) => request.answer),
      ['runs_on', 'runs_on'],
    );
  });

  test('the process that does the engine’s work calls at once, without a request', async (t) => {
    const { story, accountId, id, asking } = await beginElsewhere(t);
    story.engine.onCancel = () => Promise.resolve('cancelled');
    const askCancel = () => assert.fail('nobody else is asked');
    const leader = { ...asking, registry: story.deps.registry, leading: { leads: () => true, askCancel } };
    assert.equal((await cancelGeneration(leader, accountId, id)).error?.code, 'cancelled');
  });
});
