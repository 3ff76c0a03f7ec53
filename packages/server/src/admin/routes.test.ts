import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS } from '../platform/units.ts';
import { setUp, TOKEN } from './testing.ts';

describe('the admin token', () => {
  const routes = [
    ['POST', '/accounts'],
    ['GET', '/accounts'],
    ['POST', '/keys'],
    ['GET', '/keys'],
    ['POST', '/keys/key_x/revoke'],
    ['POST', '/credits/grant'],
    ['POST', '/credits/adjust'],
    ['GET', '/credits?account=x'],
    ['GET', '/ledger/verify'],
    ['GET', '/incidents'],
    ['POST', '/incidents/inc_x/resolve'],
    ['GET', '/engines'],
    ['POST', '/engines/dashscope/resume'],
  ] as const;

  test('401 api_key_missing without it, on every route and before the body is looked at', async (t) => {
    const { call } = await setUp(t);
    for (const [method, url] of routes) {
      const { status, body } = await call(method, url, method === 'POST' ? { nonsense: 1 } : undefined, '');
      assert.deepEqual([status, body.error.code], [401, 'api_key_missing'], url);
      assert.match(body.error.requestId, /^req_/);
    }
  });

  test('401 api_key_invalid with another one, which is not repeated', async (t) => {
    const { call } = await setUp(t);
    for (const [method, url] of routes) {
      const { status, body } = await call(method, url, undefined, `${TOKEN}x`);
      assert.deepEqual([status, body.error.code], [401, 'api_key_invalid'], url);
      assert.ok(!JSON.stringify(body).includes(TOKEN));
    }
  });
});

describe('accounts', () => {
  test('201: a new account starts at 0 credits and is listed', async (t) => {
    const { call } = await setUp(t);
    const { status, body } = await call('POST', '/accounts', { name: 'acme' });
    assert.equal(status, 201);
    assert.match(body.id, /^acct_[0-9a-z]{26}$/);
    assert.deepEqual(body, {
      id: body.id,
      name: 'acme',
      current_credits: 0,
      held_credits: 0,
      created_at: '2026-05-11T00:00:00.000Z',
    });
    assert.deepEqual((await call('GET', '/accounts')).body, {
      object: 'list',
      data: [body],
      has_more: false,
      next_cursor: null,
    });
  });

  test('200: the list comes in pages', async (t) => {
    const { call } = await setUp(t);
    for (const name of ['a', 'b', 'c']) await call('POST', '/accounts', { name });
    const first = (await call('GET', '/accounts?limit=2')).body;
    assert.deepEqual([first.data.length, first.has_more], [2, true]);
    const second = (await call('GET', `/accounts?limit=2&cursor=${first.next_cursor}`)).body;
    assert.deepEqual([second.data[0].name, second.has_more], ['c', false]);
  });

  for (const [what, body, path] of [
    ['no name', {}, 'name'],
    ['a blank name', { name: ' ' }, 'name'],
    ['a name that is no text', { name: 7 }, 'name'],
    ['an unknown field', { name: 'x', credits: 5 }, 'credits'],
  ] as const) {
    test(`400 validation_failed for ${what}, and nothing is written`, async (t) => {
      const { call } = await setUp(t);
      const { status, body: answer } = await call('POST', '/accounts', body);
      assert.deepEqual([status, answer.error.code, answer.error.details[0].path], [400, 'validation_failed', path]);
      assert.deepEqual((await call('GET', '/accounts')).body.data, []);
    });
  }

  test('400 validation_failed for a name that is taken', async (t) => {
    const { call } = await setUp(t);
    await call('POST', '/accounts', { name: 'acme' });
    const { status, body } = await call('POST', '/accounts', { name: 'acme' });
    assert.deepEqual([status, body.error.details[0].path], [400, 'name']);
  });

  test('400 validation_failed for a bad page', async (t) => {
    const { call } = await setUp(t);
    for (const query of ['limit=0', 'limit=101', 'cursor=x', 'page=2']) {
      assert.equal((await call('GET', `/accounts?${query}`)).status, 400, query);
    }
  });
});

describe('keys', () => {
  test('201: the secret is in this answer only', async (t) => {
    const { call } = await setUp(t);
    const account = (await call('POST', '/accounts', { name: 'acme' })).body;
    const made = await call('POST', '/keys', { account: 'acme', name: 'ci', scopes: ['models:read'] });
    assert.equal(made.status, 201);
    assert.match(made.body.secret, /^rvya_sk_/);
    assert.deepEqual([made.body.account_id, made.body.name, made.body.scopes], [account.id, 'ci', ['models:read']]);
    assert.equal(made.body.expires_at, null);
    const { secret, ...shown } = made.body;
    assert.deepEqual((await call('GET', '/keys')).body.data, [shown]);
    assert.ok(!JSON.stringify((await call('GET', `/keys?account=${account.id}`)).body).includes(secret));
  });

  test('201: the expiry counts from now', async (t) => {
    const { call } = await setUp(t);
    await call('POST', '/accounts', { name: 'acme' });
    const { body } = await call('POST', '/keys', { account: 'acme', expires_in_seconds: (90 * DAY_MS) / 1_000 });
    assert.equal(body.expires_at, '2026-08-09T00:00:00.000Z');
    assert.equal(body.scopes.length, 9);
  });

  test('200: a list holds the keys of the account asked for', async (t) => {
    const { call } = await setUp(t);
    for (const name of ['a', 'b']) {
      await call('POST', '/accounts', { name });
      await call('POST', '/keys', { account: name, name: `key of ${name}` });
    }
    const { body } = await call('GET', '/keys?account=b');
    assert.deepEqual(
      body.data.map(({ name }: { name: string }) => name),
      ['key of b'],
    );
  });

  test('200: a revoked key shows when, and revoking it again keeps the time', async (t) => {
    const { call, clock } = await setUp(t);
    await call('POST', '/accounts', { name: 'acme' });
    const { body: key } = await call('POST', '/keys', { account: 'acme' });
    const revoked = await call('POST', `/keys/${key.id}/revoke`);
    assert.deepEqual([revoked.status, revoked.body.revoked_at], [200, '2026-05-11T00:00:00.000Z']);
    clock.advance(1_000);
    assert.deepEqual((await call('POST', `/keys/${key.id}/revoke`, {})).body, revoked.body);
  });

  for (const [what, body, path] of [
    ['no account', { name: 'x' }, 'account'],
    ['an unknown scope', { account: 'acme', scopes: ['everything'] }, 'scopes'],
    ['no scopes at all', { account: 'acme', scopes: [] }, 'scopes'],
    ['an expiry of 0', { account: 'acme', expires_in_seconds: 0 }, 'expires_in_seconds'],
    ['an unknown field', { account: 'acme', secret: 'mine' }, 'secret'],
  ] as const) {
    test(`400 validation_failed for ${what}, and no key is made`, async (t) => {
      const { call } = await setUp(t);
      await call('POST', '/accounts', { name: 'acme' });
      const { status, body: answer } = await call('POST', '/keys', body);
      assert.deepEqual([status, answer.error.details[0].path], [400, path]);
      assert.deepEqual((await call('GET', '/keys')).body.data, []);
    });
  }

  test('404 not_found for an unknown account or key', async (t) => {
    const { call } = await setUp(t);
    for (const answer of [
      await call('POST', '/keys', { account: 'nobody' }),
      await call('GET', '/keys?account=nobody'),
      await call('POST', '/keys/key_unknown/revoke', {}),
    ]) {
      assert.deepEqual([answer.status, answer.body.error.code], [404, 'not_found']);
    }
  });
});

describe('credits', () => {
  test('200: a grant and an adjustment show in balance and entries, newest first', async (t) => {
    const { call } = await setUp(t);
    await call('POST', '/accounts', { name: 'acme' });
    await call('POST', '/credits/grant', { account: 'acme', amount: 100, note: 'welcome' });
    const { status, body } = await call('POST', '/credits/adjust', { account: 'acme', amount: -30 });
    assert.deepEqual([status, body.account_name, body.current_credits, body.held_credits], [200, 'acme', 70, 0]);
    assert.deepEqual(
      body.entries.map(({ type, amount, balance_after: after }: Record<string, unknown>) => [type, amount, after]),
      [
        ['adjust', -30, 70],
        ['grant', 100, 100],
      ],
    );
    assert.deepEqual((await call('GET', '/credits?account=acme')).body, body);
    assert.equal((await call('GET', '/accounts')).body.data[0].current_credits, 70);
  });

  test('200: a reference grants once', async (t) => {
    const { call } = await setUp(t);
    await call('POST', '/accounts', { name: 'acme' });
    const grant = { account: 'acme', amount: 100, reference: 'invoice 7' };
    assert.equal((await call('POST', '/credits/grant', grant)).body.replayed, false);
    const { body } = await call('POST', '/credits/grant', grant);
    assert.deepEqual([body.replayed, body.current_credits], [true, 100]);
  });

  test('409 idempotency_conflict for a reference used with another amount', async (t) => {
    const { call } = await setUp(t);
    await call('POST', '/accounts', { name: 'acme' });
    await call('POST', '/credits/grant', { account: 'acme', amount: 100, reference: 'invoice 7' });
    const { status, body } = await call('POST', '/credits/grant', {
      account: 'acme',
      amount: 5,
      reference: 'invoice 7',
    });
    assert.deepEqual([status, body.error.code], [409, 'idempotency_conflict']);
  });

  for (const [url, change] of [
    ['/credits/grant', { amount: 0 }],
    ['/credits/grant', { amount: -1 }],
    ['/credits/grant', { amount: 1.5 }],
    ['/credits/grant', { amount: '100' }],
    ['/credits/adjust', { amount: -101 }],
    ['/credits/adjust', { amount: 0 }],
    ['/credits/adjust', {}],
  ] as const) {
    test(`400 validation_failed for ${url} with ${JSON.stringify(change)}, and the balance stays`, async (t) => {
      const { call } = await setUp(t);
      await call('POST', '/accounts', { name: 'acme' });
      await call('POST', '/credits/grant', { account: 'acme', amount: 100 });
      const { status, body } = await call('POST', url, { account: 'acme', ...change });
      assert.deepEqual([status, body.error.details[0].path], [400, 'amount']);
      assert.equal((await call('GET', '/credits?account=acme')).body.current_credits, 100);
    });
  }

  test('404 not_found for an unknown account', async (t) => {
    const { call } = await setUp(t);
    for (const answer of [
      await call('POST', '/credits/grant', { account: 'nobody', amount: 1 }),
      await call('POST', '/credits/adjust', { account: 'nobody', amount: 1 }),
      await call('GET', '/credits?account=nobody'),
    ]) {
      assert.deepEqual([answer.status, answer.body.error.code], [404, 'not_found']);
    }
  });
});
