/** Every public error code and its HTTP status. `error.code` is the integration contract. */
export const ERROR_STATUS = {
  validation_failed: 400,
  file_unreadable: 400,
  webhook_url_rejected: 400,
  api_key_missing: 401,
  api_key_invalid: 401,
  api_key_revoked: 401,
  api_key_expired: 401,
  insufficient_credits: 402,
  api_scope_denied: 403,
  not_found: 404,
  method_not_allowed: 405,
  idempotency_conflict: 409,
  not_cancellable: 409,
  file_too_large: 413,
  payload_too_large: 413,
  file_type_not_supported: 415,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  rate_limited: 429,
  internal_error: 500,
  overloaded: 503,
  public_api_disabled: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One problem of the input: where it is (`params.seed`, `params.referenceMediaItems[2].url`) and what is allowed there. */
export type Detail = { readonly path: string; readonly message: string };

export type FailureOptions = {
  /** For the caller: what is wrong and what to do next. Never holds a secret, another account's data or an upstream's name. */
  readonly public: string;
  readonly details?: readonly Detail[];
  /** For the log only. */
  readonly internal?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
};

/** The one error of the project that callers get to see. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: ErrorCode;
  readonly details: readonly Detail[] | undefined;
  readonly internal: Readonly<Record<string, unknown>> | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(code: ErrorCode, options: FailureOptions) {
    super(options.public, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.internal = options.internal;
    this.headers = options.headers;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** Makes a failure to throw: `throw fail('not_found', { public: 'No generation has this id.' })`. */
export function fail(code: ErrorCode, options: FailureOptions): Failure {
  return new Failure(code, options);
}

/** A refusal of the input; the message repeats the first problem, the details list them all. */
export function invalid(details: readonly [Detail, ...Detail[]]): Failure {
  const [first] = details;
  const more = details.length > 1 ? ` (and ${details.length - 1} more, see details)` : '';
  const where = first.path === '' ? '' : `${first.path}: `;
  return fail('validation_failed', { public: `${where}${first.message}${more}`, details });
}
