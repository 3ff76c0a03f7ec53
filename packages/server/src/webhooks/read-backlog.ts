import { countPending } from './delivery-store.ts';
import type { WebhookDeps } from './deps.ts';
import { countFailing, nextDueAt } from './endpoint-store.ts';

/** What is still to be delivered, of all accounts. */
export type WebhookBacklog = {
  /** Deliveries that wait for their first or next attempt, or are under way. */
  readonly pending: number;
  /** Endpoints with something to deliver that have been failing. */
  readonly failingEndpoints: number;
  /** For how long the first delivery has been due, in milliseconds; 0 when none is. */
  readonly overdueMs: number;
};

/** Reads it from indexes alone, whose size follows what is pending. */
export async function readBacklog({ db, clock }: Pick<WebhookDeps, 'db' | 'clock'>): Promise<WebhookBacklog> {
  const dueAtMs = await nextDueAt(db.read);
  return {
    pending: await countPending(db.read),
    failingEndpoints: await countFailing(db.read),
    overdueMs: dueAtMs === undefined ? 0 : Math.max(0, clock.now() - dueAtMs),
  };
}
