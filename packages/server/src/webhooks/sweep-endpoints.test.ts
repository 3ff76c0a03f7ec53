import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { DAY_MS } from '../platform/units.ts';
import { createWebhookSweep } from './index.ts';
import { createEndpointSweep } from './sweep-endpoints.ts';
import { openScene, type Scene, startReceiver } from './testing-deliveries.ts';

const BATCH = 3;
const URL = 'https://hooks.example.com/';

async function setUp(t: TestContext) {
  const scene = await openScene(t);
  return { scene, sweep: createEndpointSweep(scene.deps) };
}

/** Adds endpoints that were deleted at this moment. */
async function addRevoked(scene: Scene, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const { id } = await scene.addEndpoint(URL, { status: 'revoked', revoked_at: scene.clock.now() });
    ids.push(id);
  }
  return ids;
}

async function endpointsLeft({ db }: Scene): Promise<readonly string[]> {
  const rows = await db.read.selectFrom('webhook_endpoints').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

describe('the sweep of endpoints', () => {
  test('removes those deleted more than 30 days ago, in small batches, and no others', async (t) => {
    const { scene, sweep } = await setUp(t);
    const active = await scene.addEndpoint(URL);
    const disabled = await scene.addEndpoint(URL, { status: 'disabled', disabled_reason: 'requested' });
    await addRevoked(scene, BATCH + 1);
    scene.clock.advance(DAY_MS);
    const younger = await addRevoked(scene, 1);
    scene.clock.advance(29 * DAY_MS);
    assert.equal(await sweep(BATCH), 0);
    scene.clock.advance(1);
    assert.deepEqual([await sweep(BATCH), await sweep(BATCH), await sweep(BATCH)], [BATCH, 1, 0]);
    assert.deepEqual(await endpointsLeft(scene), [active.id, disabled.id, ...younger]);
    scene.clock.advance(DAY_MS);
    assert.equal(await sweep(BATCH), 1);
    assert.deepEqual(await endpointsLeft(scene), [active.id, disabled.id]);
  });

  test('leaves one while a delivery refers to it; when that is swept it goes too', async (t) => {
    const scene = await openScene(t);
    const receiver = await startReceiver(t);
    const { id } = await scene.addEndpoint(receiver.url);
    const kept = await scene.addEndpoint(receiver.url, { event_types: '[]' });
    scene.startSender();
    await scene.publish();
    await scene.settled();
    scene.clock.advance(DAY_MS);
    await scene.change(id, { status: 'revoked', revoked_at: scene.clock.now() - 30 * DAY_MS });
    const sweepEndpoints = createEndpointSweep(scene.deps);
    assert.equal(await sweepEndpoints(BATCH), 0);
    scene.clock.advance(30 * DAY_MS);
    assert.equal(await sweepEndpoints(BATCH), 0);
    assert.deepEqual(await endpointsLeft(scene), [id, kept.id]);
    const sweep = createWebhookSweep(scene.deps);
    assert.equal(await sweep(BATCH), 1);
    assert.deepEqual(await endpointsLeft(scene), [kept.id]);
    assert.deepEqual(await scene.deliveries(id), []);
  });

  test('gets past a crowd that must stay, a bounded part of it each time, and comes back to it', async (t) => {
    const { scene, sweep } = await setUp(t);
    const crowd = await addRevoked(scene, 25 * BATCH);
    scene.clock.advance(DAY_MS);
    const [last = ''] = await addRevoked(scene, 1);
    await scene.db.transaction((tx) =>
      tx.updateTable('webhook_endpoints').set({ revoked_at: 0 }).where('id', '=', last).execute(),
    );
    // A round looks at ten endpoints for each that it may remove: two rounds are of the crowd only.
    assert.deepEqual([await sweep(BATCH), await sweep(BATCH), await sweep(BATCH)], [0, 0, 1]);
    assert.deepEqual(await endpointsLeft(scene), crowd);
    scene.clock.advance(30 * DAY_MS);
    assert.equal(await sweep(BATCH), BATCH);
  });
});
