import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { after, describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { type Answer, Api, assertRefused, type Body, textOf } from './client.ts';
import { createAccount, createKey, startServer } from './harness.ts';
import { LOCAL_ALLOWED } from './stage.ts';

const UNTIL_MS_MAX = 60_000;
const SMALL = { model: 'wan-2-7-image', params: { resolution: '1K' } };

type Shown = Body & {
  readonly signing_secret?: string;
  readonly secret_preview?: string;
  readonly event_types?: readonly string[];
  readonly event_id?: string;
  readonly event_type?: string;
  readonly endpoint_id?: string;
  readonly origin?: string;
  readonly attempt_count?: number;
  readonly attempts?: readonly { readonly response_status: number | null; readonly error: string | null }[];
  readonly previous_secret_expires_at?: string | null;
};

type Received = { readonly method: string; readonly headers: IncomingHttpHeaders; readonly body: string };

const server = await startServer({ env: LOCAL_ALLOWED });
after(() => server.stop());
const [account, stranger] = await Promise.all([createAccount(server, 200), createAccount(server)]);
const { api } = account;

async function call(method: string, path: string, json?: unknown): Promise<Answer & { readonly shown: Shown }> {
  const answer = await api.request(method, `/api/v1${path}`, json === undefined ? {} : { json });
  return { ...answer, shown: answer.body };
}

/** What a list holds. */
async function listed(path: string): Promise<readonly Shown[]> {
  const { status, text, body } = await api.get(`/api/v1${path}`);
  assert.equal(status, 200, text);
  return body.data ?? [];
}

async function until<Value>(what: string, look: () => Promise<Value | undefined> | Value | undefined): Promise<Value> {
  const deadline = Date.now() + UNTIL_MS_MAX;
  for (;;) {
    const value = await look();
    if (value !== undefined) return value;
    if (Date.now() > deadline) assert.fail(`Never: ${what}`);
    await sleep(20);
  }
}

/** An integrator's server, which answers with these statuses in turn, the last one ever after. */
async function startReceiver(t: TestContext, statuses: readonly number[] = [204]) {
  const received: Received[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ method: request.method ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(statuses[received.length - 1] ?? statuses.at(-1) ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    receiver.closeAllConnections();
    receiver.close();
  });
  const address = receiver.address();
  assert.ok(address !== null && typeof address === 'object');
  return { received, url: `http://127.0.0.1:${address.port}/rivya/webhook` };
}

async function createWebhook(t: TestContext, body: { url: string; name?: string; event_types?: readonly string[] }) {
  const { status, text, shown } = await call('POST', '/webhooks', body);
  assert.equal(status, 201, text);
  const path = `/webhooks/${shown.id}`;
  t.after(async () => void (await call('DELETE', path)));
  return { endpoint: shown, path, id: textOf(shown.id), secret: textOf(shown.signing_secret) };
}

/** The event, as both public libraries read it once they have found that its signature holds. */
function verified({ headers, body }: Received, secret: string): Shown & { readonly data: Shown } {
  const signed = signedHeaders(headers);
  const event = new Webhook(secret).verify(body, signed);
  // The other library says nothing when all is well.
  new SvixWebhook(secret).verify(body, signed);
  return JSON.parse(JSON.stringify(event));
}

function assertUnverified({ headers, body }: Received, secret: string): void {
  const signed = signedHeaders(headers);
  assert.throws(() => new Webhook(secret).verify(body, signed), /signature|timestamp/i);
  assert.throws(() => new SvixWebhook(secret).verify(body, signed), /signature|timestamp/i);
}

function signedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  return Object.fromEntries(names.map((name) => [name, String(headers[name])]));
}

/** A task without what every read signs afresh. */
function lasting(task: Body): unknown {
  return JSON.parse(JSON.stringify(task).replaceAll(/(expires|signature)=[^"&]+/g, '$1'));
}

describe('webhooks', () => {
  test('a task that succeeded is told within moments, signed, and told as its status route tells it', async (t) => {
    const { received, url } = await startReceiver(t);
    const { id, secret, path } = await createWebhook(t, { url, name: 'Production webhook' });
    const taskId = await api.accepted({ ...SMALL, prompt: 'A kite' });
    const task = await api.ended(taskId);
    assert.equal(task.status, 'succeeded', JSON.stringify(task.error));
    const [message] = await until('an event', () => (received.length > 0 ? received : undefined));
    assert.ok(message);
    assert.deepEqual([message.method, message.headers['content-type']], ['POST', 'application/json']);
    const event = verified(message, secret);
    assert.equal(event.id, message.headers['webhook-id']);
    assert.match(textOf(event.id), /^evt_[0-9a-z]{26}$/);
    assert.deepEqual([event.type, Reflect.get(event, 'api_version')], ['generation.succeeded', '2026-05-11']);
    assert.deepEqual(lasting(event.data), lasting((await api.get(`/api/v1/generations/${taskId}`)).body));
    const picture = await new Api(server.url).get(textOf(event.data.result?.primary_url));
    assert.equal(picture.status, 200);

    const delivery = await until('the delivery is final', async () =>
      (await listed(`${path}/deliveries`)).find(({ status }) => status === 'succeeded'),
    );
    assert.deepEqual([delivery.event_id, delivery.endpoint_id, delivery.attempt_count], [event.id, id, 1]);
    const [listedEvent] = await listed(`/webhook-events?generation_id=${taskId}`);
    assert.deepEqual(lasting(listedEvent ?? {}), lasting({ ...event, object: 'webhook_event' }));
    assert.equal(received.length, 1);
  });

  test('a changed body, another secret, id or time do not verify', async (t) => {
    const { received, url } = await startReceiver(t);
    const { secret, path } = await createWebhook(t, { url });
    const other = await createWebhook(t, { url });
    await call('POST', `${path}/test`);
    const [message = assert.fail()] = received;
    assert.equal(verified(message, secret).type, 'webhook.test');
    assertUnverified(message, other.secret);
    assertUnverified({ ...message, body: `${message.body} ` }, secret);
    for (const change of [
      { 'webhook-id': 'evt_other' },
      { 'webhook-timestamp': String(Number(message.headers['webhook-timestamp']) - 1) },
      { 'webhook-timestamp': String(Number(message.headers['webhook-timestamp']) - 600) },
    ]) {
      assertUnverified({ ...message, headers: { ...message.headers, ...change } }, secret);
    }
  });

  test('tasks that failed are told to those who ask for them, and only to those', async (t) => {
    const [failures, successes] = [await startReceiver(t), await startReceiver(t)];
    const { secret } = await createWebhook(t, { url: failures.url, event_types: ['generation.failed'] });
    await createWebhook(t, { url: successes.url, event_types: ['generation.succeeded'] });
    for (const [directive, code] of [
      ['[[fail]]', 'generation_failed'],
      ['[[reject]]', 'content_rejected'],
    ]) {
      const id = await api.accepted({ ...SMALL, prompt: `A kite ${directive}` });
      const task = await api.ended(id);
      assert.equal(task.error?.code, code);
      const message = await until(code ?? '', () =>
        failures.received.find(({ body }) => JSON.parse(body).data.id === id),
      );
      const event = verified(message, secret);
      assert.equal(event.type, 'generation.failed');
      assert.deepEqual(event.data, task);
    }
    const id = await api.accepted({ ...SMALL, prompt: 'A kite [[slow:60]]' });
    await api.cancelled(id);
    const cancelled = await until('cancelled', () =>
      failures.received.find(({ body }) => JSON.parse(body).data.id === id),
    );
    assert.equal(verified(cancelled, secret).data.error?.code, 'cancelled');
    assert.equal(successes.received.length, 0);
  });

  test('a receiver that is down for a moment gets the same event a little later', async (t) => {
    const { received, url } = await startReceiver(t, [503, 204]);
    const { secret, path } = await createWebhook(t, { url });
    await api.ended(await api.accepted({ ...SMALL, prompt: 'A kite [[fail]]' }));
    await until('two attempts', () => (received.length === 2 ? received : undefined));
    const [first = assert.fail(), second = assert.fail()] = received;
    assert.equal(first.headers['webhook-id'], second.headers['webhook-id']);
    assert.deepEqual(verified(first, secret), verified(second, secret));
    const delivery = await until('the delivery is final', async () =>
      (await listed(`${path}/deliveries?status=succeeded`)).at(0),
    );
    assert.deepEqual(
      delivery.attempts?.map(({ response_status: status, error }) => [status, error]),
      [
        [503, 'http_status'],
        [204, null],
      ],
    );
  });

  test('after a rotation old and new secret both verify; neither is ever shown again', async (t) => {
    const { received, url } = await startReceiver(t);
    const { path, secret: old } = await createWebhook(t, { url });
    const rotated = await call('POST', `${path}/rotate-secret`);
    assert.equal(rotated.status, 200, rotated.text);
    const secret = textOf(rotated.shown.signing_secret);
    assert.notEqual(secret, old);
    assert.equal(rotated.shown.secret_preview, `${secret.slice(0, 8)}...${secret.slice(-6)}`);
    const lastsMs = Date.parse(textOf(rotated.shown.previous_secret_expires_at)) - Date.now();
    assert.ok(lastsMs > 23 * 3_600_000 && lastsMs <= 24 * 3_600_000);
    await api.ended(await api.accepted({ ...SMALL, prompt: 'A kite [[fail]]' }));
    const [message = assert.fail()] = await until('an event', () => (received.length > 0 ? received : undefined));
    assert.deepEqual(verified(message, old), verified(message, secret));
    for (const place of [path, '/webhooks', `${path}/deliveries`, '/webhook-events']) {
      const { text } = await call('GET', place);
      for (const one of [old, secret]) assert.ok(!text.includes(one.slice(10, -6)), place);
    }
    for (const one of [old, secret]) assert.ok(!server.output().includes(one.slice(6, -6)));
  });

  test('a test says what the receiver makes of it, also when nobody is there', async (t) => {
    const { received, url } = await startReceiver(t, [204, 500]);
    const { path, secret } = await createWebhook(t, { url });
    const fine = await call('POST', `${path}/test`);
    assert.deepEqual([fine.status, fine.shown.status, fine.shown.origin], [200, 'succeeded', 'test'], fine.text);
    assert.equal(verified(received[0] ?? assert.fail(), secret).id, fine.shown.event_id);
    const refused = await call('POST', `${path}/test`);
    assert.deepEqual([refused.status, refused.shown.status], [200, 'failed']);
    assert.equal(refused.shown.attempts?.[0]?.response_status, 500);
    await call('PATCH', path, { url: 'http://127.0.0.1:1/' });
    const nobody = await call('POST', `${path}/test`);
    assert.equal(nobody.shown.attempts?.[0]?.error, 'unreachable');
  });

  test('disabled it hears nothing; what it missed can be fetched, and delivered again', async (t) => {
    const { received, url } = await startReceiver(t);
    const { path, id } = await createWebhook(t, { url });
    const mark = textOf((await call('POST', `${path}/test`)).shown.event_id);
    await call('PATCH', path, { status: 'disabled' });
    const taskId = await api.accepted({ ...SMALL, prompt: 'A kite [[fail]]' });
    await api.ended(taskId);
    const [missed = assert.fail(), ...more] = await listed(`/webhook-events?after=${mark}`);
    assert.deepEqual([missed.type, more.length], ['generation.failed', 0]);
    assert.deepEqual(await listed(`/webhook-events/${missed.id}/deliveries`), []);
    const again = `/webhook-events/${missed.id}/redeliver`;
    assertRefused(await call('POST', again, { endpoint_id: id }), 400, 'validation_failed');
    await call('PATCH', path, { status: 'active' });
    const { status, body } = await call('POST', again);
    assert.deepEqual([status, body.data?.length], [202, 1]);
    const message = await until('the event', () => received.find(({ headers }) => headers['webhook-id'] === missed.id));
    assert.equal(JSON.parse(message.body).data.id, taskId);
    const [delivery = assert.fail()] = await listed(`${path}/deliveries`);
    const twice = await call('POST', `${path}/deliveries/${delivery.id}/redeliver`);
    assert.equal(twice.status, 202, twice.text);
    await until('it came twice', () =>
      received.filter(({ headers }) => headers['webhook-id'] === missed.id).length === 2 ? true : undefined,
    );
  });

  test('deleted it is gone for everybody, and its pending deliveries with it', async (t) => {
    const { url } = await startReceiver(t, [503]);
    const { path } = await createWebhook(t, { url });
    await api.ended(await api.accepted({ ...SMALL, prompt: 'A kite [[fail]]' }));
    const delivery = await until('an attempt', async () =>
      (await listed(`${path}/deliveries`)).find(({ attempt_count: count = 0 }) => count > 0),
    );
    const gone = await call('DELETE', path);
    assert.deepEqual([gone.status, gone.bytes.length], [204, 0]);
    for (const [method, tail] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/rotate-secret'],
      ['POST', '/test'],
      ['GET', '/deliveries'],
    ] as const) {
      const json = method === 'PATCH' ? { name: 'Back' } : undefined;
      assertRefused(await call(method, `${path}${tail}`, json), 404, 'not_found');
    }
    const [kept] = await listed(`/webhook-events/${delivery.event_id}/deliveries`);
    assert.deepEqual([kept?.id, kept?.status], [delivery.id, 'revoked']);
  });

  test('400 webhook_url_rejected: private addresses that were not allowed, on creating and on changing', async (t) => {
    const { url } = await startReceiver(t);
    const { path, endpoint } = await createWebhook(t, { url });
    for (const bad of [
      ...['http://example.com/', 'https://10.0.0.1/', 'https://[::1]/', 'https://printer.local/', 'ftp://example.com/'],
      ...['https://user:pass@example.com/', 'https://example.com/#top', 'https://169.254.169.254/latest', 'nonsense'],
    ]) {
      assertRefused(await call('POST', '/webhooks', { url: bad }), 400, 'webhook_url_rejected', 'url');
      assertRefused(await call('PATCH', path, { url: bad }), 400, 'webhook_url_rejected', 'url');
    }
    const { signing_secret: _secret, ...shown } = endpoint;
    assert.deepEqual((await call('GET', path)).body, shown);
  });

  test('403 api_scope_denied without webhooks:manage; 404 not_found for the endpoints of others', async (t) => {
    const { url } = await startReceiver(t);
    const { path } = await createWebhook(t, { url });
    const { api: reader } = await createKey(server, account.id, { scopes: ['generations:create', 'generations:read'] });
    for (const [method, place] of [
      ['GET', '/webhooks'],
      ['POST', '/webhooks'],
      ['GET', path],
      ['POST', `${path}/test`],
      ['GET', '/webhook-events'],
    ] as const) {
      assertRefused(await reader.request(method, `/api/v1${place}`), 403, 'api_scope_denied');
    }
    assert.deepEqual((await stranger.api.get('/api/v1/webhooks')).body.data, []);
    assert.deepEqual((await stranger.api.get('/api/v1/webhook-events')).body.data, []);
    const never = await stranger.api.get(`/api/v1/webhooks/whend_${'0'.repeat(26)}`);
    const foreign = await stranger.api.get(`/api/v1${path}`);
    assertRefused(foreign, 404, 'not_found');
    assert.equal(foreign.body.error?.message, never.body.error?.message);
  });
});
