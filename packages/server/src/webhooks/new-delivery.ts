import { newId } from '../platform/ids.ts';
import type { DeliveryRow } from './delivery-store.ts';
import type { EventRow } from './event-store.ts';

/** A delivery that nobody has tried yet and that is due at once. */
export function newDelivery(
  about: {
    readonly event: Pick<EventRow, 'id' | 'account_id'>;
    readonly endpointId: string;
    readonly origin: 'event' | 'redelivery';
  },
  nowMs: number,
): DeliveryRow {
  const { event, endpointId, origin } = about;
  return {
    ...{ id: newId('whdel', nowMs), event_id: event.id, endpoint_id: endpointId, account_id: event.account_id },
    ...{ status: 'pending', origin, attempts: '[]', attempt_count: 0 },
    ...{ next_attempt_at: nowMs, due_at: nowMs, claim: null, created_at: nowMs, completed_at: null },
  };
}
