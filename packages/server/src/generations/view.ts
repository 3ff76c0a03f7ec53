import { Type } from 'typebox';
import type { OutputFile } from '../files/index.ts';
import { toIso } from '../platform/clock.ts';
import { Nullable } from '../platform/http/schemas.ts';
import { STATUSES } from './states.ts';
import type { GenerationRow } from './store.ts';

export const ResultItemBody = Type.Object({
  url: Type.String(),
  mime_type: Type.String(),
  width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()),
  size_bytes: Type.Integer(),
  sha256: Type.String(),
  seed: Nullable(Type.Integer()),
  expires_at: Type.String(),
});

/** A task as the wire shows it; the field order is that of the model page. */
export const GenerationBody = Type.Object({
  id: Type.String(),
  status: Type.Enum([...STATUSES]),
  model: Type.String(),
  reserved_credits: Type.Integer(),
  final_credits: Type.Integer(),
  created_at: Type.String(),
  updated_at: Type.String(),
  result: Nullable(
    Type.Object({
      primary_url: Nullable(Type.String()),
      urls: Type.Array(Type.String()),
      items: Type.Array(ResultItemBody),
    }),
  ),
  error: Nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  client_request_id: Type.Optional(Type.String()),
});

/** Row to wire. `urlOf` signs a file's URL; it is called on every read, so a rotated secret reaches every answer. */
export function generationView(
  row: GenerationRow,
  outputs: readonly OutputFile[],
  urlOf: (file: OutputFile) => string,
) {
  return {
    id: row.id,
    status: row.status,
    model: row.model,
    reserved_credits: row.reserved_credits,
    final_credits: row.final_credits,
    created_at: toIso(row.created_at),
    updated_at: toIso(row.updated_at),
    result: row.status === 'succeeded' ? resultView(outputs, urlOf) : null,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    ...(row.client_request_id === null ? {} : { client_request_id: row.client_request_id }),
  };
}

export type GenerationView = ReturnType<typeof generationView>;

function resultView(outputs: readonly OutputFile[], urlOf: (file: OutputFile) => string) {
  const items = outputs.map((file) => ({
    url: urlOf(file),
    mime_type: file.mimeType,
    width: file.width,
    height: file.height,
    size_bytes: file.sizeBytes,
    sha256: file.sha256,
    seed: file.seed,
    expires_at: toIso(file.expiresAtMs),
  }));
  const urls = items.map(({ url }) => url);
  return { primary_url: urls[0] ?? null, urls, items };
}
