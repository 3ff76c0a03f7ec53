import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import { openTestDb, testClock } from '../platform/testing.ts';
import { credits } from '../platform/units.ts';
import {
  adjustCredits,
  creditMigrations,
  grantCredits,
  listEntries,
  readBalance,
  readGenerationEntries,
  releaseCredits,
  reserveCredits,
  settleCredits,
  verifyLedger,
} from './index.ts';

const A = 'acct_a';
const B = 'acct_b';

async function setUp(t: TestContext): Promise<{ db: Db; clock: Clock }> {
  // Hooks run in the order they were added: this one before the store closes.
  t.after(async () => assert.deepEqual((await verifyLedger(deps)).problems, [], 'the ledger balances after the test'));
  const deps = { db: await openTestDb(t, creditMigrations), clock: testClock() };
  return deps;
}

type Deps = Awaited<ReturnType<typeof setUp>>;

function reservation(generationId: string, amount: number, accountId = A) {
  return { generationId, accountId, keyId: 'key_1', amount: credits(amount) };
}

function reserve(deps: Deps, ...reservations: readonly ReturnType<typeof reservation>[]) {
  return deps.db.transaction((tx) => reserveCredits(tx, deps.clock, reservations));
}

function settle(deps: Deps, generationId: string, reserved: number, final: number, accountId = A) {
  const items = [{ generationId, accountId, reserved: credits(reserved), final: credits(final) }];
  return deps.db.transaction((tx) => settleCredits(tx, deps.clock, items));
}

function release(deps: Deps, generationId: string, reserved: number, accountId = A) {
  const items = [{ generationId, accountId, reserved: credits(reserved), note: 'the generation failed' }];
  return deps.db.transaction((tx) => releaseCredits(tx, deps.clock, items));
}

async function entriesOf(deps: { db: Db }, accountId = A) {
  const { items } = await listEntries(deps, { accountId, limit: 100 });
  return items.map(({ type, amount, balance_after }) => `${type} ${amount} → ${balance_after}`);
}

describe('reserveCredits', () => {
  test('lowers the balance, raises what is held, and names generation and key', async (t) => {
    const deps = await setUp(t);
    await grantCredits(deps, { accountId: A, amount: 100 });
    const outcomes = await reserve(deps, reservation('task_1', 12));
    assert.deepEqual(outcomes.get('task_1'), { ok: true, balanceAfter: 88 });
    assert.deepEqual(await readBalance(deps, A), { current: 88, held: 12 });
    const [entry] = (await listEntries(deps, { accountId: A, limit: 1 })).items;
    assert.equal(entry?.generation_id, 'task_1');
    assert.equal(entry?.key_id, 'key_1');
    assert.ok(entry?.note);
  });

  test('decides in order: who cannot pay is refused, and nobody else', async (t) => {
    const deps = await setUp(t);
    await grantCredits(deps, { accountId: A, amount: 20 });
    await grantCredits(deps, { accountId: B, amount: 5 });
    const outcomes = await reserve(
      deps,
      reservation('task_1', 12),
      reservation('task_2', 12),
      reservation('task_3', 5, B),
      reservation('task_4', 8),
      reservation('task_5', 1, 'acct_unknown'),
    );
    assert.deepEqual(
      [...outcomes],
      [
        ['task_1', { ok: true, balanceAfter: 8 }],
        ['task_2', { ok: false, balance: 8 }],
        ['task_3', { ok: true, balanceAfter: 0 }],
        ['task_4', { ok: true, balanceAfter: 0 }],
        ['task_5', { ok: false, balance: 0 }],
      ],
    );
    assert.deepEqual(await entriesOf(deps), ['reserve -8 → 0', 'reserve -12 → 8', 'grant 20 → 20']);
    assert.deepEqual(await entriesOf(deps, B), ['reserve -5 → 0', 'grant 5 → 5']);
  });

  test('a refusal writes nothing', async (t) => {
    const deps = await setUp(t);
    const outcomes = await reserve(deps, reservation('task_1', 1));
    assert.deepEqual(outcomes.get('task_1'), { ok: false, balance: 0 });
    assert.deepEqual(await entriesOf(deps), []);
  });

  test('64 parallel transactions on a wallet that pays for 10: exactly 10 succeed', async (t) => {
    const deps = await setUp(t);
    await grantCredits(deps, { accountId: A, amount: 125 });
    const all = await Promise.all(
      Array.from({ length: 64 }, async (_, index) => {
        const outcomes = await reserve(deps, reservation(`task_${index}`, 12));
        return outcomes.get(`task_${index}`)?.ok;
      }),
    );
    assert.equal(all.filter((ok) => ok === true).length, 10);
    assert.equal(all.filter((ok) => ok === false).length, 54);
    assert.deepEqual(await readBalance(deps, A), { current: 5, held: 120 });
  });

  test('a group of 256 on one account or on as many works as one', async (t) => {
    const deps = await setUp(t);
    await grantCredits(deps, { accountId: A, amount: 256 });
    const group = Array.from({ length: 256 }, (_, index) => reservation(`task_${index}`, 1));
    const outcomes = await reserve(deps, ...group);
    assert.equal(outcomes.get('task_255')?.ok, true);
    assert.deepEqual(await readBalance(deps, A), { current: 0, held: 256 });

    const accounts = Array.from({ length: 256 }, (_, index) => `acct_${index}`);
    for (const accountId of accounts) await grantCredits(deps, { accountId, amount: 2 });
    await reserve(deps, ...accounts.map((accountId) => reservation(`task_of_${accountId}`, 2, accountId)));
    await deps.db.transaction((tx) =>
      releaseCredits(
        tx,
        deps.clock,
        accounts.map((accountId) => ({
          generationId: `task_of_${accountId}`,
          accountId,
          reserved: credits(2),
          note: 'x',
        })),
      ),
    );
    assert.deepEqual(await readBalance(deps, 'acct_255'), { current: 2, held: 0 });
  });

  test('a second reservation of a generation undoes the whole transaction', async (t) => {
    const deps = await setUp(t);
    await grantCredits(deps, { accountId: A, amount: 100 });
    await reserve(deps, reservation('task_1', 12));
    await assert.rejects(reserve(deps, reservation('task_2', 1), reservation('task_1', 12)), /unique/i);
    await assert.rejects(reserve(deps, reservation('task_3', 1), reservation('task_3', 1)), /unique/i);
    assert.deepEqual(await readBalance(deps, A), { current: 88, held: 12 });
  });

  test('a price of 0 is reserved and settled like any other', async (t) => {
    const deps = await setUp(t);
    assert.deepEqual((await reserve(deps, reservation('task_1', 0))).get('task_1'), { ok: true, balanceAfter: 0 });
    await settle(deps, 'task_1', 0, 0);
    assert.deepEqual(await entriesOf(deps), ['settle 0 → 0', 'reserve 0 → 0']);
  });

  test('a negative amount is a mistake of ours and throws', async (t) => {
    const deps = await setUp(t);
    await assert.rejects(reserve(deps, reservation('task_1', -1)), RangeError);
  });

  test('an empty set does nothing', async (t) => {
    const deps = await setUp(t);
    assert.equal((await reserve(deps)).size, 0);
    await deps.db.transaction(async (tx) => {
      await settleCredits(tx, deps.clock, []);
      await releaseCredits(tx, deps.clock, []);
    });
  });
});

describe('settleCredits and releaseCredits', () => {
  async function reserved(t: TestContext) {
    const deps = await setUp(t);
    await grantCredits(deps, { accountId: A, amount: 100 });
    await reserve(deps, reservation('task_1', 12));
    return deps;
  }

  test('settling in full charges what was reserved', async (t) => {
    const deps = await reserved(t);
    await settle(deps, 'task_1', 12, 12);
    assert.deepEqual(await readBalance(deps, A), { current: 88, held: 0 });
    assert.deepEqual(await entriesOf(deps), ['settle 0 → 88', 'reserve -12 → 88', 'grant 100 → 100']);
    const [entry] = (await listEntries(deps, { accountId: A, limit: 1 })).items;
    assert.equal(entry?.key_id, 'key_1');
    assert.equal(entry?.note, 'charged 12 of 12');
  });

  test('settling for less gives the rest back', async (t) => {
    const deps = await reserved(t);
    await settle(deps, 'task_1', 12, 5);
    assert.deepEqual(await readBalance(deps, A), { current: 95, held: 0 });
  });

  test('releasing gives everything back and says why', async (t) => {
    const deps = await reserved(t);
    await release(deps, 'task_1', 12);
    assert.deepEqual(await readBalance(deps, A), { current: 100, held: 0 });
    const [entry] = (await listEntries(deps, { accountId: A, limit: 1 })).items;
    assert.equal(entry?.note, 'the generation failed');
  });

  test('a reservation ends once: every second end throws and changes nothing', async (t) => {
    const deps = await reserved(t);
    await reserve(deps, reservation('task_2', 20));
    await settle(deps, 'task_1', 12, 12);
    await assert.rejects(settle(deps, 'task_1', 12, 12), /unique/i);
    await assert.rejects(release(deps, 'task_1', 12), /unique/i);
    assert.deepEqual(await readBalance(deps, A), { current: 68, held: 20 });
  });

  test('what was never reserved so cannot end so', async (t) => {
    const deps = await reserved(t);
    await assert.rejects(settle(deps, 'task_unknown', 12, 12), /no reservation of 12 credits/);
    await assert.rejects(release(deps, 'task_1', 13), /no reservation of 13 credits/);
    await assert.rejects(release(deps, 'task_1', 12, B), /no reservation of 12 credits/);
    await assert.rejects(async () => settle(deps, 'task_1', 12, 13), RangeError);
    await assert.rejects(async () => settle(deps, 'task_1', 12, -1), RangeError);
    assert.deepEqual(await readBalance(deps, A), { current: 88, held: 12 });
  });

  test('the entries of a generation are found by its id', async (t) => {
    const deps = await reserved(t);
    await settle(deps, 'task_1', 12, 5);
    const entries = await readGenerationEntries(deps.db.read, ['task_1', 'task_2']);
    assert.deepEqual(
      [...entries],
      [
        [
          'task_1',
          [
            { type: 'reserve', accountId: A, amount: -12 },
            { type: 'settle', accountId: A, amount: 7 },
          ],
        ],
      ],
    );
    assert.equal((await readGenerationEntries(deps.db.read, [])).size, 0);
  });
});

describe('grantCredits', () => {
  test('the same reference grants once, also from parallel callers', async (t) => {
    const deps = await setUp(t);
    const grant = { accountId: A, amount: 50, reference: 'payment-1', note: 'Invoice 7' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => grantCredits(deps, grant)));
    assert.equal(answers.filter(({ isReplay }) => !isReplay).length, 1);
    assert.equal(new Set(answers.map(({ entry }) => entry.id)).size, 1);
    assert.deepEqual(await readBalance(deps, A), { current: 50, held: 0 });
  });

  test('without a reference every call grants', async (t) => {
    const deps = await setUp(t);
    await grantCredits(deps, { accountId: A, amount: 50 });
    await grantCredits(deps, { accountId: A, amount: 50 });
    assert.equal((await readBalance(deps, A)).current, 100);
  });

  test('idempotency_conflict: a reference of another account or amount', async (t) => {
    const deps = await setUp(t);
    await grantCredits(deps, { accountId: A, amount: 50, reference: 'payment-1' });
    for (const other of [
      { accountId: B, amount: 50 },
      { accountId: A, amount: 51 },
    ]) {
      await assert.rejects(grantCredits(deps, { ...other, reference: 'payment-1' }), { code: 'idempotency_conflict' });
    }
    assert.equal((await readBalance(deps, A)).current, 50);
    assert.equal((await readBalance(deps, B)).current, 0);
  });

  for (const amount of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 10 ** 12 + 1, 2 ** 53]) {
    test(`validation_failed: an amount of ${amount}`, async (t) => {
      const deps = await setUp(t);
      const refusal = { code: 'validation_failed', message: /^amount: / };
      await assert.rejects(grantCredits(deps, { accountId: A, amount }), refusal);
      assert.deepEqual(await entriesOf(deps), []);
    });
  }

  for (const [path, text] of [
    ['reference', ''],
    ['reference', 'x'.repeat(256)],
    ['note', 'x'.repeat(501)],
    ['note', 'a\u0000b'],
  ] as const) {
    test(`validation_failed: ${path} of ${text.length} characters`, async (t) => {
      const deps = await setUp(t);
      const refusal = { code: 'validation_failed', message: new RegExp(`^${path}: `) };
      await assert.rejects(grantCredits(deps, { accountId: A, amount: 1, [path]: text }), refusal);
    });
  }

  test('validation_failed: more than a wallet holds, reservations included', async (t) => {
    const deps = await setUp(t);
    for (let count = 0; count < 1000; count += 1) await grantCredits(deps, { accountId: A, amount: 10 ** 12 });
    await reserve(deps, reservation('task_1', 1000));
    await assert.rejects(grantCredits(deps, { accountId: A, amount: 1 }), { code: 'validation_failed' });
    await assert.rejects(adjustCredits(deps, { accountId: A, amount: 1 }), { code: 'validation_failed' });
  });
});

describe('adjustCredits', () => {
  test('adds and takes away, down to exactly 0', async (t) => {
    const deps = await setUp(t);
    await adjustCredits(deps, { accountId: A, amount: 10, note: 'goodwill' });
    await adjustCredits(deps, { accountId: A, amount: -10, note: 'taken back' });
    assert.deepEqual(await entriesOf(deps), ['adjust -10 → 0', 'adjust 10 → 10']);
  });

  test('validation_failed: never below zero, and what is held cannot be taken; the balance is named', async (t) => {
    const deps = await setUp(t);
    await grantCredits(deps, { accountId: A, amount: 20 });
    await reserve(deps, reservation('task_1', 12));
    const adjustment = { accountId: A, amount: -9, note: 'x' };
    await assert.rejects(adjustCredits(deps, adjustment), {
      code: 'validation_failed',
      message: /balance of 8 credits/,
    });
    assert.deepEqual(await readBalance(deps, A), { current: 8, held: 12 });
  });

  test('validation_failed: 0 and fractions', async (t) => {
    const deps = await setUp(t);
    for (const amount of [0, -0, 0.5]) {
      await assert.rejects(adjustCredits(deps, { accountId: A, amount }), { code: 'validation_failed' });
    }
  });
});

test('an account that never had credits has a balance of 0', async (t) => {
  assert.deepEqual(await readBalance(await setUp(t), B), { current: 0, held: 0 });
});
