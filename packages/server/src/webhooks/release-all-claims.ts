import { releaseClaims } from './delivery-store.ts';
import type { WebhookDeps } from './deps.ts';

/** At the start of the only process: whatever was under way when the last one ended is due at once. */
export function releaseAllClaims(deps: Pick<WebhookDeps, 'db' | 'clock'>): Promise<void> {
  return deps.db.transaction((tx) => releaseClaims(tx, 'all', deps.clock.now()));
}
