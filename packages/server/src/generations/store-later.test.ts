import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { startS3Simulator } from '@rivya/simulator';
import type { Progress } from '../engines/index.ts';
import { createS3Store } from '../files/index.ts';
import { listIncidents } from '../platform/incidents.ts';
import { createSecrets } from '../platform/secrets.ts';
import { testFolder } from '../platform/testing.ts';
import { MINUTE_MS, SECOND_MS } from '../platform/units.ts';
import { LEASE_MS } from './claim-tasks.ts';
import { retrieveGeneration } from './retrieve-generation.ts';
import { runTask } from './run-task.ts';
import { answers, assertEnds, begin, done, paid } from './testing-paid.ts';

const bought: Progress = { status: 'pending', handle: { job: 'j1' }, pollAfterMs: SECOND_MS };

async function openBucket(t: TestContext) {
  const simulator = await startS3Simulator({});
  t.after(() => simulator.close());
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = simulator;
  const place = { endpoint, bucket, region, accessKeyId, secretAccessKey, isPathStyle: true, prefix: 'media/' };
  const how = { checksums: 'always', delivery: 'proxy', stagingFolder: join(testFolder(t), 'staging') } as const;
  const store = await createS3Store({ secrets: createSecrets([SECRET]) }, { ...place, ...how }, { tries: 1 });
  t.after(() => store.close?.());
  return { bucket: simulator, store };
}

const SECRET = '0123456789abcdef0123456789abcdef';

/** A task that was bought and has ended upstream, and results that go into a bucket. */
async function beginDelivered(t: TestContext, first: Progress = bought) {
  const engine = paid(answers(first));
  engine.onPoll = answers(done);
  const begun = await begin(t, engine);
  const { story } = begun;
  const { bucket, store } = await openBucket(t);
  const deps = { ...story.deps, files: { ...story.deps.files, store } };
  const run = async (tasks: Awaited<ReturnType<typeof story.claim>>) => {
    assert.equal(tasks.length, 1);
    for (const task of tasks) await runTask(deps, engine, task, new AbortController().signal);
  };
  await run(await story.claim());
  /** Goes on when the task is due, and tells after how long that was. */
  const runDue = async () => {
    const beforeMs = story.clock.now();
    const row = await story.db.read.selectFrom('generations').select('due_at').executeTakeFirst();
    story.clock.advance((row?.due_at ?? 0) - beforeMs);
    await run(await story.claimDue());
    return story.clock.now() - beforeMs;
  };
  const view = () => retrieveGeneration(deps, begun.accountId, begun.id);
  const incidents = async () => (await listIncidents(story.db, 10)).map(({ kind, times }) => [kind, times]);
  const submits = () => engine.asked.filter((asked) => asked.startsWith('submit')).length;
  return { ...begun, bucket, engine, deps, run, runDue, view, incidents, submits };
}

const OUT_OF_ORDER = { kind: 'code', code: 'SlowDown' } as const;

describe('a result that the media store does not take', () => {
  test('waits while the bucket is out of order, and is stored when it is back: bought once, paid once', async (t) => {
    const { bucket, accountId, runDue, view, incidents, submits, story } = await beginDelivered(t);
    bucket.inject('put', OUT_OF_ORDER, 1_000);
    const waitsMs: number[] = [];
    for (let tries = 0; tries < 12; tries += 1) waitsMs.push(await runDue());
    assert.equal((await view()).status, 'processing');
    // The first wait is for the picture itself.
    const pausesMs = waitsMs.slice(1);
    assert.ok(pausesMs.every((waitMs) => waitMs >= 5 * SECOND_MS && waitMs <= 75 * SECOND_MS));
    assert.ok((pausesMs.at(-1) ?? 0) > 3 * (pausesMs[0] ?? Infinity), 'pauses grow');
    bucket.clearFaults();
    await runDue();
    assert.equal((await view()).status, 'succeeded');
    assert.equal(bucket.objects().filter(({ key }) => key.includes('file_')).length, 1);
    assert.equal(submits(), 1);
    assert.deepEqual(await incidents(), [['media_failing', 12]]);
    await assertEnds(story, accountId, 95);
  });

  test('is given up shortly before its time is over, with its credits back and the operator told', async (t) => {
    const { bucket, accountId, deps, runDue, view, incidents, submits, story } = await beginDelivered(t);
    bucket.inject('put', OUT_OF_ORDER, 1_000);
    const startedMs = story.clock.now();
    while ((await view()).status === 'processing') await runDue();
    const tookMs = story.clock.now() - startedMs;
    assert.ok(tookMs < deps.timeouts.taskMs, 'before it would expire with less to tell');
    assert.ok(tookMs >= deps.timeouts.taskMs - 2 * MINUTE_MS, 'not long before');
    assert.equal((await view()).error?.code, 'engine_unavailable');
    assert.deepEqual(
      (await incidents()).map(([kind]) => kind),
      ['result_lost', 'media_failing'],
    );
    assert.equal(submits(), 1);
    await assertEnds(story, accountId, 100);
  });

  test('is given up at once when its bytes are no picture: waiting would not help', async (t) => {
    const { engine, runDue, view, incidents } = await beginDelivered(t);
    engine.onPoll = answers({ status: 'done', outputs: [{ bytes: Buffer.from('no picture'), seed: 1 }] });
    await runDue();
    assert.equal((await view()).error?.code, 'engine_unavailable');
    assert.deepEqual(await incidents(), [['result_lost', 1]]);
  });

  test('is given up after some tries when the upstream cannot be asked for it again', async (t) => {
    const { story, accountId } = await begin(t, paid(answers(done)));
    const { bucket, store } = await openBucket(t);
    const deps = { ...story.deps, files: { ...story.deps.files, store } };
    bucket.inject('put', OUT_OF_ORDER, 1_000);
    for (const task of await story.claim()) await runTask(deps, story.engine, task, new AbortController().signal);
    assert.deepEqual(
      (await listIncidents(story.db, 10)).map(({ kind }) => kind),
      ['result_lost'],
    );
    await assertEnds(story, accountId, 100);
  });

  test('is left to the worker that has taken the task over', async (t) => {
    const { bucket, run, story, incidents, view } = await beginDelivered(t);
    bucket.inject('put', OUT_OF_ORDER, 1_000);
    story.clock.advance(SECOND_MS);
    const slow = await story.claimDue();
    story.clock.advance(LEASE_MS);
    const [taken] = await story.claimDue();
    await run(slow);
    assert.deepEqual(await incidents(), []);
    assert.equal((await view()).status, 'processing');
    const row = await story.db.read.selectFrom('generations').select('lease').executeTakeFirst();
    assert.equal(row?.lease, taken?.lease);
  });
});
