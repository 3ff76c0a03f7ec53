import { setTimeout as sleep } from 'node:timers/promises';
import { signMessage } from '../platform/webhook-signature.ts';

/** The event as it is sent to endpoints. */
export type SentEvent = { readonly id: string };

export type ForwarderOptions = {
  readonly url: string;
  readonly secret: string;
  readonly signal: AbortSignal;
  /** Told when the receiver is not there and will be tried again. */
  readonly onRetry: (why: string) => void;
};

/** What came of forwarding an event. */
export type Forwarded = {
  /** The receiver's HTTP status; null when it gave none. */
  readonly status: number | null;
  /** How long the last try took. */
  readonly duration_ms: number;
  readonly tries: number;
  /** Why there is no status; null when there is one. */
  readonly error: string | null;
};

/** Sends one event to the receiver. Never throws for what the receiver does; throws when the signal aborts. */
export type Forwarder = (event: SentEvent) => Promise<Forwarded>;

/** As long as the server itself gives a receiver. */
const TRY_MS_MAX = 15_000;
/** The waits before further tries at a receiver that is not there, such as one that is just being built. */
const PAUSES_MS = [500, 1_000, 2_000] as const;
/** Of an answer, only its status counts. */
const ANSWER_BYTES_MAX = 64 * 1_024;

/**
 * Forwards events with the same bytes and headers that the server sends to endpoints, signed with `secret`. A receiver
 * that cannot be reached is tried four times; one that stayed away has a single try until it answers again.
 */
export function createForwarder(options: ForwarderOptions): Forwarder {
  let isAway = false;
  return async (event) => {
    const body = JSON.stringify(event);
    for (let tries = 1; ; tries += 1) {
      const outcome = await tryOnce(options, event.id, body);
      const pauseMs = isAway || outcome.status !== null ? undefined : PAUSES_MS[tries - 1];
      if (pauseMs === undefined) {
        isAway = outcome.status === null;
        return { ...outcome, tries };
      }
      options.onRetry(`The receiver does not answer (${outcome.error}). Trying again.`);
      await sleep(pauseMs, undefined, { signal: options.signal });
    }
  };
}

async function tryOnce(
  { url, secret, signal }: ForwarderOptions,
  id: string,
  body: string,
): Promise<Omit<Forwarded, 'tries'>> {
  const startMs = performance.now();
  const end = (status: number | null, error: string | null) => ({
    ...{ status, duration_ms: Math.round(performance.now() - startMs), error },
  });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Rivya-Webhooks/1',
        ...signMessage({ id, sentAtMs: Date.now(), body }, [secret]),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TRY_MS_MAX)]),
    });
    await readOver(response);
    return end(response.status, null);
  } catch (error) {
    signal.throwIfAborted();
    return end(null, reasonOf(error));
  }
}

/** Lets a receiver finish what it says, up to a limit. */
async function readOver({ body }: Response): Promise<void> {
  let sizeBytes = 0;
  for await (const chunk of body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > ANSWER_BYTES_MAX) return;
  }
}

/** `fetch` wraps what went wrong, and a host with several addresses wraps it again. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TRY_MS_MAX / 1_000} s`;
  if (error.cause !== undefined) return reasonOf(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const code = 'code' in error ? String(error.code) : error.message;
  return code === 'ECONNREFUSED' ? 'connection refused' : code;
}
