import { Type } from 'typebox';
import { callerOf } from '../accounts/index.ts';
import type { Db } from '../platform/db/database.ts';
import { listView } from '../platform/http/cursor.ts';
import { ListOf, PageQuery } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import { operations } from './operations.ts';
import { listEntries, readBalance } from './read-credits.ts';
import { ENTRY_TYPES } from './store.ts';
import { BalanceBody, balanceView, EntryBody, entryView } from './view.ts';

export type CreditRouteDeps = { readonly db: Db };

const NoQuery = Type.Object({}, { additionalProperties: false });
const EntriesQuery = Type.Object(
  {
    ...PageQuery,
    type: Type.Optional(Type.Enum([...ENTRY_TYPES], { description: 'Only entries of this type.' })),
    generation_id: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'Only entries of this task.' }),
    ),
  },
  { additionalProperties: false },
);

/** Adds `GET /api/v1/credits` and `GET /api/v1/credits/entries`. */
export function creditRoutes(app: HttpServer, deps: CreditRouteDeps): void {
  app.route({
    method: 'GET',
    url: '/api/v1/credits',
    schema: { operation: operations.retrieve, querystring: NoQuery, response: { 200: BalanceBody } },
    config: { scope: 'credits:read' },
    handler: async (request) => balanceView(await readBalance(deps, callerOf(request).accountId)),
  });
  app.route({
    method: 'GET',
    url: '/api/v1/credits/entries',
    schema: { operation: operations.entries, querystring: EntriesQuery, response: { 200: ListOf(EntryBody) } },
    config: { scope: 'credits:read' },
    handler: async (request) => {
      const { accountId } = callerOf(request);
      const { type, generation_id: generationId, cursor, limit } = request.query;
      return listView(await listEntries(deps, { accountId, type, generationId, cursor, limit }), entryView);
    },
  });
}
