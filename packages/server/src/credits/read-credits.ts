import type { Db, Reader } from '../platform/db/database.ts';
import { decodeCursor, type Page, toPage } from '../platform/http/cursor.ts';
import { type Credits, credits } from '../platform/units.ts';
import { type EntryRow, type EntryType, selectEntries, selectEntriesOf, selectWallet } from './store.ts';

/** `current` can be spent now; `held` is set aside for generations that have not ended. */
export type Balance = { readonly current: Credits; readonly held: Credits };

/** An account's balance; 0 for an account that never had credits. */
export async function readBalance(deps: { db: Db | { read: Reader } }, accountId: string): Promise<Balance> {
  const wallet = await selectWallet(deps.db.read, accountId);
  return { current: credits(wallet?.balance ?? 0), held: credits(wallet?.held ?? 0) };
}

/** Which entries of an account to list. `cursor` is the `nextCursor` of the page before. */
export type EntryQuery = {
  readonly accountId: string;
  readonly type?: EntryType | undefined;
  readonly generationId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
};

/** An account's ledger, newest first. Throws `validation_failed` for a cursor of another kind of list. */
export async function listEntries(deps: { db: Db }, query: EntryQuery): Promise<Page<EntryRow>> {
  const { accountId, type, generationId, cursor, limit } = query;
  const afterId = decodeCursor(cursor, 'entry');
  const rows = await selectEntries(deps.db.read, { accountId, type, generationId, afterId, limit: limit + 1 });
  return toPage(rows, limit);
}

/** What the ledger says of a generation; `amount` is signed as in the ledger. */
export type GenerationEntry = { readonly type: EntryType; readonly accountId: string; readonly amount: Credits };

/** The entries of these generations, in two look-ups by index; a generation without any is missing from the answer. */
export async function readGenerationEntries(
  reader: Reader,
  generationIds: readonly string[],
): Promise<ReadonlyMap<string, readonly GenerationEntry[]>> {
  if (generationIds.length === 0) return new Map();
  const rows = await selectEntriesOf(reader, generationIds);
  const entries = new Map<string, GenerationEntry[]>();
  for (const { generation_id: generationId, type, account_id: accountId, amount } of rows) {
    if (generationId === null) continue;
    const ofGeneration = entries.get(generationId) ?? [];
    ofGeneration.push({ type, accountId, amount: credits(amount) });
    entries.set(generationId, ofGeneration);
  }
  return entries;
}
