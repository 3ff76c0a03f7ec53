import type { Clock } from '../platform/clock.ts';
import type { Tx } from '../platform/db/database.ts';
import { newId } from '../platform/ids.ts';
import { type Credits, credits } from '../platform/units.ts';
import { type EntryRow, insertEntries, selectWallets, type WalletRow, writeWallets } from './store.ts';

/** What is to be written of one entry; the rest follows from the wallet. `held` is what it adds to open reservations. */
export type Posting = Pick<EntryRow, 'account_id' | 'type' | 'amount'> &
  Partial<Pick<EntryRow, 'generation_id' | 'key_id' | 'note' | 'reference'>> & { readonly held?: number };

/**
 * Wallets while a set of entries is decided on in memory: read once, changed one entry at a time, written back once.
 * An account without a wallet has an empty one.
 */
export class OpenLedger {
  readonly #tx: Tx;
  readonly #nowMs: number;
  readonly #wallets: Map<string, WalletRow>;
  readonly #changed = new Map<string, WalletRow>();
  readonly #entries: EntryRow[] = [];

  private constructor(tx: Tx, nowMs: number, wallets: readonly WalletRow[]) {
    this.#tx = tx;
    this.#nowMs = nowMs;
    this.#wallets = new Map(wallets.map((wallet) => [wallet.account_id, wallet]));
  }

  /** Reads, and holds, the wallets of these accounts. */
  static async open(tx: Tx, clock: Clock, accountIds: Iterable<string>): Promise<OpenLedger> {
    return new OpenLedger(tx, clock.now(), await selectWallets(tx, [...new Set(accountIds)]));
  }

  balanceOf(accountId: string): Credits {
    return credits(this.#walletOf(accountId).balance);
  }

  heldOf(accountId: string): Credits {
    return credits(this.#walletOf(accountId).held);
  }

  /** Appends an entry to its account's ledger. Nothing is written before `write`. */
  post({ held = 0, ...posting }: Posting): EntryRow {
    const before = this.#walletOf(posting.account_id);
    const wallet = {
      account_id: posting.account_id,
      balance: credits(before.balance + posting.amount),
      held: credits(before.held + held),
      entry_count: before.entry_count + 1,
    };
    const entry: EntryRow = {
      id: newId('entry', this.#nowMs),
      position: wallet.entry_count,
      balance_after: wallet.balance,
      generation_id: null,
      key_id: null,
      note: null,
      reference: null,
      created_at: this.#nowMs,
      ...posting,
    };
    this.#wallets.set(wallet.account_id, wallet);
    this.#changed.set(wallet.account_id, wallet);
    this.#entries.push(entry);
    return entry;
  }

  /** Writes all entries in one statement and all changed wallets in another; nothing when nothing was posted. */
  async write(): Promise<void> {
    if (this.#entries.length === 0) return;
    await insertEntries(this.#tx, this.#entries);
    await writeWallets(this.#tx, [...this.#changed.values()]);
  }

  #walletOf(accountId: string): WalletRow {
    return this.#wallets.get(accountId) ?? { account_id: accountId, balance: 0, held: 0, entry_count: 0 };
  }
}
