import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createRegistry } from '../engines/index.ts';
import { engineTenure, startTenure, tenureMigrations } from '../platform/tenures.ts';
import { silentLog } from '../platform/testing.ts';
import { MINUTE_MS } from '../platform/units.ts';
import { createStrandedSweep } from './index.ts';
import { retrieveGeneration } from './retrieve-generation.ts';
import { paints } from './testing.ts';
import { answers, assertEnds, begin, paid, stepRetry, unknown } from './testing-paid.ts';

const skip =
  process.env['RIVYA_TEST_POSTGRES_URL'] === undefined && 'a store of one process has nobody to leave tasks behind';

/** A store with one task at an engine `gone`, and the sweep of a process that only knows `next`. */
async function beginGone(t: TestContext) {
  const next = paid(paints, 'next');
  const begun = await begin(t, paid(answers(unknown), 'gone'), [next]);
  const { story } = begun;
  for (const { up } of Object.values(tenureMigrations)) await up(story.db.read);
  const models = story.deps.catalogue.list().map(({ descriptor }) => descriptor);
  const registry = createRegistry([{ engine: next, serves: () => true }], models);
  const sweep = createStrandedSweep({ ...story.deps, registry });
  const afterMinutes = async (minutes: number) => {
    story.clock.advance(minutes * MINUTE_MS);
    await sweep();
  };
  return { ...begun, sweep, afterMinutes };
}

describe('tasks of an engine that is gone from the settings', { skip }, () => {
  test('accepted or handed back after the last start: they go to another engine after two minutes', async (t) => {
    const { story, accountId, id, sweep, afterMinutes } = await beginGone(t);
    const [preparing] = await story.claim();
    assert.equal(preparing?.row.id, id);
    const queued = await story.create(await story.caller('b'));
    await sweep();
    await afterMinutes(1);
    assert.deepEqual([await story.claim(5, 'next'), await story.claimRetries(5, 'next')], [[], []]);
    await afterMinutes(1);
    const claimed = await story.claim(5, 'next');
    assert.deepEqual(
      claimed.map(({ row }) => row.id),
      [queued.id],
    );
    // That its process was killed while it held it changes nothing.
    await stepRetry(story, 'next');
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'succeeded');
    await assertEnds(story, accountId, 95);
  });

  test('in the hands of a process that has just come back stay there', async (t) => {
    const { story, id, sweep, afterMinutes } = await beginGone(t);
    await sweep();
    story.clock.advance(2 * MINUTE_MS);
    const [task] = await story.claim();
    await sweep();
    const row = await story.db.read.selectFrom('generations').selectAll().where('id', '=', id).executeTakeFirst();
    assert.deepEqual([row?.queue, row?.lease], ['gone', task?.lease]);
    await afterMinutes(1);
    assert.equal((await story.claimRetries(5, 'next')).length, 1, 'but not for longer than its lease');
  });

  test('that were sent stay: they may have been bought', async (t) => {
    const { story, accountId, id, sweep, afterMinutes } = await beginGone(t);
    for (const task of await story.claim()) await story.run(task);
    await sweep();
    await afterMinutes(3);
    assert.deepEqual(await story.claimRetries(5, 'next'), []);
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'processing');
  });

  test('stay while another process works on it: there it is new, not gone', async (t) => {
    const { story, sweep, afterMinutes } = await beginGone(t);
    let gained: () => void = () => undefined;
    const isGained = new Promise<void>((resolve) => {
      gained = resolve;
    });
    const tenure = startTenure(
      { db: story.db, log: silentLog },
      { name: engineTenure('gone'), onGained: () => Promise.resolve(gained()) },
    );
    t.after(() => tenure.end());
    await isGained;
    await sweep();
    await afterMinutes(10);
    assert.deepEqual(await story.claim(5, 'next'), []);
    await tenure.end();
    await afterMinutes(1);
    await afterMinutes(2);
    assert.equal((await story.claim(5, 'next')).length, 1);
  });
});
