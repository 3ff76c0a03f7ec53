import { firstIdAt } from '../platform/ids.ts';
import { DAY_MS } from '../platform/units.ts';
import type { WebhookDeps } from './deps.ts';
import { deleteEvents, holdFinished, selectOldEvents } from './event-store.ts';

/** How long events are kept with their deliveries; one that still has a delivery to be made, until that is final. */
export const EVENT_KEPT_MS = 30 * DAY_MS;
/** How many events are looked at for each that may be removed at once. */
const LOOKED_AT_PER_REMOVED = 10;

/**
 * Removes one small batch of old events of all accounts, with their deliveries, and tells how many; call again while it is
 * full. Events that must stay are passed by once in each walk through all of them, not once in each call: an endpoint that
 * is disabled for a year may hold a great many.
 */
export function createEventSweep(deps: Pick<WebhookDeps, 'db' | 'clock'>): (batchSize: number) => Promise<number> {
  let afterId = '';
  return async (batchSize) => {
    const belowId = firstIdAt('evt', deps.clock.now() - EVENT_KEPT_MS);
    const limit = batchSize * LOOKED_AT_PER_REMOVED;
    return await deps.db.transaction(async (tx) => {
      const found = await selectOldEvents(tx, { afterId, belowId, limit });
      const removed = found.filter(({ isPending }) => !isPending).slice(0, batchSize);
      // One may have been asked for again since; the next walk comes by it.
      const ids = removed.map(({ id }) => id);
      await deleteEvents(tx, await holdFinished(tx, ids));
      const isFull = removed.length === batchSize;
      const passed = isFull ? removed.at(-1) : found.at(-1);
      afterId = isFull || found.length === limit ? (passed?.id ?? '') : '';
      return removed.length;
    });
  };
}
