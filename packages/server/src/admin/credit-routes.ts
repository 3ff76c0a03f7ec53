import { Type } from 'typebox';
import { type AccountRow, findAccount } from '../accounts/index.ts';
import { adjustCredits, entryView, grantCredits, listEntries, readBalance } from '../credits/index.ts';
import { ErrorBody } from '../platform/http/schemas.ts';
import type { HttpServer } from '../platform/http/server.ts';
import type { AdminDeps } from './deps.ts';
import { requireToken } from './require-token.ts';
import { AccountReference, GrantBody, REFUSALS_OR_UNKNOWN, WalletBody } from './schemas.ts';

const ENTRIES_SHOWN = 20;

const CHANGE = { account: AccountReference, amount: Type.Integer(), note: Type.Optional(Type.String()) };
const Grant = Type.Object({ ...CHANGE, reference: Type.Optional(Type.String()) }, { additionalProperties: false });
const Adjustment = Type.Object(CHANGE, { additionalProperties: false });
const WalletQuery = Type.Object({ account: AccountReference }, { additionalProperties: false });

/** Adds `POST /admin/v1/credits/grant`, `POST /admin/v1/credits/adjust` and `GET /admin/v1/credits`. */
export function adminCreditRoutes(app: HttpServer, deps: AdminDeps): void {
  const onRequest = requireToken(deps.adminToken);
  app.route({
    method: 'POST',
    url: '/admin/v1/credits/grant',
    onRequest,
    schema: { body: Grant, response: { 200: GrantBody, ...REFUSALS_OR_UNKNOWN, 409: ErrorBody } },
    async handler(request) {
      const { account: idOrName, ...grant } = request.body;
      const account = await findAccount(deps.db.read, idOrName);
      const { isReplay } = await grantCredits(deps, { accountId: account.id, ...grant });
      return { ...(await walletOf(deps, account)), replayed: isReplay };
    },
  });
  app.route({
    method: 'POST',
    url: '/admin/v1/credits/adjust',
    onRequest,
    schema: { body: Adjustment, response: { 200: WalletBody, ...REFUSALS_OR_UNKNOWN } },
    async handler(request) {
      const { account: idOrName, ...adjustment } = request.body;
      const account = await findAccount(deps.db.read, idOrName);
      await adjustCredits(deps, { accountId: account.id, ...adjustment });
      return await walletOf(deps, account);
    },
  });
  app.route({
    method: 'GET',
    url: '/admin/v1/credits',
    onRequest,
    schema: { querystring: WalletQuery, response: { 200: WalletBody, ...REFUSALS_OR_UNKNOWN } },
    handler: async (request) => walletOf(deps, await findAccount(deps.db.read, request.query.account)),
  });
}

/** The balance and the newest entries. */
async function walletOf(deps: AdminDeps, account: AccountRow) {
  const { current, held } = await readBalance(deps, account.id);
  const { items } = await listEntries(deps, { accountId: account.id, limit: ENTRIES_SHOWN });
  return {
    account_id: account.id,
    account_name: account.name,
    current_credits: current,
    held_credits: held,
    entries: items.map(entryView),
  };
}
