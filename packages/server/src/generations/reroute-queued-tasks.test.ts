import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalogue } from '../catalogue/index.ts';
import { createRegistry } from '../engines/index.ts';
import { findAttempts } from './attempt-store.ts';
import { voidAllLeases } from './queue-store.ts';
import { rerouteQueuedTasks } from './reroute-queued-tasks.ts';
import { retrieveGeneration } from './retrieve-generation.ts';
import { paints, ScriptedEngine, setUpGenerations } from './testing.ts';
import { answers, assertEnds, begin, paid, unknown } from './testing-paid.ts';

test('what waits for an engine that no longer serves its model waits for the one that does', async (t) => {
  const story = await setUpGenerations(t);
  const caller = await story.caller('a');
  const moved = await story.create(caller, { model: 'wan-2-7-image-pro' });
  const kept = await story.create(caller, { model: 'wan-2-7-image' });
  const next = Object.assign(new ScriptedEngine(paints), { id: 'next' });
  const models = createCatalogue().list();
  const registry = createRegistry(
    [
      { engine: next, serves: ({ id }) => id === 'wan-2-7-image-pro' },
      { engine: story.engine, serves: () => true },
    ],
    models.map(({ descriptor }) => descriptor),
  );
  await rerouteQueuedTasks({ ...story.deps, registry });
  assert.deepEqual(
    (await story.claim(5)).map(({ row }) => row.id),
    [kept.id],
  );
  assert.deepEqual(
    (await story.claim(5, 'next')).map(({ row }) => row.id),
    [moved.id],
  );
});

test('what was only being prepared for an engine that is gone is made by another; what was sent is left alone', async (t) => {
  const next = paid(paints, 'next');
  const { story, id, accountId } = await begin(t, paid(answers(unknown), 'gone'), [next]);
  const sent = await story.create(await story.caller('b'));
  const [preparing, submitting] = await story.claim(2);
  assert.ok(preparing && submitting);
  assert.deepEqual([preparing.row.id, submitting.row.id], [id, sent.id]);
  await story.run(submitting);
  await voidAllLeases(story.db);
  const models = createCatalogue().list();
  const registry = createRegistry(
    [{ engine: next, serves: () => true }],
    models.map(({ descriptor }) => descriptor),
  );
  await rerouteQueuedTasks({ ...story.deps, registry });
  const [retried, ...others] = await story.claimRetries(5, 'next');
  assert.ok(retried);
  assert.deepEqual(others, [], 'what may have been bought is not bought again');
  await story.run(retried);
  assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'succeeded');
  assert.deepEqual(
    (await findAttempts(story.db.read, [id])).map(({ engine, state, isCounted }) => [engine, state, isCounted]),
    [
      ['gone', 'failed', false],
      ['next', 'done', true],
    ],
  );
  assert.equal((await retrieveGeneration(story.deps, submitting.row.account_id, sent.id)).status, 'processing');
  await assertEnds(story, accountId, 95);
});
