import { ApiError, ERROR_CLASSES } from '../errors/api-errors.ts';
import { BadAnswerError } from '../errors/local-errors.ts';
import type { ErrorDetail, ErrorFacts, RivyaError } from '../errors/rivya-error.ts';
import type { Answer } from './send-once.ts';

const CLASSES: ReadonlyMap<string, typeof ApiError> = new Map(Object.entries(ERROR_CLASSES));
/** What to do here, where the server can say only what is missing. */
const HINTS: ReadonlyMap<string, string> = new Map([
  ['api_key_missing', 'RivyaClient takes it as apiKey, or from RIVYA_API_KEY.'],
]);
const EXCERPT_CHARACTERS = 120;

/**
 * The JSON of a successful answer; `undefined` when it has no body. Throws the error of the code the server gave, or
 * `BadAnswerError` when this is no answer of this API. `field` is one that a right answer has.
 */
export function readAnswer<Data>(answer: Answer, field: string | undefined): Data {
  const { response, text } = answer;
  if (!response.ok) throw readRefusal(answer);
  const body = parse(text);
  if (isAnswer<Data>(body, field, response.status)) return body;
  throw new BadAnswerError(
    `The answer is not one of Rivya's API (${excerptOf(answer)}). Check that baseURL or RIVYA_URL is the address of a Rivya server.`,
    factsOf(response),
  );
}

/** The id of the request the answer is to, for reports. */
export function requestIdOf(response: Response): string | undefined {
  return response.headers.get('x-request-id') ?? undefined;
}

function readRefusal(answer: Answer): RivyaError {
  const { response, text } = answer;
  const body = parse(text);
  const error = isObject(body) ? body['error'] : undefined;
  const facts = factsOf(response);
  if (!isObject(error) || typeof error['code'] !== 'string') return strangeRefusal(answer, facts);
  const requestId = typeof error['requestId'] === 'string' ? error['requestId'] : facts.requestId;
  const said = typeof error['message'] === 'string' ? error['message'] : error['code'];
  const hint = HINTS.get(error['code']);
  const message = hint === undefined ? said : `${said} ${hint}`;
  const ErrorClass = CLASSES.get(error['code']) ?? ApiError;
  return new ErrorClass(error['code'], message, { ...facts, requestId, details: detailsOf(error['details']) });
}

/** Refused, but not by Rivya: most often a proxy on the way. */
function strangeRefusal(answer: Answer, facts: ErrorFacts): BadAnswerError {
  const { status, type, headers } = answer.response;
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    const target = withoutKeys(headers.get('location') ?? 'another address');
    return new BadAnswerError(`The server redirects to ${target}. Give baseURL the address it redirects to.`, facts);
  }
  return new BadAnswerError(
    `The answer has status ${status} and did not come from Rivya (${excerptOf(answer)}). A proxy may stand before the ` +
      'server: check that the server is up, and that baseURL or RIVYA_URL leads to it.',
    facts,
  );
}

function factsOf(response: Response): ErrorFacts {
  return { status: response.status, requestId: requestIdOf(response), retryAfterMs: retryAfterMsOf(response.headers) };
}

/** Seconds, or a date: that one is compared with the server's own clock, for ours may be wrong. */
function retryAfterMsOf(headers: Headers): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const ms = Date.parse(text) - Date.parse(headers.get('date') ?? '');
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function detailsOf(value: unknown): readonly ErrorDetail[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map(({ path, message }) => ({ path: String(path), message: String(message) }));
}

function excerptOf({ response, text }: Answer): string {
  const type = response.headers.get('content-type') ?? 'no content type';
  const start = withoutKeys(text.slice(0, 10 * EXCERPT_CHARACTERS))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, EXCERPT_CHARACTERS);
  return start === '' ? `${type}, empty` : `${type}: ${start}`;
}

/** A proxy's page may repeat what was sent to it. */
function withoutKeys(text: string): string {
  return text.replace(/rvya_sk_\w+/g, '[key]').replace(/\bBearer\s+\S+/gi, 'Bearer [key]');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All that is looked at; the rest is the server's word, as its published description has it. */
function isAnswer<Data>(body: unknown, field: string | undefined, status: number): body is Data {
  return field === undefined ? status === 204 : isObject(body) && Object.hasOwn(body, field);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
