import type { Db, Reader } from '../platform/db/database.ts';
import { fail } from '../platform/http/errors.ts';
import { type AccountRow, selectAccount, selectAccounts } from './store.ts';

/** The account with this id or name. Throws `not_found`. */
export async function findAccount(reader: Reader, idOrName: string): Promise<AccountRow> {
  const account = await selectAccount(reader, idOrName);
  if (account === undefined) throw fail('not_found', { public: 'No account has this id or name.' });
  return account;
}

/** All accounts, oldest first. */
export function listAccounts(deps: { db: Db }): Promise<readonly AccountRow[]> {
  return selectAccounts(deps.db.read);
}
