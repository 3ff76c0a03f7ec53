import { toIso } from '../platform/clock.ts';
import type { WebhookDeps } from './deps.ts';
import type { EventRow } from './event-store.ts';
import { API_VERSION } from './states.ts';

/** What a receiver is sent, and what the list of events shows. */
export type EventPayload = {
  readonly id: string;
  readonly type: EventRow['type'];
  readonly api_version: string;
  readonly created_at: string;
  /** The task as the status route answers it; of a test, what it says of itself. */
  readonly data: object;
};

/**
 * The events as they are told now. A task that ended never changes, so neither does what is told of it, until its files
 * expire: then the URLs are gone, as on the status route.
 */
export async function eventPayloads(
  deps: Pick<WebhookDeps, 'readGenerations'>,
  events: readonly EventRow[],
): Promise<readonly EventPayload[]> {
  const ids = [...new Set(events.flatMap(({ generation_id: id }) => id ?? []))];
  const generations = ids.length === 0 ? new Map<string, object>() : await deps.readGenerations(ids);
  return events.map((event) => {
    const data = event.generation_id === null ? parseData(event) : generations.get(event.generation_id);
    // Nothing removes a task, so this would be a fault of ours, and an empty message is not the answer to it.
    if (data === undefined) throw new Error(`The task of event ${event.id} is not there.`);
    return {
      ...{ id: event.id, type: event.type, api_version: API_VERSION },
      ...{ created_at: toIso(event.created_at), data },
    };
  });
}

function parseData({ data }: EventRow): object {
  return JSON.parse(data ?? '{}');
}
