import { Type } from 'typebox';
import type { OutputFile } from '../files/index.ts';
import { toIso } from '../platform/clock.ts';
import { Nullable, Time } from '../platform/http/schemas.ts';
import { STATUSES, TASK_ERROR_CODES } from './states.ts';
import type { GenerationRow } from './store.ts';

export const ResultItemBody = Type.Object(
  {
    url: Type.String({
      format: 'uri',
      description: 'Where the bytes are; needs no key and is good until `expires_at`.',
    }),
    mime_type: Type.String(),
    width: Nullable(Type.Integer(), { description: 'In pixels.' }),
    height: Nullable(Type.Integer(), { description: 'In pixels.' }),
    size_bytes: Type.Integer(),
    sha256: Type.String({ description: 'Of the bytes, in hexadecimal.' }),
    seed: Nullable(Type.Integer(), { description: 'The seed the picture was made with; `null` when it is not known.' }),
    expires_at: Time('When the file is removed from the server.'),
  },
  { title: 'GenerationResultItem', description: 'One file that was made.' },
);

const ResultBody = Type.Object(
  {
    primary_url: Nullable(Type.String({ format: 'uri' }), {
      description: 'The first of `urls`; `null` once the files have expired or were deleted.',
    }),
    urls: Type.Array(Type.String({ format: 'uri' }), { description: 'Where the files are, in their order.' }),
    items: Type.Array(ResultItemBody, { description: 'The same files with what is known of each.' }),
  },
  { title: 'GenerationResult', description: 'What a task that succeeded has made.' },
);

const TaskErrorBody = Type.Object(
  {
    code: Type.Enum([...TASK_ERROR_CODES], {
      title: 'GenerationErrorCode',
      description: 'Why it failed. New codes may be added: treat one you do not know like `generation_failed`.',
    }),
    message: Type.String({ description: 'For people. Its wording may change.' }),
  },
  { title: 'GenerationError', description: 'Why a task failed. Nothing was charged for it.' },
);

/** A task as the wire shows it; the field order is that of the model page. */
export const GenerationBody = Type.Object(
  {
    id: Type.String({ description: 'The id to poll with: `task_` and 26 characters.' }),
    status: Type.Enum([...STATUSES], {
      title: 'GenerationStatus',
      description: '`queued`, then `processing`, then `succeeded` or `failed`; the last two never change.',
    }),
    model: Type.String({ description: 'The id of the model.' }),
    reserved_credits: Type.Integer({ description: 'What was set aside when the task was accepted.' }),
    final_credits: Type.Integer({ description: 'What it cost: 0 until it succeeded, and 0 if it failed.' }),
    created_at: Time('When the task was accepted.'),
    updated_at: Time('When its status last changed.'),
    result: Nullable(ResultBody, { description: '`null` unless the task succeeded.' }),
    error: Nullable(TaskErrorBody, { description: '`null` unless the task failed.' }),
    client_request_id: Type.Optional(Type.String({ description: 'The id of your own, if the create had one.' })),
  },
  { title: 'Generation', description: 'A task, from request to result.' },
);

/** What a create would cost. */
export const EstimateBody = Type.Object(
  {
    model: Type.String({ description: 'The id of the model.' }),
    credits: Type.Integer({ description: 'What a create with this body would set aside.' }),
  },
  { title: 'Estimate', description: 'The price of a request that was not made.' },
);

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
