import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { closeAttempts } from './attempt-store.ts';
import { cancelGeneration } from './cancel-generation.ts';
import { type ClaimedTask, LEASE_MS } from './claim-tasks.ts';
import { dealTasks } from './deal-tasks.ts';
import { nextOfLanes, openLanes } from './lane-store.ts';
import { renewLeases, voidAllLeases } from './queue-store.ts';
import { insertGenerations } from './store.ts';
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

  test('fewer accounts than slots: each has its share at once, one task in turn, and no slot stays free', async (t) => {
    const story = await setUpGenerations(t);
    const [a, b] = [await story.caller('a'), await story.caller('b')];
    const ids: Record<string, string[]> = { [a.accountId]: [], [b.accountId]: [] };
    for (const caller of [a, a, a, a, a, b, b, b]) ids[caller.accountId]?.push((await story.create(caller)).id);
    const first = (await story.claim(3)).map(({ row }) => row);
    const second = (await story.claim(4)).map(({ row }) => row);
    const accounts = [...first, ...second].slice(0, 6).map(({ account_id }) => account_id);
    assert.ok(
      accounts.every((accountId, index) => index === 0 || accountId !== accounts[index - 1]),
      'they alternate within a claim and from one to the next',
    );
    assert.equal(second.length, 4, 'what one account leaves goes to the other');
    for (const [accountId, own] of Object.entries(ids)) {
      const taken = [...first, ...second].filter((row) => row.account_id === accountId).map(({ id }) => id);
      assert.deepEqual(taken, own.slice(0, taken.length), 'the oldest first');
    }
    assert.equal((await story.claim(4)).length, 1, 'and the last');
  });

  test('accounts that do not fit into one claim get as much as each other over several', async (t) => {
    const story = await setUpGenerations(t);
    for (const name of ['a', 'b', 'c']) {
      const caller = await story.caller(name);
      for (let count = 0; count < 4; count += 1) await story.create(caller);
    }
    const taken: string[] = [];
    for (let claims = 0; claims < 3; claims += 1)
      taken.push(...(await story.claim(2)).map(({ row }) => row.account_id));
    const counts = [...Map.groupBy(taken, (accountId) => accountId).values()].map(({ length }) => length);
    assert.deepEqual(counts, [2, 2, 2]);
  });

  test('many tasks of one account are one round, whatever else it has waiting', async (t) => {
    const story = await setUpGenerations(t);
    const caller = await story.caller('a');
    const created = [];
    for (let count = 0; count < 20; count += 1) created.push((await story.create(caller)).id);
    const round = { queue: story.engine.id, limit: 16, turn: 5 };
    const { ids, moves, isMore } = await story.db.transaction((tx) => dealTasks(tx, round));
    assert.deepEqual(ids, created.slice(0, 16));
    assert.deepEqual(moves, [{ account_id: caller.accountId, turn: 20, from_id: created[15], isWaiting: true }]);
    assert.equal(isMore, true);
  });

  test('an account whose waiting task was cancelled keeps its turn', async (t) => {
    const story = await setUpGenerations(t);
    const [a, b] = [await story.caller('a'), await story.caller('b')];
    const cancelled = await story.create(a);
    await cancelGeneration(story.deps, a.accountId, cancelled.id);
    const other = await story.create(b);
    assert.deepEqual(idsOf(await story.claim(5)), [other.id]);
    await story.create(b);
    const own = await story.create(a);
    assert.deepEqual(idsOf(await story.claim()), [own.id]);
  });

  test('the cost of a claim does not grow with the queue: only indexes are searched', async (t) => {
    const story = await setUpGenerations(t);
    const accountIds = await queueMany(story, { accounts: 200, busiest: 2_000 });
    const lanes = accountIds.slice(0, 2).map((account_id) => ({ account_id, turn: 0, from_id: 'task_1' }));
    const isPostgres = story.db.kind === 'postgres';
    const query = nextOfLanes(story.db.read, 'many', { lanes, each: 64 });
    const steps = (await query.explain(undefined, isPostgres ? undefined : sql`query plan`))
      .map((row) => row['QUERY PLAN'] ?? row['detail'])
      .join('\n');
    if (isPostgres) {
      assert.match(steps, /Index Scan using generations_account on generations/);
      assert.match(steps, /Index Cond: \(\(account_id = lane.account_id\) AND \(id >= lane.from_id\)\)/);
      assert.doesNotMatch(steps, /Sort|Bitmap|Seq Scan on generations/);
    } else {
      assert.match(steps, /SEARCH lane USING INDEX \S+ \(queue=\? AND account_id=\?\)/);
      assert.match(steps, /SEARCH generations USING INDEX generations_account \(account_id=\? AND id>\?\)/);
      assert.doesNotMatch(steps, /SCAN (lane|generations)|TEMP B-TREE FOR (?!string_agg)/);
    }
  });
});

/** Accounts with 20 queued tasks each, mixed as they come, and one that has many more. */
async function queueMany(story: TestGenerations, { accounts, busiest }: { accounts: number; busiest: number }) {
  const { id } = await story.create(await story.caller('a'));
  const row = await story.db.read.selectFrom('generations').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const accountIds = Array.from({ length: accounts }, (_, index) => `acct_${index}`);
  const owners = Array.from({ length: 20 }, () => accountIds).flat();
  const rows = [...owners, ...Array.from({ length: busiest }, () => 'acct_0')].map((account_id, index) => ({
    ...{ ...row, account_id, queue: 'many' },
    id: `task_${10_000 + index}`,
  }));
  await story.db.transaction(async (tx) => {
    for (let from = 0; from < rows.length; from += 500) await insertGenerations(tx, rows.slice(from, from + 500));
    const lanes = accountIds.map((accountId) => ({ queue: 'many', accountId, id: 'task_1' }));
    await openLanes(tx, lanes);
  });
  await sql`analyze`.execute(story.db.read);
  return accountIds;
}

function idsOf(tasks: readonly ClaimedTask[]): readonly string[] {
  return tasks.map(({ row }) => row.id);
}

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
