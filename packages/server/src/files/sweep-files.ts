import { HOUR_MS } from '../platform/units.ts';
import type { FileDeps } from './deps.ts';
import type { StoredObject } from './store/store.ts';
import { findKnownIds, removeGoneFiles } from './store.ts';

/** Bytes are written before their row; a task may take this long between the two. */
const ORPHAN_AGE_MS = HOUR_MS;

/**
 * Removes one small batch of expired and deleted files that no running task needs, and tells how many; call again while
 * it is full. The row goes first and in one transaction with the look at the pins: a crash in between leaves bytes that
 * nobody can name, for `sweepOrphans`, and never a row without its bytes.
 */
export async function sweepFiles(
  deps: Pick<FileDeps, 'db' | 'clock' | 'store' | 'log'>,
  batchSize: number,
): Promise<number> {
  const ids = await deps.db.transaction((tx) => removeGoneFiles(tx, deps.clock.now(), batchSize));
  for (const id of ids) await removeBytes(deps, id);
  return ids.length;
}

/** Removes bytes without a row that are older than an hour: what crashes left behind. Tells how many there were. */
export async function sweepOrphans(deps: Pick<FileDeps, 'db' | 'clock' | 'store' | 'log'>): Promise<number> {
  let removed = 0;
  for await (const batch of deps.store.list()) {
    for (const key of await findOrphans(deps, batch)) {
      await removeBytes(deps, key);
      removed += 1;
    }
  }
  return removed;
}

async function findOrphans(
  deps: Pick<FileDeps, 'db' | 'clock'>,
  batch: readonly StoredObject[],
): Promise<readonly string[]> {
  const bornBefore = deps.clock.now() - ORPHAN_AGE_MS;
  const old = batch.filter(({ storedAtMs }) => storedAtMs < bornBefore).map(({ key }) => key);
  const known = await findKnownIds(deps.db.read, old);
  return old.filter((key) => !known.has(key));
}

async function removeBytes(deps: Pick<FileDeps, 'store' | 'log'>, key: string): Promise<void> {
  try {
    await deps.store.delete(key);
  } catch (error) {
    deps.log.warn({ err: error, key }, 'the bytes of a file could not be removed; the orphan sweep will try again');
  }
}
