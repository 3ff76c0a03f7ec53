import type { FileKind } from '../catalogue/index.ts';
import { decodeCursor, type Page, toWalkedPage, WALK_MAX } from '../platform/http/cursor.ts';
import { type Failure, fail } from '../platform/http/errors.ts';
import type { FileDeps } from './deps.ts';
import { type FileRow, fileIdAtDepth, findFile, selectFiles } from './store.ts';

/** One of the caller's files. Throws `not_found`, the same for foreign, unknown, deleted and expired ones. */
export async function retrieveFile(
  deps: Pick<FileDeps, 'db' | 'clock'>,
  accountId: string,
  id: string,
): Promise<FileRow> {
  const row = await findFile(deps.db.read, { id, accountId, nowMs: deps.clock.now() });
  if (row === undefined) throw noSuchFile();
  return row;
}

export type ListQuery = {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly kind?: FileKind | undefined;
  readonly source?: 'upload' | 'result' | undefined;
};

/** The caller's files, the newest first. Throws `validation_failed` for a cursor that is none. */
export async function listFiles(
  deps: Pick<FileDeps, 'db' | 'clock'>,
  accountId: string,
  { limit, cursor, kind, source }: ListQuery,
): Promise<Page<FileRow>> {
  const beforeId = decodeCursor(cursor, 'file');
  const isFiltered = kind !== undefined || source !== undefined;
  const fromId = isFiltered ? await fileIdAtDepth(deps.db.read, accountId, beforeId, WALK_MAX) : undefined;
  const nowMs = deps.clock.now();
  const rows = await selectFiles(deps.db.read, { accountId, nowMs, limit: limit + 1, beforeId, fromId, kind, source });
  return toWalkedPage(rows, limit, fromId);
}

export function noSuchFile(): Failure {
  return fail('not_found', { public: 'No file of this account has this id, or it has expired or was deleted.' });
}
