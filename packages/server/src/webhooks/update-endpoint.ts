import { checkEndpointUrl } from './check-endpoint-url.ts';
import { eventTypesText } from './create-endpoint.ts';
import { scheduleEndpoints } from './delivery-store.ts';
import type { WebhookDeps } from './deps.ts';
import { type EndpointChange, type EndpointRow, updateEndpoint as writeEndpoint } from './endpoint-store.ts';
import { noSuchEndpoint, requireEndpoint, requireEndpointToChange } from './find-endpoints.ts';
import type { EventType } from './states.ts';

export type UpdateRequest = {
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly event_types?: readonly EventType[] | undefined;
  readonly status?: 'active' | 'disabled' | undefined;
};

/**
 * Changes what is given of an endpoint; what it already is, stays untouched. One that is active again starts with a clean
 * slate, and what was pending goes on. Throws `not_found` and `webhook_url_rejected`.
 */
export async function updateEndpoint(
  deps: Pick<WebhookDeps, 'db' | 'clock' | 'fetcher' | 'wake'>,
  { accountId, endpointId }: { readonly accountId: string; readonly endpointId: string },
  request: UpdateRequest,
): Promise<EndpointRow> {
  await requireEndpoint(deps.db.read, accountId, endpointId);
  const url = request.url === undefined ? undefined : await checkEndpointUrl(deps.fetcher, request.url);
  const updated = await deps.db.transaction(async (tx) => {
    const row = await requireEndpointToChange(tx, accountId, endpointId);
    const nowMs = deps.clock.now();
    const change = changeOf(row, { ...request, url }, nowMs);
    if (Object.keys(change).length === 0) return row;
    const after = await writeEndpoint(tx, endpointId, { ...change, updated_at: nowMs });
    if (after === undefined) throw noSuchEndpoint();
    await scheduleEndpoints(tx, [endpointId], nowMs);
    return after;
  });
  deps.wake();
  return updated;
}

function changeOf(row: EndpointRow, request: UpdateRequest, nowMs: number): EndpointChange {
  const { name, url, event_types: types, status } = request;
  const eventTypes = types === undefined ? row.event_types : eventTypesText(types);
  return {
    ...(name === undefined || name === row.name ? {} : { name }),
    ...(eventTypes === row.event_types ? {} : { event_types: eventTypes }),
    // What the old address did is not held against the new one.
    ...(url === undefined || url === row.url ? {} : { url, failing_since: null, held_until: null }),
    ...(status === undefined || status === row.status ? {} : statusChange(status, nowMs)),
  };
}

function statusChange(status: 'active' | 'disabled', nowMs: number): EndpointChange {
  if (status === 'disabled') return { status, disabled_reason: 'requested', disabled_at: nowMs };
  const clean = { failing_since: null, failure_count: 0, held_until: null };
  return { status, disabled_reason: null, disabled_at: null, ...clean };
}
