import type { JsonObject } from './json.ts';

/** Headers of answers, by name. */
const ANSWER_HEADERS: Readonly<Record<string, JsonObject>> = {
  'x-request-id': {
    description: 'The id of this request, on every answer. Name it when you report a problem.',
    schema: { type: 'string' },
    example: 'req_01jv8z6q3m4n5p6r7s8t9v0w1x',
  },
  'RateLimit-Limit': {
    description: 'How many calls of this kind the key, or the network address of a call without one, has in a minute.',
    schema: { type: 'integer' },
    example: 3000,
  },
  'RateLimit-Remaining': {
    description: 'How many of them are left now.',
    schema: { type: 'integer' },
    example: 2999,
  },
  'RateLimit-Reset': {
    description: 'In how many seconds all of them are back.',
    schema: { type: 'integer' },
    example: 1,
  },
  'Retry-After': {
    description: 'How many seconds to wait before the next try.',
    schema: { type: 'integer' },
    example: 7,
  },
  'WWW-Authenticate': {
    description: 'What is wrong with the key, in the words of RFC 6750.',
    schema: { type: 'string' },
    example: 'Bearer error="invalid_token"',
  },
  Location: {
    description: 'The path of what was made.',
    schema: { type: 'string', format: 'uri-reference' },
    example: '/api/v1/generations/task_01jv8z6q3m4n5p6r7s8t9v0w1x',
  },
  'Idempotent-Replayed': {
    description: '`true` when this is the first answer to the same `Idempotency-Key` again.',
    schema: { type: 'string', const: 'true' },
    example: 'true',
  },
};

/** Headers of requests, by name. */
const REQUEST_HEADERS: Readonly<Record<string, JsonObject>> = {
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes the call safe to repeat: 1 to 255 printable ASCII characters such as `order-17`, kept for 24 hours in your ' +
      'account. The same key with the same body (spacing and the order of keys do not matter) gives the first answer ' +
      'again; with another body it is refused with 409 `idempotency_conflict`. A refused request leaves its key free.',
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
  },
};

/** On every answer of every described route; the limits are absent where the operator switched them off. */
const ALWAYS = ['x-request-id', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] as const;

/** The headers of one answer. */
export function answerHeaders(names: readonly string[]): JsonObject {
  return Object.fromEntries(
    [...names, ...ALWAYS].map((name) => [name, { $ref: `#/components/headers/${known(ANSWER_HEADERS, name)}` }]),
  );
}

/** The parameters that stand for headers a route reads. */
export function requestHeaders(names: readonly string[]): readonly JsonObject[] {
  return names.map((name) => ({ $ref: `#/components/parameters/${known(REQUEST_HEADERS, name)}` }));
}

/** All headers, for the components of the description. */
export function headerComponents(): { readonly headers: JsonObject; readonly parameters: JsonObject } {
  return { headers: ANSWER_HEADERS, parameters: REQUEST_HEADERS };
}

function known(headers: Readonly<Record<string, JsonObject>>, name: string): string {
  if (!Object.hasOwn(headers, name)) throw new Error(`The header ${name} is not described.`);
  return name;
}
