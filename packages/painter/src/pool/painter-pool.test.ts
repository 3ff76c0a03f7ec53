import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PaintError, PainterPool, type PaintRequest, paint } from '../index.ts';

const SMALL: PaintRequest = { prompt: 'a dog in a meadow', width: 256, height: 256, seed: 4 };
const LARGE: PaintRequest = { prompt: 'a dog in a meadow, oil painting', width: 4096, height: 4096, seed: 4 };

describe('PainterPool', () => {
  test('paints two at once, and the same as the calling thread', async () => {
    await withPool({ threads: 2 }, async (pool) => {
      assert.equal(pool.runningThreads, 0);
      const [first, second] = await Promise.all([pool.paint(SMALL), pool.paint({ ...SMALL, seed: 5 })]);
      assert.equal(pool.runningThreads, 2);
      assert.deepEqual(first.png, (await paint(SMALL)).png);
      assert.equal(second.seed, 5);
    });
  });

  test('waiting jobs run in order', async () => {
    await withPool({ threads: 1 }, async (pool) => {
      const done: number[] = [];
      await Promise.all(
        [1, 2, 3].map((seed) => pool.paint({ ...SMALL, seed }).then((painting) => done.push(painting.seed))),
      );
      assert.deepEqual(done, [1, 2, 3]);
      assert.equal(pool.runningThreads, 1);
    });
  });

  test('progress reaches the caller', async () => {
    await withPool({ threads: 1 }, async (pool) => {
      const shares: number[] = [];
      await pool.paint({ ...SMALL, width: 512 }, { onProgress: (share) => shares.push(share) });
      assert.equal(shares.at(-1), 1);
    });
  });

  test('an abort while waiting leaves the queue and the running job alone', async () => {
    await withPool({ threads: 1 }, async (pool) => {
      const controller = new AbortController();
      const running = pool.paint({ ...SMALL, width: 1024 });
      const waiting = pool.paint(SMALL, { signal: controller.signal });
      controller.abort(new Error('not needed'));
      await assert.rejects(waiting, /not needed/);
      assert.equal((await running).width, 1024);
    });
  });

  test('an abort while painting rejects at once and frees the thread', async () => {
    await withPool({ threads: 1 }, async (pool) => {
      await pool.paint(SMALL);
      const controller = new AbortController();
      const painting = pool.paint(LARGE, { signal: controller.signal });
      const rejected = assert.rejects(painting, /enough/);
      await wait(150);
      const abortedAt = performance.now();
      controller.abort(new Error('enough'));
      await rejected;
      assert.ok(performance.now() - abortedAt < 500, 'the rejection came late');
      assert.equal((await pool.paint(SMALL)).width, 256);
    });
  });

  test('a signal aborted before the start paints nothing', async () => {
    await withPool({ threads: 1 }, async (pool) => {
      await assert.rejects(pool.paint(SMALL, { signal: AbortSignal.abort(new Error('too late')) }), /too late/);
      assert.equal(pool.runningThreads, 0);
    });
  });

  test('threads stop when idle, and a new one starts after', async () => {
    await withPool({ threads: 2, idleMs: 30 }, async (pool) => {
      await pool.paint(SMALL);
      for (let turn = 0; turn < 100 && pool.runningThreads > 0; turn += 1) await wait(20);
      assert.equal(pool.runningThreads, 0);
      assert.equal((await pool.paint(SMALL)).height, 256);
    });
  });

  test('a fault keeps its code and leaves the thread usable', async () => {
    await withPool({ threads: 1 }, async (pool) => {
      const broken = { ...SMALL, references: [new Uint8Array([9, 9, 9])] };
      await assert.rejects(
        pool.paint(broken),
        (error) => error instanceof PaintError && error.code === 'invalid_reference',
      );
      await assert.rejects(
        pool.paint({ ...SMALL, seed: -1 }),
        (error) => error instanceof PaintError && error.code === 'invalid_request',
      );
      assert.equal((await pool.paint(SMALL)).width, 256);
    });
  });

  test('a crashed thread rejects its job and is replaced', async () => {
    await withPool({ threads: 1 }, async (pool) => {
      const started = once(process, 'worker');
      const crashed = assert.rejects(
        pool.paint(LARGE),
        (error) => error instanceof PaintError && error.code === 'worker_crashed',
      );
      const [worker] = await started;
      await wait(100);
      await worker.terminate();
      await crashed;
      assert.equal((await pool.paint(SMALL)).width, 256);
    });
  });

  test('close rejects what is unfinished and refuses more', async () => {
    const pool = new PainterPool({ threads: 1 });
    const unfinished = [pool.paint(LARGE), pool.paint(SMALL)].map((painting) =>
      assert.rejects(painting, { code: 'pool_closed' }),
    );
    await wait(50);
    await pool.close();
    await Promise.all(unfinished);
    assert.equal(pool.runningThreads, 0);
    await assert.rejects(pool.paint(SMALL), { code: 'pool_closed' });
  });

  test('an idle pool lets the process end', async () => {
    const script = `import { PainterPool } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)};
await new PainterPool({ idleMs: 600_000 }).paint(${JSON.stringify(SMALL)});
process.stdout.write('painted');`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 20_000,
    });
    assert.equal(stdout, 'painted');
  });
});

async function withPool(options: { threads: number; idleMs?: number }, use: (pool: PainterPool) => Promise<void>) {
  const pool = new PainterPool(options);
  try {
    await use(pool);
  } finally {
    await pool.close();
  }
}
