import type { Db } from '../platform/db/database.ts';
import { sumWallets } from './store.ts';

/** All accounts together: what could be spent now, and what is set aside for generations that have not ended. */
export type CreditTotals = { readonly balance: number; readonly held: number; readonly wallets: number };

/** Adds the wallets up, one row for each account; the ledger is not read. */
export async function readTotals({ db }: { readonly db: Pick<Db, 'read'> }): Promise<CreditTotals> {
  const { balance, held, count } = await sumWallets(db.read);
  return { balance, held, wallets: count };
}
