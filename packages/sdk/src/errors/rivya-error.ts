/** One problem of the input: where it is (`params.seed`) and what is allowed there. */
export type ErrorDetail = { readonly path: string; readonly message: string };

/** What is known of a failure beside its code and message. */
export type ErrorFacts = {
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly details?: readonly ErrorDetail[] | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
};

/** Everything this package throws is one of these. `code` is what a program should look at. */
export class RivyaError extends Error {
  override readonly name: string = 'RivyaError';
  /** The server's error code, that of a failed task, or one of this package's own (`timeout`, `aborted`, …). */
  readonly code: string;
  /** The HTTP status; `undefined` when no answer came or none was asked for. */
  readonly status: number | undefined;
  /** Name it when you report a problem with the server. */
  readonly requestId: string | undefined;
  /** The fields that are wrong, when the server can name them; else empty. */
  readonly details: readonly ErrorDetail[];
  /** How long the server asked to be left alone. */
  readonly retryAfterMs: number | undefined;
  /** The task it was about, in `wait` and `run`: it may go on, and `wait(generationId)` takes it up again. */
  generationId: string | undefined;
  /** The key of the create it was about: the same request with it makes a task only if the first one did not. */
  idempotencyKey: string | undefined;

  constructor(code: string, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.details = facts.details ?? [];
    this.retryAfterMs = facts.retryAfterMs;
    this.generationId = undefined;
    this.idempotencyKey = undefined;
  }
}
