import type { Tx } from '../platform/db/database.ts';
import { hasManyWriters, holdNames } from '../platform/db/locks.ts';
import { idAfter, newId } from '../platform/ids.ts';
import { selectNewestIds } from './event-store.ts';

/**
 * An id for a new event of each of these accounts, in their order. Who follows an account's events asks for those after
 * the last it saw, so an event must never appear below one that could be seen before it. Where several processes write,
 * an account's events are therefore made by one transaction at a time, and a clock that is behind counts on from the newest.
 */
export async function newEventIds(tx: Tx, accountIds: readonly string[], nowMs: number): Promise<readonly string[]> {
  if (!hasManyWriters(tx)) return accountIds.map(() => newId('evt', nowMs));
  const accounts = [...new Set(accountIds)];
  await holdNames(
    tx,
    accounts.map((accountId) => `events of ${accountId}`),
  );
  const newest = new Map(await selectNewestIds(tx, accounts));
  return accountIds.map((accountId) => {
    const [last = '', own] = [newest.get(accountId), newId('evt', nowMs)];
    const id = own > last ? own : idAfter(last);
    newest.set(accountId, id);
    return id;
  });
}
