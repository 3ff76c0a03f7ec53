import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { testClock } from '../../platform/testing.ts';
import type { Engine, EngineJob, EngineReference, Handle, Progress } from '../engine.ts';
import { createPainterEngine } from './index.ts';

const signal = new AbortController().signal;

function setUp(t: TestContext) {
  const clock = testClock();
  const { engine } = createPainterEngine(clock, { concurrency: 1 });
  t.after(() => engine.close?.());
  return { clock, engine };
}

let tasks = 0;

function jobOf(prompt: string, rest: Partial<EngineJob> = {}): EngineJob {
  tasks += 1;
  const params = { seed: 7 };
  return { taskId: `task_${tasks}`, model: 'm', prompt, params, width: 64, height: 48, references: [], ...rest };
}

function reference(bytes: Uint8Array): EngineReference {
  const read = () => Promise.resolve(bytes);
  return { fileId: 'file_1', mimeType: 'image/png', width: 64, height: 48, sizeBytes: bytes.length, read };
}

/** The painter buys nothing, so it never asks for leave to send. */
const call = { credential: '', sending: () => Promise.reject(new Error('nothing is sent')) };

async function submit(engine: Engine, job: EngineJob): Promise<{ handle: Handle; pollAfterMs: number }> {
  const progress = await engine.submit(job, call, signal);
  assert.equal(progress.status, 'pending');
  return progress;
}

async function paint(engine: Engine, job: EngineJob) {
  const { handle } = await submit(engine, job);
  return pictureOf(await engine.poll(job, handle, signal));
}

function pictureOf(progress: Progress) {
  assert.equal(progress.status, 'done');
  const [output, ...more] = progress.outputs;
  assert.ok(output !== undefined && 'bytes' in output && more.length === 0);
  const view = new DataView(output.bytes.buffer, output.bytes.byteOffset);
  assert.equal(Buffer.from(output.bytes.subarray(1, 4)).toString(), 'PNG');
  return { bytes: output.bytes, seed: output.seed, width: view.getUint32(16), height: view.getUint32(20) };
}

describe('the painter as an engine', () => {
  test('answers a handle with the seed before it paints, then a PNG of the size and seed', async (t) => {
    const { engine } = setUp(t);
    const job = jobOf('A lighthouse at dusk');
    const { handle, pollAfterMs } = await submit(engine, job);
    assert.equal(handle['seed'], 7);
    assert.equal(pollAfterMs, 0);
    const picture = pictureOf(await engine.poll(job, handle, signal));
    assert.deepEqual({ ...picture, bytes: 0 }, { bytes: 0, seed: 7, width: 64, height: 48 });
  });

  test('a handle that went through the store paints the same picture again', async (t) => {
    const { engine } = setUp(t);
    const job = jobOf('A lighthouse at dusk', { params: {} });
    const { handle } = await submit(engine, job);
    const first = pictureOf(await engine.poll(job, handle, signal));
    const again = pictureOf(await engine.poll(job, JSON.parse(JSON.stringify(handle)), signal));
    assert.deepEqual(again.bytes, first.bytes);
    assert.equal(first.seed, handle['seed']);
  });

  test('without a given seed each task gets one of its own', async (t) => {
    const { engine } = setUp(t);
    const handles = await Promise.all([1, 2, 3].map(() => submit(engine, jobOf('A cat', { params: {} }))));
    const seeds = new Set(handles.map(({ handle }) => handle['seed']));
    assert.equal(seeds.size, 3);
    for (const seed of seeds) assert.ok(Number.isInteger(seed) && Number(seed) >= 0 && Number(seed) <= 2_147_483_647);
  });

  test('seed 0 is a seed', async (t) => {
    const { engine } = setUp(t);
    assert.equal((await submit(engine, jobOf('A cat', { params: { seed: 0 } }))).handle['seed'], 0);
  });

  test('prompt, seed, watermark and reference each change the picture', async (t) => {
    const { engine } = setUp(t);
    const plain = await paint(engine, jobOf('A cat in the snow'));
    const others = [
      await paint(engine, jobOf('A rocket in space')),
      await paint(engine, jobOf('A cat in the snow', { params: { seed: 8 } })),
      await paint(engine, jobOf('A cat in the snow', { params: { seed: 7, watermark: true } })),
      await paint(engine, jobOf('A cat in the snow', { references: [reference(plain.bytes)] })),
    ];
    for (const [index, { bytes }] of others.entries()) assert.notDeepEqual(bytes, plain.bytes, `number ${index}`);
  });

  test('[[slow:2]] stays pending until its time has come, and is not painted into the picture', async (t) => {
    const { engine, clock } = setUp(t);
    const job = jobOf('A cat [[slow:2]]');
    const { handle, pollAfterMs } = await submit(engine, job);
    assert.equal(pollAfterMs, 2_000);
    clock.advance(1_500);
    assert.deepEqual(await engine.poll(job, handle, signal), { status: 'pending', handle, pollAfterMs: 500 });
    clock.advance(500);
    const picture = pictureOf(await engine.poll(job, handle, signal));
    assert.deepEqual(picture.bytes, (await paint(engine, jobOf('A cat'))).bytes);
  });

  test('[[fail]] and [[reject]] end at once, are not bought and not tried again', async (t) => {
    const { engine } = setUp(t);
    for (const [prompt, reason] of [
      ['[[fail]]', 'failed'],
      ['[[reject]]', 'rejected'],
      ['[[slow:601]]', 'failed'],
    ] as const) {
      const progress = await engine.submit(jobOf(prompt), call, signal);
      assert.equal(progress.status, 'failed');
      assert.equal(progress.reason, reason);
      assert.equal(progress.bought, 'no');
      assert.equal(progress.retry, undefined);
    }
  });

  test('[[slow:2]] [[reject]] waits first and is refused then', async (t) => {
    const { engine, clock } = setUp(t);
    const job = jobOf('[[slow:2]] [[reject]]');
    const { handle } = await submit(engine, job);
    assert.equal((await engine.poll(job, handle, signal)).status, 'pending');
    clock.advance(2_000);
    const progress = await engine.poll(job, handle, signal);
    assert.ok(progress.status === 'failed' && progress.reason === 'rejected');
  });

  test('an empty prompt, left by a directive alone, gives a picture', async (t) => {
    const { engine } = setUp(t);
    assert.equal((await paint(engine, jobOf('[[slow:0]]'))).width, 64);
  });

  test('a reference that cannot be used ends the task instead of being tried for ever', async (t) => {
    const { engine } = setUp(t);
    const job = jobOf('A cat', { references: [reference(Buffer.from('not a picture'))] });
    const { handle } = await submit(engine, job);
    const progress = await engine.poll(job, handle, signal);
    assert.equal(progress.status, 'failed');
    assert.equal(progress.reason, 'failed');
    assert.equal(progress.bought, 'no');
  });

  test('cancelling while it paints gives no picture', async (t) => {
    const { engine } = setUp(t);
    const job = jobOf('A city in the rain', { width: 2_048, height: 2_048 });
    const { handle } = await submit(engine, job);
    const polled = engine.poll(job, handle, signal);
    assert.equal(await engine.cancel?.(handle, signal), 'cancelled');
    assert.equal((await polled).status, 'pending');
  });

  test('a poll ends early when its signal aborts', async (t) => {
    const { engine } = setUp(t);
    const job = jobOf('A city in the rain', { width: 2_048, height: 2_048 });
    const { handle } = await submit(engine, job);
    const controller = new AbortController();
    const polled = engine.poll(job, handle, controller.signal);
    controller.abort(new Error('lease lost'));
    await assert.rejects(polled, /lease lost/);
  });

  test('after closing nothing is painted', async (t) => {
    const { engine } = setUp(t);
    const job = jobOf('A cat');
    const { handle } = await submit(engine, job);
    await engine.close?.();
    await assert.rejects(engine.poll(job, handle, signal));
  });
});

test('the painter takes as many tasks at once as it has threads, and none with 0', () => {
  assert.equal(createPainterEngine(testClock(), { concurrency: 3 }).engine.callsMax, 3);
  assert.equal(createPainterEngine(testClock(), { concurrency: 0 }).engine.callsMax, 0);
});
