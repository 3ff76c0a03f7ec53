import { type Failure, fail } from '../platform/http/errors.ts';
import { SECOND_MS } from '../platform/units.ts';
import type { EndpointWithSecret } from './create-endpoint.ts';
import { scheduleEndpoints } from './delivery-store.ts';
import type { WebhookDeps } from './deps.ts';
import { type EndpointRow, updateEndpoint } from './endpoint-store.ts';
import { noSuchEndpoint, requireEndpointToChange } from './find-endpoints.ts';
import { firstLapseMs, replaceSecret, SECRETS_MAX } from './signing-secrets.ts';

/**
 * Gives an endpoint a new secret; the one before signs beside it for a day, or after a leak no more. Throws `not_found`, and `rate_limited` while
 * as many secrets sign as one delivery may carry signatures.
 */
export async function rotateSecret(
  deps: Pick<WebhookDeps, 'db' | 'clock' | 'secrets' | 'wake'>,
  accountId: string,
  endpointId: string,
  { isLeaked = false }: { readonly isLeaked?: boolean } = {},
): Promise<EndpointWithSecret> {
  const rotated = await deps.db.transaction(async (tx) => {
    const row = await requireEndpointToChange(tx, accountId, endpointId);
    const nowMs = deps.clock.now();
    const made = replaceSecret(deps.secrets, row, isLeaked ? 'at once' : nowMs);
    if (made === undefined) throw tooManySecrets(row, nowMs);
    const after = await updateEndpoint(tx, endpointId, { ...made.kept, updated_at: nowMs });
    if (after === undefined) throw noSuchEndpoint();
    await scheduleEndpoints(tx, [endpointId], nowMs);
    return { row: after, secret: made.secret };
  });
  deps.wake();
  return rotated;
}

function tooManySecrets(row: EndpointRow, nowMs: number): Failure {
  const seconds = Math.ceil(((firstLapseMs(row, nowMs) ?? nowMs) - nowMs) / SECOND_MS);
  return fail('rate_limited', {
    public: `${SECRETS_MAX} secrets of this endpoint sign already; the oldest ends in ${seconds} s.`,
    headers: { 'retry-after': String(Math.max(1, seconds)) },
  });
}
