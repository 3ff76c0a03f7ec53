import { DAY_MS, HOUR_MS } from '../platform/units.ts';
import type { FileDeps } from './deps.ts';
import { removeBytes, removeUnnamed } from './remove-unnamed.ts';
import type { StoredObject } from './store/store.ts';
import { removeGoneFiles } from './store.ts';

/** Bytes are written before their row; a task may take this long between the two. */
const ORPHAN_AGE_MS = HOUR_MS;
/** No upload takes this long; what is older was left by a crash. */
const UNFINISHED_AGE_MS = DAY_MS;

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

/**
 * Removes bytes without a row that are older than an hour, and uploads to a bucket that were begun more than a day ago and
 * never ended: what crashes left behind. Tells how many there were. Ends between two batches once the signal aborts.
 */
export async function sweepOrphans(
  deps: Pick<FileDeps, 'db' | 'clock' | 'store' | 'log'>,
  signal?: AbortSignal,
): Promise<number> {
  let removed = (await deps.store.dropUnfinished?.(deps.clock.now() - UNFINISHED_AGE_MS)) ?? 0;
  for await (const batch of deps.store.list()) {
    if (signal?.aborted === true) break;
    removed += (await removeUnnamed(deps, olderThanAnHour(deps, batch))).length;
  }
  return removed;
}

function olderThanAnHour({ clock }: Pick<FileDeps, 'clock'>, batch: readonly StoredObject[]): readonly string[] {
  const bornBefore = clock.now() - ORPHAN_AGE_MS;
  return batch.filter(({ storedAtMs }) => storedAtMs < bornBefore).map(({ key }) => key);
}
