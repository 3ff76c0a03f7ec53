import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { MINUTE_MS } from '../platform/units.ts';
import { claimDeliveries } from './claim-deliveries.ts';
import { releaseAllClaims } from './release-all-claims.ts';
import { openScene, type Scene, startReceiver, until } from './testing-deliveries.ts';

const ok = (response: ServerResponse) => response.writeHead(204).end();
const silent = () => undefined;

describe('stop', () => {
  test('cuts off what does not end in time and hands it back; the next sender sends it at once', async (t) => {
    const scene = await openScene(t);
    const answers = [silent];
    const receiver = await startReceiver(t, (response) => (answers.shift() ?? ok)(response));
    const { id } = await scene.addEndpoint(receiver.url);
    const sender = scene.startSender();
    await scene.publish();
    await until(() => receiver.received.length === 1);
    assert.equal(await scene.claimed(), 1);
    await scene.stopSender(sender);
    const { claim, due_at, attempts } = await scene.delivery(id);
    assert.deepEqual([claim, due_at, attempts], [null, scene.clock.now(), '[]']);
    scene.startSender();
    await until(() => receiver.received.length === 2);
    await scene.settled();
    assert.equal((await scene.delivery(id)).status, 'succeeded');
  });

  test('waits for what ends in time, and keeps what came of it', async (t) => {
    const scene = await openScene(t);
    const waiting: ServerResponse[] = [];
    const receiver = await startReceiver(t, (response) => void waiting.push(response));
    const { id } = await scene.addEndpoint(receiver.url);
    const sender = scene.startSender();
    await scene.publish(2);
    await until(() => waiting.length === 2);
    const stopped = scene.stopSender(sender, MINUTE_MS);
    for (const response of waiting) ok(response);
    await stopped;
    assert.deepEqual(
      (await scene.deliveries(id)).map(({ status }) => status),
      ['succeeded', 'succeeded'],
    );
  });

  test('takes nothing new', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t);
    const { id } = await scene.addEndpoint(receiver.url);
    const sender = scene.startSender();
    await scene.stopSender(sender);
    await scene.publish();
    sender.wake();
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await scene.delivery(id)).claim, null);
    assert.equal(receiver.connections(), 0);
  });
});

describe('a sender that died', () => {
  test('its claims are given back at the start of the next process, and sent at once', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t);
    const { id } = await scene.addEndpoint(receiver.url);
    await scene.publish(3);
    await claimAs(scene, 'lease_dead');
    assert.equal(await scene.claimed(), 3);
    await releaseAllClaims(scene.deps);
    scene.startSender();
    await until(() => receiver.received.length === 3);
    await until(async () => (await scene.deliveries(id)).every(({ status }) => status === 'succeeded'));
  });

  test('among several processes its claims run out after a minute', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t);
    await scene.addEndpoint(receiver.url);
    await scene.publish(3);
    await claimAs(scene, 'lease_dead');
    scene.startSender();
    await scene.nothingComes(t, receiver, () => scene.clock.advance(MINUTE_MS - 1));
    scene.clock.advance(1);
    scene.wake();
    await until(() => receiver.received.length === 3);
  });
});

describe('a store that is full', () => {
  test('what was sent and could not be written down is sent again, under the same id', async (t) => {
    const scene = await openScene(t);
    const waiting: ServerResponse[] = [];
    const receiver = await startReceiver(t, (response) => void waiting.push(response));
    const { id } = await scene.addEndpoint(receiver.url);
    scene.startSender();
    await scene.publish();
    await until(() => waiting.length === 1);
    await scene.setClaimsStuck(true);
    for (const response of waiting) ok(response);
    await until(() => scene.logged.some((line) => line.includes('was interrupted')));
    await scene.setClaimsStuck(false);
    assert.equal((await scene.delivery(id)).status, 'pending');
    scene.clock.advance(MINUTE_MS);
    scene.wake();
    await until(() => waiting.length === 2);
    for (const response of waiting) if (!response.writableEnded) ok(response);
    await scene.settled();
    assert.equal((await scene.delivery(id)).status, 'succeeded');
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    assert.equal(new Set(ids).size, 1);
  });

  test('does not keep the server from stopping; what was cut off is sent by the next start', async (t) => {
    const scene = await openScene(t);
    const answers = [silent];
    const receiver = await startReceiver(t, (response) => (answers.shift() ?? ok)(response));
    const { id } = await scene.addEndpoint(receiver.url);
    const sender = scene.startSender();
    await scene.publish();
    await until(() => receiver.received.length === 1);
    await scene.setClaimsStuck(true);
    await scene.stopSender(sender);
    await scene.setClaimsStuck(false);
    assert.equal(await scene.claimed(), 1);
    await releaseAllClaims(scene.deps);
    scene.startSender();
    await scene.settled();
    assert.equal((await scene.delivery(id)).status, 'succeeded');
  });
});

function claimAs(scene: Scene, claim: string) {
  const room = { all: 100, failing: 100, underWay: new Map<string, number>() };
  return scene.db.transaction((tx) => claimDeliveries(tx, { nowMs: scene.clock.now(), claim, room }));
}
