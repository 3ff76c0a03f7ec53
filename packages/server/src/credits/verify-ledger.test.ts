import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { openTestDb, testClock } from '../platform/testing.ts';
import { credits } from '../platform/units.ts';
import {
  adjustCredits,
  creditMigrations,
  grantCredits,
  releaseCredits,
  reserveCredits,
  settleCredits,
  verifyLedger,
} from './index.ts';

const ACCOUNTS = ['acct_a', 'acct_b', 'acct_c'];

/** Three accounts with the same history; in each, `task_x_1` was settled, `_2` released, `_3` is open. */
async function setUp(t: TestContext) {
  const deps = { db: await openTestDb(t, creditMigrations), clock: testClock() };
  for (const accountId of ACCOUNTS) {
    await grantCredits(deps, { accountId, amount: 100, reference: `payment of ${accountId}` });
    await adjustCredits(deps, { accountId, amount: -10, note: 'correction' });
    const tasks = [1, 2, 3].map((number) => `task_${accountId.at(-1)}_${number}`);
    const [settled = '', released = ''] = tasks;
    await deps.db.transaction(async (tx) => {
      const reservations = tasks.map((generationId) => ({
        generationId,
        accountId,
        keyId: 'key_1',
        amount: credits(12),
      }));
      await reserveCredits(tx, deps.clock, reservations);
      const item = { accountId, reserved: credits(12) };
      await settleCredits(tx, deps.clock, [{ ...item, generationId: settled, final: credits(5) }]);
      await releaseCredits(tx, deps.clock, [{ ...item, generationId: released, note: 'failed' }]);
    });
  }
  return deps;
}

type Deps = Awaited<ReturnType<typeof setUp>>;

/** What no code of ours can do: the store's own guards are switched off first. */
async function tamper(deps: Deps, ...statements: readonly string[]): Promise<void> {
  for (const statement of [...GUARDS_OFF[deps.db.kind], ...statements]) {
    await sql.raw(statement).execute(deps.db.read);
  }
}

const GUARDS_OFF = {
  sqlite: ['pragma ignore_check_constraints = on'],
  postgres: [
    'alter table wallets drop constraint wallets_never_below_zero',
    'alter table ledger_entries drop constraint ledger_entries_never_below_zero',
    'alter table ledger_entries drop constraint ledger_entries_amount_fits_type',
  ],
} as const satisfies Record<Deps['db']['kind'], readonly string[]>;

async function messagesOf(deps: Deps): Promise<readonly string[]> {
  const { isBroken, problems } = await verifyLedger(deps);
  assert.equal(isBroken, problems.length > 0);
  return problems.map(({ message }) => message);
}

describe('verifyLedger', () => {
  test('finds nothing in a healthy ledger, in steps of any size', async (t) => {
    const deps = await setUp(t);
    for (const entriesPerStep of [1, 2, 3, 7, 10, 500]) {
      assert.deepEqual(await verifyLedger(deps, entriesPerStep), {
        isBroken: false,
        problems: [],
        counts: { wallets: 3, entries: 21, balance: 219, held: 36 },
      });
    }
  });

  test('finds nothing in an empty store', async (t) => {
    const deps = { db: await openTestDb(t, creditMigrations) };
    const counts = { wallets: 0, entries: 0, balance: 0, held: 0 };
    assert.deepEqual(await verifyLedger(deps), { isBroken: false, problems: [], counts });
  });

  test('is not confused by entries that are written meanwhile', async (t) => {
    const deps = await setUp(t);
    const [report] = await Promise.all([
      verifyLedger(deps, 1),
      ...Array.from({ length: 50 }, () => grantCredits(deps, { accountId: 'acct_b', amount: 1 })),
    ]);
    assert.deepEqual(report.problems, []);
  });

  const CASES: readonly (readonly [problem: string, tampering: readonly string[], expected: readonly RegExp[]])[] = [
    [
      'a balance that is not the sum of the entries',
      [`update wallets set balance = balance + 1 where account_id = 'acct_b'`],
      [/account acct_b has a balance of 74, but its entries add up to 73/],
    ],
    [
      'held credits that are not the open reservations',
      [`update wallets set held = 0 where account_id = 'acct_b'`],
      [/account acct_b holds 0, but its open reservations add up to 12/],
    ],
    [
      'a wallet below zero',
      [`update wallets set balance = -1, held = -2 where account_id = 'acct_b'`],
      [/acct_b is below zero: balance -1, held -2/, /add up to 73/, /add up to 12/],
    ],
    [
      'an entry below zero',
      [`update ledger_entries set balance_after = -5 where account_id = 'acct_b' and position = 7`],
      [/acct_b: entry_\w+ \(task_b_2\) leaves the balance below zero/],
    ],
    [
      'a changed amount',
      [`update ledger_entries set amount = 101 where account_id = 'acct_b' and position = 1`],
      [/has a balance of 73, but its entries add up to 74/, /acct_b: entry_\w+ does not follow/],
    ],
    [
      'a changed balance after',
      [`update ledger_entries set balance_after = 91 where account_id = 'acct_b' and position = 2`],
      [/entry_\w+ does not follow/, /entry_\w+ \(task_b_1\) does not follow/],
    ],
    [
      'a missing entry in the middle',
      [`delete from ledger_entries where account_id = 'acct_b' and position = 2`],
      [/entries add up to 83/, /should have 7 entries, but has 6/, /\(task_b_1\) does not follow/],
    ],
    [
      'a missing entry at the end',
      [`delete from ledger_entries where account_id = 'acct_b' and position = 7`],
      [/entries add up to 61/, /holds 12, but its open reservations add up to 24/, /but has 6, the last at position 6/],
    ],
    [
      'an entry the wallet knows nothing of',
      [
        `insert into ledger_entries (id, account_id, position, type, amount, balance_after, created_at)
         values ('entry_x', 'acct_b', 8, 'grant', 5, 78, 0)`,
      ],
      [/entries add up to 78/, /should have 7 entries, but has 8/],
    ],
    [
      'an amount that does not fit its type',
      [
        `update ledger_entries set amount = -100, balance_after = -100 where account_id = 'acct_b' and position = 1`,
        `update ledger_entries set type = 'grant', generation_id = null where account_id = 'acct_b' and position = 2`,
      ],
      [/entries add up to -127/, /leaves the balance below zero/, /does not follow/],
    ],
    [
      'an adjustment that takes credits away under the name of a grant',
      [`update ledger_entries set type = 'grant' where account_id = 'acct_b' and position = 2`],
      [/acct_b: entry_\w+ has an amount that does not fit its type/],
    ],
    [
      'an end without a reservation',
      [`update ledger_entries set generation_id = 'task_none' where account_id = 'acct_b' and position = 6`],
      [
        /holds 12, but its open reservations add up to 24/,
        /\(task_none\) ends a reservation that this account did not make/,
      ],
    ],
    [
      'an end of the reservation of another account',
      [
        `delete from ledger_entries where generation_id = 'task_a_1' and type = 'settle'`,
        `update ledger_entries set generation_id = 'task_a_1' where account_id = 'acct_b' and type = 'settle'`,
      ],
      [
        /acct_a has a balance/,
        /acct_a holds 12/,
        /acct_a should have 7/,
        /task_a_2\) does not follow/,
        /\(task_a_1\) ends a reservation that this account did not make/,
      ],
    ],
    [
      'a settlement that gives back more than was reserved',
      [
        `update ledger_entries set amount = 13, balance_after = balance_after + 6 where account_id = 'acct_b' and type = 'settle'`,
        `update ledger_entries set balance_after = balance_after + 6 where account_id = 'acct_b' and type = 'release'`,
        `update wallets set balance = balance + 6 where account_id = 'acct_b'`,
      ],
      [/\(task_b_1\) gives back more than was reserved/],
    ],
    [
      'a release of another amount than was reserved',
      [
        `update ledger_entries set amount = 11, balance_after = balance_after - 1 where account_id = 'acct_b' and type = 'release'`,
        `update wallets set balance = balance - 1 where account_id = 'acct_b'`,
      ],
      [/\(task_b_2\) does not give back what was reserved/],
    ],
    [
      'two reservations of one generation',
      [
        'drop index ledger_entries_one_reserve',
        `update ledger_entries set generation_id = 'task_a_3' where generation_id = 'task_b_3'`,
      ],
      [
        /acct_a: entry_\w+ \(task_a_3\) is not the only reservation/,
        /acct_b: entry_\w+ \(task_a_3\) is not the only reservation/,
      ],
    ],
    [
      'two ends of one reservation',
      [
        'drop index ledger_entries_one_end',
        `insert into ledger_entries (id, account_id, position, type, amount, balance_after, generation_id, created_at)
         values ('entry_x', 'acct_b', 8, 'settle', 0, 73, 'task_b_1', 0)`,
        `update wallets set held = 0, entry_count = 8 where account_id = 'acct_b'`,
      ],
      [/\(task_b_1\) is not the only end/, /entry_x \(task_b_1\) is not the only end/],
    ],
    [
      'the wallet of the first account gone',
      [`delete from wallets where account_id = 'acct_a'`],
      [/acct_a has entries, but no wallet/],
    ],
    [
      'a wallet in the middle gone',
      [`delete from wallets where account_id = 'acct_b'`],
      [/acct_b has entries, but no wallet/],
    ],
    [
      'the last wallet gone',
      [`delete from wallets where account_id = 'acct_c'`],
      [/acct_c has entries, but no wallet/],
    ],
  ];
  for (const [problem, tampering, expected] of CASES) {
    test(`finds ${problem}`, async (t) => {
      const deps = await setUp(t);
      await tamper(deps, ...tampering);
      const messages = await messagesOf(deps);
      assert.equal(messages.length, expected.length, messages.join('\n'));
      for (const pattern of expected)
        assert.ok(
          messages.some((message) => pattern.test(message)),
          `${pattern} in ${messages}`,
        );
    });
  }

  test('a report stays small however much is broken', async (t) => {
    const deps = await setUp(t);
    const values = Array.from({ length: 3000 }, (_, index) => `('acct_${String(index).padStart(5, '0')}', 1, 0, 0)`);
    await tamper(deps, `insert into wallets (account_id, balance, held, entry_count) values ${values.join(', ')}`);
    const { isBroken, problems } = await verifyLedger(deps);
    assert.ok(isBroken);
    assert.ok(problems.length >= 1000 && problems.length < 1400, String(problems.length));
  });
});

describe('the store itself', () => {
  for (const [what, statement] of [
    ['a wallet below zero', `update wallets set balance = -1`],
    ['held credits below zero', `update wallets set held = -1`],
    ['an entry below zero', `update ledger_entries set balance_after = -1`],
    ['a negative grant', `update ledger_entries set amount = -1 where type = 'grant'`],
    ['a grant that names a generation', `update ledger_entries set generation_id = 'task_x' where type = 'grant'`],
    ['an unknown type', `update ledger_entries set type = 'gift' where type = 'grant'`],
    ['a reservation without a generation', `update ledger_entries set generation_id = null where type = 'reserve'`],
    ['a reference used twice', `update ledger_entries set reference = 'same' where type = 'grant'`],
    ['two entries at one position', `update ledger_entries set position = 1`],
    ['a second reservation', `update ledger_entries set generation_id = 'task_a_1' where type = 'reserve'`],
    ['a second end', `update ledger_entries set generation_id = 'task_a_1' where type in ('settle', 'release')`],
  ] as const) {
    test(`refuses ${what}`, async (t) => {
      const deps = await setUp(t);
      await assert.rejects(sql.raw(statement).execute(deps.db.read), /violates .* constraint|constraint failed/);
    });
  }
});
