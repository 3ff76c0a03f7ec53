import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ApiFault } from '@rivya/simulator';
import sharp from 'sharp';
import { callOf, follow, isDone, isFailed, jobOf, openEngine, referenceOf, signal, submit } from './testing.ts';

type Drawn = {
  readonly width: number;
  readonly height: number;
  readonly alpha?: number;
  readonly orientation?: number;
};

async function draw({ width, height, alpha, orientation }: Drawn, format: 'png' | 'jpeg' | 'webp' = 'png') {
  const channels = alpha === undefined ? 3 : 4;
  const picture = sharp({
    create: { width, height, channels, background: { r: 9, g: 99, b: 199, alpha: alpha ?? 1 } },
  });
  const turned = orientation === undefined ? picture : picture.withMetadata({ orientation });
  return await turned.toFormat(format).toBuffer();
}

/** A picture that no encoder makes small. */
async function drawNoise(side: number): Promise<Uint8Array> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return await sharp({ create: { width: side, height: side, channels: 3, background: '#888', noise } })
    .png()
    .toBuffer();
}

describe('references the upstream would refuse as they are', () => {
  for (const [what, drawn, format] of [
    ['with alpha', { width: 300, height: 300, alpha: 0.5 }, 'png'],
    ['on its side', { width: 2400, height: 300, orientation: 6 }, 'jpeg'],
    ['too long a side', { width: 8100, height: 1100 }, 'jpeg'],
    ['too small', { width: 16, height: 16 }, 'png'],
    ['too wide', { width: 3000, height: 100 }, 'webp'],
    ['too tall', { width: 50, height: 1000 }, 'png'],
  ] as const) {
    for (const inlineBytesMax of [4_000_000, 0]) {
      test(`${what} are accepted, ${inlineBytesMax === 0 ? 'uploaded' : 'in the request'}`, async (t) => {
        const { engine, sim } = await openEngine(t, { settings: { inlineBytesMax } });
        const job = jobOf({ references: [referenceOf(await draw(drawn, format))] });
        isDone(await follow(engine, job, await submit(engine, job)));
        assert.equal(sim.tasks()[0]?.references, 1);
        assert.deepEqual(sim.leaks(), []);
      });
    }
  }
});

describe('small and large references', () => {
  test('nine small ones go into the request, in order', async (t) => {
    const { engine, sim } = await openEngine(t);
    const sides = [300, 310, 320, 330, 340, 350, 360, 370, 380];
    const pictures = await Promise.all(sides.map((side) => draw({ width: side, height: 300 })));
    const job = jobOf({ references: pictures.map(referenceOf) });
    isDone(await follow(engine, job, await submit(engine, job)));
    assert.equal(sim.tasks()[0]?.references, 9);
    assert.equal(sim.requests().policy, 0);
    const sent = Object(sim.submits()[0]?.body).input.messages[0].content.flatMap(Object.keys);
    assert.deepEqual(sent, [...sides.map(() => 'image'), 'text']);
  });

  test('what does not fit into the request is uploaded once each, with one policy, the rest stays where it is', async (t) => {
    const { engine, sim } = await openEngine(t, { settings: { inlineBytesMax: 100_000 } });
    const [small, large] = [await draw({ width: 300, height: 300 }), await drawNoise(400)];
    assert.ok(large.length > 100_000);
    const job = jobOf({ references: [small, large, small, large].map(referenceOf) });
    isDone(await follow(engine, job, await submit(engine, job)));
    assert.equal(sim.tasks()[0]?.references, 4);
    assert.deepEqual([sim.requests().policy, sim.requests().upload], [1, 2]);
    const content = Object(sim.submits()[0]?.body).input.messages[0].content;
    assert.deepEqual(
      content.map(({ image = 'text' }) => image.slice(0, 4)),
      ['data', 'oss:', 'data', 'oss:', 'text'],
    );
    assert.deepEqual(sim.leaks(), []);
  });
});

describe('references that do not get there', () => {
  test('all of it happens before call.sending()', async (t) => {
    const { engine, sim } = await openEngine(t, { settings: { inlineBytesMax: 0 } });
    let uploads = 0;
    const call = callOf(() => {
      uploads = sim.requests().upload;
      return Promise.resolve();
    });
    await engine.submit(jobOf({ references: [referenceOf(await draw({ width: 300, height: 300 }))] }), call, signal);
    assert.equal(uploads, 1);
  });

  for (const [operation, fault, trouble] of [
    ['policy', { kind: 'error', code: 'InvalidApiKey' }, 'stopped'],
    ['policy', { kind: 'error', code: 'Arrearage' }, 'stopped'],
    ['policy', { kind: 'error', code: 'Throttling' }, 'busy'],
    ['policy', { kind: 'error', code: 'InternalError' }, 'failing'],
    ['policy', { kind: 'html', status: 502 }, 'failing'],
    ['policy', { kind: 'cut' }, 'failing'],
    ['policy', { kind: 'code_in_200', code: 'InternalError' }, 'failing'],
    ['upload', { kind: 'error', code: 'AccessDenied', status: 403 }, undefined],
    ['upload', { kind: 'html', status: 502 }, undefined],
    ['upload', { kind: 'reset_before' }, undefined],
    ['upload', { kind: 'redirect' }, undefined],
  ] as const satisfies readonly (readonly ['policy' | 'upload', ApiFault, string | undefined])[]) {
    test(`${operation} ${JSON.stringify(fault)}: nothing was sent, tried again`, async (t) => {
      const { engine, sim } = await openEngine(t, { settings: { inlineBytesMax: 0 } });
      sim.inject(operation, fault);
      const job = jobOf({ references: [referenceOf(await draw({ width: 300, height: 300 }))] });
      const call = callOf(() => assert.fail('it was sent'));
      const progress = await engine.submit(job, call, signal);
      isFailed(progress);
      assert.deepEqual([progress.reason, progress.bought, progress.trouble?.kind], ['unavailable', 'no', trouble]);
      assert.equal(progress.retry?.triesMax, 4);
      assert.equal(sim.requests().submit, 0);
      isDone(await follow(engine, job, await submit(engine, job)));
      assert.deepEqual(sim.leaks(), []);
    });
  }

  test('one that is no picture: failed, and says which', async (t) => {
    const { engine } = await openEngine(t);
    const good = referenceOf(await draw({ width: 300, height: 300 }));
    const job = jobOf({ references: [good, referenceOf(Buffer.from('no picture'))] });
    const progress = await engine.submit(job, callOf(), signal);
    isFailed(progress);
    assert.deepEqual([progress.reason, progress.bought, progress.retry], ['failed', 'no', undefined]);
    assert.match(progress.message, /Reference image 2 /);
  });

  test('one that cannot be read from the store is the store’s error', async (t) => {
    const { engine } = await openEngine(t);
    const reference = { ...referenceOf(Buffer.alloc(1)), read: () => Promise.reject(new Error('disk gone')) };
    await assert.rejects(engine.submit(jobOf({ references: [reference] }), callOf(), signal), /disk gone/);
  });
});
