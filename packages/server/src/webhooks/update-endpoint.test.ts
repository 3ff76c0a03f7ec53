import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { toIso } from '../platform/clock.ts';
import { HOUR_MS, SECOND_MS } from '../platform/units.ts';
import { openApi, stateOf, textOf } from './testing-api.ts';
import { startReceiver } from './testing-deliveries.ts';

const URL = 'https://93.184.215.14/rivya/webhook';
const RUN = { failure_count: 3, last_failure_at: 5 };

async function setUp(t: TestContext, url = URL) {
  const api = await openApi(t);
  const created = await api.call('POST', '/webhooks', { url, name: 'Mine' });
  assert.equal(created.status, 201, created.text);
  const id = textOf(created.body.id);
  const patch = async (body: object) => {
    const answer = await api.call('PATCH', `/webhooks/${id}`, body);
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  return { ...api, id, patch };
}

describe('PATCH /api/v1/webhooks/{endpointId}', () => {
  test('200: any of its fields, together or alone, and the rest stays', async (t) => {
    const { call, id, patch, scene } = await setUp(t);
    const before = (await call('GET', `/webhooks/${id}`)).body;
    const expected: Record<string, unknown> = { ...before };
    for (const change of [
      { name: 'Ünique ✓' },
      { event_types: ['generation.failed'] },
      { url: 'https://93.184.215.14/other' },
      { name: 'Both', event_types: ['generation.succeeded', 'generation.failed'] },
    ]) {
      scene.clock.advance(SECOND_MS);
      Object.assign(expected, change, { updated_at: toIso(scene.clock.now()) });
      assert.deepEqual(await patch(change), expected);
      assert.deepEqual((await call('GET', `/webhooks/${id}`)).body, expected);
    }
  });

  test('200: what it already is changes nothing, in whatever order or notation', async (t) => {
    const { id, patch, scene } = await setUp(t);
    await scene.change(id, { ...RUN, failing_since: 4, held_until: 9 });
    const before = await stateOf(scene);
    scene.clock.advance(HOUR_MS);
    await patch({ status: 'active' });
    await patch({ name: 'Mine', url: `${URL.replace('https', 'HTTPS')}` });
    await patch({ event_types: ['generation.failed', 'generation.succeeded'] });
    assert.deepEqual(await stateOf(scene), before);
  });

  test('200: disabled by request says so and keeps since when; a second time changes nothing', async (t) => {
    const { id, patch, scene } = await setUp(t);
    const since = toIso(scene.clock.now());
    const disabled = await patch({ status: 'disabled' });
    assert.deepEqual(
      [disabled.status, disabled.disabled_reason, disabled.disabled_at],
      ['disabled', 'requested', since],
    );
    await scene.change(id, { disabled_reason: 'gone' });
    scene.clock.advance(HOUR_MS);
    const again = await patch({ status: 'disabled' });
    assert.deepEqual([again.disabled_reason, again.disabled_at], ['gone', since]);
  });

  test('200: active again starts with a clean slate', async (t) => {
    const { id, patch, scene } = await setUp(t);
    const failing = { failing_since: 4, held_until: scene.clock.now() + HOUR_MS };
    await scene.change(id, { ...RUN, ...failing, status: 'disabled', disabled_reason: 'failing', disabled_at: 5 });
    const active = await patch({ status: 'active' });
    assert.deepEqual([active.status, active.disabled_reason, active.disabled_at], ['active', null, null]);
    assert.deepEqual([active.failure_count, active.last_failure_at], [0, toIso(RUN.last_failure_at)]);
    const { failing_since, held_until } = await scene.endpoint(id);
    assert.deepEqual([failing_since, held_until], [null, null]);
  });

  test('200: what the old address did is not held against a new one', async (t) => {
    const { id, patch, scene } = await setUp(t);
    await scene.change(id, { ...RUN, failing_since: 4, held_until: scene.clock.now() + HOUR_MS });
    await patch({ name: 'Other' });
    assert.equal((await scene.endpoint(id)).failing_since, 4);
    await patch({ url: 'https://93.184.215.14/new' });
    const { failing_since, held_until } = await scene.endpoint(id);
    assert.deepEqual([failing_since, held_until], [null, null]);
  });

  test('while disabled nothing is sent and what happens is missed; pending deliveries go on afterwards', async (t) => {
    const receiver = await startReceiver(t);
    const { id, patch, scene, owner, woken } = await setUp(t, receiver.url);
    const [missed] = [await scene.publish(1, owner.accountId)];
    await patch({ status: 'disabled' });
    scene.startSender();
    await scene.publish(1, owner.accountId);
    await scene.settled();
    assert.deepEqual([receiver.received.length, (await scene.deliveries(id)).length], [0, 1]);
    assert.equal((await scene.delivery(id)).status, 'pending');
    const before = woken();
    await patch({ status: 'active' });
    assert.equal(woken(), before + 1);
    await scene.settled();
    assert.deepEqual(
      receiver.received.map(({ body }) => JSON.parse(body).data.id),
      missed,
    );
    assert.equal((await scene.delivery(id)).status, 'succeeded');
  });

  test('a new address gets at once what the old one asked to wait with', async (t) => {
    const { id, patch, scene, owner } = await setUp(t);
    await scene.change(id, { held_until: scene.clock.now() + HOUR_MS });
    await scene.publish(1, owner.accountId);
    assert.equal((await scene.endpoint(id)).due_at, scene.clock.now() + HOUR_MS);
    const receiver = await startReceiver(t);
    scene.startSender();
    await patch({ url: receiver.url });
    await scene.settled();
    assert.equal(receiver.received.length, 1);
  });

  test('400 validation_failed: nothing, unknown fields and values, and nothing is changed', async (t) => {
    const { call, id, scene } = await setUp(t);
    const before = await stateOf(scene);
    for (const [body, message] of [
      [{}, 'The request body must have at least one of the fields it can have.'],
      [{ status: 'revoked' }, 'status: must be one of: active, disabled.'],
      [{ name: null }, 'name: must be a string.'],
      [{ event_types: [] }, 'event_types: must not be empty.'],
      [{ event_types: ['generation.failed', 'generation.failed'] }, 'event_types: must not list anything twice.'],
      [{ secret: 'x', status: 'disabled' }, 'secret: is not a known field here.'],
    ] as const) {
      const answer = await call('PATCH', `/webhooks/${id}`, body);
      assert.deepEqual([answer.status, answer.body.error?.code], [400, 'validation_failed']);
      assert.equal(answer.body.error?.message, message);
    }
    assert.deepEqual(await stateOf(scene), before);
  });

  test('400 webhook_url_rejected: and what came with it is not changed either', async (t) => {
    const { call, id, scene } = await setUp(t);
    const before = await stateOf(scene);
    const url = 'https://10.0.0.1/';
    const { status, body } = await call('PATCH', `/webhooks/${id}`, { url, name: 'Other', status: 'disabled' });
    assert.deepEqual([status, body.error?.code], [400, 'webhook_url_rejected']);
    assert.deepEqual(await stateOf(scene), before);
  });
});
