import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { holdWallets } from '../credits/index.ts';
import type { Tx } from '../platform/db/database.ts';
import { newId } from '../platform/ids.ts';
import { closeAttempts, hasHandle, markSubmitting, saveHandle } from './attempt-store.ts';
import { claimQueuedTasks } from './claim-tasks.ts';
import { writeReport } from './gate-reports.ts';
import { closeEmptyLanes, moveQueuedTasks, openLanes } from './lane-store.ts';
import { moveStranded, selectStranded } from './queue-store.ts';
import { readEngines, resumeEngine } from './read-engines.ts';
import { settleGenerations } from './settle-generations.ts';
import { insertGenerations } from './store.ts';
import { FAST_CREDENTIAL, paints, ScriptedEngine, setUpGenerations, type TestGenerations } from './testing.ts';
import { answers, begin, busy, paid, stateOf, stepNew } from './testing-paid.ts';

/**
 * A transaction in two halves, and what another process does that begins in between. It may wait for the first to end; the
 * pause only gives it the time to do harm if it does not.
 */
async function between<Found, Result>(
  story: TestGenerations,
  first: (tx: Tx) => Promise<Found>,
  other: () => Promise<Result>,
  second: (tx: Tx, found: Found) => Promise<void>,
): Promise<Result> {
  const others: Promise<Result>[] = [];
  await story.db.transaction(async (tx) => {
    const found = await first(tx);
    if (others.length === 0) others.push(other());
    await pause(100);
    await second(tx, found);
  });
  const [result] = others;
  assert.ok(result);
  return await result;
}

const closing = { state: 'failed', bought: 'no', nowMs: 1 } as const;

describe('while one process decides on a task, another', () => {
  test('cannot write down an answer that the decision does not see', async (t) => {
    const { story, id } = await begin(t, paid(paints));
    const [task] = await story.claim();
    const attemptId = task?.attempt?.id ?? '';
    await story.db.transaction((tx) => markSubmitting(tx, attemptId, story.clock.now()));
    const found = { handle: { job: 'late' }, upstreamId: 'late' };
    const isKept = await between(
      story,
      async (tx) => assert.equal(await hasHandle(tx, attemptId), false),
      () => story.db.transaction((tx) => saveHandle(tx, attemptId, found, story.clock.now())),
      (tx) => closeAttempts(tx, [id], closing),
    );
    assert.equal(isKept, false, 'it is told that the attempt was closed');
    assert.equal(await stateOf(story, id), 'failed');
  });

  test('cannot submit at an engine that the first one no longer knows', async (t) => {
    const { story, id } = await begin(t, paid(answers(busy), 'old'), [paid(paints, 'new')]);
    await stepNew(story);
    story.clock.advance(60_000);
    const claimed = await between(
      story,
      (tx) => selectStranded(tx, 'wan-2-7-image', { known: ['new'], limit: 5 }),
      () => story.claimRetries(5, 'old'),
      async (tx, ids) => {
        assert.deepEqual(ids, [id]);
        await closeAttempts(tx, ids, closing);
        await moveStranded(tx, ids, { to: 'new', queueMs: 1 });
      },
    );
    assert.deepEqual(claimed, []);
    const retried = await story.claimRetries(5, 'new');
    assert.deepEqual(
      retried.map(({ row }) => row.id),
      [id],
    );
  });

  test('does not take up what has just been sent to another queue', async (t) => {
    const { story, id } = await begin(t, new ScriptedEngine(paints, { id: 'old' }), [
      new ScriptedEngine(paints, { id: 'new' }),
    ]);
    const claimed = await between(
      story,
      async (tx) => await openLanes(tx, await moveQueuedTasks(tx, 'wan-2-7-image', { to: 'new' })),
      () => story.claim(5, 'old'),
      () => Promise.resolve(),
    );
    assert.deepEqual(claimed, []);
    const moved = await story.claim(5, 'new');
    assert.deepEqual(
      moved.map(({ row }) => row.id),
      [id],
    );
  });

  test('does not close the lane of a task that is being created', async (t) => {
    const { story } = await begin(t, new ScriptedEngine(paints));
    const [first] = await story.claim();
    assert.ok(first);
    const { queue, account_id: accountId } = first.row;
    const id = newId('task', story.clock.now());
    await between(
      story,
      async (tx) => {
        await insertGenerations(tx, [{ ...first.row, id, status: 'queued', lease: null }]);
        await openLanes(tx, [{ queue, accountId, id }]);
      },
      () => story.db.transaction((tx) => closeEmptyLanes(tx, queue)),
      () => Promise.resolve(),
    );
    const claimed = await story.claim(5);
    assert.deepEqual(
      claimed.map(({ row }) => row.id),
      [id],
    );
  });
});

test('one that ends tasks well and badly does not wait in a circle with one that holds the same wallets', async (t) => {
  const { story, tasks } = await beginTwo(t);
  let tries = 0;
  const settle = (tx: Tx) => {
    tries += 1;
    const error = { code: 'generation_failed', message: 'no' } as const;
    // The success is what is written first, and its account is the later one.
    return settleGenerations(tx, story.deps, [
      { id: tasks[1].id, accountId: tasks[1].account_id, status: 'succeeded', outputs: [] },
      { id: tasks[0].id, accountId: tasks[0].account_id, status: 'failed', error, bought: 'no' },
    ]);
  };
  const accountIds = tasks.map((task) => task.account_id);
  const ended = await between(
    story,
    (tx) => holdWallets(tx, accountIds.slice(0, 1)),
    () => story.db.transaction(settle),
    (tx) => holdWallets(tx, accountIds),
  );
  assert.equal(ended.size, 2);
  assert.equal(tries, 1);
});

test('one that ends a task holds its wallet first: a create and a claim in between would close the circle', async (t) => {
  const { story, tasks } = await beginTwo(t);
  const [{ id, account_id: accountId }] = tasks;
  const error = { code: 'generation_failed', message: 'no' } as const;
  const ending = { id, accountId, status: 'failed', error, bought: 'no' } as const;
  const ended = await between(
    story,
    (tx) => holdWallets(tx, [accountId]),
    () => story.db.transaction((tx) => settleGenerations(tx, story.deps, [ending])),
    async (tx) => {
      const task = tx.selectFrom('generations').select('id').where('id', '=', id);
      const free = await (story.db.kind === 'postgres' ? task.forUpdate().skipLocked() : task).execute();
      assert.equal(free.length, 1, 'nobody holds the task');
    },
  );
  assert.equal(ended.size, 1);
});

test('one that claims does not wait in a circle with one that creates, nor do two that create', async (t) => {
  const story = await setUpGenerations(t);
  const callers = [await story.caller('a'), await story.caller('b')];
  const [first, last] = callers.map(({ accountId }) => accountId).sort();
  assert.ok(first !== undefined && last !== undefined);
  const queue = story.engine.id;
  const lane = (accountId: string) => ({ queue, accountId, id: 'task_9' });
  const rivals = {
    // The account whose turn it is has the later id.
    claims: (tx: Tx) => claimQueuedTasks(tx, story.clock, { queue, credentials: ['', ''], taskTimeoutMs: 1, turn: 9 }),
    creates: (tx: Tx) => openLanes(tx, [lane(last), lane(first)]),
  };
  for (const rival of Object.values(rivals)) {
    for (const caller of callers) await story.create(caller);
    await story.db.transaction(async (tx) => {
      for (const [turn, id] of [last, first].entries())
        await tx.updateTable('queue_lanes').set({ turn }).where('account_id', '=', id).execute();
    });
    let tries = 0;
    await between(
      story,
      (tx) => openLanes(tx, [lane(first)]),
      () =>
        story.db.transaction(async (tx) => {
          tries += 1;
          await rival(tx);
        }),
      (tx) => openLanes(tx, [lane(last)]),
    );
    assert.equal(tries, 1);
  }
});

/** A task in work of each of two accounts, in the order of the accounts' ids. */
async function beginTwo(t: TestContext) {
  const story = await setUpGenerations(t);
  for (const name of ['a', 'b']) await story.create(await story.caller(name));
  const rows = (await story.claim(2)).map(({ row }) => row);
  const [first, last] = rows.sort((left, right) => (left.account_id < right.account_id ? -1 : 1));
  assert.ok(first && last);
  return { story, tasks: [first, last] as const };
}

test('resuming one credential leaves what the process that works with the others says of them', async (t) => {
  const credentials = ['main', 'second'].map((name) => ({ ...FAST_CREDENTIAL, name }));
  const story = await setUpGenerations(t, new ScriptedEngine(paints, { credentials }));
  if (story.db.kind === 'sqlite') return t.skip('one process does everything and knows');
  const stopped = { state: 'stopped', pausedUntilMs: 5, message: 'unpaid bill' } as const;
  await story.db.transaction((tx) =>
    writeReport(
      tx,
      'scripted',
      ['main', 'second'].map((name) => ({ name, ...stopped })),
    ),
  );
  assert.equal(await resumeEngine(story.deps, 'scripted', 'main'), true);
  const [engine] = await readEngines(story.deps);
  assert.deepEqual(engine?.credentials, [
    { name: 'main', state: 'open', pausedUntilMs: null, message: null, tasksInProcess: 0 },
    { name: 'second', ...stopped, tasksInProcess: 0 },
  ]);
});
