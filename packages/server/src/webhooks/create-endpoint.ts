import type { Tx } from '../platform/db/database.ts';
import { holdNames } from '../platform/db/locks.ts';
import { invalid } from '../platform/http/errors.ts';
import { newId } from '../platform/ids.ts';
import { checkEndpointUrl } from './check-endpoint-url.ts';
import type { WebhookDeps } from './deps.ts';
import { countEndpoints, type EndpointRow, insertEndpoint } from './endpoint-store.ts';
import { makeSecret } from './signing-secrets.ts';
import { EVENT_TYPES, type EventType } from './states.ts';

/** How many endpoints an account can have, deleted ones not counted. */
export const ENDPOINTS_MAX = 20;
const NAME_CHARACTERS_MAX = 100;

export type CreateRequest = {
  readonly name?: string | undefined;
  readonly url: string;
  readonly event_types?: readonly EventType[] | undefined;
};

/** An endpoint and the secret that was just made for it; the secret is nowhere else in clear. */
export type EndpointWithSecret = { readonly row: EndpointRow; readonly secret: string };

/**
 * Creates an endpoint. Throws `webhook_url_rejected`, and `validation_failed` when the account has as many as it can;
 * nothing is written then.
 */
export async function createEndpoint(
  deps: Pick<WebhookDeps, 'db' | 'clock' | 'secrets' | 'fetcher'>,
  accountId: string,
  request: CreateRequest,
): Promise<EndpointWithSecret> {
  const url = await checkEndpointUrl(deps.fetcher, request.url);
  return await deps.db.transaction(async (tx) => {
    await refuseTooMany(tx, accountId);
    const nowMs = deps.clock.now();
    const id = newId('whend', nowMs);
    const { secret, kept } = makeSecret(deps.secrets, id);
    const row: EndpointRow = { ...newEndpoint({ id, accountId, url, request }, nowMs), ...kept };
    await insertEndpoint(tx, row);
    return { row, secret };
  });
}

async function refuseTooMany(tx: Tx, accountId: string): Promise<void> {
  // What is counted must not grow before this one is written.
  await holdNames(tx, [`endpoints of ${accountId}`]);
  if ((await countEndpoints(tx, accountId)) < ENDPOINTS_MAX) return;
  throw invalid([
    { path: '', message: `An account has at most ${ENDPOINTS_MAX} webhook endpoints: delete one first.` },
  ]);
}

function newEndpoint(
  about: { id: string; accountId: string; url: string; request: CreateRequest },
  nowMs: number,
): Omit<EndpointRow, 'secrets' | 'secret_preview'> {
  const { id, accountId, url, request } = about;
  return {
    ...{ id, account_id: accountId, url },
    name: request.name ?? new URL(url).host.slice(0, NAME_CHARACTERS_MAX),
    event_types: eventTypesText(request.event_types ?? EVENT_TYPES),
    ...{ status: 'active', disabled_reason: null, disabled_at: null, revoked_at: null },
    ...{ last_success_at: null, last_failure_at: null, failure_count: 0, failing_since: null },
    ...{ held_until: null, due_at: null, created_at: nowMs, updated_at: nowMs },
  };
}

/** As they are kept: JSON, always in the same order, so that the same types are the same text. */
export function eventTypesText(types: readonly EventType[]): string {
  return JSON.stringify(EVENT_TYPES.filter((type) => types.includes(type)));
}
