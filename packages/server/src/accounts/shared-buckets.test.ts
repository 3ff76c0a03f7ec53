import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { openTestDb } from '../platform/testing.ts';
import { DAY_MS } from '../platform/units.ts';
import { accountMigrations, sweepBuckets } from './index.ts';
import { SharedBuckets } from './shared-buckets.ts';
import { TokenBuckets } from './token-buckets.ts';

const START = 1_000_000;
const YEAR_MS = 365 * DAY_MS;
const at = (ms: number) => sql<number>`${ms}::bigint`;

async function setUp(t: TestContext) {
  const db = await openTestDb(t, accountMigrations);
  return db.kind === 'postgres' ? db : t.skip('only a store that processes share has these buckets');
}

describe('shared buckets', () => {
  test('say the same as the buckets of one process, call by call', async (t) => {
    const db = await setUp(t);
    if (db === undefined) return;
    let nowMs = START;
    const shared = new SharedBuckets(db, 'create', 3, () => at(nowMs));
    const local = new TokenBuckets(3);
    for (const afterMs of [0, 0, 1, 5, 19_999, 20_000, 20_000, 45_000, 30_000, 200_000, 200_001]) {
      nowMs = START + afterMs;
      assert.deepEqual(await shared.take('a'), local.take('a', nowMs), `${afterMs} ms later`);
    }
  });

  test('two processes together give no more than one would', async (t) => {
    const db = await setUp(t);
    if (db === undefined) return;
    const still = () => at(START);
    const processes = [1, 2].map(() => new SharedBuckets(db, 'create', 100, still));
    const quotas = await Promise.all(
      Array.from({ length: 260 }, (_, index) => processes[index % 2]?.take(index < 250 ? 'a' : 'b')),
    );
    assert.equal(quotas.slice(0, 250).filter((quota) => quota?.isExceeded === false).length, 100);
    assert.equal(quotas.slice(250).filter((quota) => quota?.isExceeded === false).length, 10);
  });

  test('limits of another name have buckets of their own; 0 switches one off', async (t) => {
    const db = await setUp(t);
    if (db === undefined) return;
    assert.equal((await new SharedBuckets(db, 'create', 1).take('a'))?.isExceeded, false);
    assert.equal((await new SharedBuckets(db, 'other', 1).take('a'))?.isExceeded, false);
    assert.equal(await new SharedBuckets(db, 'none', 0).take('a'), undefined);
  });

  test('what nobody used for long is swept', async (t) => {
    const db = await setUp(t);
    if (db === undefined) return;
    const wrongMs = 100 * YEAR_MS;
    await new SharedBuckets(db, 'create', 5).take('a');
    assert.equal(await sweepBuckets(db, wrongMs, 100), 0, 'the clock of a process does not count');
    await new SharedBuckets(db, 'other', 5, () => at(START)).take('a');
    assert.equal(await sweepBuckets(db, wrongMs, 100), 1);
  });
});
