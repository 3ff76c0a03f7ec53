import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { DAY_MS } from '../platform/units.ts';
import { holdEvent } from './event-store.ts';
import { createEventSweep, EVENT_KEPT_MS } from './sweep-events.ts';
import { openScene, type Scene, startReceiver } from './testing-deliveries.ts';

const BATCH = 3;

async function eventsLeft({ db }: Scene): Promise<number> {
  return (await db.read.selectFrom('webhook_events').select('id').execute()).length;
}

async function deliveriesLeft({ db }: Scene): Promise<number> {
  return (await db.read.selectFrom('webhook_deliveries').select('id').execute()).length;
}

/** Sweeps until a round was not full; answers what each removed. */
async function sweepAll(sweep: (batchSize: number) => Promise<number>): Promise<readonly number[]> {
  const removed = [await sweep(BATCH)];
  while (removed.at(-1) === BATCH) removed.push(await sweep(BATCH));
  return removed;
}

async function setUp(t: TestContext) {
  const scene = await openScene(t);
  const receiver = await startReceiver(t);
  return { scene, receiver, sweep: createEventSweep(scene.deps) };
}

describe('the sweep of events', () => {
  test('removes events of 30 days ago with their deliveries, in small batches, and no younger ones', async (t) => {
    const { scene, receiver, sweep } = await setUp(t);
    await scene.addEndpoint(receiver.url);
    scene.startSender();
    await scene.publish(2 * BATCH + 1);
    await scene.settled();
    scene.clock.advance(DAY_MS);
    await scene.publish(1);
    await scene.settled();
    scene.clock.advance(EVENT_KEPT_MS - DAY_MS);
    assert.deepEqual(await sweepAll(sweep), [0]);
    scene.clock.advance(1);
    assert.deepEqual(await sweepAll(sweep), [BATCH, BATCH, 1]);
    assert.deepEqual([await eventsLeft(scene), await deliveriesLeft(scene)], [1, 1]);
    scene.clock.advance(DAY_MS);
    assert.deepEqual(await sweepAll(sweep), [1]);
    assert.deepEqual([await eventsLeft(scene), await deliveriesLeft(scene)], [0, 0]);
  });

  test('removes events that nobody asked to hear of', async (t) => {
    const { scene, sweep } = await setUp(t);
    await scene.publish(2, 'acct_other');
    scene.clock.advance(EVENT_KEPT_MS + 1);
    assert.deepEqual(await sweepAll(sweep), [2]);
  });

  test('leaves an event that is being sent again to its next walk, where others write too', async (t) => {
    const { scene, sweep } = await setUp(t);
    if (scene.db.kind === 'sqlite') return t.skip('the sweep waits for its only writer');
    await scene.publish(1, 'acct_other');
    scene.clock.advance(EVENT_KEPT_MS + 1);
    const [{ id } = assert.fail()] = await scene.db.read.selectFrom('webhook_events').select('id').execute();
    await scene.db.transaction(async (tx) => {
      await holdEvent(tx, id);
      await sweep(BATCH);
    });
    assert.equal(await eventsLeft(scene), 1);
    await sweep(BATCH);
    assert.equal(await eventsLeft(scene), 0);
  });

  test('leaves an event with a delivery that is yet to be made, until it was', async (t) => {
    const { scene, receiver, sweep } = await setUp(t);
    await scene.addEndpoint(receiver.url);
    const { id } = await scene.addEndpoint(receiver.url);
    await scene.publish(1);
    await scene.change(id, { status: 'disabled' });
    scene.startSender();
    await scene.settled();
    scene.clock.advance(EVENT_KEPT_MS + 1);
    assert.deepEqual(await sweepAll(sweep), [0]);
    assert.equal(await deliveriesLeft(scene), 2);
    await scene.change(id, { status: 'active' });
    await scene.settled();
    assert.deepEqual(await sweepAll(sweep), [1]);
    assert.equal(await deliveriesLeft(scene), 0);
  });

  test('gets past a crowd that must stay, a bounded part of it each time, and comes back to it', async (t) => {
    const { scene, receiver, sweep } = await setUp(t);
    const { id } = await scene.addEndpoint(receiver.url);
    await scene.publish(25 * BATCH);
    await scene.change(id, { status: 'disabled' });
    await scene.publish(2);
    scene.clock.advance(EVENT_KEPT_MS + 1);
    // A round looks at ten events for each that it may remove: two rounds are of the crowd only.
    assert.deepEqual([await sweep(BATCH), await sweep(BATCH), await sweep(BATCH)], [0, 0, 2]);
    assert.equal(await eventsLeft(scene), 25 * BATCH);
    scene.startSender();
    await scene.change(id, { status: 'active' });
    await scene.settled();
    assert.deepEqual(await sweepAll(sweep), [...Array<number>(25).fill(BATCH), 0]);
    assert.equal(await eventsLeft(scene), 0);
  });
});
