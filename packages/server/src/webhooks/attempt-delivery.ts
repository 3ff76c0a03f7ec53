import { SealBroken } from '../platform/secrets.ts';
import { SECOND_MS } from '../platform/units.ts';
import { FetchRefused } from '../platform/upstream/guarded-fetcher.ts';
import { parseRetryAfter } from '../platform/upstream/retry-after.ts';
import { signMessage } from '../platform/webhook-signature.ts';
import type { WebhookDeps } from './deps.ts';
import type { EndpointRow } from './endpoint-store.ts';
import type { EventPayload } from './event-view.ts';
import { RETRY_AFTER_MS_MAX } from './schedule.ts';
import { currentSecrets } from './signing-secrets.ts';
import type { Attempt, AttemptError } from './states.ts';

/** How long a receiver may take to answer, everything included. */
export const ATTEMPT_MS_MAX = 15 * SECOND_MS;
/** An answer is its status; of its body this much is read, so that a receiver that says a little more is not cut off. */
const ANSWER_BYTES_MAX = 4_096;

/** What came of one attempt, and how long the receiver asked to be left alone. */
export type Outcome = { readonly attempt: Attempt; readonly retryAfterMs: number | undefined };

/**
 * Sends an event to an endpoint once, signed with each of its secrets. Never throws for what the receiver does or is;
 * throws the reason of the signal when it aborts, and then nobody knows whether the event arrived.
 */
export async function attemptDelivery(
  deps: Pick<WebhookDeps, 'clock' | 'log' | 'secrets' | 'fetcher' | 'attemptMsMax'>,
  endpoint: Pick<EndpointRow, 'id' | 'url' | 'secrets'>,
  payload: EventPayload,
  signal: AbortSignal,
): Promise<Outcome> {
  const startedAtMs = deps.clock.now();
  const end = (responseStatus: number | null, error: AttemptError | null): Attempt => ({
    ...{ startedAtMs, durationMs: Math.max(0, deps.clock.now() - startedAtMs), responseStatus, error },
  });
  try {
    const body = JSON.stringify(payload);
    const secrets = currentSecrets(deps.secrets, endpoint, startedAtMs);
    const { status, headers } = await deps.fetcher.fetchUntrusted(endpoint.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Rivya-Webhooks/1',
        ...signMessage({ id: payload.id, sentAtMs: startedAtMs, body }, secrets),
      },
      body,
      bytesMax: ANSWER_BYTES_MAX,
      isCutOff: true,
      timeoutMs: deps.attemptMsMax ?? ATTEMPT_MS_MAX,
      signal,
    });
    if (status >= 200 && status <= 299) return { attempt: end(status, null), retryAfterMs: undefined };
    const retryAfterMs = parseRetryAfter(headers['retry-after'], deps.clock.now(), RETRY_AFTER_MS_MAX);
    return { attempt: end(status, 'http_status'), retryAfterMs };
  } catch (error) {
    if (error instanceof FetchRefused) {
      return { attempt: end(error.status ?? null, errorOf(error)), retryAfterMs: undefined };
    }
    if (!(error instanceof SealBroken)) throw error;
    deps.log.error({ err: error, endpointId: endpoint.id }, 'a webhook cannot be signed: its secret cannot be read');
    return { attempt: end(null, 'secret_unreadable'), retryAfterMs: undefined };
  }
}

/** The same classes, and of what could not be reached which part is to blame, as far as its code says so. */
function errorOf({ reason, cause }: FetchRefused): AttemptError {
  // The body is cut off, never too large.
  if (reason === 'too_large') return 'incomplete';
  if (reason !== 'unreachable') return reason;
  const code = codeOf(cause);
  if (NAME_CODES.test(code)) return 'name_unknown';
  return TLS_CODES.test(code) ? 'tls_failed' : 'unreachable';
}

/** What resolvers say (Node's DNS and system errors). */
const NAME_CODES = /^(?:ENOTFOUND|ENODATA|ESERVFAIL|EAI_\w+)$/;
/** What TLS says: OpenSSL's errors, and those of verifying a certificate. */
const TLS_CODES =
  /^(?:ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH$|ERR_OSSL_)/;

function codeOf(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ('code' in one && typeof one.code === 'string' && (NAME_CODES.test(one.code) || TLS_CODES.test(one.code))) {
      return one.code;
    }
  }
  return '';
}
