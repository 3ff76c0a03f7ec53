import { Type } from 'typebox';
import { createKey, findAccount, keyView, listKeys, revokeKey } from '../accounts/index.ts';
import { decodeCursor, listView, toPage } from '../platform/http/cursor.ts';
import { ListOf, Nullable, PageQuery } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import { DAY_MS, SECOND_MS } from '../platform/units.ts';
import type { AdminDeps } from './deps.ts';
import { requireToken } from './require-token.ts';
import { AccountReference, KeyBody, NewKeyBody, REFUSALS_OR_UNKNOWN } from './schemas.ts';

const EXPIRY_SECONDS_MAX = (36_500 * DAY_MS) / SECOND_MS;

const NewKey = Type.Object(
  {
    account: AccountReference,
    name: Type.Optional(Type.String()),
    scopes: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 50 })),
    expires_in_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: EXPIRY_SECONDS_MAX })),
  },
  { additionalProperties: false },
);
const KeysQuery = Type.Object(
  { ...PageQuery, account: Type.Optional(AccountReference) },
  { additionalProperties: false },
);
const KeyId = Type.Object({ id: Type.String() });
const NoBody = Type.Optional(Nullable(Type.Object({}, { additionalProperties: false })));

/** Adds `POST` and `GET /admin/v1/keys` and `POST /admin/v1/keys/{id}/revoke`. */
export function keyRoutes(app: HttpServer, deps: AdminDeps): void {
  const onRequest = requireToken(deps.adminToken);
  app.route({
    method: 'POST',
    url: '/admin/v1/keys',
    onRequest,
    schema: { body: NewKey, response: { 201: NewKeyBody, ...REFUSALS_OR_UNKNOWN } },
    async handler(request, reply) {
      const { account: idOrName, name, scopes, expires_in_seconds: seconds } = request.body;
      const { id: accountId } = await findAccount(deps.db.read, idOrName);
      const expiresAtMs = seconds === undefined ? undefined : deps.clock.now() + seconds * SECOND_MS;
      const { key, secret } = await createKey(deps, { accountId, name, scopes, expiresAtMs });
      return reply.code(201).send({ ...keyView(key), secret });
    },
  });
  app.route({
    method: 'GET',
    url: '/admin/v1/keys',
    onRequest,
    schema: { querystring: KeysQuery, response: { 200: ListOf(KeyBody), ...REFUSALS_OR_UNKNOWN } },
    async handler(request) {
      const { account, cursor, limit } = request.query;
      const afterId = decodeCursor(cursor, 'key') ?? '';
      const owner = account === undefined ? undefined : await findAccount(deps.db.read, account);
      const keys = (await listKeys(deps, owner?.id)).filter(({ id }) => id > afterId);
      return listView(toPage(keys.slice(0, limit + 1), limit), keyView);
    },
  });
  app.route({
    method: 'POST',
    url: '/admin/v1/keys/:id/revoke',
    onRequest,
    schema: { params: KeyId, body: NoBody, response: { 200: KeyBody, ...REFUSALS_OR_UNKNOWN } },
    handler: async (request) => keyView(await revokeKey(deps, request.params.id)),
  });
}
