import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import type { Db } from '../platform/db/database.ts';
import { HOUR_MS } from '../platform/units.ts';
import { scheduleEndpoints } from './delivery-store.ts';
import { openScene, startReceiver, taskOf, until } from './testing-deliveries.ts';

const ok = (response: ServerResponse) => response.writeHead(204).end();
const broken = (response: ServerResponse) => response.writeHead(500).end();
const silent = () => undefined;

describe('a slow receiver', () => {
  test('holds up neither another endpoint nor other deliveries of its own', async (t) => {
    const scene = await openScene(t);
    const slow = await startReceiver(t, (response, one) => (one.path === '/never' ? silent() : ok(response)));
    await scene.addEndpoint(`${slow.url}/never`);
    const mixed = await startReceiver(t, (response, one) => (taskOf(one) === first ? silent() : ok(response)));
    const { id } = await scene.addEndpoint(mixed.url);
    const other = await startReceiver(t);
    await scene.addEndpoint(other.url);
    const [first] = await scene.publish(20);
    scene.startSender();
    await until(() => other.received.length === 20);
    await until(async () => (await scene.deliveries(id)).filter(({ status }) => status === 'succeeded').length === 19);
    assert.equal(slow.received.length, 8);
  });

  test('is told of at most eight at once while it answers', async (t) => {
    const scene = await openScene(t);
    const waiting: ServerResponse[] = [];
    const receiver = await startReceiver(t, (response) => void waiting.push(response));
    await scene.addEndpoint(receiver.url);
    scene.startSender();
    await scene.publish(50);
    for (let answered = 0; answered < 50; answered += 1) {
      await until(() => receiver.received.length >= Math.min(50, answered + 8));
      const response = waiting.shift();
      assert.ok(response);
      ok(response);
    }
    await scene.settled();
    assert.equal(receiver.received.length, 50);
    assert.equal(receiver.atOnceMax(), 8);
  });

  test('is told of one at a time while it fails, and of more again once it answers', async (t) => {
    const scene = await openScene(t);
    const held: ServerResponse[] = [];
    let answer: (response: ServerResponse) => void = (response) => void held.push(response);
    const receiver = await startReceiver(t, (response) => answer(response));
    const nowMs = scene.clock.now();
    const { id } = await scene.addEndpoint(receiver.url, { failing_since: nowMs, last_failure_at: nowMs });
    scene.startSender();
    await scene.publish(20);
    await until(() => held.length > 0);
    await scene.nothingComes(t, receiver, () => undefined);
    answer = broken;
    for (const response of held) broken(response);
    await scene.settled();
    assert.equal(receiver.received.length, 20);
    assert.equal(receiver.atOnceMax(), 1);
    answer = ok;
    while (await scene.nextRound());
    assert.ok((await scene.deliveries(id)).every(({ status }) => status === 'succeeded'));
  });

  test('that runs out of time is tried again later', async (t) => {
    const scene = await openScene(t, { attemptMsMax: 100 });
    const answers = [silent];
    const receiver = await startReceiver(t, (response) => (answers.shift() ?? ok)(response));
    const { id } = await scene.addEndpoint(receiver.url);
    scene.startSender();
    await scene.publish();
    await scene.settled();
    assert.deepEqual(
      (await scene.delivery(id)).tries.map(({ error }) => error),
      ['timeout'],
    );
    await scene.nextRound();
    assert.equal((await scene.delivery(id)).status, 'succeeded');
  });

  test('a crowd of dead ones leaves room for those that answer', async (t) => {
    const scene = await openScene(t);
    const dead = await startReceiver(t, silent);
    const now = scene.clock.now();
    const failing = { failing_since: now, last_failure_at: now };
    for (let index = 0; index < 100; index += 1) await scene.addEndpoint(dead.url, failing);
    await scene.publish(4);
    const alive = await startReceiver(t);
    await scene.addEndpoint(alive.url, { account_id: 'acct_alive' });
    scene.startSender();
    await until(() => dead.received.length === 64);
    await scene.publish(300, 'acct_alive');
    await until(() => alive.received.length === 300);
    assert.equal(dead.received.length, 64);
  });
});

describe('an account whose receivers are slow', () => {
  test('takes 64 at once of a process, and holds up no other account', async (t) => {
    const scene = await openScene(t);
    const waiting: ServerResponse[] = [];
    const slow = await startReceiver(t, (response) => void waiting.push(response));
    // Each alone would take 160 at once, and together they would take all there is.
    for (const account_id of ['acct_slow_1', 'acct_slow_2']) {
      for (let count = 0; count < 20; count += 1) await scene.addEndpoint(`${slow.url}/${account_id}`, { account_id });
      await scene.publish(10, account_id);
    }
    const { db, counts } = countingDb(scene.db);
    scene.startSender({ ...scene.deps, db });
    await until(() => waiting.length === 128);
    const { writes } = counts;
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(counts.writes, writes, 'what has no room is not claimed again and again');
    const other = await startReceiver(t);
    await scene.addEndpoint(other.url, { account_id: 'acct_other' });
    await scene.publish(10, 'acct_other');
    await until(() => other.received.length === 10);
    const paths = slow.received.map(({ path }) => path);
    assert.deepEqual([paths.length, paths.filter((path) => path === '/acct_slow_1').length], [128, 64]);

    // Each that ends makes room for the next of its account.
    for (let answered = 0; answered < 400; answered += 1) {
      await until(() => waiting.length > 0);
      const response = waiting.shift();
      if (response !== undefined) ok(response);
    }
    await scene.settled();
    assert.deepEqual([slow.received.length, slow.atOnceMax()], [400, 128]);
  });
});

describe('a backlog of a dead endpoint', () => {
  for (const length of [0, 1_000]) {
    test(`of ${length} deliveries costs two reads a look and no write while nothing is due`, async (t) => {
      const scene = await openScene(t);
      const receiver = await startReceiver(t);
      const { id } = await scene.addEndpoint(receiver.url);
      await scene.publish(length);
      const laterMs = scene.clock.now() + HOUR_MS;
      await scene.db.transaction(async (tx) => {
        await tx.updateTable('webhook_deliveries').set({ next_attempt_at: laterMs, due_at: laterMs }).execute();
        await scheduleEndpoints(tx, [id], scene.clock.now());
      });
      const { db, counts } = countingDb(scene.db);
      scene.startSender({ ...scene.deps, db });
      for (let looks = 1; looks <= 20; looks += 1) {
        await until(() => counts.reads === 2 * looks);
        scene.wake();
      }
      assert.equal(counts.writes, 0);
      assert.equal((await scene.deliveries(id)).length, length);
      assert.equal(receiver.connections(), 0);
    });
  }
});

/** A store that counts what is asked of it. */
function countingDb(db: Db) {
  const counts = { reads: 0, writes: 0 };
  const read = db.read.withPlugin({
    transformQuery({ node }) {
      counts.reads += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  const counting: Db = {
    ...db,
    read,
    transaction(work) {
      counts.writes += 1;
      return db.transaction(work);
    },
  };
  return { db: counting, counts };
}
