import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type DashscopeOptions, startDashscopeSimulator } from '@rivya/simulator';
import { silentLog, testClock } from '../../platform/testing.ts';
import { Account } from './account.ts';
import { TaskList } from './list-tasks.ts';
import { signal, UNLIMITED } from './testing.ts';
import { TaskWatch } from './watch-tasks.ts';

const SECOND = 1_000;
const NEVER = { pendingMs: 0, runningMs: 1e12 } as const;

/** A watch over a simulator of its own, with what it told the host. Looks are made by hand unless there are many tasks. */
async function setUp(t: TestContext, options: Partial<DashscopeOptions> = {}, queriesPerSecond = 1_000) {
  const clock = testClock();
  const sim = await startDashscopeSimulator({ ...UNLIMITED, ...NEVER, now: clock.now, ...options });
  t.after(() => sim.close());
  const timeouts = { submitTimeoutMs: 5_000, queryTimeoutMs: 5_000 };
  const limits = { submitsPerSecond: 1, submitsAtOnce: 1, tasksMax: 1 };
  const credential = { name: 'main', apiKey: sim.key, queriesPerSecond: 1_000, ...limits };
  const account = new Account(clock, { baseUrl: sim.baseUrl, ...timeouts }, credential);
  t.after(() => account.close());
  const list = new TaskList(account);
  const watch = new TaskWatch({ clock, log: silentLog, list, credential: 'main', queriesPerSecond });
  t.after(() => watch.close());
  const hints: string[][] = [];
  watch.start({ hint: (taskIds) => void hints.push([...taskIds]) });
  /** Tasks that run; ours are called like the upstream's with a star. */
  const run = (count: number) =>
    Array.from({ length: count }, () => {
      const { id, submittedAtMs } = sim.submitElsewhere();
      watch.note(id, { taskId: `${id}*`, submittedAtMs });
      return id;
    });
  return { clock, sim, watch, hints, run };
}

const ours = (ids: readonly string[]) => ids.map((id) => `${id}*`).sort();

describe('a look at the task list', () => {
  test('tells which tasks have ended, by our ids, once', async (t) => {
    const { sim, watch, hints, run } = await setUp(t);
    const [first = '', , third = ''] = run(3);
    assert.equal(await watch.look(signal), 1);
    assert.deepEqual(hints, []);
    sim.finish(first);
    sim.finish(third);
    await watch.look(signal);
    await watch.look(signal);
    assert.deepEqual(hints.flat().sort(), ours([first, third]));
  });

  test('tells again when no poll has come of it for a while', async (t) => {
    const { sim, clock, watch, hints, run } = await setUp(t);
    const [id = ''] = run(1);
    sim.finish(id);
    await watch.look(signal);
    clock.advance(14 * SECOND);
    await watch.look(signal);
    assert.equal(hints.length, 1);
    clock.advance(SECOND);
    await watch.look(signal);
    assert.deepEqual(hints, [ours([id]), ours([id])]);
  });

  test('and at once when a poll has come and found it unfinished', async (t) => {
    const { sim, watch, hints, run } = await setUp(t);
    const [id = ''] = run(1);
    sim.finish(id);
    await watch.look(signal);
    watch.note(id, { taskId: `${id}*`, submittedAtMs: 0 });
    await watch.look(signal);
    assert.equal(hints.length, 2);
  });

  test('asks for nothing when no task is left', async (t) => {
    const { sim, watch, hints, run } = await setUp(t);
    for (const id of run(2)) {
      sim.finish(id);
      watch.forget(id);
    }
    assert.equal(await watch.look(signal), 0);
    assert.deepEqual([hints, sim.requests().list], [[], 0]);
  });

  test('forgets tasks that nobody polls any more', async (t) => {
    const { clock, watch, run } = await setUp(t);
    run(2);
    clock.advance(299 * SECOND);
    await watch.look(signal);
    assert.equal(watch.size, 2);
    clock.advance(2 * SECOND);
    await watch.look(signal);
    assert.equal(watch.size, 0);
  });

  test('reads pages until every task was seen, however many others there are', async (t) => {
    const { sim, clock, watch, hints, run } = await setUp(t);
    for (let others = 0; others < 150; others += 1) sim.submitElsewhere();
    clock.advance(SECOND);
    const ids = run(120);
    for (const id of ids) sim.finish(id);
    assert.equal(await watch.look(signal), 2, 'the newest come first');
    assert.deepEqual(hints.flat().sort(), ours(ids));
  });

  test('does without a window when windows are read in another zone', async (t) => {
    const { sim, watch, hints, run } = await setUp(t, { timeZoneOffsetHours: 0 });
    const [id = ''] = run(1);
    sim.finish(id);
    await watch.look(signal);
    await watch.look(signal);
    assert.deepEqual(hints, []);
    await watch.look(signal);
    await watch.look(signal);
    assert.deepEqual(hints, [ours([id])]);
  });

  test('throws when the list cannot be read', async (t) => {
    const { sim, watch, run } = await setUp(t);
    run(1);
    sim.inject('list', { kind: 'html', status: 502 });
    await assert.rejects(watch.look(signal), /502/);
  });
});

describe('many tasks', { timeout: 120_000 }, () => {
  test('are looked after by itself, and then share half of the queries instead of four fifths', async (t) => {
    // At 5 queries a second more than 8 tasks are many.
    const { sim, watch, hints, run } = await setUp(t, {}, 5);
    const ids = run(100);
    assert.equal(watch.pollAfterMs(0), 25_000);
    const [ended = ''] = ids;
    sim.finish(ended);
    while (hints.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(hints, [ours([ended])]);
    while (watch.pollAfterMs(0) !== 40_000) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  test('are polled as often as before once the list fails', async (t) => {
    const { sim, watch, run } = await setUp(t, {}, 5);
    run(100);
    while (watch.pollAfterMs(0) !== 40_000) await new Promise((resolve) => setTimeout(resolve, 20));
    sim.inject('list', { kind: 'error', code: 'InternalError' }, 100);
    while (watch.pollAfterMs(0) !== 25_000) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  test('that are no more than one poll in two seconds each are left to polling', async (t) => {
    const { clock, watch, run } = await setUp(t, {}, 5);
    run(8);
    assert.equal(watch.pollAfterMs(clock.now()), 2_000);
  });
});
