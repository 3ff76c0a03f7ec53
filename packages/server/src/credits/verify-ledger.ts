import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db, Reader } from '../platform/db/database.ts';
import {
  type EntryFault,
  type FaultyEntry,
  type Span,
  type SpanTotals,
  selectFaultyEntries,
  selectFirstOrphan,
  selectWalletPage,
  sumSpans,
  type WalletCheck,
} from './verify-store.ts';

const WALLETS_PER_PAGE = 200;
const PROBLEMS_MAX = 1_000;

/** Something the ledger must never show; the message names the account. */
export type LedgerProblem = { readonly accountId: string; readonly message: string };

export type LedgerReport = {
  readonly isBroken: boolean;
  /** At most 1,000 or so; the search ends there. */
  readonly problems: readonly LedgerProblem[];
  /** What was looked at. `balance` and `held` are sums in credits. */
  readonly counts: {
    readonly wallets: number;
    readonly entries: number;
    readonly balance: number;
    readonly held: number;
  };
};

/**
 * Proves the ledger of every account: the balance is the sum of its entries and never below zero, what is held is the
 * sum of its open reservations, each entry follows from the one before, and each reservation ends once at most and as it should.
 *
 * Runs beside a working server: it takes no lock, looks at `entriesPerStep` entries at a time and lets other work go on
 * in between. Entries never change and are numbered, so what is added meanwhile is simply beyond the part it looks at.
 */
export async function verifyLedger(deps: { db: Db | { read: Reader } }, entriesPerStep = 500): Promise<LedgerReport> {
  const { read } = deps.db;
  const counts = { wallets: 0, entries: 0, balance: 0, held: 0 };
  const problems = orphanProblems([await selectFirstOrphan(read)]);
  let afterId = '';
  while (problems.length < PROBLEMS_MAX) {
    const page = await selectWalletPage(read, afterId, WALLETS_PER_PAGE);
    const last = page.at(-1);
    if (last === undefined) break;
    afterId = last.account_id;

    const { totals, faults } = await readSpans(read, page, entriesPerStep);
    for (const wallet of page) {
      const sums = totals.get(wallet.account_id) ?? NOTHING;
      problems.push(...walletProblems(wallet, sums));
      counts.wallets += 1;
      counts.entries += sums.entries;
      counts.balance += wallet.balance;
      counts.held += wallet.held;
    }
    problems.push(...faults.map(entryProblem), ...orphanProblems(page.map(({ next_orphan }) => next_orphan)));
  }
  return { isBroken: problems.length > 0, problems, counts };
}

type Sums = Pick<SpanTotals, 'entries' | 'amount' | 'reserved' | 'ended'>;
const NOTHING: Sums = { entries: 0, amount: 0, reserved: 0, ended: 0 };

/** Reads the whole ledgers of these wallets step by step: their sums, and the entries that cannot be right. */
async function readSpans(read: Reader, wallets: readonly WalletCheck[], entriesPerStep: number) {
  const totals = new Map<string, Sums>();
  const faults: FaultyEntry[] = [];
  for (const spans of stepsOf(wallets, entriesPerStep)) {
    for (const span of await sumSpans(read, spans)) {
      totals.set(span.account_id, add(totals.get(span.account_id) ?? NOTHING, span));
    }
    if (faults.length < PROBLEMS_MAX) faults.push(...(await selectFaultyEntries(read, spans, PROBLEMS_MAX)));
    // An in-process store answers without ever leaving this turn of the loop.
    await nextTurn();
  }
  return { totals, faults };
}

/** Cuts ledgers into steps of about the same number of entries: many small accounts, or a part of a large one. */
function* stepsOf(wallets: readonly WalletCheck[], entriesPerStep: number): Generator<readonly Span[]> {
  let spans: Span[] = [];
  let room = entriesPerStep;
  for (const { account_id: accountId, last_position: last } of wallets) {
    for (let from = 0; from < last; ) {
      const to = Math.min(last, from + room);
      spans.push({ accountId, from, to });
      room -= to - from;
      from = to;
      if (room > 0) continue;
      yield spans;
      spans = [];
      room = entriesPerStep;
    }
  }
  if (spans.length > 0) yield spans;
}

function add(left: Sums, right: Sums): Sums {
  return {
    entries: left.entries + right.entries,
    amount: left.amount + right.amount,
    reserved: left.reserved + right.reserved,
    ended: left.ended + right.ended,
  };
}

function walletProblems(wallet: WalletCheck, sums: Sums): readonly LedgerProblem[] {
  const { account_id: accountId, balance, held, entry_count: counted } = wallet;
  const open = sums.reserved - sums.ended;
  const messages: string[] = [];
  if (balance < 0 || held < 0) messages.push(`is below zero: balance ${balance}, held ${held}`);
  if (balance !== sums.amount) messages.push(`has a balance of ${balance}, but its entries add up to ${sums.amount}`);
  if (held !== open) messages.push(`holds ${held}, but its open reservations add up to ${open}`);
  if (counted !== sums.entries || counted !== wallet.last_position) {
    messages.push(
      `should have ${counted} entries, but has ${sums.entries}, the last at position ${wallet.last_position}`,
    );
  }
  return messages.map((message) => ({ accountId, message: `account ${accountId} ${message}` }));
}

const FAULT_TEXT: Record<EntryFault, string> = {
  chain: 'does not follow from the entry before it',
  negative: 'leaves the balance below zero',
  sign: 'has an amount that does not fit its type',
  no_reservation: 'ends a reservation that this account did not make before',
  settled_too_much: 'gives back more than was reserved',
  released_other_amount: 'does not give back what was reserved',
  reserved_twice: 'is not the only reservation of its generation',
  ended_twice: 'is not the only end of its reservation',
};

function entryProblem({ id, account_id: accountId, generation_id: generationId, fault }: FaultyEntry): LedgerProblem {
  const generation = generationId === null ? '' : ` (${generationId})`;
  return { accountId, message: `account ${accountId}: ${id}${generation} ${FAULT_TEXT[fault]}` };
}

function orphanProblems(accountIds: readonly (string | null)[]): LedgerProblem[] {
  return accountIds
    .filter((accountId) => accountId !== null)
    .map((accountId) => ({ accountId, message: `account ${accountId} has entries, but no wallet` }));
}
