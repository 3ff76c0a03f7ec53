import { DAY_MS } from '../platform/units.ts';
import type { WebhookDeps } from './deps.ts';
import { removeRevoked, selectRevoked } from './endpoint-store.ts';

/** How long the row of a deleted endpoint stays; longer while a delivery refers to it. */
const REVOKED_KEPT_MS = 30 * DAY_MS;
/** How many deleted endpoints are looked at for each that may be removed at once. */
const LOOKED_AT_PER_REMOVED = 10;

/**
 * Removes one small batch of endpoints that were deleted 30 days ago and that no delivery refers to, and tells how many;
 * call again while it is full. Those that stay are passed by once in each walk through all of them.
 */
export function createEndpointSweep(deps: Pick<WebhookDeps, 'db' | 'clock'>): (batchSize: number) => Promise<number> {
  let afterId = '';
  return async (batchSize) => {
    const limit = batchSize * LOOKED_AT_PER_REMOVED;
    const revokedBeforeMs = deps.clock.now() - REVOKED_KEPT_MS;
    // Nothing refers to a deleted endpoint that did not before: what was found stays true until it is removed.
    const found = await selectRevoked(deps.db.read, { afterId, limit });
    const removed = found
      .filter(({ revokedAtMs, hasDeliveries }) => revokedAtMs < revokedBeforeMs && !hasDeliveries)
      .slice(0, batchSize);
    const ids = removed.map(({ id }) => id);
    if (ids.length > 0) await deps.db.transaction((tx) => removeRevoked(tx, ids));
    const isFull = removed.length === batchSize;
    const passed = isFull ? removed.at(-1) : found.at(-1);
    afterId = isFull || found.length === limit ? (passed?.id ?? '') : '';
    return removed.length;
  };
}
