import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import { invalid } from '../platform/http/errors.ts';
import { newId } from '../platform/ids.ts';
import { checkName } from './names.ts';
import { type AccountRow, insertAccount } from './store.ts';

/** Opens an account. Throws `validation_failed` for a name that is taken or not a name. */
export async function createAccount(deps: { db: Db; clock: Clock }, name: string): Promise<AccountRow> {
  checkName(name);
  const now = deps.clock.now();
  const account = { id: newId('acct', now), name, created_at: now };
  const isNew = await deps.db.transaction((tx) => insertAccount(tx, account));
  if (!isNew) throw invalid([{ path: 'name', message: 'is taken by another account; choose another name.' }]);
  return account;
}
