import type { TestContext } from 'node:test';
import { accountMigrations } from '../accounts/index.ts';
import { creditMigrations } from '../credits/index.ts';
import { createHttpServer } from '../platform/http/server.ts';
import { incidentMigrations } from '../platform/incidents.ts';
import { openTestDb, silentLog, testClock } from '../platform/testing.ts';
import { adminRoutes } from './index.ts';

/** For tests only: the token of `setUp`. */
export const TOKEN = 'an-admin-token-for-tests';

/** For tests only: the operator's routes over a store of their own, and how to call them. */
export async function setUp(t: TestContext, generationProblems: readonly string[] = []) {
  const db = await openTestDb(t, accountMigrations, creditMigrations, incidentMigrations);
  const clock = testClock(Date.UTC(2026, 4, 11));
  const app = createHttpServer(silentLog);
  adminRoutes(app, {
    db,
    clock,
    log: silentLog,
    adminToken: TOKEN,
    verifyGenerations: () => Promise.resolve({ checked: 3, problems: generationProblems }),
    readEngines: () => Promise.resolve([]),
    resumeEngine: () => Promise.resolve(false),
  });
  t.after(() => app.close());
  const call = async (method: 'GET' | 'POST', url: string, body?: object, token: string | undefined = TOKEN) => {
    const response = await app.inject({
      method,
      url: `/admin/v1${url}`,
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: response.statusCode, body: response.json() };
  };
  return { db, clock, call };
}
