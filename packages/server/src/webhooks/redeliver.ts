import type { Tx } from '../platform/db/database.ts';
import { type Failure, invalid } from '../platform/http/errors.ts';
import { type DeliveryWithEvent, insertDeliveries, scheduleEndpoints } from './delivery-store.ts';
import type { WebhookDeps } from './deps.ts';
import { selectActive } from './endpoint-store.ts';
import { type EventRow, holdEvent } from './event-store.ts';
import { requireEndpointToChange } from './find-endpoints.ts';
import { requireEvent } from './find-events.ts';
import { type DeliveryPlace, requireDelivery } from './list-deliveries.ts';
import { newDelivery } from './new-delivery.ts';
import { asksFor } from './publish-events.ts';

type RedeliverDeps = Pick<WebhookDeps, 'db' | 'clock' | 'wake'>;

/**
 * Has the event of a delivery sent to the same endpoint again, as a delivery of its own. Throws `not_found`, and
 * `validation_failed` while the endpoint is disabled.
 */
export async function redeliver(deps: RedeliverDeps, place: DeliveryPlace): Promise<DeliveryWithEvent> {
  const { accountId, endpointId } = place;
  const again = await deps.db.transaction(async (tx) => {
    await requireActive(tx, accountId, endpointId);
    const { event_id: eventId } = await requireDelivery(tx, place);
    const event = await requireEventToSend(tx, accountId, eventId);
    return await addDeliveries(tx, { event, endpointIds: [endpointId] }, deps.clock.now());
  });
  deps.wake();
  const [delivery] = again;
  if (delivery === undefined) throw new Error('A redelivery was not made.');
  return delivery;
}

/**
 * Has an event sent to one endpoint, or to each active one that asks for its type. Throws `not_found` for the event and
 * for the endpoint, and `validation_failed` while that is disabled.
 */
export async function redeliverEvent(
  deps: RedeliverDeps,
  place: { readonly accountId: string; readonly eventId: string; readonly endpointId?: string | undefined },
): Promise<readonly DeliveryWithEvent[]> {
  const { accountId, eventId, endpointId } = place;
  const again = await deps.db.transaction(async (tx) => {
    const event = await requireEventToSend(tx, accountId, eventId);
    if (endpointId !== undefined) await requireActive(tx, accountId, endpointId);
    const endpointIds = endpointId === undefined ? await subscribers(tx, event) : [endpointId];
    return await addDeliveries(tx, { event, endpointIds }, deps.clock.now());
  });
  deps.wake();
  return again;
}

/** Before it is read: what is held is there until the transaction ends, and what went meanwhile is not found. */
async function requireEventToSend(tx: Tx, accountId: string, eventId: string): Promise<EventRow> {
  await holdEvent(tx, eventId);
  return await requireEvent(tx, accountId, eventId);
}

async function requireActive(tx: Tx, accountId: string, endpointId: string): Promise<void> {
  const { status } = await requireEndpointToChange(tx, accountId, endpointId);
  if (status !== 'active') throw disabled();
}

async function subscribers(tx: Tx, event: EventRow): Promise<readonly string[]> {
  const active = await selectActive(tx, [event.account_id]);
  return active.filter(({ event_types: types }) => asksFor(types, event.type)).map(({ id }) => id);
}

async function addDeliveries(
  tx: Tx,
  { event, endpointIds }: { readonly event: EventRow; readonly endpointIds: readonly string[] },
  nowMs: number,
): Promise<readonly DeliveryWithEvent[]> {
  if (endpointIds.length === 0) return [];
  const rows = endpointIds.map((endpointId) => newDelivery({ event, endpointId, origin: 'redelivery' }, nowMs));
  await insertDeliveries(tx, rows);
  await scheduleEndpoints(tx, endpointIds, nowMs);
  return rows.map((row) => ({ ...row, event_type: event.type }));
}

function disabled(): Failure {
  return invalid([
    { path: '', message: 'The endpoint is disabled: set its status to active first, then deliver again.' },
  ]);
}
