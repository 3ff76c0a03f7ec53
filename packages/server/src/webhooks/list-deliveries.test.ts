import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { toIso } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { openApi, type Shown, textOf } from './testing-api.ts';
import { startReceiver } from './testing-deliveries.ts';

const idsOf = (list: readonly Shown[]) => list.map(({ id }) => id);

/** An endpoint at which the second of four events has failed once. */
async function setUp(t: TestContext) {
  const seen = new Set<string>();
  const receiver = await startReceiver(t, (response, { body }) => {
    seen.add(JSON.parse(body).id);
    response.writeHead(seen.size === 2 ? 503 : 200).end('ok');
  });
  const api = await openApi(t);
  const id = textOf((await api.call('POST', '/webhooks', { url: receiver.url })).body.id);
  api.scene.startSender();
  for (let count = 0; count < 4; count += 1) {
    await api.scene.publish(1, api.owner.accountId);
    await api.scene.settled();
  }
  return { ...api, id, path: `/webhooks/${id}/deliveries`, receiver };
}

describe('GET /api/v1/webhooks/{endpointId}/deliveries', () => {
  test('200: the newest first, page by page, each with all its attempts', async (t) => {
    const { call, id, path, scene } = await setUp(t);
    const made = (await scene.deliveries(id)).map((row) => row.id).reverse();
    const first = await call('GET', `${path}?limit=3`);
    assert.deepEqual([idsOf(first.list), first.body.has_more], [made.slice(0, 3), true]);
    const second = await call('GET', `${path}?limit=3&cursor=${first.body.next_cursor}`);
    assert.deepEqual([idsOf(second.list), second.body.next_cursor], [made.slice(3), null]);

    const row = (await scene.deliveries(id))[1];
    assert.ok(row?.next_attempt_at);
    const [, , failed] = first.list;
    assert.deepEqual(failed, {
      ...{ id: row.id, object: 'webhook_delivery', event_id: row.event_id, event_type: 'generation.succeeded' },
      ...{ endpoint_id: id, status: 'pending', origin: 'event', attempt_count: 1 },
      next_attempt_at: toIso(row.next_attempt_at),
      attempts: [
        {
          ...{ number: 1, attempted_at: toIso(scene.clock.now()), duration_ms: 0 },
          ...{ response_status: 503, error: 'http_status' },
        },
      ],
      ...{ created_at: toIso(row.created_at), completed_at: null },
    });
    assert.deepEqual((await call('GET', `${path}/${row.id}`)).body, failed);
    await scene.nextRound();
    const { body } = await call('GET', `${path}/${row.id}`);
    assert.deepEqual(
      [body.status, body.attempts?.map(({ response_status: status }) => status)],
      ['succeeded', [503, 200]],
    );
  });

  test('200: by status', async (t) => {
    const { call, id, path, scene } = await setUp(t);
    const rows = await scene.deliveries(id);
    for (const status of ['pending', 'succeeded', 'failed', 'revoked']) {
      const expected = rows.filter((row) => row.status === status).map((row) => row.id);
      assert.deepEqual(idsOf((await call('GET', `${path}?status=${status}`)).list), expected.reverse(), status);
    }
    const first = await call('GET', `${path}?status=succeeded&limit=2`);
    const second = await call('GET', `${path}?status=succeeded&limit=2&cursor=${first.body.next_cursor}`);
    assert.deepEqual([first.list.length, second.list.length, second.body.has_more], [2, 1, false]);
  });

  test('400 validation_failed: unknown filters, bad limits, cursors of other lists', async (t) => {
    const { call, path } = await setUp(t);
    const cursor = Buffer.from(newId('evt')).toString('base64url');
    for (const query of ['limit=101', 'status=late', 'type=x', `cursor=${cursor}`, 'status=failed&status=failed']) {
      const { status, body } = await call('GET', `${path}?${query}`);
      assert.deepEqual([status, body.error?.code], [400, 'validation_failed'], query);
    }
  });

  test('404 not_found: a delivery to another endpoint or of another account, as one that never was', async (t) => {
    const { call, callAs, openAccount, id, path, scene } = await setUp(t);
    const delivery = (await scene.deliveries(id))[0];
    assert.ok(delivery);
    const other = textOf((await call('POST', '/webhooks', { url: 'http://127.0.0.1:1/' })).body.id);
    const unknown = await call('GET', `${path}/${newId('whdel')}`);
    assert.deepEqual([unknown.status, unknown.body.error?.code], [404, 'not_found']);
    const elsewhere = await call('GET', `/webhooks/${other}/deliveries/${delivery.id}`);
    assert.deepEqual([elsewhere.status, elsewhere.text], [404, unknown.text]);
    const stranger = callAs(await openAccount('stranger'));
    const foreign = await stranger('GET', `${path}/${delivery.id}`);
    const never = await stranger('GET', `/webhooks/${newId('whend')}/deliveries/${newId('whdel')}`);
    assert.deepEqual([foreign.status, foreign.text], [404, never.text]);
  });
});

describe('GET /api/v1/webhook-events/{eventId}/deliveries', () => {
  test('200: to every endpoint, the newest first, page by page; 404 for foreign and unknown events', async (t) => {
    const { call, callAs, openAccount, scene, owner } = await setUp(t);
    for (let count = 0; count < 2; count += 1) await call('POST', '/webhooks', { url: 'http://127.0.0.1:1/' });
    await scene.publish(1, owner.accountId);
    const [event = assert.fail()] = (await call('GET', '/webhook-events?limit=1')).list;
    const path = `/webhook-events/${event.id}/deliveries`;
    const first = await call('GET', `${path}?limit=2`);
    const second = await call('GET', `${path}?limit=2&cursor=${first.body.next_cursor}`);
    const all = [...first.list, ...second.list];
    assert.deepEqual(idsOf(all), idsOf(all).toSorted().reverse());
    assert.equal(new Set(all.map(({ endpoint_id: id }) => id)).size, 3);
    assert.ok(all.every(({ event_id: id }) => id === event.id));
    assert.equal(second.body.next_cursor, null);
    const stranger = callAs(await openAccount('stranger'));
    const unknown = await call('GET', `/webhook-events/${newId('evt')}/deliveries`);
    assert.deepEqual([(await stranger('GET', path)).text, unknown.status], [unknown.text, 404]);
    assert.equal((await call('GET', `${path}?status=failed`)).status, 400);
  });
});
