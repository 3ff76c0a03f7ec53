import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { RivyaClient } from '../client.ts';
import { WebhookUrlRejectedError } from '../errors/api-errors.ts';
import { BASE_URL, json, refusal, refusedConnection, scriptedClient } from '../testing.ts';

type Case = {
  readonly operation: string;
  readonly run: (client: RivyaClient) => Promise<unknown>;
  readonly sent: readonly [method: string, path: string, body?: unknown];
  readonly answer?: object;
};

const PAGE = { object: 'list', data: [{ id: 'x_1' }], has_more: false, next_cursor: null };
const CASES: readonly Case[] = [
  {
    operation: 'listWebhooks',
    run: ({ webhooks }) => webhooks.list({ limit: 5 }),
    ...{ sent: ['GET', '/webhooks?limit=5'], answer: PAGE },
  },
  {
    operation: 'createWebhook',
    run: ({ webhooks }) => webhooks.create({ url: 'https://a.example/hook', event_types: ['generation.failed'] }),
    sent: ['POST', '/webhooks', { url: 'https://a.example/hook', event_types: ['generation.failed'] }],
  },
  {
    operation: 'retrieveWebhook',
    run: ({ webhooks }) => webhooks.retrieve('whend_1'),
    sent: ['GET', '/webhooks/whend_1'],
  },
  {
    operation: 'updateWebhook',
    run: ({ webhooks }) => webhooks.update('whend_1', { status: 'active' }),
    sent: ['PATCH', '/webhooks/whend_1', { status: 'active' }],
  },
  {
    operation: 'deleteWebhook',
    run: ({ webhooks }) => webhooks.delete('whend_1'),
    sent: ['DELETE', '/webhooks/whend_1'],
  },
  {
    operation: 'rotateWebhookSecret',
    run: ({ webhooks }) => webhooks.rotateSecret('whend_1', { revoke_previous: true }),
    sent: ['POST', '/webhooks/whend_1/rotate-secret', { revoke_previous: true }],
  },
  {
    operation: 'testWebhook',
    run: ({ webhooks }) => webhooks.test('whend_1'),
    sent: ['POST', '/webhooks/whend_1/test'],
  },
  {
    operation: 'listWebhookDeliveries',
    run: ({ webhooks }) => webhooks.deliveries('whend_1', { status: 'failed' }),
    ...{ sent: ['GET', '/webhooks/whend_1/deliveries?status=failed'], answer: PAGE },
  },
  {
    operation: 'retrieveWebhookDelivery',
    run: ({ webhooks }) => webhooks.retrieveDelivery('whend_1', 'whdel_1'),
    sent: ['GET', '/webhooks/whend_1/deliveries/whdel_1'],
  },
  {
    operation: 'redeliverWebhookDelivery',
    run: ({ webhooks }) => webhooks.redeliver('whend_1', 'whdel_1'),
    sent: ['POST', '/webhooks/whend_1/deliveries/whdel_1/redeliver'],
  },
  {
    operation: 'listWebhookEvents',
    run: ({ webhooks }) => webhooks.events({ after: 'evt_1', type: 'webhook.test' }),
    ...{ sent: ['GET', '/webhook-events?after=evt_1&type=webhook.test'], answer: PAGE },
  },
  {
    operation: 'retrieveWebhookEvent',
    run: ({ webhooks }) => webhooks.retrieveEvent('evt_1'),
    sent: ['GET', '/webhook-events/evt_1'],
  },
  {
    operation: 'listWebhookEventDeliveries',
    run: ({ webhooks }) => webhooks.eventDeliveries('evt_1', { limit: 1 }),
    ...{ sent: ['GET', '/webhook-events/evt_1/deliveries?limit=1'], answer: PAGE },
  },
  {
    operation: 'redeliverWebhookEvent',
    run: ({ webhooks }) => webhooks.redeliverEvent('evt_1', { endpoint_id: 'whend_1' }),
    ...{ sent: ['POST', '/webhook-events/evt_1/redeliver', { endpoint_id: 'whend_1' }], answer: PAGE },
  },
];
/** What happens again when it is sent again. */
const ACTIONS = CASES.filter(({ sent: [method] }) => method === 'POST');

function answerTo({ sent: [method], answer = { id: 'x_1' } }: Case): Response {
  return method === 'DELETE' ? new Response(null, { status: 204 }) : json(answer);
}

describe('client.webhooks', () => {
  test('has a method for every operation of the API', () => {
    const description: { paths: Record<string, Record<string, { operationId: string; tags?: string[] }>> } = JSON.parse(
      readFileSync(new URL('../../../server/openapi.json', import.meta.url), 'utf8'),
    );
    const operations = Object.values(description.paths).flatMap((path) => Object.values(path));
    const ids = operations.flatMap(({ operationId }) => (/webhook/i.test(operationId) ? operationId : []));
    assert.deepEqual(CASES.map(({ operation }) => operation).sort(), ids.sort());
  });

  for (const one of CASES) {
    test(`${one.operation}: sends what the API takes and gives what it answers`, async () => {
      const { client, asked } = scriptedClient([answerTo(one)]);
      const data = await one.run(client);
      const [method, path, body] = one.sent;
      const [{ url, init } = assert.fail()] = asked;
      assert.deepEqual([init.method, url], [method, `${BASE_URL}/api/v1${path}`]);
      assert.deepEqual(init.body === undefined ? undefined : JSON.parse(String(init.body)), body);
      assert.equal(init.headers['content-type'], body === undefined ? undefined : 'application/json');
      assert.deepEqual(data, method === 'DELETE' ? undefined : (one.answer ?? { id: 'x_1' }));
    });
  }

  test('an event is delivered again without a body of ones own too', async () => {
    const { client, asked } = scriptedClient([json(PAGE)]);
    await client.webhooks.redeliverEvent('evt_1');
    assert.equal(asked[0]?.init.body, '{}');
  });

  test('lists go on to the next page with what they were asked for', async () => {
    const first = { ...PAGE, has_more: true, next_cursor: 'c1' };
    const { client, asked } = scriptedClient([json(first), json(PAGE)]);
    const seen: string[] = [];
    for await (const { id } of client.webhooks.events({ after: 'evt_0' })) seen.push(id);
    assert.deepEqual(seen, ['x_1', 'x_1']);
    assert.equal(asked[1]?.url, `${BASE_URL}/api/v1/webhook-events?after=evt_0&cursor=c1`);
  });

  test('a URL that is refused is an error of its own, with the field', async () => {
    const error = { code: 'webhook_url_rejected', message: 'url: no.', requestId: 'req_1' };
    const answer = json({ error: { ...error, details: [{ path: 'url', message: 'no.' }] } }, { status: 400 });
    const { client } = scriptedClient([answer]);
    const outcome = await client.webhooks.create({ url: 'http://10.0.0.1/' }).catch((reason: unknown) => reason);
    assert.ok(outcome instanceof WebhookUrlRejectedError);
    assert.deepEqual([outcome.status, outcome.details], [400, [{ path: 'url', message: 'no.' }]]);
  });

  for (const one of ACTIONS) {
    test(`${one.operation}: tried again when it was refused for now, never when it may have been done`, async () => {
      const busy = refusal(429, 'rate_limited', { 'retry-after': '0' });
      const passing = scriptedClient([busy, answerTo(one)]);
      await one.run(passing.client);
      assert.equal(passing.asked.length, 2);
      const lost = scriptedClient([refusedConnection(), answerTo(one)]);
      await assert.rejects(one.run(lost.client), { name: 'ConnectionError' });
      assert.equal(lost.asked.length, 1);
    });
  }
});
