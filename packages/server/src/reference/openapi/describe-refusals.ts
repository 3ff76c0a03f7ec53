import { STATUS_CODES } from 'node:http';
import type { DescribedRoute } from '../../platform/http/described-routes.ts';
import { ERROR_STATUS, type ErrorCode } from '../../platform/http/errors.ts';
import { ERROR_TEXTS } from '../content/error-texts.ts';
import { ERROR_EXAMPLES } from './examples/errors.ts';
import { answerHeaders } from './headers.ts';
import type { JsonObject } from './json.ts';

/** The refusals of the routes described so far: one shared answer for each set of codes under one status. */
export class Refusals {
  readonly #answers = new Map<string, JsonObject>();

  /** The refusals of one route, by status. */
  of(route: DescribedRoute): JsonObject {
    const codes = codesOf(route);
    const statuses = [...new Set(codes.map((code) => ERROR_STATUS[code]))].sort((left, right) => left - right);
    return Object.fromEntries(
      statuses.map((status) => [
        status,
        this.#use(
          status,
          codes.filter((code) => ERROR_STATUS[code] === status),
        ),
      ]),
    );
  }

  /** All answers that were used, by name. */
  get responses(): JsonObject {
    return Object.fromEntries([...this.#answers].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  #use(status: number, codes: readonly ErrorCode[]): JsonObject {
    const name = nameOf(status, codes);
    if (!this.#answers.has(name)) this.#answers.set(name, describe(status, codes));
    return { $ref: `#/components/responses/${name}` };
  }
}

/** Every code there is, with its status and what it means. */
export function errorCodes(): JsonObject {
  return Object.fromEntries(allCodes().map((code) => [code, { status: ERROR_STATUS[code], meaning: meaningOf(code) }]));
}

const OF_ALL: readonly ErrorCode[] = ['validation_failed', 'rate_limited', 'internal_error', 'public_api_disabled'];
const OF_KEYS: readonly ErrorCode[] = ['api_key_missing', 'api_key_invalid', 'api_key_revoked', 'api_key_expired'];
const OF_BODIES: readonly ErrorCode[] = ['payload_too_large', 'unsupported_media_type'];

/** The codes a route can answer with: those that follow from its kind, and its own. In the order of the list of codes. */
function codesOf({ method, url, operation, schema, config }: DescribedRoute): readonly ErrorCode[] {
  const isPublic = config.isPublic === true;
  const codes = new Set<ErrorCode>([
    ...OF_ALL,
    ...(isPublic ? [] : OF_KEYS),
    ...(isPublic || config.scope === undefined ? [] : (['api_scope_denied'] as const)),
    ...(url.includes(':') ? (['not_found'] as const) : []),
    ...(schema.body === undefined ? [] : OF_BODIES),
    ...(method === 'GET' ? [] : (['overloaded'] as const)),
    ...(operation.errors ?? []),
  ]);
  return allCodes().filter((code) => codes.has(code));
}

function allCodes(): readonly ErrorCode[] {
  return Object.keys(ERROR_STATUS).filter((code): code is ErrorCode => Object.hasOwn(ERROR_STATUS, code));
}

/** `NotFound` for one code, `FileUnreadableOrValidationFailed` for two, the status for more. */
function nameOf(status: number, codes: readonly ErrorCode[]): string {
  if (codes.length > 2) return (STATUS_CODES[status] ?? `Status${status}`).replaceAll(' ', '');
  return codes.map((code) => code.split('_').map(capital).join('')).join('Or');
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}

function meaningOf(code: ErrorCode): string {
  const { meaning, action } = ERROR_TEXTS[code];
  return `${meaning} ${action}`;
}

function describe(status: number, codes: readonly ErrorCode[]): JsonObject {
  const retry = status === 429 || status === 503 ? ['Retry-After'] : [];
  const key = status === 401 || status === 403 ? ['WWW-Authenticate'] : [];
  const examples = codes.map((code) => [code, { summary: code, value: exampleOf(code) }]);
  return {
    description: codes.map((code) => `\`${code}\`: ${meaningOf(code)}`).join('\n\n'),
    headers: answerHeaders([...retry, ...key]),
    content: {
      'application/json': { schema: { $ref: '#/components/schemas/Error' }, examples: Object.fromEntries(examples) },
    },
    'x-error-codes': codes,
  };
}

function exampleOf(code: ErrorCode): JsonObject {
  const example = ERROR_EXAMPLES[code];
  const [path = '', message = ''] = example.split(': ', 2);
  return {
    error: {
      code,
      message: example,
      requestId: 'req_01jv8z6q3m4n5p6r7s8t9v0w1x',
      ...(code === 'validation_failed' ? { details: [{ path, message }] } : {}),
    },
  };
}
