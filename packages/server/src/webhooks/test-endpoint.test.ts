import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { toIso } from '../platform/clock.ts';
import { DAY_MS, HOUR_MS } from '../platform/units.ts';
import { openApi, stateOf, textOf } from './testing-api.ts';
import { type SceneOptions, startReceiver, until } from './testing-deliveries.ts';

type Respond = Parameters<typeof startReceiver>[1];

async function setUp(t: TestContext, respond?: Respond, options: SceneOptions = {}) {
  const receiver = await startReceiver(t, respond);
  const api = await openApi(t, options);
  const { body } = await api.call('POST', '/webhooks', { url: `${receiver.url}/hook?a=1` });
  const id = textOf(body.id);
  return { ...api, receiver, id, path: `/webhooks/${id}`, secret: textOf(body.signing_secret) };
}

describe('POST /api/v1/webhooks/{endpointId}/test', () => {
  test('200: a signed webhook.test arrives at once, and is listed with its delivery', async (t) => {
    const { call, receiver, id, path, secret, scene } = await setUp(t);
    const { status, body, text } = await call('POST', `${path}/test`);
    assert.equal(status, 200, text);
    assert.deepEqual(
      [body.object, body.status, body.origin, body.event_type, body.endpoint_id, body.attempt_count],
      ['webhook_delivery', 'succeeded', 'test', 'webhook.test', id, 1],
    );
    assert.deepEqual(body.attempts, [
      { number: 1, attempted_at: toIso(scene.clock.now()), duration_ms: 0, response_status: 204, error: null },
    ]);
    const [{ headers, path: at, body: sent } = assert.fail(), ...others] = receiver.received;
    assert.deepEqual([at, others.length], ['/hook?a=1', 0]);
    const event = JSON.parse(sent);
    assert.deepEqual([event.id, event.type, event.api_version], [body.event_id, 'webhook.test', '2026-05-11']);
    assert.deepEqual([event.data.object, event.data.endpoint_id], ['webhook_test', id]);
    const sentAt = new Date(Number(headers['webhook-timestamp']) * 1_000);
    assert.equal(headers['webhook-signature'], new Webhook(secret).sign(event.id, sentAt, sent));

    assert.deepEqual((await call('GET', `${path}/deliveries/${body.id}`)).body, body);
    assert.deepEqual((await call('GET', `/webhook-events/${event.id}`)).body, { ...event, object: 'webhook_event' });
  });

  test('200: what the endpoint does, well or badly, stays as it was, whatever comes of the test', async (t) => {
    const answers = [204, 500];
    const { call, id, path, scene } = await setUp(t, (response) => response.writeHead(answers.shift() ?? 0).end());
    const nowMs = scene.clock.now();
    await scene.change(id, { failing_since: nowMs, last_failure_at: nowMs, failure_count: 3 });
    const before = await scene.endpoint(id);
    scene.clock.advance(DAY_MS);
    assert.equal((await call('POST', `${path}/test`)).body.status, 'succeeded');
    assert.equal((await call('POST', `${path}/test`)).body.status, 'failed');
    assert.deepEqual(await scene.endpoint(id), before);
  });

  test('the event is listed while its attempt is under way: whoever follows the list does not miss it', async (t) => {
    const release = Promise.withResolvers<void>();
    const { call, path, owner, receiver, scene } = await setUp(t, (response) => {
      void release.promise.then(() => response.end());
    });
    await scene.publish(1, owner.accountId);
    const [first] = (await call('GET', '/webhook-events')).list;
    const testing = call('POST', `${path}/test`);
    await until(() => receiver.received.length === 1);
    scene.clock.advance(HOUR_MS);
    await scene.publish(1, owner.accountId);
    const after = (await call('GET', `/webhook-events?after=${first?.id}`)).list;
    assert.deepEqual(
      after.map(({ type }) => type),
      ['webhook.test', 'generation.succeeded'],
    );
    assert.deepEqual((await call('GET', `/webhook-events/${after[0]?.id}/deliveries`)).list, []);
    release.resolve();
    const { body } = await testing;
    const sent = JSON.parse(receiver.received[0]?.body ?? '');
    assert.deepEqual([body.event_id, sent.id], [after[0]?.id, after[0]?.id]);
    assert.equal(sent.created_at, after[0]?.created_at);
    assert.deepEqual((await call('GET', `/webhook-events/${sent.id}/deliveries`)).list, [body]);
  });

  test('200: what the receiver refuses is told, not tried again, and not held against the endpoint', async (t) => {
    const { call, id, path, scene, receiver } = await setUp(t, (response) =>
      response.writeHead(410, { 'retry-after': '60' }).end('secret'),
    );
    scene.startSender();
    const before = (await call('GET', path)).body;
    const { status, body, text } = await call('POST', `${path}/test`);
    assert.deepEqual([status, body.status], [200, 'failed']);
    assert.deepEqual([body.attempts?.[0]?.response_status, body.attempts?.[0]?.error], [410, 'http_status']);
    assert.ok(!text.includes('secret'));
    const after = (await call('GET', path)).body;
    assert.deepEqual(after, before);
    const { failing_since, held_until, due_at } = await scene.endpoint(id);
    assert.deepEqual([failing_since, held_until, due_at], [null, null, null]);
    assert.equal(await scene.nextRound(), false);
    assert.equal(receiver.received.length, 1);
  });

  test('200: also while it is disabled, and it stays so', async (t) => {
    const { call, path, receiver } = await setUp(t);
    await call('PATCH', path, { status: 'disabled' });
    assert.equal((await call('POST', `${path}/test`)).body.status, 'succeeded');
    assert.equal((await call('GET', path)).body.status, 'disabled');
    assert.equal(receiver.received.length, 1);
  });

  test('200: a receiver that never answers is given up in time', async (t) => {
    const { call, path } = await setUp(t, () => undefined, { attemptMsMax: 30 });
    const { status, body } = await call('POST', `${path}/test`);
    assert.deepEqual([status, body.status, body.attempts?.[0]?.error], [200, 'failed', 'timeout']);
  });

  test('429 rate_limited: while it is being tested, but other endpoints can be; nobody else learns of it', async (t) => {
    const release = Promise.withResolvers<void>();
    const { call, callAs, openAccount, path, receiver } = await setUp(t, (response) => {
      void release.promise.then(() => response.end());
    });
    const first = call('POST', `${path}/test`);
    await until(() => receiver.received.length === 1);
    const second = await call('POST', `${path}/test`);
    assert.deepEqual([second.status, second.body.error?.code], [429, 'rate_limited']);
    assert.equal(second.headers['retry-after'], '1');
    const stranger = callAs(await openAccount('stranger'));
    assert.equal((await stranger('POST', `${path}/test`)).status, 404);

    const others: Promise<{ status: number }>[] = [];
    for (let count = 0; count < 16; count += 1) {
      const { body } = await call('POST', '/webhooks', { url: receiver.url });
      others.push(call('POST', `/webhooks/${body.id}/test`));
    }
    // Fifteen more are under way; the sixteenth is one too many.
    const refused = await Promise.race(others);
    assert.equal(refused.status, 429);
    release.resolve();
    const statuses = (await Promise.all([first, ...others])).map(({ status }) => status);
    assert.deepEqual(statuses.toSorted(), [...Array<number>(16).fill(200), 429]);
    assert.equal((await call('POST', `${path}/test`)).status, 200);
  });

  test('400 webhook_url_rejected: an address that is not public any more; nothing is sent or kept', async (t) => {
    let address = '93.184.215.14';
    const { call, scene } = await openApi(t, { resolve: () => Promise.resolve([{ address, family: 4 }]) });
    const { body } = await call('POST', '/webhooks', { url: 'https://receiver.example.com/' });
    address = '10.0.0.1';
    const before = await stateOf(scene);
    const refused = await call('POST', `/webhooks/${body.id}/test`);
    assert.deepEqual([refused.status, refused.body.error?.code], [400, 'webhook_url_rejected']);
    assert.deepEqual(await stateOf(scene), before);
  });

  test('200: a replaced secret signs the test too; one that cannot be read is told', async (t) => {
    const { call, id, path, receiver, scene } = await setUp(t);
    await call('POST', `${path}/rotate-secret`);
    scene.clock.advance(HOUR_MS);
    await call('POST', `${path}/test`);
    assert.equal(String(receiver.received[0]?.headers['webhook-signature']).split(' ').length, 2);
    await scene.change(id, { secrets: '[{"sealed":"v1.AAAA","untilMs":null}]' });
    const { body } = await call('POST', `${path}/test`);
    assert.deepEqual([body.status, body.attempts?.[0]?.error], ['failed', 'secret_unreadable']);
    assert.equal(receiver.received.length, 1);
  });

  test('503 overloaded: the server stops; of the test only its event is kept', async (t) => {
    const { app, call, path, receiver, scene } = await setUp(t, () => undefined);
    const testing = call('POST', `${path}/test`);
    await until(() => receiver.received.length === 1);
    const before = await stateOf(scene);
    assert.equal((await scene.db.read.selectFrom('webhook_events').select('id').execute()).length, 1);
    await app.close();
    const { status, body } = await testing;
    assert.deepEqual([status, body.error?.code], [503, 'overloaded']);
    assert.deepEqual(await stateOf(scene), before);
  });

  test('400: a body or a query', async (t) => {
    const { call, path, receiver } = await setUp(t);
    assert.equal((await call('POST', `${path}/test`, { type: 'generation.failed' })).status, 400);
    assert.equal((await call('POST', `${path}/test?x=1`)).status, 400);
    assert.equal(receiver.received.length, 0);
  });
});
