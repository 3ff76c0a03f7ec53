import { mayBeKept } from '../platform/db/unwritable.ts';
import type { FileDeps } from './deps.ts';
import { findKnownIds } from './store.ts';

/**
 * Removes the bytes of these ids, except where a row names them: a commit whose answer was lost may have made it.
 * What cannot be removed now is left to the orphan sweep. Tells which were removed.
 */
export async function removeUnnamed(
  deps: Pick<FileDeps, 'db' | 'store' | 'log'>,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const known = await findKnownIds(deps.db.read, ids);
  const unnamed = ids.filter((id) => !known.has(id));
  for (const id of unnamed) await removeBytes(deps, id);
  return unnamed;
}

/**
 * Removes the bytes of these ids after the commit that was to name them failed with this error. A commit that was cut off
 * may be made after a look at the rows, so what is left of one waits for the orphan sweep.
 */
export async function removeRefused(
  deps: Pick<FileDeps, 'db' | 'store' | 'log'>,
  ids: readonly string[],
  error: unknown,
): Promise<void> {
  if (!mayBeKept(error)) await removeUnnamed(deps, ids);
}

/** Removes the bytes of a file whose row is gone. */
export async function removeBytes(deps: Pick<FileDeps, 'store' | 'log'>, id: string): Promise<void> {
  try {
    await deps.store.delete(id);
  } catch (error) {
    deps.log.warn(
      { err: error, fileId: id },
      'the bytes of a file could not be removed; the orphan sweep will try again',
    );
  }
}
