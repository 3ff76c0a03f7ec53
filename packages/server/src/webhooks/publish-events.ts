import type { Clock } from '../platform/clock.ts';
import type { Tx } from '../platform/db/database.ts';
import { type DeliveryRow, insertDeliveries, scheduleEndpoints } from './delivery-store.ts';
import { type EndpointRow, selectActive } from './endpoint-store.ts';
import { newEventIds } from './event-ids.ts';
import { type EventRow, insertEvents } from './event-store.ts';
import { newDelivery } from './new-delivery.ts';
import type { EventType } from './states.ts';

/** A task that has just ended. */
export type TaskEvent = { readonly accountId: string; readonly type: EventType; readonly generationId: string };

/**
 * Writes down that tasks ended, and for each endpoint that asked to hear of it a delivery to be made: all in the
 * transaction that ends them, so that neither can be lost without the other.
 */
export async function publishEvents(tx: Tx, clock: Clock, events: readonly TaskEvent[]): Promise<void> {
  if (events.length === 0) return;
  const nowMs = clock.now();
  const ids = await newEventIds(
    tx,
    events.map(({ accountId }) => accountId),
    nowMs,
  );
  const rows = events.map(({ accountId, type, generationId }, index) => ({
    ...{ id: ids[index] ?? '', account_id: accountId, type, generation_id: generationId },
    ...{ data: null, created_at: nowMs },
  }));
  await insertEvents(tx, rows);
  const endpoints = await selectActive(tx, [...new Set(rows.map((row) => row.account_id))]);
  const deliveries = deliveriesOf(rows, endpoints, nowMs);
  if (deliveries.length === 0) return;
  await insertDeliveries(tx, deliveries);
  await scheduleEndpoints(tx, [...new Set(deliveries.map(({ endpoint_id: id }) => id))], nowMs);
}

type Subscriber = Pick<EndpointRow, 'id' | 'account_id' | 'event_types'>;

function deliveriesOf(
  events: readonly EventRow[],
  endpoints: readonly Subscriber[],
  nowMs: number,
): readonly DeliveryRow[] {
  const ofAccount = Map.groupBy(endpoints, ({ account_id: accountId }) => accountId);
  return events.flatMap((event) =>
    (ofAccount.get(event.account_id) ?? [])
      .filter(({ event_types: types }) => asksFor(types, event.type))
      .map(({ id }) => newDelivery({ event, endpointId: id, origin: 'event' }, nowMs)),
  );
}

/** Whether an endpoint that asked for these types, as it keeps them, hears of events of this one. */
export function asksFor(eventTypes: string, type: string): boolean {
  const types: readonly string[] = JSON.parse(eventTypes);
  return types.includes(type);
}
