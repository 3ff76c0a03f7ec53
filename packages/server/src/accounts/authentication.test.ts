import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { createHttpServer } from '../platform/http/server.ts';
import { openTestDb, silentLog, testClock } from '../platform/testing.ts';
import { HOUR_MS } from '../platform/units.ts';
import {
  accountMigrations,
  addAuthentication,
  callerOf,
  createAccount,
  createKey,
  flushKeyUse,
  listKeys,
  revokeKey,
} from './index.ts';
import { newKeySecret } from './key-secret.ts';
import { noteKeyUse } from './key-use.ts';

const SETTINGS = { isApiDisabled: false, createsPerMinute: 600, readsPerMinute: 3000 };

async function setUp(t: TestContext, settings: Partial<typeof SETTINGS> = {}) {
  const db = await openTestDb(t, accountMigrations);
  const deps = { db, clock: testClock(), log: silentLog, settings: { ...SETTINGS, ...settings } };
  const app = createHttpServer(silentLog);
  t.after(() => app.close());
  addAuthentication(app, deps);
  app.route({ method: 'GET', url: '/api/v1/credits', config: { scope: 'credits:read' }, handler: callerOf });
  app.route({
    method: 'POST',
    url: '/api/v1/generations',
    config: { scope: 'generations:create', rate: 'create' },
    handler: callerOf,
  });
  app.route({ method: 'GET', url: '/api/v1/models', config: { isPublic: true }, handler: () => ({ models: [] }) });
  app.route({ method: 'GET', url: '/api/v1/whoami', config: { isPublic: true }, handler: callerOf });
  app.route({ method: 'GET', url: '/healthz', handler: () => ({ ok: true }) });
  app.refuseOtherMethods();
  const account = await createAccount(deps, 'default');
  const { key, secret } = await createKey(deps, { accountId: account.id });
  const get = (url: string, authorization?: string, remoteAddress = '203.0.113.1') =>
    app.inject({ url, remoteAddress, headers: authorization === undefined ? {} : { authorization } });
  return { app, deps, account, key, secret, get };
}

function codeOf(response: { json(): { error: { code: string } } }): string {
  return response.json().error.code;
}

describe('authentication', () => {
  test('200: a valid key says who calls, whatever the case of the scheme', async (t) => {
    const { get, account, key, secret } = await setUp(t);
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer  ']) {
      const response = await get('/api/v1/credits', `${scheme} ${secret}`);
      assert.equal(response.statusCode, 200, scheme);
      assert.equal(response.json().accountId, account.id);
      assert.equal(response.json().keyId, key.id);
    }
  });

  for (const header of [undefined, '', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'Bearerrvya_sk_x', 'Digest a="b"']) {
    test(`401 api_key_missing: Authorization ${JSON.stringify(header)}`, async (t) => {
      const { get } = await setUp(t);
      const response = await get('/api/v1/credits', header);
      assert.equal(response.statusCode, 401);
      assert.equal(codeOf(response), 'api_key_missing');
      assert.equal(response.headers['www-authenticate'], 'Bearer');
      assert.match(response.json().error.requestId, /^req_/);
    });
  }

  for (const [what, key] of [
    ['not ours', 'sk-1234567890'],
    ['the prefix alone', 'rvya_sk_'],
    ['10 kB long', `rvya_sk_${'a'.repeat(10_000)}`],
    ['not ASCII', 'rvya_sk_\u00e4\u00f6\u00fc'],
    ['two keys', `${newKeySecret()} ${newKeySecret()}`],
    ['a key and a comma', `${newKeySecret()},`],
    ['mistyped', newKeySecret().slice(0, -1)],
  ] as const) {
    test(`401 api_key_invalid: a key that is ${what}`, async (t) => {
      const { get } = await setUp(t);
      const response = await get('/api/v1/credits', `Bearer ${key}`);
      assert.equal(response.statusCode, 401);
      assert.equal(codeOf(response), 'api_key_invalid');
      assert.match(response.json().error.message, /mistyped or cut/);
      assert.equal(response.headers['www-authenticate'], 'Bearer error="invalid_token"');
    });
  }

  test('401 api_key_invalid: a well-formed key nobody made is not called mistyped', async (t) => {
    const { get } = await setUp(t);
    const response = await get('/api/v1/credits', `Bearer ${newKeySecret()}`);
    assert.equal(response.statusCode, 401);
    assert.equal(codeOf(response), 'api_key_invalid');
    assert.doesNotMatch(response.json().error.message, /mistyped/);
  });

  test('401 api_key_invalid: two Authorization headers, even of the same valid key', async (t) => {
    const { app, secret } = await setUp(t);
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
    const line = `Authorization: Bearer ${secret}\r\n`;
    const answer = await sendRaw(Number(port), `GET /api/v1/credits HTTP/1.1\r\nHost: x\r\n${line}${line}`);
    assert.match(answer, /^HTTP\/1\.1 401/);
    assert.match(answer, /api_key_invalid/);
    assert.match(answer, /more than once/);
  });

  test('401 api_key_revoked: from the moment it was revoked', async (t) => {
    const { get, deps, key, secret } = await setUp(t);
    assert.equal((await get('/api/v1/credits', `Bearer ${secret}`)).statusCode, 200);
    await revokeKey(deps, key.id);
    const response = await get('/api/v1/credits', `Bearer ${secret}`);
    assert.equal(response.statusCode, 401);
    assert.equal(codeOf(response), 'api_key_revoked');
  });

  test('401 api_key_expired: from the millisecond it expires', async (t) => {
    const { get, deps, account } = await setUp(t);
    const expiresAtMs = deps.clock.now() + HOUR_MS;
    const { secret } = await createKey(deps, { accountId: account.id, expiresAtMs });
    deps.clock.advance(HOUR_MS - 1);
    assert.equal((await get('/api/v1/credits', `Bearer ${secret}`)).statusCode, 200);
    deps.clock.advance(1);
    const response = await get('/api/v1/credits', `Bearer ${secret}`);
    assert.equal(response.statusCode, 401);
    assert.equal(codeOf(response), 'api_key_expired');
  });

  test('403 api_scope_denied: names the scope', async (t) => {
    const { get, deps, account } = await setUp(t);
    const { secret } = await createKey(deps, { accountId: account.id, scopes: ['models:read'] });
    const response = await get('/api/v1/credits', `Bearer ${secret}`);
    assert.equal(response.statusCode, 403);
    assert.equal(codeOf(response), 'api_scope_denied');
    assert.match(response.json().error.message, /credits:read/);
    assert.equal(response.headers['ratelimit-remaining'], '2999');
  });

  test('503 public_api_disabled: for every caller and path of the API, and for nothing else', async (t) => {
    const { get, secret } = await setUp(t, { isApiDisabled: true });
    for (const [url, authorization] of [
      ['/api/v1/credits', `Bearer ${secret}`],
      ['/api/v1/credits', undefined],
      ['/api/v1/models', undefined],
      ['/api/v1/nothing', undefined],
    ] as const) {
      const response = await get(url, authorization);
      assert.equal(response.statusCode, 503);
      assert.equal(codeOf(response), 'public_api_disabled');
      assert.equal(response.headers['ratelimit-limit'], '3000');
    }
    assert.equal((await get('/healthz')).statusCode, 200);
  });

  test('404 not_found: unknown paths ask for no key', async (t) => {
    const { get } = await setUp(t);
    for (const url of ['/api/v1/nothing', '/api/v1', '/api/v1/', '/api/v1?x', '/api/v10', '/nothing']) {
      const response = await get(url);
      assert.equal(response.statusCode, 404, url);
      assert.equal(codeOf(response), 'not_found');
    }
  });

  test('405 method_not_allowed: asks for no key', async (t) => {
    const { app } = await setUp(t);
    const response = await app.inject({ method: 'DELETE', url: '/api/v1/credits' });
    assert.equal(response.statusCode, 405);
    assert.equal(response.headers['allow'], 'GET, HEAD');
    assert.equal(response.headers['ratelimit-limit'], '3000');
  });

  test('a path in another spelling is guarded the same', async (t) => {
    const { get } = await setUp(t);
    assert.equal((await get('/%61pi/v1/credits')).statusCode, 401);
  });

  test('HEAD needs the same key as GET', async (t) => {
    const { app, secret } = await setUp(t);
    const head = (headers: Record<string, string>) => app.inject({ method: 'HEAD', url: '/api/v1/credits', headers });
    assert.equal((await head({})).statusCode, 401);
    assert.equal((await head({ authorization: `Bearer ${secret}` })).statusCode, 200);
  });

  test('a bad key is refused before its body is read', async (t) => {
    const { app } = await setUp(t);
    const response = await app.inject({
      method: 'POST',
      url: '/api/v1/generations',
      headers: { 'content-type': 'text/strange' },
      payload: 'not json',
    });
    assert.equal(response.statusCode, 401);
  });

  test('public routes answer without a key, with a bad one, and know the caller of a valid one', async (t) => {
    const { get, secret, account } = await setUp(t);
    assert.equal((await get('/api/v1/models')).statusCode, 200);
    assert.equal((await get('/api/v1/models', 'Bearer nonsense')).statusCode, 200);
    assert.equal((await get('/api/v1/whoami', `Bearer ${secret}`)).json().accountId, account.id);
    assert.equal(codeOf(await get('/api/v1/whoami')), 'api_key_missing');
  });

  test('outside of the API nothing is asked, counted or announced', async (t) => {
    const { get } = await setUp(t, { readsPerMinute: 1 });
    for (let call = 0; call < 3; call += 1) {
      const response = await get('/healthz');
      assert.equal(response.statusCode, 200);
      assert.equal(response.headers['ratelimit-limit'], undefined);
    }
  });
});

describe('rate limits', () => {
  test('429 rate_limited: each key has a bucket for creates and one for other calls', async (t) => {
    const { app, get, secret } = await setUp(t, { createsPerMinute: 2, readsPerMinute: 3 });
    const authorization = `Bearer ${secret}`;
    const create = () => app.inject({ method: 'POST', url: '/api/v1/generations', headers: { authorization } });
    assert.deepEqual(await statusesOf(3, create), [200, 200, 429]);
    assert.deepEqual(await statusesOf(4, () => get('/api/v1/credits', authorization)), [200, 200, 200, 429]);
    const refused = await create();
    assert.equal(codeOf(refused), 'rate_limited');
    assert.equal(refused.headers['retry-after'], '30');
    assert.equal(refused.headers['ratelimit-limit'], '2');
    assert.equal(refused.headers['ratelimit-remaining'], '0');
    assert.equal(refused.headers['ratelimit-reset'], '60');
  });

  test('the bucket fills again while time passes', async (t) => {
    const { get, secret, deps } = await setUp(t, { readsPerMinute: 6 });
    if (deps.db.kind === 'postgres') return t.skip('its time is the database’s; shared-buckets.test.ts turns it');
    const call = () => get('/api/v1/credits', `Bearer ${secret}`);
    await statusesOf(6, call);
    assert.equal((await call()).headers['retry-after'], '10');
    deps.clock.advance(10_000);
    assert.deepEqual(await statusesOf(2, call), [200, 429]);
  });

  test('a second key of the account has its own buckets', async (t) => {
    const { get, secret, deps, account } = await setUp(t, { readsPerMinute: 1 });
    const second = await createKey(deps, { accountId: account.id });
    assert.deepEqual(await statusesOf(2, () => get('/api/v1/credits', `Bearer ${secret}`)), [200, 429]);
    assert.equal((await get('/api/v1/credits', `Bearer ${second.secret}`)).statusCode, 200);
  });

  test('failed keys drain the bucket of their address, and never a valid key behind it', async (t) => {
    const { get, secret } = await setUp(t, { readsPerMinute: 3 });
    const unknown = `Bearer ${newKeySecret()}`;
    assert.equal((await get('/api/v1/credits')).statusCode, 401);
    assert.equal((await get('/api/v1/credits', 'Bearer typo')).statusCode, 401);
    assert.equal((await get('/api/v1/credits', unknown)).statusCode, 401);
    for (const authorization of [undefined, 'Bearer typo', unknown]) {
      const response = await get('/api/v1/credits', authorization);
      assert.equal(response.statusCode, 429);
      assert.equal(response.headers['retry-after'], '20');
    }
    assert.equal((await get('/api/v1/models')).statusCode, 429);
    assert.equal((await get('/api/v1/nothing')).statusCode, 429);
    assert.equal((await get('/api/v1/credits', `Bearer ${secret}`)).statusCode, 200);
    assert.equal((await get('/api/v1/models', `Bearer ${secret}`)).statusCode, 200);
    assert.equal((await get('/api/v1/models', undefined, '203.0.113.2')).statusCode, 200);
  });

  test('IPv6 callers of one /64 share a bucket', async (t) => {
    const { get } = await setUp(t, { readsPerMinute: 1 });
    assert.equal((await get('/api/v1/models', undefined, '2001:db8::1')).statusCode, 200);
    assert.equal((await get('/api/v1/models', undefined, '2001:db8::2')).statusCode, 429);
    assert.equal((await get('/api/v1/models', undefined, '2001:db8:0:1::1')).statusCode, 200);
  });

  test('0 switches a limit and its headers off', async (t) => {
    const { get, secret } = await setUp(t, { readsPerMinute: 0 });
    const response = await get('/api/v1/credits', `Bearer ${secret}`);
    assert.equal(response.statusCode, 200);
    assert.equal(response.headers['ratelimit-limit'], undefined);
  });
});

describe('use of keys', () => {
  test('is written by the flush, with the time of the last use, and not for refused keys', async (t) => {
    const { get, deps, secret, key, account } = await setUp(t);
    const idle = await createKey(deps, { accountId: account.id });
    await get('/api/v1/credits', `Bearer ${secret}`);
    deps.clock.advance(2000);
    const usedAt = deps.clock.now();
    await get('/api/v1/credits', `Bearer ${secret}`);
    assert.deepEqual(await usesOf(deps), { [key.id]: null, [idle.key.id]: null });
    deps.clock.advance(30_000);
    await flushKeyUse(deps);
    assert.deepEqual(await usesOf(deps), { [key.id]: usedAt, [idle.key.id]: null });
    await flushKeyUse(deps);
    assert.deepEqual(await usesOf(deps), { [key.id]: usedAt, [idle.key.id]: null });
  });

  test('many keys are written at once', async (t) => {
    const { deps, account } = await setUp(t);
    for (let count = 0; count < 250; count += 1) {
      const { key } = await createKey(deps, { accountId: account.id });
      noteKeyUse(deps, key.id);
      deps.clock.advance(1);
    }
    await flushKeyUse(deps);
    const times = Object.values(await usesOf(deps)).filter((time) => time !== null);
    assert.equal(new Set(times).size, 250);
  });
});

async function usesOf(deps: Parameters<typeof listKeys>[0]): Promise<Record<string, number | null>> {
  return Object.fromEntries((await listKeys(deps)).map(({ id, last_used_at }) => [id, last_used_at]));
}

async function statusesOf(calls: number, call: () => Promise<{ statusCode: number }>): Promise<number[]> {
  const statuses: number[] = [];
  for (let made = 0; made < calls; made += 1) statuses.push((await call()).statusCode);
  return statuses;
}

function sendRaw(port: number, head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${head}Connection: close\r\n\r\n`));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
