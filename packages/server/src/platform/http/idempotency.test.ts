import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { openTestDb, testClock } from '../testing.ts';
import { Failure } from './errors.ts';
import {
  canonicalJson,
  claimKey,
  findKeptAnswers,
  IDEMPOTENCY_RETENTION_MS,
  type IdempotencyClaim,
  idempotencyMigrations,
  keepAnswers,
  readIdempotencyKey,
  sweepIdempotencyKeys,
} from './idempotency.ts';

const SCOPE = { accountId: 'acct_1', route: '/api/v1/generations', body: { model: 'm' } };

function claimOf(key: string, scope: { accountId?: string; route?: string; body?: unknown } = {}): IdempotencyClaim {
  return claimKey(key, { ...SCOPE, ...scope });
}

async function setUp(t: TestContext) {
  const db = await openTestDb(t, idempotencyMigrations);
  const clock = testClock();
  return {
    db,
    clock,
    keep: (...answers: (IdempotencyClaim & { answer: string })[]) =>
      db.transaction((tx) => keepAnswers(tx, clock, answers)),
    find: (...claims: IdempotencyClaim[]) => db.transaction((tx) => findKeptAnswers(tx, clock, claims)),
  };
}

describe('readIdempotencyKey', () => {
  test('no header is no claim', () => assert.equal(readIdempotencyKey(undefined), undefined));

  for (const key of ['a', 'order 17 / retry', '~'.repeat(255)]) {
    test(`takes ${key.slice(0, 20)}`, () => {
      assert.equal(readIdempotencyKey([key]), key);
      assert.match(claimOf(key).claim, /^[0-9a-f]{64}$/);
    });
  }

  for (const [what, header] of [
    ['an empty key', ''],
    ['256 characters', 'x'.repeat(256)],
    ['a tab', 'a\tb'],
    ['characters beyond ASCII', 'clé'],
    ['two headers', ['a', 'b']],
  ] as const) {
    test(`validation_failed: ${what}`, () => {
      assert.throws(
        () => readIdempotencyKey([header].flat()),
        (error) => error instanceof Failure && error.status === 400 && /Idempotency-Key.*255/.test(error.message),
      );
    });
  }

  test('the same key of another account or route is another claim', () => {
    const claims = [claimOf('k'), claimOf('k', { accountId: 'acct_2' }), claimOf('k', { route: '/other' })];
    assert.equal(new Set(claims.map(({ claim }) => claim)).size, 3);
  });

  test('the body is told apart by what it says, not by how it is written', () => {
    const hash = claimOf('k', { body: { model: 'm', params: { a: 1, b: [1, 2] } } }).bodyHash;
    assert.equal(claimOf('k', { body: { params: { b: [1, 2], a: 1 }, model: 'm' } }).bodyHash, hash);
    assert.notEqual(claimOf('k', { body: { model: 'm', params: { a: 1, b: [2, 1] } } }).bodyHash, hash);
    assert.notEqual(claimOf('k', { body: { model: 'm', params: { a: '1', b: [1, 2] } } }).bodyHash, hash);
  });
});

test('canonical JSON sorts keys at every depth and leaves lists alone', () => {
  assert.equal(canonicalJson({ b: [{ d: 1, c: null }], a: 'x' }), '{"a":"x","b":[{"c":null,"d":1}]}');
});

describe('kept answers', () => {
  test('are found by their claim, all in one go', async (t) => {
    const { keep, find } = await setUp(t);
    const [one, two, three] = [claimOf('1'), claimOf('2'), claimOf('3')];
    await keep({ ...one, answer: 'first' }, { ...two, answer: 'second' });
    const found = await find(one, two, three);
    assert.deepEqual(found.get(one.claim), { bodyHash: one.bodyHash, answer: 'first' });
    assert.equal(found.get(two.claim)?.answer, 'second');
    assert.equal(found.size, 2);
    assert.equal((await find()).size, 0);
  });

  test('count for a day, swept or not, and are replaced then', async (t) => {
    const { clock, keep, find } = await setUp(t);
    const claim = claimOf('1');
    await keep({ ...claim, answer: 'old' });
    clock.advance(IDEMPOTENCY_RETENTION_MS - 1);
    assert.equal((await find(claim)).get(claim.claim)?.answer, 'old');
    clock.advance(1);
    assert.equal((await find(claim)).size, 0);
    const other = claimOf('1', { body: { model: 'other' } });
    await keep({ ...other, answer: 'new' });
    assert.deepEqual((await find(claim)).get(claim.claim), { bodyHash: other.bodyHash, answer: 'new' });
  });

  test('are swept in batches once they are outdated, and not before', async (t) => {
    const { db, clock, keep, find } = await setUp(t);
    await keep(...['1', '2', '3'].map((key) => ({ ...claimOf(key), answer: key })));
    clock.advance(IDEMPOTENCY_RETENTION_MS - 1);
    const fresh = claimOf('4');
    await keep({ ...fresh, answer: '4' });
    assert.equal(await sweepIdempotencyKeys(db, clock, 2), 0);
    clock.advance(1);
    assert.equal(await sweepIdempotencyKeys(db, clock, 2), 2);
    assert.equal(await sweepIdempotencyKeys(db, clock, 2), 1);
    assert.equal(await sweepIdempotencyKeys(db, clock, 2), 0);
    assert.equal((await find(fresh)).size, 1);
  });

  test('of a transaction that failed are not there', async (t) => {
    const { db, clock, find } = await setUp(t);
    const claim = claimOf('1');
    const work = db.transaction(async (tx) => {
      await keepAnswers(tx, clock, [{ ...claim, answer: 'a' }]);
      throw new Error('undone');
    });
    await assert.rejects(work, /undone/);
    assert.equal((await find(claim)).size, 0);
  });
});
