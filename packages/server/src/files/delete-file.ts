import type { FileDeps } from './deps.ts';
import { noSuchFile } from './find-files.ts';
import { hideFile } from './store.ts';

/**
 * Hides a file from everybody at once. The sweep removes its bytes, for as long as a running task needs them not yet.
 * Throws `not_found`, the same for foreign, unknown, deleted and expired ones.
 */
export async function deleteFile(deps: Pick<FileDeps, 'db' | 'clock'>, accountId: string, id: string): Promise<void> {
  const isHidden = await deps.db.transaction((tx) => hideFile(tx, { id, accountId, nowMs: deps.clock.now() }));
  if (!isHidden) throw noSuchFile();
}
