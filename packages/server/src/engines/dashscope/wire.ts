import type { EngineJob } from '../engine.ts';
import type { UpstreamError } from './errors.ts';
import { upstreamModel } from './offers.ts';
import { itemsAt, numberAt, textAt, valueAt } from './read-json.ts';

/** Paths below the base URL, which ends in `/api/v1`. */
export const SUBMIT_PATH = '/services/aigc/image-generation/generation';
export const LIST_PATH = '/tasks/';
export const POLICY_PATH = '/uploads';
export function taskPath(upstreamId: string): string {
  return `/tasks/${encodeURIComponent(upstreamId)}`;
}

/** The references of a job as the upstream is given them, in order, and whether any of them was uploaded to it. */
export type SentReferences = { readonly images: readonly string[]; readonly isUploaded: boolean };

/**
 * The body of a submit. `n` is always given, because it multiplies the bill and the pages disagree about its default;
 * the size always in pixels, because a tier alone gives a square, or the last reference's ratio. Nothing is sent that
 * the "Wan2.7 - image generation and editing API reference" does not list.
 */
export function submitBody(job: EngineJob, { images }: SentReferences): unknown {
  const { seed, watermark } = job.params;
  return {
    model: upstreamModel(job.model),
    input: { messages: [{ role: 'user', content: [...images.map((image) => ({ image })), { text: job.prompt }] }] },
    parameters: {
      size: `${job.width}*${job.height}`,
      n: 1,
      watermark: watermark === true,
      ...(typeof seed === 'number' ? { seed } : {}),
    },
  };
}

/** The headers of a submit, besides the key. */
export function submitHeaders({ isUploaded }: SentReferences): Readonly<Record<string, string>> {
  return {
    'x-dashscope-async': 'enable',
    ...(isUploaded ? { 'x-dashscope-ossresourceresolve': 'enable' } : {}),
  };
}

/** An error in the flat shape `{code, message, request_id}`, which may come with any status, 200 too. */
export function readError(status: number, body: unknown): UpstreamError | undefined {
  const code = textAt(body, 'code');
  return code === undefined ? undefined : { status, code, message: textAt(body, 'message') ?? '' };
}

/** The upstream's id of the request that an answer is about. */
export function readRequestId(body: unknown): string | undefined {
  return textAt(body, 'request_id');
}

/** The id of the task that a submit made. */
export function readTaskId(body: unknown): string | undefined {
  return textAt(body, 'output', 'task_id');
}

/** What a query says of a task. */
export type TaskAnswer = {
  /** As the upstream says it; absent in the flat shape of a failure. */
  readonly status: string | undefined;
  /** Where the pictures can be fetched, in order. */
  readonly imageUrls: readonly string[];
  /** How many pictures were made and billed, if it says so. */
  readonly imagesBilled: number | undefined;
  /** Everything that went wrong, the task's own error first. */
  readonly errors: readonly Omit<UpstreamError, 'status'>[];
};

/**
 * Reads a task in every documented shape: several choices with a picture each or one with all of them, an error within
 * `output`, beside it, or beside the pictures.
 */
export function readTask(body: unknown): TaskAnswer {
  const contents = itemsAt(body, 'output', 'choices').flatMap((choice) => itemsAt(choice, 'message', 'content'));
  const places = [valueAt(body, 'output'), body, ...itemsAt(body, 'output', 'results'), ...contents];
  return {
    status: textAt(body, 'output', 'task_status'),
    imageUrls: contents.map((content) => textAt(content, 'image')).filter(isWebUrl),
    imagesBilled: numberAt(body, 'usage', 'image_count'),
    errors: places.flatMap((place) => {
      const code = textAt(place, 'code');
      return code === undefined ? [] : [{ code, message: textAt(place, 'message') ?? '' }];
    }),
  };
}

function isWebUrl(text: string | undefined): text is string {
  return text !== undefined && /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** A row of the upstream's task list. */
export type TaskRow = {
  readonly taskId: string;
  readonly status: string | undefined;
  readonly model: string | undefined;
  /** By the upstream's clock, in milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Of the submit that made the task. */
  readonly requestId: string | undefined;
  /** Of the key it was made with. */
  readonly keyId: string | undefined;
};

export type TaskPage = { readonly rows: readonly TaskRow[]; readonly total: number; readonly pages: number };

/**
 * Reads a page of the task list. `undefined` unless it says how many tasks there are and each of its rows is complete:
 * what is missing in the list counts as not bought, so half an answer is none.
 */
export function readTaskPage(body: unknown): TaskPage | undefined {
  const total = numberAt(body, 'total');
  const data = valueAt(body, 'data') ?? (total === 0 ? [] : undefined);
  if (total === undefined || !Array.isArray(data)) return undefined;
  const rows = data.map(readRow).filter((row) => row !== undefined);
  if (rows.length !== data.length) return undefined;
  const pageSize = Math.max(1, numberAt(body, 'page_size') ?? rows.length);
  return { rows, total, pages: numberAt(body, 'total_page') ?? Math.ceil(total / pageSize) };
}

function readRow(row: unknown): TaskRow | undefined {
  const taskId = textAt(row, 'task_id');
  const createdAtMs = numberAt(row, 'gmt_create');
  if (taskId === undefined || createdAtMs === undefined) return undefined;
  return {
    taskId,
    createdAtMs,
    status: textAt(row, 'status'),
    model: textAt(row, 'model_name'),
    requestId: textAt(row, 'request_id'),
    keyId: textAt(row, 'api_key_id'),
  };
}

/** Leave to put files where the upstream reads them. */
export type UploadPolicy = {
  readonly host: string;
  readonly folder: string;
  readonly expiresInMs: number;
  /** The form's fields besides the file's own. */
  readonly fields: Readonly<Record<string, string>>;
};

/** Reads an upload policy; `undefined` when anything is missing that an upload needs. */
export function readPolicy(body: unknown): UploadPolicy | undefined {
  const data = valueAt(body, 'data');
  const host = textAt(data, 'upload_host');
  const folder = textAt(data, 'upload_dir');
  const fields = POLICY_FIELDS.map(([field, name]) => [field, textAt(data, name)] as const);
  if (host === undefined || folder === undefined || fields.some(([, value]) => value === undefined)) return undefined;
  return {
    host,
    folder,
    expiresInMs: (numberAt(data, 'expire_in_seconds') ?? EXPIRY_SECONDS) * 1_000,
    fields: Object.fromEntries(fields.map(([field, value]) => [field, value ?? ''])),
  };
}

/** The form's field and where the policy has its value. */
const POLICY_FIELDS = [
  ['OSSAccessKeyId', 'oss_access_key_id'],
  ['Signature', 'signature'],
  ['policy', 'policy'],
  ['x-oss-object-acl', 'x_oss_object_acl'],
  ['x-oss-forbid-overwrite', 'x_oss_forbid_overwrite'],
] as const;
const EXPIRY_SECONDS = 300;
