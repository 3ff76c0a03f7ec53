import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import sharp from 'sharp';
import { createCatalogue } from '../../catalogue/index.ts';
import {
  failedOf,
  follow,
  jobOf,
  openEngine,
  openSimulated,
  referenceOf,
  signal,
  submitCall,
  UNLIMITED,
  urlOf,
} from './testing.ts';

async function downloaded(url: string) {
  const response = await fetch(url);
  const { format, width, height } = await sharp(await response.arrayBuffer()).metadata();
  return { format, width, height };
}

async function solid(width: number, height: number, alpha = 1): Promise<Buffer> {
  const background = { r: 90, g: 120, b: 20, alpha };
  const channels = alpha < 1 ? 4 : 3;
  return await sharp({ create: { width, height, channels, background } }).png().toBuffer();
}

describe('text to image', () => {
  for (const model of createCatalogue().list()) {
    test(`${model.id}: every ratio and resolution is accepted, billed once and has its shape`, async (t) => {
      const { sim, engine, clock } = await openSimulated(t);
      const ratios = ['1:1', '16:9', '4:3', '21:9', '3:4', '9:16', '8:1', '1:8'];
      const wanted = ratios.flatMap((aspect_ratio) => ['1K', '2K'].map((resolution) => ({ aspect_ratio, resolution })));
      for (const params of wanted) {
        const input = model.parse({ prompt: 'A lighthouse', params: { ...params, seed: 0, watermark: 'true' } });
        const job = jobOf({ ...input, references: [], model: model.id, ...model.size(input, undefined) });
        const done = await follow({ engine, clock }, job, await engine.submit(job, submitCall(), signal));
        const { format, width, height } = await downloaded(urlOf(done));
        assert.equal(format, 'png');
        const off = (width / height) * (job.height / job.width);
        assert.ok(Math.abs(off - 1) < 0.04, `${params.aspect_ratio} at ${params.resolution}: ${width}x${height}`);
        assert.ok(Math.abs(width - job.width) <= job.width * 0.35);
      }
      const tasks = sim.tasks();
      assert.equal(tasks.length, wanted.length);
      assert.equal(sim.billed(), wanted.length);
      assert.ok(tasks.every(({ n, seed }) => n === 1 && seed === 0));
      assert.deepEqual(sim.leaks(), []);
    });
  }

  test('a task is found by its handle alone after a restart', async (t) => {
    const first = await openSimulated(t);
    const job = jobOf();
    const progress = await first.engine.submit(job, submitCall(), signal);
    assert.equal(progress.status, 'pending');
    await first.engine.close?.();
    const credentials = [{ name: 'main', apiKey: first.sim.key, ...UNLIMITED }];
    const next = openEngine(t, { baseUrl: first.sim.baseUrl, credentials });
    urlOf(await follow(next, job, progress));
    assert.equal(first.sim.tasks().length, 1);
  });

  test('each credential has its own account', async (t) => {
    const { sim } = await openSimulated(t);
    const other = sim.addAccount();
    const credentials = [
      { name: 'main', apiKey: sim.key, ...UNLIMITED },
      { name: 'second', apiKey: other.key, ...UNLIMITED },
    ];
    const opened = openEngine(t, { baseUrl: sim.baseUrl, credentials });
    const job = jobOf();
    const progress = await opened.engine.submit(job, submitCall('second'), signal);
    urlOf(await follow(opened, job, progress));
    assert.deepEqual([sim.billedOf(sim.key), sim.billedOf(other.key)], [0, 1]);
  });

  test('shows no key to whoever looks at it', async (t) => {
    const { sim, engine } = await openSimulated(t);
    assert.ok(!inspect(engine, { depth: 9, showHidden: true }).includes(sim.key));
    assert.ok(!JSON.stringify(engine).includes(sim.key));
  });
});

describe('image to image', () => {
  test('pictures of every kind are made fit, uploaded and taken; the last one gives the shape', async (t) => {
    const { sim, engine, clock } = await openSimulated(t);
    const turned = await sharp(await solid(400, 300))
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const references = [
      referenceOf(await solid(300, 300, 0.5), { width: 300, height: 300 }),
      referenceOf(await solid(40, 50), { width: 40, height: 50 }),
      referenceOf(await solid(9_000, 300), { width: 9_000, height: 300 }),
      referenceOf(await solid(100, 2_000), { width: 100, height: 2_000 }),
      referenceOf(turned, { width: 300, height: 400 }),
    ];
    const params = { resolution: '1K', watermark: false };
    const job = jobOf({ params, references, width: 880, height: 1184 });
    const done = await follow({ engine, clock }, job, await engine.submit(job, submitCall(), signal));
    const { width, height } = await downloaded(urlOf(done));
    assert.ok(Math.abs((width / height) * (4 / 3) - 1) < 0.02, `${width}x${height}`);
    const [task, ...more] = sim.tasks();
    assert.deepEqual([task?.references, task?.n, more.length], [5, 1, 0]);
    assert.deepEqual(sim.leaks(), []);
  });

  test('nine references', async (t) => {
    const { sim, engine, clock } = await openSimulated(t);
    const bytes = await solid(300, 300);
    const references = Array.from({ length: 9 }, () => referenceOf(bytes, { width: 300, height: 300 }));
    const job = jobOf({ references, params: { resolution: '2K', seed: 5 }, width: 2048, height: 2048 });
    const done = await follow({ engine, clock }, job, await engine.submit(job, submitCall(), signal));
    assert.deepEqual(await downloaded(urlOf(done)), { format: 'png', width: 2048, height: 2048 });
    assert.deepEqual(sim.requests().upload, 9);
    assert.equal(done.status === 'done' ? done.outputs[0]?.seed : null, 5);
  });

  test('an upload that fails for a while creates no task, and none is paid twice', async (t) => {
    const { sim, engine, clock } = await openSimulated(t);
    sim.inject('upload', { kind: 'code', code: 500, status: 500 });
    sim.inject('upload', { kind: 'reset_after' });
    sim.inject('upload', { kind: 'html', status: 502 });
    const references = [referenceOf(await solid(300, 300), { width: 300, height: 300 })];
    const job = jobOf({ references, params: { resolution: '1K' }, width: 1024, height: 1024 });
    for (let failures = 0; failures < 3; failures += 1) {
      const { bought, retry } = failedOf(await engine.submit(job, submitCall(), signal));
      assert.deepEqual([bought, retry?.triesMax], ['no', 4]);
    }
    assert.equal(sim.tasks().length, 0);
    urlOf(await follow({ engine, clock }, job, await engine.submit(job, submitCall(), signal)));
    assert.equal(sim.billed(), 1);
  });

  test('a key that is refused at the upload host is stopped', async (t) => {
    const { sim, engine } = await openSimulated(t);
    sim.disableKey(sim.key, 401);
    const references = [referenceOf(await solid(300, 300), { width: 300, height: 300 })];
    const job = jobOf({ references, params: { resolution: '1K' }, width: 1024, height: 1024 });
    const { bought, trouble } = failedOf(await engine.submit(job, submitCall(), signal));
    assert.deepEqual([bought, trouble?.kind], ['no', 'stopped']);
  });
});

test('the upstream calls back at the address of the task when it ended', async (t) => {
  const { promise: called, resolve } = Promise.withResolvers<string | undefined>();
  const server = createServer((request, response) => {
    request.resume();
    response.end('{}');
    resolve(request.url);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => server.close());
  const callbackUrlOf = (taskId: string) =>
    `http://127.0.0.1:${portOf(server.address())}/callbacks/${taskId}/signature`;
  const { engine } = await openSimulated(t, {}, { callbackUrlOf });
  await engine.submit(jobOf({ taskId: 'task_7' }), submitCall(), signal);
  assert.equal(await called, '/callbacks/task_7/signature');
});

test('queries keep to the pace of the credential, however many tasks are asked for at once', async (t) => {
  const { sim } = await openSimulated(t, { generatingMs: 1e9 });
  const credentials = [{ name: 'main', apiKey: sim.key, ...UNLIMITED, queriesPerSecond: 50 }];
  const { engine } = openEngine(t, { baseUrl: sim.baseUrl, credentials });
  const first = await Promise.all(Array.from({ length: 75 }, () => engine.submit(jobOf(), submitCall(), signal)));
  const waits = await Promise.all(
    first.map((progress) => {
      assert.equal(progress.status, 'pending');
      return engine.poll(jobOf(), progress.handle, signal);
    }),
  );
  assert.ok(sim.observed().queriesPerSecondMax <= 60, `${sim.observed().queriesPerSecondMax} queries in a second`);
  for (const progress of waits) assert.ok(progress.status === 'pending' && progress.pollAfterMs >= 1_500);
});

function portOf(address: AddressInfo | string | null): number {
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}
