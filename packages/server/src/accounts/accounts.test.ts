import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { openTestDb, testClock } from '../platform/testing.ts';
import {
  accountMigrations,
  accountView,
  createAccount,
  createKey,
  findAccount,
  keyView,
  listAccounts,
  listKeys,
  revokeKey,
  SCOPES,
} from './index.ts';

async function setUp(t: TestContext) {
  return { db: await openTestDb(t, accountMigrations), clock: testClock(Date.UTC(2026, 4, 11)) };
}

describe('accounts', () => {
  test('are found by id and by name, and listed oldest first', async (t) => {
    const deps = await setUp(t);
    const first = await createAccount(deps, 'default');
    deps.clock.advance(1000);
    const second = await createAccount(deps, 'Zoë & sons');
    assert.match(first.id, /^acct_[0-9a-z]{26}$/);
    assert.deepEqual({ ...(await findAccount(deps.db.read, first.id)) }, first);
    assert.deepEqual({ ...(await findAccount(deps.db.read, 'Zoë & sons')) }, second);
    assert.deepEqual(
      (await listAccounts(deps)).map(({ id }) => id),
      [first.id, second.id],
    );
    assert.deepEqual(accountView(first), { id: first.id, name: 'default', created_at: '2026-05-11T00:00:00.000Z' });
  });

  test('not_found: an unknown id or name', async (t) => {
    const deps = await setUp(t);
    await assert.rejects(findAccount(deps.db.read, 'nobody'), { code: 'not_found' });
  });

  test('validation_failed: a name that is taken, also at the same moment', async (t) => {
    const deps = await setUp(t);
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => createAccount(deps, 'twin')));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.equal(refused.length, 2);
    for (const { reason } of refused) assert.equal(reason.code, 'validation_failed');
    assert.equal((await listAccounts(deps)).length, 1);
  });

  for (const [what, name] of [
    ['empty', ''],
    ['blank', '   '],
    ['65 characters', 'x'.repeat(65)],
    ['with a line break', 'a\nb'],
    ['ending in a blank', 'a '],
    ['with an invisible character', 'a\u200bb'],
    ['like an id', 'acct_1'],
  ] as const) {
    test(`validation_failed: a name that is ${what}`, async (t) => {
      const deps = await setUp(t);
      await assert.rejects(createAccount(deps, name), { code: 'validation_failed', message: /^name: / });
      assert.deepEqual(await listAccounts(deps), []);
    });
  }

  test('64 characters are a name, counted as people count', async (t) => {
    const deps = await setUp(t);
    await createAccount(deps, '𝒜'.repeat(64));
  });
});

describe('API keys', () => {
  test('have all nine scopes and no expiry unless said otherwise', async (t) => {
    const deps = await setUp(t);
    const account = await createAccount(deps, 'default');
    const { key, secret } = await createKey(deps, { accountId: account.id });
    assert.deepEqual(keyView(key), {
      id: key.id,
      account_id: account.id,
      name: 'default',
      prefix: `${secret.slice(0, 12)}…`,
      scopes: [...SCOPES],
      created_at: '2026-05-11T00:00:00.000Z',
      expires_at: null,
      revoked_at: null,
      last_used_at: null,
    });
  });

  test('the secret is in no row and in no view', async (t) => {
    const deps = await setUp(t);
    const account = await createAccount(deps, 'default');
    const { secret } = await createKey(deps, { accountId: account.id, name: 'app' });
    const keys = await listKeys(deps, account.id);
    assert.equal(keys.length, 1);
    assert.ok(!JSON.stringify(keys).includes(secret));
    assert.ok(!JSON.stringify(keys.map(keyView)).includes(keys[0]?.secret_hash ?? ''));
  });

  test('scopes are kept once each, in the documented order', async (t) => {
    const deps = await setUp(t);
    const account = await createAccount(deps, 'default');
    const scopes = ['files:read', 'models:read', 'files:read'];
    const { key } = await createKey(deps, { accountId: account.id, scopes });
    assert.deepEqual(keyView(key).scopes, ['models:read', 'files:read']);
  });

  test('validation_failed: unknown or no scopes, a bad name, a past or fractional expiry; nothing is written', async (t) => {
    const deps = await setUp(t);
    const { id: accountId } = await createAccount(deps, 'default');
    const refusals = [
      { accountId, scopes: ['files:read', 'files:write'] },
      { accountId, scopes: [] },
      { accountId, name: '' },
      { accountId, expiresAtMs: deps.clock.now() },
      { accountId, expiresAtMs: deps.clock.now() + 0.5 },
      { accountId, expiresAtMs: Number.NaN },
    ];
    for (const refusal of refusals) await assert.rejects(createKey(deps, refusal), { code: 'validation_failed' });
    await assert.rejects(createKey(deps, { accountId, scopes: ['x'] }), { message: /models:read, .*chat:read\./ });
    assert.deepEqual(await listKeys(deps), []);
  });

  test('not_found: a key for an unknown account', async (t) => {
    const deps = await setUp(t);
    await assert.rejects(createKey(deps, { accountId: 'acct_unknown' }), { code: 'not_found' });
  });

  test('are listed for one account or for all', async (t) => {
    const deps = await setUp(t);
    const one = await createAccount(deps, 'one');
    const two = await createAccount(deps, 'two');
    const first = await createKey(deps, { accountId: one.id, name: 'a' });
    const second = await createKey(deps, { accountId: two.id, name: 'b' });
    assert.deepEqual(
      (await listKeys(deps, two.id)).map(({ id }) => id),
      [second.key.id],
    );
    assert.deepEqual(
      (await listKeys(deps)).map(({ id }) => id),
      [first.key.id, second.key.id],
    );
  });

  test('revoking twice keeps the first time; an unknown key is not_found', async (t) => {
    const deps = await setUp(t);
    const { id: accountId } = await createAccount(deps, 'default');
    const { key } = await createKey(deps, { accountId });
    const first = await revokeKey(deps, key.id);
    deps.clock.advance(5000);
    const second = await revokeKey(deps, key.id);
    assert.equal(first.revoked_at, deps.clock.now() - 5000);
    assert.equal(second.revoked_at, first.revoked_at);
    await assert.rejects(revokeKey(deps, 'key_unknown'), { code: 'not_found' });
  });
});
