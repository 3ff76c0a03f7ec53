import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { toIso } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { ENDPOINTS_MAX } from './create-endpoint.ts';
import { openApi, stateOf, textOf } from './testing-api.ts';

// An address, so that nothing has to be resolved; nothing is connected to either.
const URL = 'https://93.184.215.14/rivya/webhook?tenant=7';
const ALL_TYPES = ['generation.succeeded', 'generation.failed'];

async function create(t: TestContext, body: object) {
  const api = await openApi(t);
  const { status, body: endpoint, text, headers } = await api.call('POST', '/webhooks', body);
  assert.equal(status, 201, text);
  return { ...api, endpoint, headers, id: textOf(endpoint.id) };
}

describe('POST /api/v1/webhooks', () => {
  test('201: the endpoint with every field, where it is, and its secret', async (t) => {
    const request = { name: 'Production webhook', url: URL, event_types: ['generation.failed'] };
    const { endpoint, headers, scene } = await create(t, request);
    const { id, signing_secret, secret_preview, ...rest } = endpoint;
    assert.match(textOf(id), /^whend_[0-9a-z]{26}$/);
    assert.equal(headers['location'], `/api/v1/webhooks/${id}`);
    const secret = textOf(signing_secret);
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.equal(secret_preview, `${secret.slice(0, 8)}...${secret.slice(-6)}`);
    const now = toIso(scene.clock.now());
    assert.deepEqual(rest, {
      ...{ object: 'webhook_endpoint', ...request, status: 'active', disabled_reason: null },
      ...{ previous_secret_expires_at: null, last_success_at: null, last_failure_at: null, failure_count: 0 },
      ...{ created_at: now, updated_at: now, disabled_at: null, revoked_at: null },
    });
  });

  test('201: the name is the host and all events are sent, unless said otherwise', async (t) => {
    const { endpoint } = await create(t, { url: 'https://93.184.215.14:8443' });
    assert.equal(endpoint.name, '93.184.215.14:8443');
    assert.equal(endpoint.url, 'https://93.184.215.14:8443/');
    assert.deepEqual(endpoint.event_types, ALL_TYPES);
  });

  test('201: a host of 200 characters gives a name of 100', async (t) => {
    const host = `${'a.'.repeat(90)}example.com`;
    const api = await openApi(t, { resolve: () => Promise.resolve([{ address: '93.184.215.14', family: 4 }]) });
    const { body } = await api.call('POST', '/webhooks', { url: `https://${host}/` });
    assert.equal(body.name, host.slice(0, 100));
  });

  test('the secret is shown once, and nowhere kept in clear', async (t) => {
    const { endpoint, id, call, scene } = await create(t, { url: URL });
    const secret = textOf(endpoint.signing_secret);
    const answers = [
      await call('GET', '/webhooks'),
      await call('GET', `/webhooks/${id}`),
      await call('PATCH', `/webhooks/${id}`, { name: 'Other' }),
    ];
    for (const { status, text } of answers) {
      assert.equal(status, 200);
      assert.ok(!text.includes('signing_secret') && !text.includes(secret.slice(10, -6)), text);
    }
    const row = JSON.stringify({ ...(await scene.endpoint(id)), secret_preview: '' });
    assert.ok(!row.includes('whsec_') && !row.includes(secret.slice(6, -1)), row);
  });

  test('400 validation_failed: fields that are missing, unknown, wrong, empty, too long or given twice', async (t) => {
    const { call, scene } = await openApi(t);
    const before = await stateOf(scene);
    for (const [body, path] of [
      [{}, 'url'],
      [{ url: 7 }, 'url'],
      [{ url: '' }, 'url'],
      [{ url: `https://example.com/${'x'.repeat(2_029)}` }, 'url'],
      [{ url: URL, name: '' }, 'name'],
      [{ url: URL, name: 'x'.repeat(101) }, 'name'],
      [{ url: URL, name: 'line\nbreak' }, 'name'],
      [{ url: URL, event_types: [] }, 'event_types'],
      [{ url: URL, event_types: 'generation.failed' }, 'event_types'],
      [{ url: URL, event_types: ['generation.failed', 'generation.failed'] }, 'event_types'],
      [{ url: URL, event_types: ['webhook.test'] }, 'event_types[0]'],
      [{ url: URL, status: 'disabled' }, 'status'],
      [{ url: URL, signing_secret: 'whsec_mine' }, 'signing_secret'],
    ] as const) {
      const { status, body: answer, text } = await call('POST', '/webhooks', body);
      assert.equal(status, 400, text);
      assert.equal(answer.error?.code, 'validation_failed');
      assert.ok(text.includes(`"path":${JSON.stringify(path)}`), text);
    }
    assert.equal((await call('POST', '/webhooks?x=1', { url: URL })).status, 400);
    assert.equal((await call('POST', '/webhooks')).status, 400);
    assert.deepEqual(await stateOf(scene), before);
  });

  test('400 webhook_url_rejected: an address that is not public, named as the field it is', async (t) => {
    const { call, scene } = await openApi(t, { allowlist: [] });
    for (const url of ['http://93.184.215.14/', 'https://127.0.0.1/', 'https://u:p@93.184.215.14/', `${URL}#`, 'x']) {
      const { status, body } = await call('POST', '/webhooks', { url });
      assert.equal(status, 400, url);
      assert.equal(body.error?.code, 'webhook_url_rejected', url);
      assert.match(JSON.stringify(body.error?.details), /"path":"url"/);
    }
    assert.equal((await call('GET', '/webhooks')).list.length, 0);
    assert.equal(await scene.claimed(), 0);
  });

  test('the 21st endpoint is refused, also when many are created at once; a deleted one makes room', async (t) => {
    const { call, callAs, openAccount } = await openApi(t);
    const many = Array.from({ length: ENDPOINTS_MAX + 5 }, () => call('POST', '/webhooks', { url: URL }));
    const statuses = (await Promise.all(many)).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 201).length, ENDPOINTS_MAX);
    const refused = await call('POST', '/webhooks', { url: URL });
    assert.equal(refused.body.error?.code, 'validation_failed');
    assert.match(refused.body.error?.message ?? '', /at most 20 webhook endpoints: delete one first/);
    const stranger = callAs(await openAccount('stranger'));
    assert.equal((await stranger('POST', '/webhooks', { url: URL })).status, 201);
    const { list } = await call('GET', '/webhooks?limit=100');
    assert.equal(list.length, ENDPOINTS_MAX);
    assert.equal((await call('DELETE', `/webhooks/${list[7]?.id}`)).status, 204);
    assert.equal((await call('POST', '/webhooks', { url: URL })).status, 201);
    assert.equal((await call('POST', '/webhooks', { url: URL })).status, 400);
  });

  test('401 and 403: every route needs webhooks:manage', async (t) => {
    const { callAs, openAccount, id } = await create(t, { url: URL });
    const reader = callAs(await openAccount('reader', ['generations:read', 'files:read']));
    const nobody = callAs({ accountId: '', authorization: 'Basic x' });
    const event = newId('evt');
    for (const [method, path] of [
      ['GET', '/webhooks'],
      ['POST', '/webhooks'],
      ['GET', `/webhooks/${id}`],
      ['PATCH', `/webhooks/${id}`],
      ['DELETE', `/webhooks/${id}`],
      ['POST', `/webhooks/${id}/rotate-secret`],
      ['POST', `/webhooks/${id}/test`],
      ['GET', `/webhooks/${id}/deliveries`],
      ['GET', `/webhooks/${id}/deliveries/x`],
      ['POST', `/webhooks/${id}/deliveries/x/redeliver`],
      ['GET', '/webhook-events'],
      ['GET', `/webhook-events/${event}`],
      ['GET', `/webhook-events/${event}/deliveries`],
      ['POST', `/webhook-events/${event}/redeliver`],
    ] as const) {
      assert.equal((await nobody(method, path)).status, 401, path);
      const denied = await reader(method, path);
      assert.equal(denied.status, 403, path);
      assert.equal(denied.body.error?.code, 'api_scope_denied');
    }
  });
});

describe('GET /api/v1/webhooks', () => {
  test('200: the newest first, page by page, only the own ones that were not deleted', async (t) => {
    const { call, callAs, openAccount } = await openApi(t);
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      ids.unshift(textOf((await call('POST', '/webhooks', { url: URL, name: `Number ${count}` })).body.id));
    }
    await callAs(await openAccount('stranger'))('POST', '/webhooks', { url: URL });
    const first = await call('GET', '/webhooks?limit=2');
    assert.deepEqual([first.list.map(({ id }) => id), first.body.has_more], [ids.slice(0, 2), true]);
    await call('DELETE', `/webhooks/${ids[2]}`);
    const second = await call('GET', `/webhooks?limit=2&cursor=${first.body.next_cursor}`);
    assert.deepEqual([second.list.map(({ id }) => id), second.body.next_cursor], [ids.slice(3), null]);
    for (const query of ['limit=0', 'cursor=nonsense', 'status=active']) {
      assert.equal((await call('GET', `/webhooks?${query}`)).status, 400, query);
    }
  });

  test('200: one of them as it was created, without its secret', async (t) => {
    const { endpoint, id, call } = await create(t, { url: URL });
    const { signing_secret: _secret, ...shown } = endpoint;
    assert.deepEqual((await call('GET', `/webhooks/${id}`)).body, shown);
  });

  test('404 not_found: foreign, unknown and deleted endpoints read exactly the same, whatever is asked', async (t) => {
    const { call, callAs, openAccount, id, scene } = await create(t, { url: URL });
    const deleted = textOf((await call('POST', '/webhooks', { url: URL })).body.id);
    await call('DELETE', `/webhooks/${deleted}`);
    const stranger = callAs(await openAccount('stranger'));
    const before = await stateOf(scene);
    for (const [method, tail, body] of [
      ['GET', ''],
      ['PATCH', '', { name: 'Mine' }],
      ['PATCH', '', { url: 'https://127.0.0.1:1/' }],
      ['DELETE', ''],
      ['POST', '/rotate-secret'],
      ['POST', '/test'],
      ['GET', '/deliveries'],
      ['GET', '/deliveries/whdel_x'],
      ['POST', '/deliveries/whdel_x/redeliver'],
    ] as const) {
      const unknown = await call(method, `/webhooks/${newId('whend')}${tail}`, body);
      assert.equal(unknown.status, 404, `${method} ${tail}`);
      assert.equal(unknown.body.error?.code, 'not_found');
      const foreign = await stranger(method, `/webhooks/${id}${tail}`, body);
      const gone = await call(method, `/webhooks/${deleted}${tail}`, body);
      assert.deepEqual([foreign.status, foreign.text], [404, unknown.text]);
      assert.deepEqual([gone.status, gone.text], [404, unknown.text]);
    }
    assert.deepEqual(await stateOf(scene), before);
  });
});
