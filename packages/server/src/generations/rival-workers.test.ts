import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Progress } from '../engines/index.ts';
import { listIncidents } from '../platform/incidents.ts';
import { findAttempts } from './attempt-store.ts';
import { LEASE_MS } from './claim-tasks.ts';
import { retrieveGeneration } from './retrieve-generation.ts';
import { answers, assertEnds, begin, done, paid, stateOf, stepDue } from './testing-paid.ts';

const late: Progress = { status: 'pending', handle: { job: 'late' }, upstreamId: 'late', pollAfterMs: 0 };

type Hooks = Parameters<typeof begin>[0];

/** A submit hangs in a worker whose lease has run out, and another looks for what it bought, up to the last look. */
async function lookForHangingSubmit(t: Hooks) {
  const answer = Promise.withResolvers<Progress>();
  const { story, id, accountId } = await begin(
    t,
    paid(() => answer.promise),
  );
  const [task] = await story.claim();
  assert.ok(task);
  const hanging = story.run(task);
  while (story.engine.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  story.clock.advance(LEASE_MS);
  await stepDue(story);
  // Elsewhere than in a store of its own the call may go on until its longest time is over.
  if (story.db.kind === 'postgres') story.clock.advance(story.deps.timeouts.submitMsMax - LEASE_MS);
  for (const waitMs of [1_000, 3_000]) {
    story.clock.advance(waitMs);
    await stepDue(story);
  }
  story.clock.advance(6_000);
  const submits = () => story.engine.asked.filter((asked) => asked === `submit ${id}`).length;
  return { story, id, accountId, answer, hanging, submits };
}

test('an answer that comes while another worker finds nothing is what counts: nothing is bought again', async (t) => {
  const { story, id, accountId, answer, hanging, submits } = await lookForHangingSubmit(t);
  story.engine.onFindWork = async () => {
    answer.resolve(late);
    await hanging;
    return [];
  };
  await stepDue(story);
  assert.equal(await stateOf(story, id), 'pending');
  story.clock.advance(60_000);
  assert.deepEqual(await story.claimRetries(), []);
  story.engine.onPoll = answers(done);
  await stepDue(story);
  assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'succeeded');
  assert.equal(submits(), 1);
  assert.deepEqual(await listIncidents(story.db, 10), []);
  await assertEnds(story, accountId, 95);
});

test('a call that another process may still be waiting for is not judged before it must have ended', async (t) => {
  const answer = Promise.withResolvers<Progress>();
  const { story, id, accountId } = await begin(
    t,
    paid(() => answer.promise),
  );
  if (story.db.kind === 'sqlite') return t.skip('nobody else opens such a store');
  const [task] = await story.claim();
  assert.ok(task);
  const hanging = story.run(task);
  while (story.engine.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  story.clock.advance(LEASE_MS);
  for (let sinceMs = LEASE_MS; sinceMs < story.deps.timeouts.submitMsMax; sinceMs += 5_000) {
    await stepDue(story);
    assert.equal(await stateOf(story, id), 'unclear');
    story.clock.advance(5_000);
  }
  answer.resolve(late);
  await hanging;
  story.engine.onPoll = answers(done);
  await stepDue(story);
  assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'succeeded');
  assert.equal(story.engine.asked.filter((asked) => asked.startsWith('submit')).length, 1);
  assert.deepEqual(await listIncidents(story.db, 10), []);
  await assertEnds(story, accountId, 95);
});

test('an answer that comes while another worker cannot decide is what counts: the task does not fail', async (t) => {
  const { story, id, accountId, answer, hanging } = await lookForHangingSubmit(t);
  story.engine.onFindWork = async () => {
    const work = { handle: {}, createdAtMs: story.clock.now() - 10_000, errorMs: 500, requestId: null, keyId: null };
    answer.resolve(late);
    await hanging;
    return ['w1', 'w2'].map((upstreamId) => ({ ...work, upstreamId }));
  };
  await stepDue(story);
  story.engine.onPoll = answers(done);
  await stepDue(story);
  assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'succeeded');
  assert.deepEqual(await listIncidents(story.db, 10), []);
  await assertEnds(story, accountId, 95);
});

test('an answer that comes when the purchase was ruled out already is told to the operator, with where to find it', async (t) => {
  const { story, id, answer, hanging } = await lookForHangingSubmit(t);
  await stepDue(story);
  assert.equal(await stateOf(story, id), 'failed');
  answer.resolve(late);
  await hanging;
  const [incident, ...others] = await listIncidents(story.db, 10);
  assert.equal(incident?.kind, 'purchase_unclear');
  assert.match(incident?.message ?? '', /scripted\/main, handle \{"job":"late"\}/);
  assert.deepEqual(others, []);
  assert.deepEqual({ ...(await findAttempts(story.db.read, [id]))[0]?.handle }, { job: 'late' });
});
