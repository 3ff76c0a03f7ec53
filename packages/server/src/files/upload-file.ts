import { fail } from '../platform/http/errors.ts';
import { newId } from '../platform/ids.ts';
import type { FileDeps } from './deps.ts';
import { type Gates, inspectContent } from './inspect/inspect-content.ts';
import type { ReceivedUpload } from './receive-upload.ts';
import { removeRefused } from './remove-unnamed.ts';
import { type FileRow, insertFiles } from './store.ts';

/** Proves that a received file is what it claims to be and keeps it: durable bytes first, then the row that names them. */
export async function uploadFile(
  deps: FileDeps & { readonly gates: Gates },
  accountId: string,
  upload: ReceivedUpload,
): Promise<FileRow> {
  const { staged } = upload;
  try {
    if (upload.sizeBytes === 0) throw fail('file_unreadable', { public: 'The file is empty.' });
    const content = await inspectContent(deps.gates, staged.path, upload);
    const now = deps.clock.now();
    const row: FileRow = {
      id: newId('file', now),
      account_id: accountId,
      kind: upload.kind,
      name: upload.name,
      mime_type: content.mimeType,
      size_bytes: upload.sizeBytes,
      sha256: upload.sha256,
      width: content.width,
      height: content.height,
      duration_ms: content.durationMs,
      generation_id: null,
      position: null,
      seed: null,
      client_request_id: upload.clientRequestId,
      created_at: now,
      expires_at: now + deps.retention.uploadMs,
    };
    await staged.commit(row.id, row.mime_type);
    await insertOrRemove(deps, row);
    return row;
  } finally {
    await staged.discard();
  }
}

/** Without their row nobody can name the bytes, and a full disk would fill further with every try. */
async function insertOrRemove(deps: FileDeps, row: FileRow): Promise<void> {
  try {
    await deps.db.transaction((tx) => insertFiles(tx, [row]));
  } catch (error) {
    await removeRefused(deps, [row.id], error);
    throw error;
  }
}
