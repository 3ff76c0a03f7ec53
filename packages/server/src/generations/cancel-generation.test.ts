import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBalance } from '../credits/index.ts';
import type { Progress } from '../engines/index.ts';
import { Failure } from '../platform/http/errors.ts';
import { markSubmitting } from './attempt-store.ts';
import { cancelGeneration } from './cancel-generation.ts';
import { retrieveGeneration } from './retrieve-generation.ts';
import { ONE_PIXEL_PNG, paints, ScriptedEngine, setUpGenerations } from './testing.ts';

const waits: Progress = { status: 'pending', handle: { job: 'j1' }, pollAfterMs: 60_000 };

describe('cancelling a generation', () => {
  test('queued: failed with code cancelled, released, never worked on', async (t) => {
    const { story, caller, id } = await begin(t);
    const view = await cancelGeneration(story.deps, caller.accountId, id);
    assert.deepEqual([view.status, view.error?.code, view.final_credits], ['failed', 'cancelled', 0]);
    assert.deepEqual({ ...(await readBalance(story.deps, caller.accountId)) }, { current: 100, held: 0 });
    assert.deepEqual(await story.claim(), []);
    assert.deepEqual(story.engine.asked, []);
  });

  test('processing and the engine confirms: cancelled and released', async (t) => {
    const { story, caller, id } = await begin(t, () => Promise.resolve(waits));
    await step(story);
    story.engine.onCancel = (handle) => {
      assert.deepEqual({ ...handle }, { job: 'j1' });
      return Promise.resolve('cancelled');
    };
    const view = await cancelGeneration(story.deps, caller.accountId, id);
    assert.equal(view.error?.code, 'cancelled');
    assert.deepEqual({ ...(await readBalance(story.deps, caller.accountId)) }, { current: 100, held: 0 });
  });

  test('processing and too late, or the engine cannot be asked: 409 and it runs on', async (t) => {
    const { story, caller, id } = await begin(t, () => Promise.resolve(waits));
    await step(story);
    for (const onCancel of [() => Promise.resolve('too_late' as const), () => Promise.reject(new Error('down'))]) {
      story.engine.onCancel = onCancel;
      await assert.rejects(cancelGeneration(story.deps, caller.accountId, id), isNotCancellable);
      assert.equal((await retrieveGeneration(story.deps, caller.accountId, id)).status, 'processing');
    }
    assert.deepEqual({ ...(await readBalance(story.deps, caller.accountId)) }, { current: 95, held: 5 });
  });

  test('submitted but without a handle yet: 409, because nobody can say that it was not bought', async (t) => {
    const { story, caller, id } = await begin(t);
    const [task] = await story.claim();
    await story.db.transaction((tx) => markSubmitting(tx, task?.attempt?.id ?? '', story.clock.now()));
    await assert.rejects(cancelGeneration(story.deps, caller.accountId, id), isNotCancellable);
    assert.deepEqual(story.engine.asked, []);
  });

  test('a result that was stored while the engine was asked wins', async (t) => {
    const { story, caller, id } = await begin(t, () => Promise.resolve(waits));
    await step(story);
    story.engine.onCancel = async () => {
      story.engine.onPoll = () => Promise.resolve({ status: 'done', outputs: [{ bytes: ONE_PIXEL_PNG, seed: 1 }] });
      story.clock.advance(60_000);
      for (const task of await story.claimDue()) await story.run(task);
      return 'cancelled';
    };
    await assert.rejects(cancelGeneration(story.deps, caller.accountId, id), isNotCancellable);
    assert.equal((await retrieveGeneration(story.deps, caller.accountId, id)).status, 'succeeded');
    assert.deepEqual({ ...(await readBalance(story.deps, caller.accountId)) }, { current: 95, held: 0 });
  });

  test('ended: 409; unknown and foreign: the same 404', async (t) => {
    const { story, caller, id } = await begin(t);
    const stranger = await story.caller('stranger');
    await step(story);
    await assert.rejects(cancelGeneration(story.deps, caller.accountId, id), isNotCancellable);
    const messages = [];
    for (const wrong of [id, 'task_00000000000000000000000000', 'nonsense']) {
      const error = await cancelGeneration(story.deps, stranger.accountId, wrong).catch((reason: unknown) => reason);
      assert.ok(error instanceof Failure && error.code === 'not_found');
      messages.push(error.message);
    }
    assert.equal(new Set(messages).size, 1);
  });
});

async function begin(t: Parameters<typeof setUpGenerations>[0], onSubmit = paints) {
  const story = await setUpGenerations(t, new ScriptedEngine(onSubmit));
  const caller = await story.caller('a', 100);
  const { id } = await story.create(caller);
  return { story, caller, id };
}

async function step(story: Awaited<ReturnType<typeof setUpGenerations>>): Promise<void> {
  for (const task of await story.claim()) await story.run(task);
}

function isNotCancellable(error: unknown): boolean {
  return error instanceof Failure && error.code === 'not_cancellable';
}
