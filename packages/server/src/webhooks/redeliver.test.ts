import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { newId } from '../platform/ids.ts';
import { openApi, type Shown, stateOf, textOf } from './testing-api.ts';
import { startReceiver } from './testing-deliveries.ts';

/** Two endpoints of which one has no wish to hear of successes, and one event that has arrived at the other. */
async function setUp(t: TestContext) {
  const receiver = await startReceiver(t);
  const api = await openApi(t);
  const { call, scene, owner } = api;
  const id = textOf((await call('POST', '/webhooks', { url: `${receiver.url}/a` })).body.id);
  const deaf = { url: `${receiver.url}/deaf`, event_types: ['generation.failed'] };
  const deafId = textOf((await call('POST', '/webhooks', deaf)).body.id);
  scene.startSender();
  await scene.publish(1, owner.accountId);
  await scene.settled();
  const [delivery = assert.fail()] = (await call('GET', `/webhooks/${id}/deliveries`)).list;
  const paths = () => receiver.received.map(({ path }) => path);
  return { ...api, receiver, id, deafId, delivery, eventId: textOf(delivery.event_id), paths };
}

const targetsOf = (list: readonly Shown[]) => list.map(({ endpoint_id: id }) => id).toSorted();

describe('POST /api/v1/webhooks/{endpointId}/deliveries/{deliveryId}/redeliver', () => {
  test('202: the same event again, as a delivery of its own, however often', async (t) => {
    const { call, id, delivery, scene, receiver, eventId, woken } = await setUp(t);
    for (let count = 0; count < 2; count += 1) {
      const before = woken();
      const again = await call('POST', `/webhooks/${id}/deliveries/${delivery.id}/redeliver`);
      assert.equal(again.status, 202, again.text);
      assert.equal(again.headers['location'], `/api/v1/webhooks/${id}/deliveries/${again.body.id}`);
      assert.notEqual(again.body.id, delivery.id);
      assert.deepEqual(
        [again.body.event_id, again.body.event_type, again.body.status, again.body.origin, again.body.attempts],
        [eventId, delivery.event_type, 'pending', 'redelivery', []],
      );
      assert.equal(woken(), before + 1);
      await scene.settled();
      const place = textOf(String(again.headers['location'])).replace('/api/v1', '');
      assert.equal((await call('GET', place)).body.status, 'succeeded');
    }
    assert.deepEqual(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])), new Set([eventId]));
    assert.equal(new Set(receiver.received.map(({ body }) => body)).size, 1);
    assert.equal(receiver.received.length, 3);
    assert.deepEqual((await call('GET', `/webhooks/${id}/deliveries/${delivery.id}`)).body, delivery);
  });

  test('400 validation_failed: a disabled endpoint has to be enabled first', async (t) => {
    const { call, id, delivery, scene } = await setUp(t);
    await call('PATCH', `/webhooks/${id}`, { status: 'disabled' });
    const before = await stateOf(scene);
    const refused = await call('POST', `/webhooks/${id}/deliveries/${delivery.id}/redeliver`);
    assert.deepEqual([refused.status, refused.body.error?.code], [400, 'validation_failed']);
    assert.match(refused.body.error?.message ?? '', /set its status to active first/);
    assert.deepEqual(await stateOf(scene), before);
  });

  test('404 not_found: a delivery to another endpoint, or none', async (t) => {
    const { call, id, deafId, delivery, scene } = await setUp(t);
    const before = await stateOf(scene);
    const unknown = await call('POST', `/webhooks/${id}/deliveries/${newId('whdel')}/redeliver`);
    const elsewhere = await call('POST', `/webhooks/${deafId}/deliveries/${delivery.id}/redeliver`);
    assert.deepEqual([unknown.status, elsewhere.text], [404, unknown.text]);
    assert.deepEqual(await stateOf(scene), before);
  });
});

describe('POST /api/v1/webhook-events/{eventId}/redeliver', () => {
  test('202: to every active endpoint that asks for its type, with a body or without', async (t) => {
    const { call, id, eventId, receiver, scene, paths, woken } = await setUp(t);
    const second = textOf((await call('POST', '/webhooks', { url: `${receiver.url}/b` })).body.id);
    const third = textOf((await call('POST', '/webhooks', { url: `${receiver.url}/c` })).body.id);
    await call('PATCH', `/webhooks/${third}`, { status: 'disabled' });
    for (const body of [undefined, {}]) {
      const before = woken();
      const { status, list, body: page, text } = await call('POST', `/webhook-events/${eventId}/redeliver`, body);
      assert.equal(status, 202, text);
      assert.deepEqual(targetsOf(list), [id, second].toSorted());
      assert.deepEqual([page.object, page.has_more, page.next_cursor], ['list', false, null]);
      assert.equal(woken(), before + 1);
      assert.ok(list.every(({ origin, status: state }) => origin === 'redelivery' && state === 'pending'));
      await scene.settled();
    }
    assert.deepEqual(paths().toSorted(), ['/a', '/a', '/a', '/b', '/b']);
  });

  test('202: to the endpoint that is named, whether it asks for the type or not', async (t) => {
    const { call, deafId, eventId, scene, paths } = await setUp(t);
    const { list } = await call('POST', `/webhook-events/${eventId}/redeliver`, { endpoint_id: deafId });
    assert.deepEqual(targetsOf(list), [deafId]);
    await scene.settled();
    assert.deepEqual(paths(), ['/a', '/deaf']);
  });

  test('202: nothing, if no endpoint asks for it', async (t) => {
    const { call, id, eventId } = await setUp(t);
    await call('DELETE', `/webhooks/${id}`);
    const { status, list } = await call('POST', `/webhook-events/${eventId}/redeliver`);
    assert.deepEqual([status, list], [202, []]);
  });

  test('400 and 404: a disabled, deleted, foreign or unknown endpoint; a foreign or unknown event', async (t) => {
    const { call, callAs, openAccount, id, deafId, eventId, scene } = await setUp(t);
    const stranger = callAs(await openAccount('stranger'));
    const theirs = textOf((await stranger('POST', '/webhooks', { url: 'http://127.0.0.1:1/' })).body.id);
    await call('PATCH', `/webhooks/${id}`, { status: 'disabled' });
    await call('DELETE', `/webhooks/${deafId}`);
    const before = await stateOf(scene);
    const path = `/webhook-events/${eventId}/redeliver`;
    assert.equal((await call('POST', path, { endpoint_id: id })).body.error?.code, 'validation_failed');
    const unknown = await call('POST', path, { endpoint_id: newId('whend') });
    assert.equal(unknown.status, 404);
    for (const endpoint_id of [theirs, deafId]) {
      assert.equal((await call('POST', path, { endpoint_id })).text, unknown.text);
    }
    const never = await stranger('POST', `/webhook-events/${newId('evt')}/redeliver`);
    assert.deepEqual([(await stranger('POST', path)).text, never.status], [never.text, 404]);
    for (const body of [{ endpoint_id: 7 }, { endpoint: id }, [id]]) {
      assert.equal((await call('POST', path, body)).status, 400);
    }
    assert.deepEqual(await stateOf(scene), before);
  });
});
