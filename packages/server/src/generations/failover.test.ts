import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Progress } from '../engines/index.ts';
import { listIncidents } from '../platform/incidents.ts';
import { findAttempts } from './attempt-store.ts';
import { expireGenerations } from './expire-generations.ts';
import { rerouteFrom } from './reroute-queued-tasks.ts';
import { retrieveGeneration } from './retrieve-generation.ts';
import { paints } from './testing.ts';
import {
  answers,
  assertEnds,
  begin,
  failing,
  inTurn,
  notSent,
  paid,
  stepNew,
  stepRetry,
  stopped,
} from './testing-paid.ts';

describe('failover', () => {
  test('after its tries at one engine a task goes on at the next, and fails when none is left', async (t) => {
    const second = paid(answers(notSent), 'second');
    const { story, id, accountId } = await begin(t, paid(answers(notSent), 'first'), [second]);
    await stepNew(story, 'first');
    for (let times = 0; times < 2; times += 1) {
      story.clock.advance(60_000);
      await stepRetry(story, 'first');
    }
    assert.equal(story.engine.asked.length, 3);
    for (let times = 0; times < 3; times += 1) {
      story.clock.advance(60_000);
      await stepRetry(story, 'second');
    }
    assert.equal(second.asked.length, 3);
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).error?.code, 'engine_unavailable');
    await assertEnds(story, accountId, 100);
  });

  test('tries that ended for one reason are not held against another', async (t) => {
    const never: Progress = {
      ...{ status: 'failed', reason: 'failed', message: 'not made', bought: 'no' },
      retry: { afterMs: 1_000, triesMax: 2 },
    };
    const all = [notSent, never, notSent, never];
    const { story, id, accountId } = await begin(t, paid(inTurn(...all), 'first'));
    await stepNew(story, 'first');
    for (const { length } = all; story.engine.asked.length < length; ) {
      story.clock.advance(60_000);
      await stepRetry(story, 'first');
    }
    const view = await retrieveGeneration(story.deps, accountId, id);
    assert.equal(view.error?.code, 'generation_failed', 'its second failure of this kind was the last');
    assert.deepEqual(
      (await findAttempts(story.db.read, [id])).map(({ failedAs }) => failedAs),
      ['unavailable', 'failed', 'unavailable', undefined],
    );
    await assertEnds(story, accountId, 100);
  });

  test('a task leaves a stopped engine at once when another can make it', async (t) => {
    const second = paid(paints, 'second');
    const { story, id, accountId } = await begin(t, paid(answers(stopped), 'first'), [second]);
    await stepNew(story, 'first');
    await stepRetry(story, 'second');
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'succeeded');
    assert.deepEqual(
      (await findAttempts(story.db.read, [id])).map(({ engine, state }) => [engine, state]),
      [
        ['first', 'failed'],
        ['second', 'done'],
      ],
    );
  });

  test('a new task waits for the first engine that can buy', async (t) => {
    const second = paid(paints, 'second');
    const { story } = await begin(t, paid(answers(failing), 'first'), [second]);
    for (let times = 0; times < 5; times += 1)
      story.deps.gates.find('first', 'main')?.trouble({ kind: 'failing', message: 'out of order' });
    await story.create(await story.caller('b'));
    assert.equal((await story.claim(1, 'second')).length, 1);
  });

  test('what was or may have been bought never goes to another engine', async (t) => {
    for (const bought of ['yes', 'unknown'] as const) {
      const second = paid(paints, 'second');
      const first = Object.assign(paid(answers({ ...notSent, bought }), 'first'), { findWork: undefined });
      const { story, id, accountId } = await begin(t, first, [second]);
      await stepNew(story, 'first');
      assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'failed');
      assert.deepEqual(second.asked, []);
      assert.equal((await listIncidents(story.db, 10)).length, 1);
    }
  });

  test('queued and waiting tasks leave an engine that can buy nothing, and its lanes are not looked through again', async (t) => {
    const second = paid(paints, 'second');
    const { story } = await begin(t, paid(answers(notSent), 'first'), [second]);
    const caller = await story.caller('b');
    await story.create(caller);
    await stepNew(story, 'first');
    await rerouteFrom(story.deps, 'first');
    assert.equal((await story.claim(5, 'second')).length, 0, 'a usable engine keeps its tasks');
    story.deps.gates.find('first', 'main')?.trouble({ kind: 'stopped', message: 'unpaid' });
    await rerouteFrom(story.deps, 'first');
    assert.equal((await story.claim(5, 'second')).length, 1, 'the queued one');
    story.clock.advance(60_000);
    assert.equal((await story.claimRetries(5, 'second')).length, 1, 'the one that waits for its next try');
    const open = await story.db.read
      .selectFrom('queue_lanes')
      .selectAll()
      .where('queue', '=', 'first')
      .where('is_waiting', '=', 1)
      .execute();
    assert.deepEqual(open, []);
  });

  test('a task that left an engine after real tries is not sent back to it while the other is stopped', async (t) => {
    const second = paid(answers(stopped), 'second');
    const { story, accountId, id } = await begin(
      t,
      paid(answers({ ...notSent, retry: { afterMs: 0, triesMax: 1 } }), 'first'),
      [second],
    );
    await stepNew(story, 'first');
    await stepRetry(story, 'second');
    await rerouteFrom(story.deps, 'second');
    assert.equal((await story.claimRetries(5, 'first')).length, 0);
    assert.equal(story.engine.asked.length, 1);
    assert.equal((await retrieveGeneration(story.deps, accountId, id)).status, 'processing');
  });

  test('a task that waited nearly as long as it may lives to see its next try', async (t) => {
    const { story, id } = await begin(t, paid(answers(notSent), 'first'));
    story.clock.advance(story.deps.timeouts.queueMs - 60_000);
    const [task] = await story.claim(1, 'first');
    assert.ok(task);
    story.clock.advance(120_000);
    await story.run(task);
    assert.deepEqual(await expireGenerations(story.deps), []);
    assert.ok(id.length > 0);
  });
});
