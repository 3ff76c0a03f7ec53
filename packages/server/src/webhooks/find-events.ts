import type { Reader } from '../platform/db/database.ts';
import { decodeCursor, type Page, toWalkedPage, WALK_MAX } from '../platform/http/cursor.ts';
import { fail } from '../platform/http/errors.ts';
import type { WebhookDeps } from './deps.ts';
import { type EventRow, eventIdAtDepth, findEvent, selectEvents } from './event-store.ts';
import { type EventPayload, eventPayloads } from './event-view.ts';
import type { AnyEventType } from './states.ts';

type EventDeps = Pick<WebhookDeps, 'db' | 'readGenerations'>;

/** One of the caller's events as it is told now. Throws `not_found`, the same for foreign, unknown and removed ones. */
export async function retrieveEvent(deps: EventDeps, accountId: string, eventId: string): Promise<EventPayload> {
  const row = await requireEvent(deps.db.read, accountId, eventId);
  const [payload] = await eventPayloads(deps, [row]);
  if (payload === undefined) throw new Error(`The event ${eventId} tells nothing.`);
  return payload;
}

/** The row of one of the caller's events. Throws `not_found`. */
export async function requireEvent(reader: Reader, accountId: string, eventId: string): Promise<EventRow> {
  const row = await findEvent(reader, accountId, eventId);
  if (row === undefined) throw fail('not_found', { public: 'No event of this account has this id, or it is too old.' });
  return row;
}

export type ListRequest = {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly type?: AnyEventType | undefined;
  readonly generation_id?: string | undefined;
  /** The id of an event, known or not. */
  readonly after?: string | undefined;
};

/**
 * The caller's events, the newest first; with `after` those that came after it, the oldest first, and a cursor then goes
 * on from where its page ended. Throws `validation_failed` for a cursor that is none.
 */
export async function listEvents(
  deps: EventDeps,
  accountId: string,
  { limit, cursor, type, generation_id: generationId, after }: ListRequest,
): Promise<Page<EventPayload>> {
  const from = startOf(after, decodeCursor(cursor, 'evt'));
  // A task has one event, and that is found by the task.
  const isWalk = type !== undefined && generationId === undefined;
  const endId = isWalk ? await eventIdAtDepth(deps.db.read, accountId, from, WALK_MAX) : undefined;
  const request = { accountId, ...from, endId, type, generationId, limit: limit + 1 };
  const { items, nextCursor } = toWalkedPage(await selectEvents(deps.db.read, request), limit, endId);
  return { items: await eventPayloads(deps, items), nextCursor };
}

/** Where a page begins, and so in which direction it goes. */
function startOf(after: string | undefined, cursorId: string | undefined) {
  if (after === undefined) return { beforeId: cursorId };
  return { afterId: cursorId !== undefined && cursorId > after ? cursorId : after };
}
