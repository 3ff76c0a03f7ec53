import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { accountMigrations, addAuthentication, createAccount, createKey } from '../accounts/index.ts';
import { createHttpServer } from '../platform/http/server.ts';
import { openTestDb, silentLog, testClock } from '../platform/testing.ts';
import { credits } from '../platform/units.ts';
import { creditMigrations, creditRoutes, grantCredits, releaseCredits, reserveCredits } from './index.ts';

async function setUp(t: TestContext) {
  const db = await openTestDb(t, accountMigrations, creditMigrations);
  const settings = { isApiDisabled: false, createsPerMinute: 0, readsPerMinute: 0 };
  const deps = { db, clock: testClock(Date.UTC(2026, 4, 11)), log: silentLog, settings };
  const app = createHttpServer(silentLog);
  t.after(() => app.close());
  addAuthentication(app, deps);
  creditRoutes(app, deps);
  app.refuseOtherMethods();
  const account = await createAccount(deps, 'default');
  const { secret } = await createKey(deps, { accountId: account.id });
  const get = (url: string, key = secret) => app.inject({ url, headers: { authorization: `Bearer ${key}` } });
  return { deps, accountId: account.id, get };
}

type Deps = Awaited<ReturnType<typeof setUp>>['deps'];

async function reserve(deps: Deps, accountId: string, ...generationIds: readonly string[]): Promise<void> {
  const reservations = generationIds.map((generationId) => ({
    generationId,
    accountId,
    keyId: 'key_1',
    amount: credits(12),
  }));
  await deps.db.transaction((tx) => reserveCredits(tx, deps.clock, reservations));
}

describe('GET /api/v1/credits', () => {
  test('200: what can be spent, and what is held', async (t) => {
    const { deps, accountId, get } = await setUp(t);
    assert.deepEqual((await get('/api/v1/credits')).json(), { current_credits: 0, held_credits: 0 });
    await grantCredits(deps, { accountId, amount: 100 });
    await reserve(deps, accountId, 'task_1');
    const response = await get('/api/v1/credits');
    assert.equal(response.statusCode, 200);
    assert.deepEqual(response.json(), { current_credits: 88, held_credits: 12 });
  });

  test('403 api_scope_denied: a key without credits:read', async (t) => {
    const { deps, accountId, get } = await setUp(t);
    const { secret } = await createKey(deps, { accountId, scopes: ['models:read'] });
    for (const url of ['/api/v1/credits', '/api/v1/credits/entries']) {
      assert.equal((await get(url, secret)).statusCode, 403);
    }
  });
});

describe('GET /api/v1/credits/entries', () => {
  test('200: the newest first, in the public shape', async (t) => {
    const { deps, accountId, get } = await setUp(t);
    await grantCredits(deps, { accountId, amount: 100, note: 'Invoice 7', reference: 'payment-1' });
    await reserve(deps, accountId, 'task_1');
    const { data, ...rest } = (await get('/api/v1/credits/entries')).json();
    assert.deepEqual(rest, { object: 'list', has_more: false, next_cursor: null });
    assert.match(data[0].id, /^entry_[0-9a-z]{26}$/);
    assert.deepEqual(
      data.map(({ id: _, ...entry }: { id: string }) => entry),
      [
        {
          type: 'reserve',
          amount: -12,
          balance_after: 88,
          generation_id: 'task_1',
          note: 'set aside for a generation',
          created_at: '2026-05-11T00:00:00.000Z',
        },
        {
          type: 'grant',
          amount: 100,
          balance_after: 100,
          generation_id: null,
          note: 'Invoice 7',
          created_at: '2026-05-11T00:00:00.000Z',
        },
      ],
    );
  });

  test('200: pages hold every entry once, also those of one moment and while others arrive', async (t) => {
    const { deps, accountId, get } = await setUp(t);
    for (let amount = 1; amount <= 7; amount += 1) await grantCredits(deps, { accountId, amount });
    const seen: number[] = [];
    let cursor = '';
    for (;;) {
      const page = (await get(`/api/v1/credits/entries?limit=3${cursor}`)).json();
      seen.push(...page.data.map(({ amount }: { amount: number }) => amount));
      await grantCredits(deps, { accountId, amount: 1000 });
      assert.equal(page.has_more, page.next_cursor !== null);
      if (!page.has_more) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    assert.deepEqual(seen, [7, 6, 5, 4, 3, 2, 1]);
  });

  test('200: filtered by type and by generation', async (t) => {
    const { deps, accountId, get } = await setUp(t);
    await grantCredits(deps, { accountId, amount: 100 });
    await reserve(deps, accountId, 'task_1', 'task_2');
    const item = { generationId: 'task_1', accountId, reserved: credits(12), note: 'cancelled' };
    await deps.db.transaction((tx) => releaseCredits(tx, deps.clock, [item]));
    const typesOf = async (query: string): Promise<string[]> =>
      (await get(`/api/v1/credits/entries?${query}`)).json().data.map(({ type }: { type: string }) => type);
    assert.deepEqual(await typesOf('type=reserve'), ['reserve', 'reserve']);
    assert.deepEqual(await typesOf('generation_id=task_1'), ['release', 'reserve']);
    assert.deepEqual(await typesOf('generation_id=task_1&type=release'), ['release']);
    assert.deepEqual(await typesOf('generation_id=task_9'), []);
  });

  test('200: nothing of another account, by generation or by cursor', async (t) => {
    const { deps, accountId, get } = await setUp(t);
    const other = await createAccount(deps, 'other');
    await grantCredits(deps, { accountId, amount: 1 });
    for (const generationId of ['task_1', 'task_2']) {
      await grantCredits(deps, { accountId: other.id, amount: 100 });
      await reserve(deps, other.id, generationId);
    }
    const { secret } = await createKey(deps, { accountId: other.id });
    const { next_cursor: cursor } = (await get('/api/v1/credits/entries?limit=1', secret)).json();
    assert.deepEqual((await get('/api/v1/credits/entries?generation_id=task_1')).json().data, []);
    assert.deepEqual((await get(`/api/v1/credits/entries?cursor=${cursor}`)).json().data, []);
  });

  for (const query of [
    'limit=0',
    'limit=101',
    'limit=1.5',
    'limit=many',
    'limit=1&limit=2',
    'type=gift',
    'type=',
    'generation_id=',
    'cursor=nonsense',
    'unknown=1',
  ]) {
    test(`400 validation_failed: ?${query}`, async (t) => {
      const { get } = await setUp(t);
      const response = await get(`/api/v1/credits/entries?${query}`);
      assert.equal(response.statusCode, 400);
      assert.equal(response.json().error.code, 'validation_failed');
      assert.equal(response.json().error.details[0].path, query.split('=')[0]);
    });
  }
});
