import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalogue } from '../catalogue/index.ts';
import { createRegistry } from '../engines/index.ts';
import { rerouteQueuedTasks } from './reroute-queued-tasks.ts';
import { paints, ScriptedEngine, setUpGenerations } from './testing.ts';

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
