import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../platform/units.ts';
import { revokeDeliveries } from './delivery-store.ts';
import { headersOf, openScene, startReceiver, taskOf, until } from './testing-deliveries.ts';

const ok = (response: ServerResponse) => response.writeHead(204).end();
const broken = (response: ServerResponse) => response.writeHead(500).end();

describe('startSender', () => {
  test('what is published arrives signed, is kept with its attempt, and arrives once', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t);
    const { id, secret } = await scene.addEndpoint(receiver.url);
    scene.startSender();
    const [task] = await scene.publish();
    await scene.settled();
    const [one, ...others] = receiver.received;
    assert.equal(others.length, 0);
    const { status, tries, completed_at, event_id } = await scene.delivery(id);
    assert.deepEqual([status, completed_at], ['succeeded', scene.clock.now()]);
    const [attempt] = tries;
    assert.deepEqual(tries, [
      { startedAtMs: scene.clock.now(), durationMs: attempt?.durationMs, responseStatus: 204, error: null },
    ]);
    t.mock.timers.enable({ apis: ['Date'], now: scene.clock.now() });
    const body = new Webhook(secret).verify(one?.body ?? '', headersOf(one));
    t.mock.timers.reset();
    assert.deepEqual(body, {
      ...{ id: event_id, type: 'generation.succeeded', api_version: '2026-05-11' },
      created_at: new Date(scene.clock.now()).toISOString(),
      data: { id: task, object: 'generation', status: 'succeeded' },
    });
    assert.equal((await scene.endpoint(id)).last_success_at, scene.clock.now());
  });

  test('what was published while nobody sent is sent by the next sender without being woken', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t);
    await scene.addEndpoint(receiver.url);
    await scene.publish(3);
    scene.startSender();
    await until(() => receiver.received.length === 3);
  });

  test('an endpoint is told of its own account and its own types only', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t);
    await scene.addEndpoint(`${receiver.url}/mine`);
    await scene.addEndpoint(`${receiver.url}/other-account`, { account_id: 'acct_other' });
    await scene.addEndpoint(`${receiver.url}/other-type`, { event_types: '["generation.failed"]' });
    await scene.addEndpoint(`${receiver.url}/disabled`, { status: 'disabled', disabled_reason: 'requested' });
    await scene.addEndpoint(`${receiver.url}/revoked`, { status: 'revoked', revoked_at: 1 });
    scene.startSender();
    await scene.publish();
    await scene.settled();
    assert.deepEqual(
      receiver.received.map(({ path }) => path),
      ['/mine'],
    );
  });

  test('a receiver that fails is tried eleven times at the documented times, and then no more', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t, broken);
    const { id, secret } = await scene.addEndpoint(receiver.url);
    scene.startSender();
    await scene.publish();
    await scene.settled();
    while (await scene.nextRound());
    const { status, tries } = await scene.delivery(id);
    assert.equal(status, 'failed');
    assert.equal(receiver.received.length, 11);
    const waits = tries.slice(1).map(({ startedAtMs }, index) => startedAtMs - (tries[index]?.startedAtMs ?? 0));
    const [s, m, h] = [SECOND_MS, MINUTE_MS, HOUR_MS];
    const planned = [5 * s, m, 5 * m, 30 * m, 2 * h, 5 * h, 10 * h, 14 * h, 20 * h, 24 * h];
    assert.equal(waits.length, planned.length);
    for (const [index, plannedMs] of planned.entries()) {
      const waitMs = waits[index] ?? 0;
      assert.ok(waitMs >= plannedMs && waitMs <= plannedMs * 1.1 + 1, `${waitMs} instead of ${plannedMs}`);
    }
    // Every attempt is the same message with a time and a signature of its own.
    const sent = receiver.received.map(({ headers }) => headers);
    assert.equal(new Set(sent.map((headers) => headers['webhook-id'])).size, 1);
    assert.equal(new Set(sent.map((headers) => headers['webhook-timestamp'])).size, 11);
    t.mock.timers.enable({ apis: ['Date'], now: tries[10]?.startedAtMs ?? 0 });
    assert.doesNotThrow(() =>
      new Webhook(secret).verify(receiver.received[10]?.body ?? '', headersOf(receiver.received[10])),
    );
  });

  test('a success between failures ends the delivery and the run of failures', async (t) => {
    const scene = await openScene(t);
    const answers = [broken, broken, ok];
    const receiver = await startReceiver(t, (response) => (answers.shift() ?? broken)(response));
    const { id } = await scene.addEndpoint(receiver.url);
    scene.startSender();
    await scene.publish();
    await scene.settled();
    while (await scene.nextRound());
    const { status, tries } = await scene.delivery(id);
    assert.equal(status, 'succeeded');
    assert.deepEqual(
      tries.map(({ error }) => error),
      ['http_status', 'http_status', null],
    );
    const { failure_count, failing_since } = await scene.endpoint(id);
    assert.deepEqual([failure_count, failing_since], [0, null]);
  });

  test('410 is asked once; what waits goes on when the endpoint is active again', async (t) => {
    const scene = await openScene(t);
    const answers = [(response: ServerResponse) => response.writeHead(410).end()];
    const receiver = await startReceiver(t, (response) => (answers.shift() ?? ok)(response));
    const { id } = await scene.addEndpoint(receiver.url);
    scene.startSender();
    await scene.publish();
    await scene.settled();
    assert.equal((await scene.endpoint(id)).disabled_reason, 'gone');
    await scene.nothingComes(t, receiver, () => scene.clock.advance(10 * DAY_MS));
    await scene.change(id, { status: 'active', disabled_reason: null, disabled_at: null, failing_since: null });
    await scene.settled();
    assert.equal((await scene.delivery(id)).status, 'succeeded');
    assert.equal(receiver.received.length, 2);
  });

  test('503 with Retry-After holds the other deliveries of the endpoint, not those of others', async (t) => {
    const scene = await openScene(t);
    const answers = [(response: ServerResponse) => response.writeHead(503, { 'retry-after': '3600' }).end()];
    const busy = await startReceiver(t, (response) => (answers.shift() ?? ok)(response));
    const { id } = await scene.addEndpoint(busy.url);
    const other = await startReceiver(t);
    await scene.addEndpoint(other.url);
    scene.startSender();
    await scene.publish();
    await scene.settled();
    await scene.publish(5);
    await scene.settled();
    assert.equal(other.received.length, 6);
    assert.equal(busy.received.length, 1);
    const heldUntilMs = scene.clock.now() + HOUR_MS;
    assert.equal((await scene.endpoint(id)).due_at, heldUntilMs);
    await scene.nextRound();
    assert.equal(scene.clock.now(), heldUntilMs);
    assert.equal(busy.received.length, 7);
  });

  test('while an endpoint is disabled nothing is sent and nothing is lost', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t);
    const { id } = await scene.addEndpoint(receiver.url);
    await scene.publish(3);
    await scene.change(id, { status: 'disabled', disabled_reason: 'requested' });
    scene.startSender();
    await scene.nothingComes(t, receiver, () => scene.clock.advance(DAY_MS));
    assert.deepEqual(
      (await scene.deliveries(id)).map(({ status }) => status),
      ['pending', 'pending', 'pending'],
    );
    await scene.change(id, { status: 'active', disabled_reason: null });
    await until(() => receiver.received.length === 3);
  });

  test('an endpoint that is deleted while it is being told: no attempt is kept, nothing is sent again', async (t) => {
    const scene = await openScene(t);
    const answers: ServerResponse[] = [];
    const receiver = await startReceiver(t, (response) => void answers.push(response));
    const { id } = await scene.addEndpoint(receiver.url);
    const sender = scene.startSender();
    await scene.publish();
    await until(() => answers.length === 1);
    await scene.db.transaction((tx) => revokeDeliveries(tx, id, scene.clock.now()));
    await scene.change(id, { status: 'revoked', revoked_at: scene.clock.now() });
    for (const response of answers) broken(response);
    await scene.stopSender(sender, MINUTE_MS);
    scene.startSender();
    await scene.nothingComes(t, receiver, () => scene.clock.advance(DAY_MS));
    const { status, attempts } = await scene.delivery(id);
    assert.deepEqual([status, attempts], ['revoked', '[]']);
    assert.equal((await scene.endpoint(id)).failure_count, 0);
  });

  test('an event that cannot be read is not sent, and keeps no other from being sent', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t);
    const { id } = await scene.addEndpoint(receiver.url);
    const [first = '', ...others] = await scene.publish(5);
    scene.unreadable.add(first);
    scene.startSender();
    await until(() => receiver.received.length === 4);
    assert.deepEqual(receiver.received.map(taskOf).sort(), [...others].sort());
    await until(async () => (await scene.claimed()) === 1);
    scene.unreadable.clear();
    scene.clock.advance(MINUTE_MS);
    scene.wake();
    await until(() => receiver.received.length === 5);
    await until(async () => (await scene.deliveries(id)).every(({ status }) => status === 'succeeded'));
  });
});
