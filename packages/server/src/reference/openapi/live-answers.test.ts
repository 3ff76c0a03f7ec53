import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, describe, test } from 'node:test';
import { createAccount, createKey } from '../../accounts/index.ts';
import { grantCredits } from '../../credits/index.ts';
import { systemClock } from '../../platform/clock.ts';
import { credits } from '../../platform/units.ts';
import { openTestApp } from '../../testing-app.ts';
import type { OpenApiDocument } from './index.ts';
import { isObject, type JsonObject, objectAt } from './json.ts';
import { at, createCheck, objectIn } from './testing.ts';

const { app, db, close } = await openTestApp(['127.0.0.0/8']);
after(close);
const baseUrl = await app.http.listen({ host: '127.0.0.1', port: 0 });
app.setUrls({ publicUrl: baseUrl, mediaBaseUrl: baseUrl });
const deps = { db, clock: systemClock };
const account = await createAccount(deps, 'reader');
await grantCredits(deps, { accountId: account.id, amount: credits(40), note: 'For the test' });
const fullKey = await createKey(deps, { accountId: account.id });
const poor = await createAccount(deps, 'poor');
const poorKey = await createKey(deps, { accountId: poor.id });
const readingKey = await createKey(deps, { accountId: account.id, scopes: ['credits:read'] });

const document: OpenApiDocument = JSON.parse(await (await fetch(`${baseUrl}/api/v1/openapi.json`)).text());
const check = createCheck(document);

type Call = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As the description writes it; values of the path are filled in from `id`, or each from `ids`. */
  readonly path: string;
  readonly id?: string;
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** The key of the account with credits unless said otherwise; empty for none. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | Buffer;
};

/** Makes the call and holds status, headers and body against the description; answers the body. */
async function call(
  expected: number,
  { method, path, id = '', ids = { id }, query = '', key = fullKey.secret, headers, body }: Call,
): Promise<JsonObject> {
  const isJson = body !== undefined && !(body instanceof Buffer);
  const response = await fetch(`${baseUrl}${path.replace(/\{(\w+)\}/g, (_all, name) => ids[name] ?? '')}${query}`, {
    method,
    headers: {
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : body }),
  });
  const text = await response.text();
  const where = `${method} ${path} ${response.status} ${text.slice(0, 300)}`;
  assert.equal(response.status, expected, where);
  const described = objectIn(document, document.paths, path, method.toLowerCase(), 'responses', String(expected));
  for (const name of Object.keys(objectAt(described, 'headers'))) {
    // Only a repeated create has it.
    if (name !== 'Idempotent-Replayed') assert.ok(response.headers.has(name), `${where} ${name}`);
  }
  if (described['content'] === undefined) {
    assert.equal(text, '');
    return {};
  }
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
  const schema = at(described, 'content', 'application/json', 'schema');
  assert.ok(isObject(schema));
  const answer: JsonObject = JSON.parse(text);
  assert.deepEqual(check(schema, answer), [], where);
  if (expected >= 400) {
    const codes = at(described, 'x-error-codes');
    assert.ok(Array.isArray(codes) && codes.includes(at(answer, 'error', 'code')), where);
  }
  return answer;
}

/** A form as a client sends it. */
async function form(fields: Readonly<Record<string, string>>, file?: Blob): Promise<Pick<Call, 'headers' | 'body'>> {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  if (file !== undefined) data.set('file', file, 'reference-image.png');
  const request = new Request('http://127.0.0.1', { method: 'POST', body: data });
  return {
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
    body: Buffer.from(await request.arrayBuffer()),
  };
}

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const CREATE = { method: 'POST', path: '/api/v1/generations' } as const;
const SMALL = { model: 'wan-2-7-image', prompt: 'A lighthouse at dusk', params: { resolution: '1K' } };

describe('what the server answers is what is described', () => {
  test('models and the description itself, without a key', async () => {
    const key = '';
    const { data } = await call(200, { method: 'GET', path: '/api/v1/models', key });
    assert.ok(Array.isArray(data) && data.length > 0);
    await call(200, { method: 'GET', path: '/api/v1/models/{id}', id: 'wan-2-7-image-pro', key });
    await call(200, { method: 'GET', path: '/api/v1/openapi.json', key });
  });

  test('a cancelled task', async () => {
    // Nothing is painted before the worker is started.
    const { id } = await call(202, { ...CREATE, body: SMALL });
    const cancelled = await call(200, { method: 'POST', path: '/api/v1/generations/{id}/cancel', id: String(id) });
    assert.equal(cancelled['status'], 'failed');
    await call(200, { method: 'GET', path: '/api/v1/generations/{id}', id: String(id) });
  });

  test('a task from its estimate to its picture, and the ledger it leaves', async () => {
    await app.start();
    const estimate = await call(200, { method: 'POST', path: '/api/v1/generations/estimate', body: SMALL });
    const body = { ...SMALL, client_request_id: 'order-17' };
    const headers = { 'idempotency-key': 'order-17' };
    const task = await call(202, { ...CREATE, body, headers });
    assert.equal(task['reserved_credits'], estimate['credits']);
    const replayed = await call(202, { ...CREATE, body, headers });
    assert.equal(replayed['id'], task['id']);
    await call(409, { ...CREATE, body: SMALL, headers });

    const id = String(task['id']);
    const place = { method: 'GET', path: '/api/v1/generations/{id}', id } as const;
    await call(200, place);
    let ended = await call(200, { ...place, query: '?wait=30' });
    while (ended['status'] !== 'succeeded') ended = await call(200, { ...place, query: '?wait=30' });
    await call(409, { method: 'POST', path: '/api/v1/generations/{id}/cancel', id });
    await call(200, { method: 'GET', path: '/api/v1/generations', query: '?status=succeeded&limit=5' });
    await call(200, { method: 'GET', path: '/api/v1/files', query: '?source=result' });
    await call(200, { method: 'GET', path: '/api/v1/credits' });
    const { data } = await call(200, { method: 'GET', path: '/api/v1/credits/entries' });
    assert.ok(Array.isArray(data) && data.length === 5);
  });

  test('an uploaded file until it is deleted', async () => {
    const upload = { method: 'POST', path: '/api/v1/files' } as const;
    const file = new Blob([PIXEL], { type: 'image/png' });
    const fields = { kind: 'image', model: 'wan-2-7-image-pro', client_request_id: 'reference-17' };
    const { id, url } = await call(201, { ...upload, ...(await form(fields, file)) });
    const params = { referenceMediaItems: [{ url, kind: 'image', name: 'reference-image.png' }] };
    await call(200, { method: 'POST', path: '/api/v1/generations/estimate', body: { ...SMALL, params } });
    await call(200, { method: 'GET', path: '/api/v1/files', query: '?kind=image' });
    await call(200, { method: 'GET', path: '/api/v1/files/{id}', id: String(id) });
    await call(204, { method: 'DELETE', path: '/api/v1/files/{id}', id: String(id) });
    await call(404, { method: 'DELETE', path: '/api/v1/files/{id}', id: String(id) });

    await call(400, { ...upload, ...(await form(fields)) });
    await call(400, { ...upload, ...(await form(fields, new Blob([]))) });
    await call(415, { ...upload, ...(await form(fields, new Blob(['plain text']))) });
    await call(415, { ...upload, body: {} });
    const large = Buffer.alloc(21 * 2 ** 20);
    await call(413, { ...upload, ...(await form(fields, new Blob([large]))) });
  });
});

describe('what the server answers about webhooks is what is described', () => {
  const all = '/api/v1/webhooks';
  const one = `${all}/{endpointId}`;
  const event = '/api/v1/webhook-events/{eventId}';

  test('an endpoint until it is deleted', async () => {
    const { id } = await call(201, { method: 'POST', path: all, body: { url: 'http://127.0.0.1:1/hook' } });
    const ids = { endpointId: String(id) };
    await call(200, { method: 'GET', path: all, query: '?limit=5' });
    await call(200, { method: 'GET', path: one, ids });
    await call(200, { method: 'PATCH', path: one, ids, body: { status: 'disabled', name: 'Off' } });
    await call(200, { method: 'POST', path: `${one}/rotate-secret`, ids });
    await call(400, { method: 'POST', path: all, body: { url: 'https://10.0.0.1/' } });
    await call(400, { method: 'PATCH', path: one, ids, body: {} });
    await call(204, { method: 'DELETE', path: one, ids });
    await call(404, { method: 'GET', path: one, ids });
  });

  test('a test, a task that ends, and their deliveries', async (t) => {
    const receiver = createServer((request, response) => request.resume().on('end', () => response.end('ok')));
    t.after(() => receiver.close());
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = receiver.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`;
    const { id } = await call(201, { method: 'POST', path: all, body: { url } });
    const ids = { endpointId: String(id) };
    const tested = await call(200, { method: 'POST', path: `${one}/test`, ids });
    assert.equal(tested['status'], 'succeeded');

    const { id: generationId } = await call(202, { ...CREATE, body: { ...SMALL, prompt: 'A kite [[fail]]' } });
    const place = { method: 'GET', path: '/api/v1/generations/{id}', id: String(generationId) } as const;
    while ((await call(200, { ...place, query: '?wait=30' }))['status'] !== 'failed');
    const { data } = await call(200, {
      method: 'GET',
      path: '/api/v1/webhook-events',
      query: '?type=generation.failed',
    });
    const [failed] = Array.isArray(data) ? data : [];
    const eventId = String(at(failed ?? null, 'id'));
    const seen = await call(200, { method: 'GET', path: event, ids: { eventId } });
    assert.deepEqual(at(seen, 'data'), await call(200, place));
    await call(200, { method: 'GET', path: '/api/v1/webhook-events', query: `?after=${String(tested['event_id'])}` });
    await call(200, { method: 'GET', path: event, ids: { eventId: String(tested['event_id']) } });

    const deliveries = { method: 'GET', path: `${event}/deliveries`, ids: { eventId } } as const;
    const [delivery] = [at(await call(200, deliveries), 'data')].flat();
    const deliveryId = String(at(delivery ?? null, 'id'));
    await call(200, { method: 'GET', path: `${one}/deliveries`, ids, query: '?limit=1' });
    await call(200, { method: 'GET', path: `${one}/deliveries/{deliveryId}`, ids: { ...ids, deliveryId } });
    await call(202, { method: 'POST', path: `${one}/deliveries/{deliveryId}/redeliver`, ids: { ...ids, deliveryId } });
    await call(202, { method: 'POST', path: `${event}/redeliver`, ids: { eventId } });
    await call(202, { method: 'POST', path: `${event}/redeliver`, ids: { eventId }, body: { endpoint_id: id ?? '' } });
    await call(403, { method: 'GET', path: all, key: readingKey.secret });
    await call(204, { method: 'DELETE', path: one, ids });
  });
});

describe('what the server refuses is described', () => {
  test('without a key, with a wrong one, without the scope', async () => {
    const reads = { method: 'GET', path: '/api/v1/credits' } as const;
    await call(401, { ...reads, key: '' });
    await call(401, { ...reads, key: 'rvya_sk_wrong' });
    await call(200, { ...reads, key: readingKey.secret });
    await call(403, { ...CREATE, body: SMALL, key: readingKey.secret });
  });

  test('a body, a query or an id that is wrong', async () => {
    await call(400, { ...CREATE, body: { model: 'wan-2-7-image-pro', params: { seed: -1, other: true } } });
    await call(400, { method: 'GET', path: '/api/v1/generations', query: '?limit=0' });
    await call(400, { method: 'GET', path: '/api/v1/models', query: '?page=2' });
    await call(404, { method: 'GET', path: '/api/v1/models/{id}', id: 'no-such-model' });
    await call(404, { method: 'GET', path: '/api/v1/generations/{id}', id: 'task_none' });
    await call(404, { method: 'GET', path: '/api/v1/files/{id}', id: 'file_none' });
    await call(413, { ...CREATE, body: { ...SMALL, prompt: 'x'.repeat(2 ** 20) } });
    await call(415, { ...CREATE, headers: { 'content-type': 'text/plain' }, body: Buffer.from('{}') });
  });

  test('more than the balance pays for', async () => {
    await call(402, { ...CREATE, body: SMALL, key: poorKey.secret });
  });
});
