import type { EngineJob } from '../engine.ts';
import { kieModelOf, kieParamsOf } from './offers.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The body of createTask. `n` is always sent: left out, it is 4, and each picture is charged. Seed 0 is a seed, and
 * booleans stay booleans.
 */
export function createTaskBody(
  job: EngineJob,
  { inputUrls, callbackUrl }: { inputUrls: readonly string[]; callbackUrl: string | undefined },
): Json {
  const input = {
    prompt: job.prompt,
    ...kieParamsOf(job),
    n: 1,
    enable_sequential: false,
    ...(inputUrls.length === 0 ? {} : { input_urls: inputUrls }),
  };
  return { model: kieModelOf(job.model), ...(callbackUrl === undefined ? {} : { callBackUrl: callbackUrl }), input };
}

/** What every answer has: a code of its own beside the HTTP status, a message, and data. */
export type Envelope = {
  /** Absent when the body is no JSON object or has no code. */
  readonly code: number | undefined;
  /** Empty when nothing was said. */
  readonly message: string;
  readonly data: Json;
};

/** Reads an answer's envelope; whatever is missing or of another type counts as not said. */
export function readEnvelope(body: unknown): Envelope {
  const { code, msg, message, data } = objectOf(body);
  return { code: codeOf(code), message: textOf(msg) ?? textOf(message) ?? '', data: objectOf(data) };
}

/** The task's id in createTask's data, if there is one; older answers name it otherwise. */
export function readTaskId({ taskId, task_id, recordId }: Json): string | undefined {
  return textOf(taskId) ?? textOf(task_id) ?? textOf(recordId);
}

/** Where an uploaded file can be fetched, from the upload's data: a web address, or nothing. */
export function readUploadUrl({ downloadUrl, fileUrl }: Json): string | undefined {
  return [downloadUrl, fileUrl].find(isWebUrl);
}

/** A task as recordInfo shows it. */
export type TaskRecord =
  | { readonly state: 'pending' }
  | { readonly state: 'success'; readonly result: TaskResult }
  | { readonly state: 'fail'; readonly code: string; readonly message: string };

/** `unreadable`: it succeeded, and where its pictures are cannot be made out. */
export type TaskResult = { readonly urls: readonly string[] } | 'unreadable';

/**
 * Reads recordInfo's data. A state that is not known counts as still running, as the documented waiting, queuing and
 * generating do. Nothing is returned when the data holds no task at all.
 */
export function readRecord(data: Json): TaskRecord | undefined {
  const { state, resultJson, failCode, failMsg } = data;
  if (typeof state !== 'string') return readTaskId(data) === undefined ? undefined : { state: 'pending' };
  switch (state.toLowerCase()) {
    case 'success':
      return { state: 'success', result: readResult(resultJson) };
    case 'fail':
      return { state: 'fail', code: textOf(failCode) ?? '', message: textOf(failMsg) ?? '' };
    default:
      return { state: 'pending' };
  }
}

/**
 * `resultJson` is JSON inside a string, empty until the task succeeded. An object that holds no web address anywhere is a
 * result without a picture; where there is one in an unexpected place, a picture was made.
 */
function readResult(resultJson: unknown): TaskResult {
  const result = typeof resultJson === 'string' ? parseJson(resultJson) : resultJson;
  if (typeof result !== 'object' || result === null) return 'unreadable';
  const { resultUrls } = objectOf(result);
  const urls = Array.isArray(resultUrls) ? resultUrls.filter(isWebUrl) : [];
  return urls.length === 0 && /https?:/i.test(JSON.stringify(result)) ? 'unreadable' : { urls };
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function codeOf(value: unknown): number | undefined {
  const code = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof code === 'number' && Number.isInteger(code) ? code : undefined;
}

/** Ids and codes come as texts and as numbers. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const URL_CHARACTERS_MAX = 8_192;

function isWebUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > URL_CHARACTERS_MAX) return false;
  const url = URL.parse(value);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
}
