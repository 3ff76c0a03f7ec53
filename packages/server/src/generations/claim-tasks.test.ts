import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { closeAttempts } from './attempt-store.ts';
import { LEASE_MS } from './claim-tasks.ts';
import { openLanes } from './lane-store.ts';
import { renewLeases, voidAllLeases } from './queue-store.ts';
import { setUpGenerations, type TestGenerations } from './testing.ts';

describe('claiming queued tasks', () => {
  test("a thousand tasks of one account delay another account's first by one slot at most", async (t) => {
    const story = await setUpGenerations(t);
    const busy = await story.caller('busy', 100_000);
    const quiet = await story.caller('quiet');
    await Promise.all(Array.from({ length: 1_000 }, () => story.create(busy)));
    await story.claim();
    const { id } = await story.create(quiet);
    const next = [...(await story.claim()), ...(await story.claim())];
    assert.ok(
      next.some(({ row }) => row.id === id),
      'the newcomer is among the next two',
    );
  });

  test('accounts take turns, the oldest task of each first', async (t) => {
    const story = await setUpGenerations(t);
    const [a, b, c] = [await story.caller('a'), await story.caller('b'), await story.caller('c')];
    const ids = [];
    for (const caller of [a, a, a, b, b, c]) ids.push((await story.create(caller)).id);
    const order: string[] = [];
    for (let slot = 0; slot < 6; slot += 1) order.push(...(await story.claim()).map(({ row }) => row.id));
    const [a1, a2, a3, b1, b2, c1] = ids;
    assert.deepEqual(new Set(order.slice(0, 3)), new Set([a1, b1, c1]));
    assert.deepEqual(new Set(order.slice(3, 5)), new Set([a2, b2]));
    assert.equal(order[5], a3);
    assert.deepEqual(await story.claim(), [], 'an empty queue gives nothing');
  });

  test('an account that comes and goes does not jump ahead of one that waits', async (t) => {
    const story = await setUpGenerations(t);
    const [a, b] = [await story.caller('a'), await story.caller('b')];
    await story.create(a);
    await story.claim();
    await story.claim();
    const first = await story.create(b);
    const second = await story.create(a);
    assert.equal((await story.claim())[0]?.row.id, first.id);
    assert.equal((await story.claim())[0]?.row.id, second.id);
  });

  test('one claim takes many, and no task is taken twice', async (t) => {
    const story = await setUpGenerations(t);
    const a = await story.caller('a');
    for (let count = 0; count < 5; count += 1) await story.create(a);
    const first = await story.claim(3);
    const second = await story.claim(10);
    assert.equal(first.length, 3);
    assert.equal(second.length, 2);
    assert.equal(new Set([...first, ...second].map(({ row }) => row.id)).size, 5);
    assert.ok(
      [...first, ...second].every(({ row, attempt }) => row.status === 'processing' && attempt?.state === 'preparing'),
    );
  });

  test("a lane's mark moves back for a task with a lower id, so none is passed over", async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a');
    const { id } = await story.create(caller);
    await story.create(caller);
    await story.claim(2);
    const waiting = { status: 'queued', lease: null } as const;
    await story.db.transaction(async (tx) => {
      await tx.updateTable('generations').set(waiting).where('id', '=', id).execute();
      await closeAttempts(tx, [id], { state: 'failed', bought: 'no', nowMs: story.clock.now() });
    });
    assert.deepEqual(await story.claim(), [], 'the mark is above it');
    await story.db.transaction((tx) => openLanes(tx, [{ queue: story.engine.id, accountId: caller.accountId, id }]));
    assert.deepEqual(
      (await story.claim()).map(({ row }) => row.id),
      [id],
    );
  });

  test('the cost of a claim does not grow with the queue: only indexes are searched', async (t) => {
    const story = await setUpGenerations(t);
    if (story.db.kind === 'postgres') return t.skip('planned by statistics, which a new table has none of');
    const plan = await sql<{ detail: string }>`explain query plan
      select lane.account_id, (select task.id from generations as task where task.account_id = lane.account_id
        and task.id >= lane.from_id and task.queue = lane.queue and task.status = 'queued' order by task.id limit 1) as id
      from queue_lanes as lane where lane.queue = ${'scripted'} and lane.is_waiting = 1
      order by lane.turn limit ${1}`.execute(story.db.read);
    const steps = plan.rows.map(({ detail }) => detail).join('\n');
    assert.match(steps, /SEARCH lane USING INDEX queue_lanes_waiting/);
    assert.match(steps, /SEARCH task USING INDEX generations_account \(account_id=\? AND id>\?\)/);
    assert.doesNotMatch(steps, /SCAN|TEMP B-TREE/);
  });
});

describe('leases', () => {
  test('a task whose worker stopped renewing is taken up again after the lease, not before', async (t) => {
    const story = await setUpGenerations(t);
    const { id } = await story.create(await story.caller('a'));
    const [first] = await story.claim();
    story.clock.advance(LEASE_MS - 1);
    assert.deepEqual(await story.claimDue(), []);
    story.clock.advance(1);
    const [second] = await story.claimDue();
    assert.equal(second?.row.id, id);
    assert.notEqual(second?.lease, first?.lease);
    assert.equal(second?.attempt?.state, 'preparing');
  });

  test('a renewed lease holds; one that was taken over is reported as lost', async (t) => {
    const story = await setUpGenerations(t);
    await story.create(await story.caller('a'));
    const held = await claimOne(story);
    story.clock.advance(LEASE_MS - 1);
    assert.deepEqual(await renew(story, held), new Set([held.id]));
    story.clock.advance(LEASE_MS - 1);
    assert.deepEqual(await story.claimDue(), []);
    story.clock.advance(1);
    await story.claimDue();
    assert.deepEqual(await renew(story, held), new Set());
  });

  test('a worker that lost its lease can end nothing', async (t) => {
    const story = await setUpGenerations(t);
    const { id } = await story.create(await story.caller('a'));
    const [paused] = await story.claim();
    assert.ok(paused);
    story.clock.advance(LEASE_MS);
    const [taken] = await story.claimDue();
    await story.run(paused);
    const row = await story.db.read
      .selectFrom('generations')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    assert.equal(row.status, 'processing');
    assert.equal(row.lease, taken?.lease);
  });

  test('a restarted server takes leased work up at once, and leaves what was put down until its time', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a');
    const leased = await story.create(caller);
    await story.claim();
    await story.create(caller);
    const [waiting] = await story.claim();
    assert.ok(waiting);
    story.engine.onSubmit = () => Promise.resolve({ status: 'pending', handle: {}, pollAfterMs: 60_000 });
    await story.run(waiting);
    await voidAllLeases(story.db);
    assert.deepEqual(
      (await story.claimDue(10)).map(({ row }) => row.id),
      [leased.id],
    );
  });
});

async function claimOne(story: TestGenerations): Promise<{ id: string; lease: string }> {
  const [task] = await story.claim();
  assert.ok(task);
  return { id: task.row.id, lease: task.lease };
}

function renew(story: TestGenerations, held: { id: string; lease: string }) {
  return story.db.transaction((tx) => renewLeases(tx, [held], story.clock.now() + LEASE_MS));
}
