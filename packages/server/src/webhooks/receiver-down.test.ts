import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { HOUR_MS } from '../platform/units.ts';
import { claimDeliveries } from './claim-deliveries.ts';
import { nextDueAt } from './endpoint-store.ts';
import { releaseAllClaims } from './release-all-claims.ts';
import { headersOf, openScene, type Scene, startReceiver, until } from './testing-deliveries.ts';

const EVENTS = 40;
const DOWN_HOURS = 30;

test('two receivers down for 30 hours and two restarts: everything arrives, once per event and endpoint', async (t) => {
  const scene = await openScene(t);
  const receivers = [await startDying(t), await startDying(t)] as const;
  const endpoints = [await scene.addEndpoint(receivers[0].url), await scene.addEndpoint(receivers[1].url)] as const;
  const tell = (state: State) => {
    for (const receiver of receivers) receiver.become(state);
  };
  let sender = scene.startSender();
  const published = [...(await scene.publish(4))];
  await scene.settled();

  tell('down');
  for (let hour = 0; hour < DOWN_HOURS; hour += 1) {
    published.push(...(await scene.publish()));
    await passTo(scene, scene.clock.now() + HOUR_MS);
    if (hour === 10) {
      // Ends in order, with something under way that is cut off and handed back.
      tell('silent');
      published.push(...(await scene.publish(3)));
      await until(() => receivers.every(({ hanging }) => hanging() > 0));
      await scene.stopSender(sender);
      assert.equal(await scene.claimed(), 0);
      tell('down');
      await releaseAllClaims(scene.deps);
      sender = scene.startSender();
    }
    if (hour === 20) {
      // Ends like a killed process, whose claims nobody hands back.
      await scene.stopSender(sender);
      published.push(...(await scene.publish(3)));
      await claimAsDead(scene);
      await releaseAllClaims(scene.deps);
      sender = scene.startSender();
    }
  }
  assert.equal(published.length, EVENTS);
  tell('up');
  await passTo(scene, Number.POSITIVE_INFINITY);

  for (const [index, { id }] of endpoints.entries()) {
    const deliveries = await scene.deliveries(id);
    assert.equal(deliveries.length, EVENTS);
    const ids = deliveries.map(({ event_id: eventId }) => eventId).sort();
    assert.deepEqual(receivers[index]?.taken().sort(), ids, 'each was taken, and none of them twice');
    for (const { status, tries, attempt_count, completed_at } of deliveries) {
      assert.equal(status, 'succeeded');
      assert.equal(attempt_count, tries.length);
      const times = tries.map(({ startedAtMs }) => startedAtMs);
      assert.deepEqual(
        times,
        [...times].sort((left, right) => left - right),
      );
      assert.equal(completed_at, times.at(-1));
      for (const { error } of tries.slice(0, -1)) assert.match(error ?? '', /unreachable|http_status/);
      assert.equal(tries.at(-1)?.error, null);
    }
    assert.ok(
      deliveries.slice(0, 4).every(({ tries }) => tries.length === 1),
      'before the outage',
    );
    assert.ok(
      deliveries.slice(4).some(({ tries }) => tries.length >= 8),
      'from its beginning to its end',
    );
    const { status, failure_count } = await scene.endpoint(id);
    assert.deepEqual([status, failure_count], ['active', 0]);
  }
});

type State = 'up' | 'down' | 'silent';

/** A receiver that goes away and comes back: down, it cuts connections or is a proxy that has nobody behind it. */
async function startDying(t: Parameters<typeof startReceiver>[0]) {
  let state: State = 'up';
  let requests = 0;
  const taken: string[] = [];
  const hanging: ServerResponse[] = [];
  const receiver = await startReceiver(t, (response, received) => {
    requests += 1;
    if (state === 'silent') return void hanging.push(response);
    if (state === 'down') return void (requests % 2 === 0 ? response.destroy() : response.writeHead(502).end());
    taken.push(headersOf(received)['webhook-id'] ?? '');
    response.writeHead(200).end();
  });
  return {
    url: receiver.url,
    become(next: State) {
      state = next;
    },
    hanging: () => hanging.length,
    /** The ids of the events it took, in the order they came. */
    taken: () => [...taken],
  };
}

/** Lets time pass, with everything that becomes due in between; without end, until nothing waits any more. */
async function passTo(scene: Scene, timeMs: number): Promise<void> {
  await scene.settled();
  for (;;) {
    const dueAtMs = await nextDueAt(scene.db.read);
    const nextMs = Math.min(dueAtMs ?? timeMs, timeMs);
    if (nextMs === Number.POSITIVE_INFINITY) return;
    scene.clock.advance(nextMs - scene.clock.now());
    await scene.settled();
    if (nextMs === timeMs) return;
  }
}

async function claimAsDead(scene: Scene): Promise<void> {
  const room = { all: 100, failing: 100, underWay: new Map<string, number>() };
  const nowMs = scene.clock.now();
  const claimed = await scene.db.transaction((tx) => claimDeliveries(tx, { nowMs, claim: 'lease_dead', room }));
  assert.equal(await scene.claimed(), claimed.length);
  assert.ok(claimed.length > 0);
}
