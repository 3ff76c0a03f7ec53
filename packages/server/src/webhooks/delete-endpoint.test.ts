import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toIso } from '../platform/clock.ts';
import { openApi, textOf } from './testing-api.ts';
import { startReceiver, until } from './testing-deliveries.ts';

describe('DELETE /api/v1/webhooks/{endpointId}', () => {
  test('204, then 404: nothing is sent any more, its secrets are gone, its deliveries stay with their events', async (t) => {
    const { call, scene, owner } = await openApi(t);
    const receiver = await startReceiver(t);
    const id = textOf((await call('POST', '/webhooks', { url: receiver.url })).body.id);
    scene.startSender();
    await scene.publish(1, owner.accountId);
    await scene.settled();
    await call('PATCH', `/webhooks/${id}`, { status: 'disabled' });
    await call('PATCH', `/webhooks/${id}`, { status: 'active', url: 'http://127.0.0.1:1/' });
    await scene.publish(1, owner.accountId);
    await scene.settled();
    const gone = await call('DELETE', `/webhooks/${id}`);
    assert.deepEqual([gone.status, gone.text], [204, '']);
    assert.equal((await call('GET', `/webhooks/${id}`)).status, 404);
    assert.equal((await call('DELETE', `/webhooks/${id}`)).status, 404);
    const row = await scene.endpoint(id);
    assert.deepEqual([row.status, row.revoked_at, row.due_at], ['revoked', scene.clock.now(), null]);
    assert.deepEqual([row.secrets, row.secret_preview], ['[]', '']);

    while (await scene.nextRound());
    const events = (await call('GET', '/webhook-events')).list;
    const deliveries = await Promise.all(
      events.map(async (event) => (await call('GET', `/webhook-events/${event.id}/deliveries`)).list),
    );
    const [revoked, arrived] = deliveries.map(([delivery]) => delivery);
    assert.deepEqual([revoked?.status, arrived?.status], ['revoked', 'succeeded']);
    assert.deepEqual([revoked?.endpoint_id, revoked?.attempts?.[0]?.error], [id, 'unreachable']);
    assert.equal(receiver.received.length, 1);
    const now = toIso(scene.clock.now());
    assert.equal(revoked?.completed_at, now);
  });

  test('204 while a delivery is under way: what comes of it is not written down', async (t) => {
    const { call, scene, owner } = await openApi(t);
    const release = Promise.withResolvers<void>();
    const receiver = await startReceiver(t, (response) => void release.promise.then(() => response.end()));
    const id = textOf((await call('POST', '/webhooks', { url: receiver.url })).body.id);
    const sender = scene.startSender();
    await scene.publish(1, owner.accountId);
    await until(() => receiver.received.length === 1);
    assert.equal((await call('DELETE', `/webhooks/${id}`)).status, 204);
    release.resolve();
    await scene.stopSender(sender, 30_000);
    const { status, tries } = await scene.delivery(id);
    assert.deepEqual([status, tries], ['revoked', []]);
    assert.equal((await scene.endpoint(id)).last_success_at, null);
  });
});
