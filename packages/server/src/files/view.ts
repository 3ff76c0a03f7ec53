import { type Static, Type } from 'typebox';
import { FILE_KINDS } from '../catalogue/index.ts';
import { toIso } from '../platform/clock.ts';
import { Nullable, Time } from '../platform/http/schemas.ts';
import type { FileDeps } from './deps.ts';
import { signDuration } from './duration-token.ts';
import { outputUrl } from './media-url.ts';
import type { FileRow } from './store.ts';

/** A file as the Files API shows it. */
export const FileBody = Type.Object(
  {
    id: Type.String({ description: '`file_` and 26 characters.' }),
    object: Type.Literal('file'),
    kind: Type.Enum([...FILE_KINDS], { title: 'FileKind', description: 'What a file is.' }),
    name: Type.String({ description: 'The name it was uploaded with, made safe.' }),
    mime_type: Type.String({ description: 'The type of its bytes, whatever the upload claimed.' }),
    size_bytes: Type.Integer(),
    sha256: Type.String({ description: 'Of the bytes, in hexadecimal.' }),
    width: Nullable(Type.Integer(), { description: 'In pixels; `null` for audio.' }),
    height: Nullable(Type.Integer(), { description: 'In pixels; `null` for audio.' }),
    duration_seconds: Nullable(Type.Number(), { description: '`null` for images.' }),
    duration_token: Nullable(Type.String(), {
      description: 'Proves the duration; send it as `durationToken` with a reference. `null` for images.',
    }),
    url: Type.String({
      format: 'uri',
      description: 'Where the bytes are, and what to send as a reference. Needs no key: treat it like the file.',
    }),
    generation_id: Nullable(Type.String(), { description: 'The task that made it; `null` for uploads.' }),
    client_request_id: Type.Optional(Type.String({ description: 'The id of your own, if the upload had one.' })),
    created_at: Time('When it was uploaded or made.'),
    expires_at: Time('When it is removed from the server.'),
  },
  { title: 'PublicApiFile', description: 'An uploaded file or a result.' },
);

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
