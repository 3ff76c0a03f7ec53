import type { Reader } from '../platform/db/database.ts';
import { decodeCursor, type Page, toPage, toWalkedPage, WALK_MAX } from '../platform/http/cursor.ts';
import { fail } from '../platform/http/errors.ts';
import { type DeliveryWithEvent, deliveryIdAtDepth, findDelivery, selectDeliveries } from './delivery-store.ts';
import type { WebhookDeps } from './deps.ts';
import { requireEndpoint } from './find-endpoints.ts';
import { requireEvent } from './find-events.ts';
import type { DeliveryStatus } from './states.ts';

type PageRequest = { readonly limit: number; readonly cursor?: string | undefined };

/** The deliveries to one of the caller's endpoints, the newest first. Throws `not_found`, and `validation_failed` for a strange cursor. */
export async function listDeliveries(
  deps: Pick<WebhookDeps, 'db'>,
  { accountId, endpointId }: { readonly accountId: string; readonly endpointId: string },
  { limit, cursor, status }: PageRequest & { readonly status?: DeliveryStatus | undefined },
): Promise<Page<DeliveryWithEvent>> {
  const { read } = deps.db;
  const beforeId = decodeCursor(cursor, 'whdel');
  await requireEndpoint(read, accountId, endpointId);
  const fromId = status === undefined ? undefined : await deliveryIdAtDepth(read, endpointId, beforeId, WALK_MAX);
  const rows = await selectDeliveries(read, { of: { endpointId }, status, beforeId, fromId, limit: limit + 1 });
  return toWalkedPage(rows, limit, fromId);
}

/** The deliveries of one of the caller's events, also to endpoints that were deleted since, the newest first. */
export async function listEventDeliveries(
  deps: Pick<WebhookDeps, 'db'>,
  { accountId, eventId }: { readonly accountId: string; readonly eventId: string },
  { limit, cursor }: PageRequest,
): Promise<Page<DeliveryWithEvent>> {
  const beforeId = decodeCursor(cursor, 'whdel');
  await requireEvent(deps.db.read, accountId, eventId);
  return toPage(await selectDeliveries(deps.db.read, { of: { eventId }, beforeId, limit: limit + 1 }), limit);
}

/** Which delivery is meant, and who asks. */
export type DeliveryPlace = { readonly accountId: string; readonly endpointId: string; readonly deliveryId: string };

/** One delivery to one of the caller's endpoints. Throws `not_found`. */
export async function retrieveDelivery(
  deps: Pick<WebhookDeps, 'db'>,
  place: DeliveryPlace,
): Promise<DeliveryWithEvent> {
  await requireEndpoint(deps.db.read, place.accountId, place.endpointId);
  return await requireDelivery(deps.db.read, place);
}

/** A delivery to an endpoint that is known to be there. Throws `not_found`. */
export async function requireDelivery(
  reader: Reader,
  { accountId, endpointId, deliveryId }: DeliveryPlace,
): Promise<DeliveryWithEvent> {
  const row = await findDelivery(reader, { accountId, endpointId, id: deliveryId });
  if (row === undefined) throw fail('not_found', { public: 'This endpoint has no delivery with this id.' });
  return row;
}
