import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { openTestDb } from '../platform/testing.ts';
import { MINUTE_MS } from '../platform/units.ts';
import { accountMigrations, sweepBuckets } from './index.ts';
import { SharedBuckets } from './shared-buckets.ts';
import { TokenBuckets } from './token-buckets.ts';

const START = 1_000_000;

async function setUp(t: TestContext) {
  const db = await openTestDb(t, accountMigrations);
  return db.kind === 'postgres' ? db : t.skip('only a store that processes share has these buckets');
}

describe('shared buckets', () => {
  test('say the same as the buckets of one process, call by call', async (t) => {
    const db = await setUp(t);
    if (db === undefined) return;
    const shared = new SharedBuckets(db, 'create', 3);
    const local = new TokenBuckets(3);
    for (const afterMs of [0, 0, 1, 5, 19_999, 20_000, 20_000, 45_000, 30_000, 200_000, 200_001]) {
      const nowMs = START + afterMs;
      assert.deepEqual(await shared.take('a', nowMs), local.take('a', nowMs), `${afterMs} ms later`);
    }
  });

  test('two processes together give no more than one would', async (t) => {
    const db = await setUp(t);
    if (db === undefined) return;
    const processes = [new SharedBuckets(db, 'create', 100), new SharedBuckets(db, 'create', 100)];
    const quotas = await Promise.all(
      Array.from({ length: 260 }, (_, index) => processes[index % 2]?.take(index < 250 ? 'a' : 'b', START)),
    );
    assert.equal(quotas.slice(0, 250).filter((quota) => quota?.isExceeded === false).length, 100);
    assert.equal(quotas.slice(250).filter((quota) => quota?.isExceeded === false).length, 10);
  });

  test('limits of another name have buckets of their own; 0 switches one off', async (t) => {
    const db = await setUp(t);
    if (db === undefined) return;
    assert.equal((await new SharedBuckets(db, 'create', 1).take('a', START))?.isExceeded, false);
    assert.equal((await new SharedBuckets(db, 'other', 1).take('a', START))?.isExceeded, false);
    assert.equal(await new SharedBuckets(db, 'none', 0).take('a', START), undefined);
  });

  test('what nobody used for long is swept', async (t) => {
    const db = await setUp(t);
    if (db === undefined) return;
    await new SharedBuckets(db, 'create', 5).take('a', START);
    assert.equal(await sweepBuckets(db, START + MINUTE_MS, 100), 0);
    assert.equal(await sweepBuckets(db, START + 11 * MINUTE_MS, 100), 1);
  });
});
