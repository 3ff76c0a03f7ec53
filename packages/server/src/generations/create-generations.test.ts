import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBalance, verifyLedger } from '../credits/index.ts';
import { insertOutputs, storeOutput } from '../files/index.ts';
import { Failure } from '../platform/http/errors.ts';
import { DAY_MS } from '../platform/units.ts';
import { type CreateRequest, createGeneration, estimateGeneration } from './create-generation.ts';
import { ONE_PIXEL_PNG, setUpGenerations, type TestGenerations } from './testing.ts';
import { verifyGenerations } from './verify-generations.ts';

type Caller = Awaited<ReturnType<TestGenerations['caller']>>;
const REQUEST = { model: 'wan-2-7-image', prompt: 'a lake' };
const PRICE = 5;

describe('creating generations', () => {
  test('an accepted request reserves its price and queues one task', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a', 100);
    const { id, answer, isReplayed } = await story.create(caller);
    const balance = await readBalance(story.deps, caller.accountId);
    assert.deepEqual({ ...balance }, { current: 95, held: 5 });
    assert.equal(isReplayed, false);
    assert.deepEqual(Object.keys(JSON.parse(answer)), [
      ...['id', 'status', 'model', 'reserved_credits', 'final_credits', 'created_at', 'updated_at', 'result', 'error'],
    ]);
    assert.equal(JSON.parse(answer).id, id);
    assert.deepEqual(story.woken, ['scripted']);
  });

  test('64 at once on a wallet that pays for 10: exactly 10 are accepted, the others write nothing', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a', PRICE * 10);
    const outcomes = await Promise.allSettled(Array.from({ length: 64 }, () => story.create(caller)));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    assert.equal(refused.length, 54);
    assert.ok(refused.every((error) => error instanceof Failure && error.code === 'insufficient_credits'));
    assert.equal(await countTasks(story), 10);
    await assertBalanced(story);
  });

  test('a caller who cannot pay is refused without harm to others in the same group', async (t) => {
    const story = await setUpGenerations(t);
    const [rich, poor] = [await story.caller('rich', 100), await story.caller('poor', 4)];
    const outcomes = await Promise.allSettled([story.create(rich), story.create(poor), story.create(rich)]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual({ ...(await readBalance(story.deps, poor.accountId)) }, { current: 4, held: 0 });
    await assertBalanced(story);
  });

  test('an estimate gives the same price and writes nothing', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a', 0);
    assert.deepEqual(await estimateGeneration(story.deps, caller, REQUEST), { model: 'wan-2-7-image', credits: PRICE });
    await assert.rejects(estimateGeneration(story.deps, caller, { ...REQUEST, params: { seed: -1 } }), /params\.seed/);
    assert.equal(await countTasks(story), 0);
  });

  test('bad input is refused before anything is written', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a', 100);
    await assert.rejects(story.create(caller, { prompt: ' ' }), (error) => codeOf(error) === 'validation_failed');
    await assert.rejects(story.create(caller, { model: 'nothing' }), (error) => codeOf(error) === 'validation_failed');
    assert.equal(await countTasks(story), 0);
    assert.deepEqual({ ...(await readBalance(story.deps, caller.accountId)) }, { current: 100, held: 0 });
  });
});

describe('idempotent creation', () => {
  test('64 callers at once with one key: one task, 64 equal answers', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a', 100);
    const answers = await Promise.all(Array.from({ length: 64 }, () => createWithKey(story, caller, 'k')));
    assert.equal(new Set(answers.map(({ answer }) => answer)).size, 1);
    assert.equal(answers.filter(({ isReplayed }) => !isReplayed).length, 1);
    assert.equal(await countTasks(story), 1);
    await assertBalanced(story);
  });

  test('the same key with another body is a conflict, in the same group and later', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a', 100);
    const other = { ...REQUEST, prompt: 'a hill' };
    const twins = await Promise.allSettled([
      createWithKey(story, caller, 'k'),
      createWithKey(story, caller, 'k', other),
    ]);
    assert.deepEqual(
      twins.map((twin) => (twin.status === 'rejected' ? codeOf(twin.reason) : twin.status)),
      ['fulfilled', 'idempotency_conflict'],
    );
    await assert.rejects(createWithKey(story, caller, 'k', other), (error) => codeOf(error) === 'idempotency_conflict');
    assert.equal(await countTasks(story), 1);
  });

  test('the first answer is replayed even after the task has ended, byte for byte', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a', 100);
    const first = await createWithKey(story, caller, 'k');
    for (const task of await story.claim()) await story.run(task);
    const again = await createWithKey(story, caller, 'k');
    assert.deepEqual(again, { ...first, isReplayed: true });
  });

  test('a refused request frees its key, also for a twin with another body in the same group', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a', 5);
    const dear = { ...REQUEST, model: 'wan-2-7-image-pro' };
    const twins = await Promise.allSettled([
      createWithKey(story, caller, 'k', dear),
      createWithKey(story, caller, 'k'),
    ]);
    assert.deepEqual(
      twins.map((twin) => (twin.status === 'rejected' ? codeOf(twin.reason) : twin.status)),
      ['insufficient_credits', 'fulfilled'],
    );
    await assertBalanced(story);
  });

  test('a repeated request is answered although its reference has expired since', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a', 100);
    const url = await uploadedUrl(story, caller);
    const request = { ...REQUEST, params: { referenceMediaItems: [{ url, kind: 'image' }] } };
    const first = await createWithKey(story, caller, 'k', request);
    await expireAllFiles(story);
    assert.deepEqual(await createWithKey(story, caller, 'k', request), { ...first, isReplayed: true });
    await assert.rejects(createWithKey(story, caller, 'other', request), /referenceMediaItems\[0\]\.url/);
    const changed = { ...request, prompt: 'a hill' };
    await assert.rejects(
      createWithKey(story, caller, 'k', changed),
      (error) => codeOf(error) === 'idempotency_conflict',
    );
  });

  test('keys of two accounts do not meet, and a key is free again after 24 hours', async (t) => {
    const story = await setUpGenerations(t);
    const [a, b] = [await story.caller('a'), await story.caller('b')];
    const first = await createWithKey(story, a, 'k');
    const foreign = await createWithKey(story, b, 'k');
    story.clock.advance(DAY_MS);
    const later = await createWithKey(story, a, 'k');
    assert.equal(new Set([first.id, foreign.id, later.id]).size, 3);
    assert.equal((await createWithKey(story, a, 'k')).id, later.id);
  });
});

function createWithKey(story: TestGenerations, caller: Caller, key: string, request: CreateRequest = REQUEST) {
  return createGeneration({ ...story.deps, creates: story.creates }, caller, request, key);
}

async function uploadedUrl(story: TestGenerations, caller: Caller): Promise<string> {
  const output = { accountId: caller.accountId, generationId: 'none', position: 0, seed: null, name: 'pixel' };
  const stored = await storeOutput(story.deps.files, { ...output, bytes: ONE_PIXEL_PNG });
  await story.db.transaction((tx) => insertOutputs(tx, story.clock, story.deps.files.retention, [stored]));
  return `http://anywhere.test/media/${stored.fileId}/pixel.png`;
}

async function expireAllFiles(story: TestGenerations): Promise<void> {
  await story.db.transaction((tx) => tx.updateTable('files').set({ expires_at: story.clock.now() }).execute());
}

async function countTasks(story: TestGenerations): Promise<number> {
  const rows = await story.db.read.selectFrom('generations').select('id').execute();
  return rows.length;
}

async function assertBalanced(story: TestGenerations): Promise<void> {
  assert.deepEqual((await verifyLedger(story.deps)).problems, []);
  assert.deepEqual((await verifyGenerations(story.db)).problems, []);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Failure ? error.code : undefined;
}
