import { revokeDeliveries, scheduleEndpoints } from './delivery-store.ts';
import type { WebhookDeps } from './deps.ts';
import { updateEndpoint } from './endpoint-store.ts';
import { requireEndpointToChange } from './find-endpoints.ts';

/**
 * Deletes an endpoint: nothing is sent to it any more, nobody sees it, its secrets are gone, and of what was sent only the
 * deliveries stay. What is under way at this moment may still arrive. Throws `not_found`.
 */
export async function deleteEndpoint(
  deps: Pick<WebhookDeps, 'db' | 'clock' | 'wake'>,
  accountId: string,
  endpointId: string,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await requireEndpointToChange(tx, accountId, endpointId);
    const nowMs = deps.clock.now();
    const wiped = { secrets: '[]', secret_preview: '' };
    await updateEndpoint(tx, endpointId, { status: 'revoked', revoked_at: nowMs, updated_at: nowMs, ...wiped });
    await revokeDeliveries(tx, endpointId, nowMs);
    await scheduleEndpoints(tx, [endpointId], nowMs);
  });
  deps.wake();
}
