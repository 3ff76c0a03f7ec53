import type { Reader, Tx } from '../platform/db/database.ts';
import { decodeCursor, type Page, toPage } from '../platform/http/cursor.ts';
import { type Failure, fail } from '../platform/http/errors.ts';
import type { WebhookDeps } from './deps.ts';
import { type EndpointRow, findEndpoint, selectEndpoints, selectEndpointsForChange } from './endpoint-store.ts';

/** One of the caller's endpoints. Throws `not_found`, the same for foreign, unknown and deleted ones. */
export function retrieveEndpoint(
  deps: Pick<WebhookDeps, 'db'>,
  accountId: string,
  endpointId: string,
): Promise<EndpointRow> {
  return requireEndpoint(deps.db.read, accountId, endpointId);
}

/** The same, wherever it is read. */
export async function requireEndpoint(reader: Reader, accountId: string, endpointId: string): Promise<EndpointRow> {
  const row = await findEndpoint(reader, accountId, endpointId);
  if (row === undefined) throw noSuchEndpoint();
  return row;
}

/** The same, held against other writers until the transaction ends. Throws `not_found`. */
export async function requireEndpointToChange(tx: Tx, accountId: string, id: string): Promise<EndpointRow> {
  await selectEndpointsForChange(tx, [id]);
  return await requireEndpoint(tx, accountId, id);
}

/** The caller's endpoints, the newest first. Throws `validation_failed` for a cursor that is none. */
export async function listEndpoints(
  deps: Pick<WebhookDeps, 'db'>,
  accountId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<EndpointRow>> {
  const beforeId = decodeCursor(cursor, 'whend');
  return toPage(await selectEndpoints(deps.db.read, { accountId, beforeId, limit: limit + 1 }), limit);
}

export function noSuchEndpoint(): Failure {
  return fail('not_found', { public: 'No webhook endpoint of this account has this id, or it was deleted.' });
}
