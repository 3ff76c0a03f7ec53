import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { SECOND_MS } from '../platform/units.ts';
import { readQueues } from './read-queues.ts';
import { paints, ScriptedEngine, setUpGenerations } from './testing.ts';

describe('readQueues', () => {
  test('counts what is queued and in process, with the age of the oldest queued task', async (t) => {
    const story = await setUpGenerations(t);
    const [a, b] = [await story.caller('a'), await story.caller('b')];
    await story.create(a);
    story.clock.advance(10 * SECOND_MS);
    await story.create(b);
    await story.create(b);
    story.clock.advance(5 * SECOND_MS);
    assert.deepEqual(await readQueues(story.deps), [
      { engine: 'scripted', queued: 3, oldestMs: 15 * SECOND_MS, processing: 0, waitingAgain: 0 },
    ]);
    await story.claim();
    assert.deepEqual(await readQueues(story.deps), [
      { engine: 'scripted', queued: 2, oldestMs: 5 * SECOND_MS, processing: 1, waitingAgain: 0 },
    ]);
  });

  test('an engine with nothing to do is there with zeros, and ended tasks count nowhere', async (t) => {
    const story = await setUpGenerations(t);
    await story.create(await story.caller('a'));
    const [task] = await story.claim();
    assert.ok(task);
    await story.run(task);
    assert.deepEqual(await readQueues(story.deps), [
      { engine: 'scripted', queued: 0, oldestMs: 0, processing: 0, waitingAgain: 0 },
    ]);
  });

  test('tells engines apart, also one that is no longer among the settings', async (t) => {
    const story = await setUpGenerations(t, new ScriptedEngine(paints), [new ScriptedEngine(paints, { id: 'second' })]);
    const a = await story.caller('a');
    const ids = [];
    for (let count = 0; count < 4; count += 1) ids.push((await story.create(a)).id);
    const [, second, third] = ids;
    await sql`update generations set queue = 'second' where id = ${second}`.execute(story.db.read);
    await sql`insert into queue_lanes values ('second', ${a.accountId}, 0, 1, ${second})`.execute(story.db.read);
    await sql`update generations set queue = 'gone', status = 'processing', wants_submit = 1 where id = ${third}`.execute(
      story.db.read,
    );
    const states = await readQueues(story.deps);
    assert.deepEqual(
      states.map(({ engine, queued, processing, waitingAgain }) => [engine, queued, processing, waitingAgain]),
      [
        ['scripted', 2, 0, 0],
        ['second', 1, 0, 0],
        ['gone', 0, 1, 1],
      ],
    );
  });
});
