import { type Static, Type } from 'typebox';
import { FILE_KINDS } from '../catalogue/index.ts';
import { toIso } from '../platform/clock.ts';
import { Nullable } from '../platform/http/schemas.ts';
import type { FileDeps } from './deps.ts';
import { signDuration } from './duration-token.ts';
import { outputUrl } from './media-url.ts';
import type { FileRow } from './store.ts';

/** A file as the Files API shows it. */
export const FileBody = Type.Object({
  id: Type.String(),
  object: Type.Literal('file'),
  kind: Type.Enum([...FILE_KINDS]),
  name: Type.String(),
  mime_type: Type.String(),
  size_bytes: Type.Integer(),
  sha256: Type.String(),
  width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()),
  duration_seconds: Nullable(Type.Number()),
  duration_token: Nullable(Type.String()),
  url: Type.String(),
  generation_id: Nullable(Type.String()),
  client_request_id: Type.Optional(Type.String()),
  created_at: Type.String(),
  expires_at: Type.String(),
});

/** A row as the wire writes it; the URL is signed afresh. */
export function fileView(deps: Pick<FileDeps, 'secrets' | 'urls'>, row: FileRow): Static<typeof FileBody> {
  return {
    id: row.id,
    object: 'file',
    kind: row.kind,
    name: row.name,
    mime_type: row.mime_type,
    size_bytes: row.size_bytes,
    sha256: row.sha256,
    width: row.width,
    height: row.height,
    duration_seconds: row.duration_ms === null ? null : row.duration_ms / 1000,
    duration_token: durationTokenOf(deps, row),
    url: outputUrl(deps, { id: row.id, name: row.name, mimeType: row.mime_type, expiresAtMs: row.expires_at }),
    generation_id: row.generation_id,
    ...(row.client_request_id === null ? {} : { client_request_id: row.client_request_id }),
    created_at: toIso(row.created_at),
    expires_at: toIso(row.expires_at),
  };
}

function durationTokenOf(deps: Pick<FileDeps, 'secrets'>, row: FileRow): string | null {
  if (row.duration_ms === null) return null;
  return signDuration(deps.secrets, {
    fileId: row.id,
    accountId: row.account_id,
    durationMs: row.duration_ms,
    expiresAtMs: row.expires_at,
  });
}
