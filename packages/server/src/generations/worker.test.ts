import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Progress } from '../engines/index.ts';
import { type AttemptState, closeAttempts, findAttempts } from './attempt-store.ts';
import { retrieveGeneration, waitForGeneration } from './retrieve-generation.ts';
import { paints, ScriptedEngine, setUpGenerations } from './testing.ts';
import { answers, paid, unknown } from './testing-paid.ts';
import { startWorker } from './worker.ts';

const patiently = { waitMs: 60_000, signal: new AbortController().signal };

describe('the worker', () => {
  test('works through a queue, never more calls at once than the engine takes', async (t) => {
    let running = 0;
    let runningMost = 0;
    const engine = new ScriptedEngine(async () => {
      running += 1;
      runningMost = Math.max(runningMost, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return await paints();
    });
    const story = await setUpGenerations(t, engine);
    const caller = await story.caller('a');
    const created = await Promise.all(Array.from({ length: 20 }, () => story.create(caller)));
    const worker = startWorker(story.deps);
    t.after(() => worker.stop(1_000));
    const views = await Promise.all(
      created.map(({ id }) => waitForGeneration(story.deps, caller.accountId, id, patiently)),
    );
    assert.ok(views.every(({ status }) => status === 'succeeded'));
    assert.equal(engine.asked.length, 20);
    assert.equal(runningMost, engine.callsMax);
  });

  test("a pile of one account's waiting tasks does not keep another account's first out", async (t) => {
    const waits = (): Promise<Progress> => Promise.resolve({ status: 'pending', handle: {}, pollAfterMs: 60_000 });
    const engine = new ScriptedEngine(waits, { callsMax: 1 });
    const story = await setUpGenerations(t, engine);
    const busy = await story.caller('busy');
    for (let count = 0; count < 20; count += 1) await story.create(busy);
    for (const task of await story.claim(20)) await story.run(task);
    const { id } = await story.create(await story.caller('quiet'));
    story.clock.advance(60_000);
    engine.asked.length = 0;
    engine.onSubmit = paints;
    engine.onPoll = paints;
    const worker = startWorker(story.deps);
    t.after(() => worker.stop(1_000));
    while (engine.asked.length < 5) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(engine.asked.slice(0, 2).includes(`submit ${id}`), engine.asked.slice(0, 5).join());
  });

  test('a submit that waits for one in doubt leaves once the store knows its end, though nothing is queued', async (t) => {
    const engine = paid(answers(unknown));
    const story = await setUpGenerations(t, engine);
    const caller = await story.caller('a');
    const ids = [(await story.create(caller)).id, (await story.create(caller)).id];
    const worker = startWorker(story.deps);
    t.after(() => worker.stop(1_000));
    const inState = async (wanted: AttemptState) =>
      (await findAttempts(story.db.read, ids)).filter(({ state }) => state === wanted).map((one) => one.generationId);
    while ((await inState('unclear')).length !== 1 || (await inState('preparing')).length !== 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const doubted = await inState('unclear');
    assert.deepEqual(
      engine.asked,
      doubted.map((id) => `submit ${id}`),
    );
    // Another process has found out.
    const end = { state: 'failed', bought: 'no', nowMs: story.clock.now() } as const;
    await story.db.transaction((tx) => closeAttempts(tx, doubted, end));
    worker.wake([engine.id]);
    while (engine.asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(new Set(engine.asked), new Set(ids.map((id) => `submit ${id}`)));
  });

  test('stopping hands back what does not end in time: it is due at once, under no lease', async (t) => {
    const submitted = Promise.withResolvers<void>();
    const engine = new ScriptedEngine((_job, signal) => {
      submitted.resolve();
      return new Promise<Progress>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    });
    const story = await setUpGenerations(t, engine);
    const caller = await story.caller('a');
    const { id } = await story.create(caller);
    const worker = startWorker(story.deps);
    await submitted.promise;
    await worker.stop(1);
    assert.equal((await retrieveGeneration(story.deps, caller.accountId, id)).status, 'processing');
    const [again] = await story.claimDue();
    assert.equal(again?.row.id, id);
  });

  test('hands back what it claimed when its engine was taken over meanwhile, and submits none of it', async (t) => {
    const engine = paid(paints);
    const story = await setUpGenerations(t, engine);
    const { id } = await story.create(await story.caller('a'));
    const askedAgain = Promise.withResolvers<void>();
    let questions = 0;
    const isHeld = () => {
      questions += 1;
      if (questions === 2) askedAgain.resolve();
      return questions === 1;
    };
    const tenure = () => ({ isHeld, end: () => Promise.resolve() });
    const worker = startWorker({ ...story.deps, tenure });
    await askedAgain.promise;
    await worker.stop(1_000);
    assert.deepEqual(engine.asked, []);
    const [again] = await story.claimDue();
    assert.deepEqual([again?.row.id, again?.attempt?.state], [id, 'preparing']);
  });

  test('stopping lets what ends in time end, and takes nothing new', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a');
    const worker = startWorker(story.deps);
    await worker.stop(1_000);
    const { id } = await story.create(caller);
    worker.wake([story.engine.id]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await retrieveGeneration(story.deps, caller.accountId, id)).status, 'queued');
  });
});
