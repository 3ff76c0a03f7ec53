import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createLog } from '../log.ts';
import { openTestDb, silentLog } from '../testing.ts';
import { openPostgres } from './postgres.ts';
import { isTooFar, measureSkew, openStoreClock } from './store-clock.ts';

const skip =
  process.env['RIVYA_TEST_POSTGRES_URL'] === undefined && 'RIVYA_TEST_POSTGRES_URL names no PostgreSQL server';
/** For a test machine that stands still now and then between two readings of the time. */
const NEAR_MS = 1_000;

const ahead = (byMs: number) => ({ now: () => Date.now() + byMs });

async function open(t: TestContext, byMs: number) {
  const db = await openTestDb(t);
  const warned: string[] = [];
  const log = Object.assign(createLog('silent'), { warn: (_facts: object, text: string) => void warned.push(text) });
  const clock = await openStoreClock({ db, log, own: ahead(byMs) });
  t.after(() => clock.stop());
  return { clock, warned };
}

describe('the clock of a PostgreSQL store', { skip }, () => {
  for (const byMs of [-3_600_000, -20_000, 20_000, 3_600_000]) {
    test(`of a process that is ${byMs / 1_000} s ahead is the database's, and the operator is told once`, async (t) => {
      const { clock, warned } = await open(t, byMs);
      assert.ok(Math.abs(clock.now() - Date.now()) < NEAR_MS);
      assert.equal(warned.length, 1);
      assert.match(warned[0] ?? '', /clock is off that of the database/);
    });
  }

  test('of a process that is in step is its own, and nobody is told', async (t) => {
    const { clock, warned } = await open(t, 0);
    const beforeMs = Date.now();
    const nowMs = clock.now();
    assert.ok(nowMs >= beforeMs && nowMs <= Date.now(), 'not moved by the noise of a measurement');
    assert.deepEqual(warned, []);
  });

  test('is measured to within the way there and back', async (t) => {
    const db = await openTestDb(t);
    const { aheadMs, errorMs } = await measureSkew(db, ahead(5_000));
    assert.ok(Math.abs(aheadMs - 5_000) <= errorMs + 2, `${aheadMs} ± ${errorMs}`);
  });

  test('cannot be had from a database that does not answer', async (t) => {
    const db = await openPostgres({ url: 'postgres://me@127.0.0.1:1/none', onLost: () => undefined });
    t.after(() => db.close());
    await assert.rejects(openStoreClock({ db, log: silentLog, own: ahead(0) }));
  });
});

describe('a clock that is off', () => {
  test('is told of beyond a second, and only for certain', () => {
    assert.equal(isTooFar({ aheadMs: 1_000, errorMs: 0 }), false);
    assert.equal(isTooFar({ aheadMs: -1_200, errorMs: 10 }), true);
    assert.equal(isTooFar({ aheadMs: 1_200, errorMs: 500 }), false);
  });
});
