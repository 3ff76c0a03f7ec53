import type { WebhookDeps } from './deps.ts';
import { createEndpointSweep } from './sweep-endpoints.ts';
import { createEventSweep } from './sweep-events.ts';

/**
 * Removes one small batch of each thing of this folder that is old enough, and tells how many of that which had most;
 * call again while it is full.
 */
export function createWebhookSweep(deps: Pick<WebhookDeps, 'db' | 'clock'>): (batchSize: number) => Promise<number> {
  const sweeps = [createEventSweep(deps), createEndpointSweep(deps)];
  return async (batchSize) => {
    let most = 0;
    for (const sweep of sweeps) most = Math.max(most, await sweep(batchSize));
    return most;
  };
}
