import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  NotFoundError,
  RivyaClient,
  type VerifiedEvent,
  verifyWebhook,
  WebhookUrlRejectedError,
  WebhookVerificationError,
} from '../packages/sdk/src/index.ts';
import { createAccount, createKey, startServer } from './harness.ts';
import { LOCAL_ALLOWED } from './stage.ts';

type Message = { readonly headers: IncomingHttpHeaders; readonly body: Buffer };

const server = await startServer({ env: LOCAL_ALLOWED });
after(() => server.stop());
const account = await createAccount(server, 100);
const client = new RivyaClient({ baseURL: server.url, apiKey: account.secret });

/** An integrator's server: whatever has come and waits to be taken, and whoever waits for what comes. */
const arrived: Message[] = [];
const waiting: ((message: Message) => void)[] = [];
const receiver = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  response.writeHead(204).end();
  const message = { headers: request.headers, body: Buffer.concat(chunks) };
  const next = waiting.shift();
  if (next === undefined) arrived.push(message);
  else next(message);
}).listen(0, '127.0.0.1');
await new Promise((resolve) => receiver.once('listening', resolve));
after(() => {
  receiver.closeAllConnections();
  receiver.close();
});

function receiverUrl(): string {
  const address = receiver.address();
  assert.ok(typeof address === 'object' && address !== null);
  return `http://127.0.0.1:${address.port}/hook`;
}

function nextMessage(): Promise<Message> {
  const message = arrived.shift();
  return message === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(message);
}

async function nextEvent(secret: string | readonly string[]): Promise<VerifiedEvent> {
  const { headers, body } = await nextMessage();
  return await verifyWebhook(body, headers, secret);
}

describe('the story of an integrator who is told', () => {
  test('an endpoint, its test, a picture, a failure, a new secret, another delivery, the end', async () => {
    const created = await client.webhooks.create({ url: receiverUrl(), name: 'Shop' });
    const { id, signing_secret: secret } = created;
    const tested = await client.webhooks.test(id);
    assert.deepEqual([tested.status, tested.origin], ['succeeded', 'test']);
    const hello = await nextEvent(secret);
    assert.ok(hello.type === 'webhook.test');
    assert.deepEqual([hello.id, hello.data.endpoint_id], [tested.event_id, id]);

    const task = await client.generations.run({ model: 'wan-2-7-image', prompt: 'A kite' });
    const event = await nextEvent(secret);
    assert.ok(event.type === 'generation.succeeded');
    assert.equal(event.data.id, task.id);
    assert.equal(event.data.result?.items.length, 1);

    const { id: failedId } = await client.generations.create({ model: 'wan-2-7-image', prompt: 'A kite [[fail]]' });
    const failure = await nextEvent(secret);
    assert.ok(failure.type === 'generation.failed');
    assert.deepEqual([failure.data.id, failure.data.error?.code], [failedId, 'generation_failed']);

    const { signing_secret: newSecret } = await client.webhooks.rotateSecret(id);
    await client.webhooks.test(id);
    const { headers, body } = await nextMessage();
    for (const one of [secret, newSecret, [newSecret, secret]]) await verifyWebhook(body, headers, one);
    await assert.rejects(verifyWebhook(`${body} `, headers, newSecret), (error: unknown) => {
      return error instanceof WebhookVerificationError && error.reason === 'no_match';
    });

    const seen = new Map<string, string>();
    for await (const delivery of client.webhooks.deliveries(id, { limit: 2 })) {
      seen.set(delivery.event_id, delivery.id);
      assert.equal((await client.webhooks.retrieveDelivery(id, delivery.id)).event_id, delivery.event_id);
    }
    assert.equal(seen.size, 4);
    const again = await client.webhooks.redeliver(id, seen.get(event.id) ?? '');
    assert.deepEqual([again.origin, again.event_id], ['redelivery', event.id]);
    assert.equal((await nextEvent(newSecret)).id, event.id);
    // Written down once the answer is there.
    while ((await client.webhooks.retrieveDelivery(id, again.id)).status === 'pending') await sleep(20);

    await client.webhooks.update(id, { name: 'Old shop' });
    assert.equal((await client.webhooks.retrieve(id)).name, 'Old shop');
    await client.webhooks.delete(id);
    await assert.rejects(client.webhooks.retrieve(id), NotFoundError);
    const kept = await client.webhooks.eventDeliveries(event.id);
    assert.deepEqual(
      kept.data.map(({ origin, status }) => [origin, status]),
      [
        ['redelivery', 'succeeded'],
        ['event', 'succeeded'],
      ],
    );
  });

  test('who cannot be reached asks for events instead, and misses none', async () => {
    const [last] = (await client.webhooks.events({ limit: 1 })).data;
    const wanted: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { id } = await client.generations.create({ model: 'wan-2-7-image', prompt: 'A kite [[fail]]' });
      wanted.push(id);
    }
    for (const id of wanted) await client.generations.wait(id).catch(() => undefined);
    const found: string[] = [];
    const ids: string[] = [];
    for await (const event of client.webhooks.events({ after: last?.id, limit: 2 })) {
      ids.push(event.id);
      if (event.type !== 'webhook.test') found.push(event.data.id);
    }
    assert.deepEqual(found.toSorted(), wanted.toSorted());
    assert.deepEqual(ids, ids.toSorted());
    const [first = ''] = ids;
    assert.equal((await client.webhooks.retrieveEvent(first)).id, first);
    assert.deepEqual((await client.webhooks.redeliverEvent(first)).data, []);
  });

  test('a URL inside the network, an unknown endpoint and a key without the scope are errors of their own', async () => {
    await assert.rejects(client.webhooks.create({ url: 'https://10.0.0.1/hook' }), WebhookUrlRejectedError);
    await assert.rejects(client.webhooks.test('whend_00000000000000000000000000'), NotFoundError);
    const { secret } = await createKey(server, account.id, { scopes: ['generations:read'] });
    const narrow = new RivyaClient({ baseURL: server.url, apiKey: secret });
    await assert.rejects(narrow.webhooks.list(), { name: 'ApiScopeDeniedError', status: 403 });
  });
});
