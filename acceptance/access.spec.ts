import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, assertRefused, textOf } from './client.ts';
import { createAccount, createKey, openTarget, rivya } from './harness.ts';
import { png } from './sample-files.ts';

const target = await openTarget();
after(() => target.close());
const [owner, stranger] = await Promise.all([createAccount(target, 100), createAccount(target, 100)]);
const { api } = owner;
const TASK = { model: 'wan-2-7-image', prompt: 'A red kite [[fail]]', params: { resolution: '1K' } };
const NEVER = '0'.repeat(26);

/** Every route that wants a key, with the scope it wants. */
const ROUTES: readonly (readonly [method: string, path: string, scope: string])[] = [
  ['POST', '/api/v1/generations', 'generations:create'],
  ['POST', '/api/v1/generations/estimate', 'generations:create'],
  ['POST', `/api/v1/generations/task_${NEVER}/cancel`, 'generations:create'],
  ['GET', '/api/v1/generations', 'generations:read'],
  ['GET', `/api/v1/generations/task_${NEVER}`, 'generations:read'],
  ['POST', '/api/v1/files', 'files:create'],
  ['DELETE', `/api/v1/files/file_${NEVER}`, 'files:create'],
  ['GET', '/api/v1/files', 'files:read'],
  ['GET', `/api/v1/files/file_${NEVER}`, 'files:read'],
  ['GET', '/api/v1/credits', 'credits:read'],
  ['GET', '/api/v1/credits/entries', 'credits:read'],
];
const SCOPES = [...new Set(ROUTES.map(([, , scope]) => scope))];

describe('401 on every route that wants a key', () => {
  for (const [method, path] of ROUTES) {
    test(`${method} ${path}`, async () => {
      const missing = await new Api(target.url).request(method, path);
      assertRefused(missing, 401, 'api_key_missing');
      assert.match(missing.headers.get('www-authenticate') ?? '', /^Bearer/);
      assertRefused(await new Api(target.url, 'rvya_sk_nonsense').request(method, path), 401, 'api_key_invalid');
    });
  }

  test('api_key_missing: no key in the header, or one in another place', async () => {
    for (const authorization of ['Bearer', 'Bearer ', 'Basic dTpw', owner.secret, 'Token abc']) {
      assertRefused(await api.get('/api/v1/credits', { authorization }), 401, 'api_key_missing');
    }
    const open = new Api(target.url);
    assertRefused(await open.get('/api/v1/credits', { 'x-api-key': owner.secret }), 401, 'api_key_missing');
  });

  test('api_key_invalid: mistyped is told apart from unknown', async () => {
    const flip = (at: number) => {
      const old = owner.secret.at(at) ?? '';
      return `${owner.secret.slice(0, at)}${old === 'a' ? 'b' : 'a'}${owner.secret.slice(at + 1) || ''}`;
    };
    const mistyped = [flip(12), owner.secret.slice(0, -1), `${owner.secret}a`, owner.secret.toUpperCase(), 'rvya_sk_'];
    const messages = new Set<string>();
    for (const secret of mistyped) {
      const answer = await new Api(target.url, secret).get('/api/v1/credits');
      assertRefused(answer, 401, 'api_key_invalid');
      assert.doesNotMatch(answer.text, new RegExp(owner.secret.slice(10, 30)));
      messages.add(answer.body.error?.message ?? '');
    }
    assert.equal(messages.size, 1);
  });

  test('the scheme is written in any case, and a working key works', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      const answer = await api.get('/api/v1/credits', { authorization: `${scheme} ${owner.secret}` });
      assert.equal(answer.status, 200, scheme);
    }
  });

  test('api_key_revoked: at once', async () => {
    const key = await createKey(target, owner.id);
    assert.equal((await key.api.get('/api/v1/credits')).status, 200);
    await rivya(target, 'keys', 'revoke', key.keyId);
    assertRefused(await key.api.get('/api/v1/credits'), 401, 'api_key_revoked');
    assertRefused(await key.api.create(TASK), 401, 'api_key_revoked');
  });

  test('api_key_expired: when its time is over', async () => {
    const key = await createKey(target, owner.id, { expires: '2s' });
    await sleep(2_100);
    assertRefused(await key.api.get('/api/v1/credits'), 401, 'api_key_expired');
  });

  test('secrets have the documented form', () => {
    assert.match(owner.secret, /^rvya_sk_[0-9A-Za-z]{32,}$/);
    assert.match(owner.keyId, /^key_[0-9a-z]{26}$/);
    assert.match(owner.id, /^acct_[0-9a-z]{26}$/);
  });
});

describe('403 api_scope_denied', () => {
  test('a key opens the routes of its scopes and no others', async () => {
    const keys = await Promise.all(
      SCOPES.map(async (scope) => ({ scope, key: await createKey(target, owner.id, { scopes: [scope] }) })),
    );
    for (const { scope, key } of keys) {
      for (const [method, path, needed] of ROUTES) {
        const answer = await key.api.request(method, path);
        if (needed === scope) assert.notEqual(answer.status, 403, `${scope}: ${method} ${path}`);
        else {
          assertRefused(answer, 403, 'api_scope_denied');
          assert.ok(answer.body.error?.message.includes(needed), 'the message names the scope');
        }
      }
    }
  });
});

describe('404 for what belongs to another account', () => {
  test('every route with an id answers as for one that never was', async () => {
    const task = await api.accepted(TASK);
    const file = textOf((await api.upload(png(24, 24), { kind: 'image' })).body.id);
    const before = await api.state();
    for (const [method, own, never] of [
      ['GET', `/api/v1/generations/${task}`, `/api/v1/generations/task_${NEVER}`],
      ['GET', `/api/v1/generations/${task}?wait=5`, `/api/v1/generations/task_${NEVER}?wait=5`],
      ['POST', `/api/v1/generations/${task}/cancel`, `/api/v1/generations/task_${NEVER}/cancel`],
      ['GET', `/api/v1/files/${file}`, `/api/v1/files/file_${NEVER}`],
      ['DELETE', `/api/v1/files/${file}`, `/api/v1/files/file_${NEVER}`],
    ] as const) {
      const started = Date.now();
      const foreign = await stranger.api.request(method, own);
      const unknown = await stranger.api.request(method, never);
      assertRefused(foreign, 404, 'not_found');
      assertRefused(unknown, 404, 'not_found');
      assert.equal(foreign.body.error?.message, unknown.body.error?.message);
      assert.ok(Date.now() - started < 5_000, 'nothing is waited for');
    }
    for (const path of ['/api/v1/generations', '/api/v1/files']) {
      assert.deepEqual((await stranger.api.get(path)).body.data, []);
    }
    assert.deepEqual(await api.state(), before);
    await api.ended(task);
  });

  test('a malformed or endless id is only not found', async () => {
    for (const id of ['x', 'task_', `task_${'z'.repeat(26)}`, '%00', '..%2f..', "'%20or%201=1", 'x'.repeat(2_000)]) {
      for (const path of [`/api/v1/generations/${id}`, `/api/v1/files/${id}`]) {
        assertRefused(await api.get(path), 404, 'not_found');
      }
    }
  });
});
