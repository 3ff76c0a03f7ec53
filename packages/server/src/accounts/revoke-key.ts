import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import { fail } from '../platform/http/errors.ts';
import { type KeyRow, markRevoked, selectKeys } from './store.ts';

/** Ends a key at once and for good; revoking it again changes nothing. Throws `not_found`. */
export async function revokeKey(deps: { db: Db; clock: Clock }, keyId: string): Promise<KeyRow> {
  const key = await deps.db.transaction((tx) => markRevoked(tx, keyId, deps.clock.now()));
  if (key === undefined) throw fail('not_found', { public: 'No API key has this id.' });
  return key;
}

/** The keys of one account, or of all; oldest first. */
export function listKeys(deps: { db: Db }, accountId?: string): Promise<readonly KeyRow[]> {
  return selectKeys(deps.db.read, accountId);
}
