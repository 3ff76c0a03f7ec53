import type { Clock } from '../platform/clock.ts';
import type { Tx } from '../platform/db/database.ts';
import { deletePins, findOwners, insertPins } from './store.ts';

/** The files a task needs until it is over. */
export type Pin = { readonly generationId: string; readonly accountId: string; readonly fileIds: readonly string[] };

/**
 * Keeps the bytes of these files for their tasks, deleted and expired or not, until `unpinFiles`. Decided task by task:
 * answers the tasks of which a file is gone meanwhile; for those nothing is pinned.
 */
export async function pinFiles(tx: Tx, clock: Clock, pins: readonly Pin[]): Promise<ReadonlySet<string>> {
  const owners = await findOwners(tx, [...new Set(pins.flatMap(({ fileIds }) => fileIds))], clock.now());
  const isWhole = ({ accountId, fileIds }: Pin) => fileIds.every((id) => owners.get(id) === accountId);
  const granted = pins.filter(isWhole);
  await insertPins(
    tx,
    granted.flatMap(({ generationId, fileIds }) =>
      [...new Set(fileIds)].map((fileId) => ({ generation_id: generationId, file_id: fileId })),
    ),
  );
  return new Set(pins.filter((pin) => !isWhole(pin)).map(({ generationId }) => generationId));
}

/** Lets go of what these tasks needed; the sweep takes it from there. */
export async function unpinFiles(tx: Tx, generationIds: readonly string[]): Promise<void> {
  await deletePins(tx, generationIds);
}
