import { ConnectionError, TimeoutError } from '../errors/local-errors.ts';
import { RivyaError } from '../errors/rivya-error.ts';

/** When a failed try of a call is followed by another. */
export type RetryPolicy = {
  /** HTTP statuses after which the call is sent again. */
  readonly statuses: readonly number[];
  /** Whether it is sent again when no whole answer came, so that nobody knows whether the server did it. */
  readonly withoutAnswer: boolean;
  /** How often, unless the caller said it. */
  readonly retries: number;
};

/** Doing it twice is doing it once: reads, a create under its idempotency key, an estimate. */
const REPEATABLE = { statuses: [408, 429, 500, 502, 503, 504], withoutAnswer: true, retries: 2 } as const;
/** Doing it twice would be told as a failure (`not_cancellable`, `not_found`): only what the server refused is repeated. */
const REFUSED_ONLY = { statuses: [429, 503], withoutAnswer: false, retries: 2 } as const;

/** The policy of each kind of call. */
export const RETRY_POLICIES = {
  read: REPEATABLE,
  create: REPEATABLE,
  estimate: REPEATABLE,
  /** A look of `wait`: a server that restarts must not lose a task that is paid for. */
  follow: { ...REPEATABLE, retries: 8 },
  cancel: REFUSED_ONLY,
  delete: REFUSED_ONLY,
  webhookUpdate: REPEATABLE,
  /** Creates, tests, new secrets, redeliveries: what each of them does, a second one would do again. */
  webhookAction: REFUSED_ONLY,
  /** At worst a second copy of the file is kept until it expires. */
  upload: REPEATABLE,
  /** The file came as a stream, which is gone once it was read. */
  uploadOnce: { statuses: [], withoutAnswer: false, retries: 0 },
} as const satisfies Readonly<Record<string, RetryPolicy>>;

/** Statuses among those above that do not pass within seconds. */
const LASTING_CODES: readonly string[] = ['public_api_disabled'];

const PAUSE_MS_FIRST = 500;
const PAUSE_MS_MAX = 8_000;
/** A server that asks for more is not asked again: to come back earlier would be rude, to wait in silence a hang. */
const RETRY_AFTER_MS_MAX = 60_000;
/** Keeps callers who were all told the same time from coming back at the same time. */
const SPREAD_MS = 500;

/**
 * How long to wait before another try, or `undefined` when there is to be none. `triesDone` counts from 1. Without a word
 * from the server: half a second, doubled each time up to 8 s, of which a random part between half and whole is taken.
 */
export function pauseBeforeRetry(error: unknown, policy: RetryPolicy, triesDone: number): number | undefined {
  if (triesDone > policy.retries || !mayPass(error, policy)) return undefined;
  const asked = error instanceof RivyaError ? error.retryAfterMs : undefined;
  if (asked !== undefined) return asked > RETRY_AFTER_MS_MAX ? undefined : asked + Math.random() * SPREAD_MS;
  const pauseMs = Math.min(PAUSE_MS_FIRST * 2 ** (triesDone - 1), PAUSE_MS_MAX);
  return pauseMs * (0.5 + Math.random() / 2);
}

function mayPass(error: unknown, policy: RetryPolicy): boolean {
  if (error instanceof ConnectionError || error instanceof TimeoutError) return policy.withoutAnswer;
  if (!(error instanceof RivyaError) || error.status === undefined) return false;
  return policy.statuses.includes(error.status) && !LASTING_CODES.includes(error.code);
}
