import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { holdNames } from './db/locks.ts';
import { startTenure, tenureMigrations } from './tenures.ts';
import { openTestDb, silentLog } from './testing.ts';

async function setUp(t: TestContext) {
  const deps = { db: await openTestDb(t, tenureMigrations), log: silentLog };
  const start = (name: string, gained: string[] = [], who = 'first') =>
    startTenure(deps, { name, onGained: async () => void gained.push(who) });
  return { deps, start };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(5);
}

describe('a tenure', () => {
  test('is granted to one of those who ask, and to the next when it is given back', async (t) => {
    const { start } = await setUp(t);
    const gained: string[] = [];
    const first = start('sweep', gained, 'first');
    await until(() => first.isHeld());
    const second = start('sweep', gained, 'second');
    await pause(50);
    assert.equal(second.isHeld(), false);
    await first.end();
    assert.equal(first.isHeld(), false);
    await until(() => second.isHeld());
    assert.deepEqual(gained, ['first', 'second']);
    await second.end();
  });

  test('of another name is another', async (t) => {
    const { start } = await setUp(t);
    const [one, other] = [start('one'), start('other')];
    await until(() => one.isHeld() && other.isHeld());
    await Promise.all([one.end(), other.end()]);
  });

  test('of a holder that died is granted again once its time has run out, not before', async (t) => {
    const { deps, start } = await setUp(t);
    await deps.db.transaction(async (tx) => {
      await tx
        .insertInto('tenures')
        .values({ name: 'dead', holder: 'lease_x', held_until: Date.now() + 60_000 })
        .execute();
      await tx
        .insertInto('tenures')
        .values({ name: 'late', holder: 'lease_x', held_until: Date.now() - 60_000 })
        .execute();
    });
    const [dead, late] = [start('dead'), start('late')];
    await until(() => late.isHeld());
    assert.equal(dead.isHeld(), false);
    await Promise.all([dead.end(), late.end()]);
  });

  test('ends in its own time while the store does not answer: its holder is told at that moment', async (t) => {
    const { deps } = await setUp(t);
    const lost = Promise.withResolvers<void>();
    const tenure = startTenure(deps, { name: 'silent', onLost: lost.resolve });
    await until(() => tenure.isHeld());
    const outcome = await deps.db.transaction(async (tx) => {
      await holdNames(tx, ['tenure silent']);
      // No round can end before this does, and PostgreSQL gives one up after ten seconds.
      return await Promise.race([lost.promise.then(() => 'told'), pause(9_000, 'not told', { ref: false })]);
    });
    assert.equal(outcome, 'told');
    assert.equal(tenure.isHeld(), false);
    await tenure.end();
  });

  test('that went to another is lost with the answer that says so, not when its time would have been over', async (t) => {
    const { deps } = await setUp(t);
    const lost = Promise.withResolvers<void>();
    const tenure = startTenure(deps, { name: 'taken', onLost: lost.resolve });
    await until(() => tenure.isHeld());
    const heldAtMs = performance.now();
    await deps.db.transaction((tx) => tx.updateTable('tenures').set({ holder: 'lease_x' }).execute());
    await lost.promise;
    assert.ok(performance.now() - heldAtMs < 4_900, 'the next question came before its time was over');
    await tenure.end();
  });

  test('whose beginning fails is not held, and begins again', async (t) => {
    const { deps } = await setUp(t);
    let begun = 0;
    const tenure = startTenure(deps, {
      name: 'shaky',
      onGained: () => {
        begun += 1;
        return begun === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve();
      },
    });
    await until(() => begun === 1);
    assert.equal(tenure.isHeld(), false);
    await until(() => tenure.isHeld());
    assert.equal(begun, 2);
    await tenure.end();
  });
});
