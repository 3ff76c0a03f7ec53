import { Type } from 'typebox';
import { type AccountRow, accountView, createAccount, listAccounts } from '../accounts/index.ts';
import { readBalance } from '../credits/index.ts';
import { decodeCursor, listView, toPage } from '../platform/http/cursor.ts';
import { ListOf, PageQuery } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import type { AdminDeps } from './deps.ts';
import { requireToken } from './require-token.ts';
import { AccountBody, REFUSALS } from './schemas.ts';

const NewAccount = Type.Object({ name: Type.String() }, { additionalProperties: false });
const AccountsQuery = Type.Object(PageQuery, { additionalProperties: false });

/** Adds `POST` and `GET /admin/v1/accounts`. */
export function accountRoutes(app: HttpServer, deps: AdminDeps): void {
  const onRequest = requireToken(deps.adminToken);
  app.route({
    method: 'POST',
    url: '/admin/v1/accounts',
    onRequest,
    schema: { body: NewAccount, response: { 201: AccountBody, ...REFUSALS } },
    async handler(request, reply) {
      const account = await createAccount(deps, request.body.name);
      return reply.code(201).send(await withBalance(deps, account));
    },
  });
  app.route({
    method: 'GET',
    url: '/admin/v1/accounts',
    onRequest,
    schema: { querystring: AccountsQuery, response: { 200: ListOf(AccountBody), ...REFUSALS } },
    async handler(request) {
      const { cursor, limit } = request.query;
      const afterId = decodeCursor(cursor, 'acct') ?? '';
      const accounts = (await listAccounts(deps)).filter(({ id }) => id > afterId);
      const page = toPage(accounts.slice(0, limit + 1), limit);
      const items = await Promise.all(page.items.map((account) => withBalance(deps, account)));
      return listView({ ...page, items }, (account) => account);
    },
  });
}

async function withBalance(deps: AdminDeps, account: AccountRow) {
  const { current, held } = await readBalance(deps, account.id);
  return { ...accountView(account), current_credits: current, held_credits: held };
}
