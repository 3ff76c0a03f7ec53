import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { ImageUnusable, prepareImage } from './prepare-image.ts';

type Drawn = {
  readonly width: number;
  readonly height: number;
  readonly alpha?: number;
  readonly orientation?: number;
  readonly noise?: boolean;
};

function draw({ width, height, alpha, orientation, noise }: Drawn) {
  const background = { r: 200, g: 30, b: 30, alpha: alpha ?? 1 };
  const channels = alpha === undefined ? 3 : 4;
  const gaussian = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const picture = sharp({
    create: { width, height, channels, background, ...(noise === true ? { noise: gaussian } : {}) },
  });
  return orientation === undefined ? picture : picture.withMetadata({ orientation });
}

const prepare = (bytes: Uint8Array) => prepareImage(() => Promise.resolve(bytes));

async function sizeOf(bytes: Uint8Array) {
  const { width, height, hasAlpha, orientation, format } = await sharp(bytes).metadata();
  return { width, height, hasAlpha, isUpright: (orientation ?? 1) === 1, format };
}

async function pixelAt(bytes: Uint8Array, left: number, top: number): Promise<readonly number[]> {
  const pixel = await sharp(bytes).removeAlpha().extract({ left, top, width: 1, height: 1 }).raw().toBuffer();
  return [...pixel];
}

describe('prepareImage passes a picture byte for byte', () => {
  for (const [what, picture, mimeType] of [
    ['a JPEG', draw({ width: 400, height: 300 }).jpeg(), 'image/jpeg'],
    ['a PNG without alpha', draw({ width: 400, height: 300 }).png(), 'image/png'],
    ['a WebP', draw({ width: 400, height: 300 }).webp(), 'image/webp'],
    ['sides of just 240', draw({ width: 240, height: 240 }).png(), 'image/png'],
    ['a ratio of just 8:1', draw({ width: 1920, height: 240 }).png(), 'image/png'],
    ['a side of just 8000', draw({ width: 1000, height: 8000 }).jpeg(), 'image/jpeg'],
    ['the orientation 1', draw({ width: 400, height: 300, orientation: 1 }).jpeg(), 'image/jpeg'],
  ] as const) {
    test(what, async () => {
      const bytes = await picture.toBuffer();
      const prepared = await prepare(bytes);
      assert.equal(prepared.bytes, bytes);
      assert.equal(prepared.mimeType, mimeType);
    });
  }
});

describe('prepareImage brings a picture within the limits', () => {
  test('an alpha channel is flattened on white, as a PNG', async () => {
    const prepared = await prepare(await draw({ width: 300, height: 300, alpha: 0 }).png().toBuffer());
    assert.deepEqual(await sizeOf(prepared.bytes), {
      width: 300,
      height: 300,
      hasAlpha: false,
      isUpright: true,
      format: 'png',
    });
    assert.equal(prepared.mimeType, 'image/png');
    assert.deepEqual(await pixelAt(prepared.bytes, 150, 150), [255, 255, 255]);
  });

  test('an alpha channel that is opaque everywhere, or of a WebP, goes too', async () => {
    for (const picture of [
      draw({ width: 300, height: 300, alpha: 1 }).png(),
      draw({ width: 300, height: 300, alpha: 0.5 }).webp(),
    ]) {
      const { hasAlpha } = await sizeOf((await prepare(await picture.toBuffer())).bytes);
      assert.equal(hasAlpha, false);
    }
  });

  test('a picture on its side is turned', async () => {
    const prepared = await prepare(await draw({ width: 400, height: 300, orientation: 6 }).jpeg().toBuffer());
    assert.deepEqual(await sizeOf(prepared.bytes), {
      width: 300,
      height: 400,
      hasAlpha: false,
      isUpright: true,
      format: 'jpeg',
    });
  });

  test('inks become colours', async () => {
    const cmyk = await draw({ width: 300, height: 300 }).toColourspace('cmyk').jpeg().toBuffer();
    assert.equal((await sharp(cmyk).metadata()).space, 'cmyk');
    assert.equal((await sharp((await prepare(cmyk)).bytes).metadata()).space, 'srgb');
  });

  test('only the first frame of an animation is kept', async () => {
    const frames = await Promise.all(
      [0.2, 0.9].map((alpha) => draw({ width: 300, height: 300, alpha }).png().toBuffer()),
    );
    const animation = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    assert.equal((await sharp(animation).metadata()).pages, 2);
    const { width, height } = await sizeOf((await prepare(animation)).bytes);
    assert.deepEqual({ width, height }, { width: 300, height: 300 });
  });

  for (const [from, to] of [
    [
      [100, 100],
      [240, 240],
    ],
    [
      [1, 1],
      [240, 240],
    ],
    [
      [120, 300],
      [240, 600],
    ],
    [
      [9000, 3000],
      [8000, 2667],
    ],
    [
      [2000, 100],
      [2000, 250],
    ],
    [
      [100, 2000],
      [250, 2000],
    ],
    [
      [10_000, 20],
      [8000, 1000],
    ],
    [
      [3, 500],
      [240, 1920],
    ],
    [
      [1930, 241],
      [1930, 242],
    ],
    [
      [7999, 300],
      [7999, 1000],
    ],
  ] as const) {
    test(`${from.join('×')} becomes ${to.join('×')}`, async () => {
      const [width, height] = from;
      const prepared = await prepare(await draw({ width, height }).jpeg().toBuffer());
      const size = await sizeOf(prepared.bytes);
      assert.deepEqual([size.width, size.height], to);
      assert.ok(Math.max(...to) / Math.min(...to) <= 8);
    });
  }

  test('what the ratio lacks is white, and the picture stays in the middle', async () => {
    const { bytes } = await prepare(await draw({ width: 3200, height: 40 }).png().toBuffer());
    assert.deepEqual(await pixelAt(bytes, 1600, 5), [255, 255, 255]);
    assert.deepEqual(await pixelAt(bytes, 1600, 394), [255, 255, 255]);
    assert.deepEqual(await pixelAt(bytes, 1600, 200), [200, 30, 30]);
  });

  test('a PNG of more than 20 MB becomes a JPEG of less', async () => {
    const bytes = await draw({ width: 3000, height: 2600, noise: true }).png({ compressionLevel: 1 }).toBuffer();
    assert.ok(bytes.length > 20_000_000, 'the picture is large enough to mean something');
    const prepared = await prepare(bytes);
    assert.equal(prepared.mimeType, 'image/jpeg');
    assert.ok(prepared.bytes.length <= 20_000_000);
  });
});

describe('prepareImage refuses', () => {
  test('bytes that are no picture', async () => {
    await assert.rejects(prepare(Buffer.from('not a picture')), ImageUnusable);
  });

  test('a picture cut off in the middle that has to be decoded', async () => {
    const whole = await draw({ width: 600, height: 600, alpha: 1, noise: true }).png().toBuffer();
    await assert.rejects(prepare(whole.subarray(0, whole.length / 2)), ImageUnusable);
  });
});

describe('prepareImage works one by one', () => {
  test('the next picture is read only when the one before is done, also when that one failed', async () => {
    const order: string[] = [];
    const good = await draw({ width: 300, height: 300 }).png().toBuffer();
    const run = async (name: string, read: () => Promise<Uint8Array>) => {
      const prepared = prepareImage(() => {
        order.push(`${name} read`);
        return read();
      });
      await prepared.catch(() => undefined);
      order.push(`${name} done`);
    };
    await Promise.all([
      run('first', () => Promise.reject(new Error('gone'))),
      run('second', () => Promise.resolve(good)),
      run('third', () => Promise.resolve(good)),
    ]);
    assert.deepEqual(
      order.filter((step) => step.endsWith('read')),
      ['first read', 'second read', 'third read'],
    );
    for (const name of ['first', 'second']) {
      const next = name === 'first' ? 'second read' : 'third read';
      assert.ok(order.indexOf(`${name} done`) <= order.indexOf(next) + 1);
    }
  });

  test('what cannot be read is the caller’s own error', async () => {
    const gone = new Error('gone');
    await assert.rejects(
      prepareImage(() => Promise.reject(gone)),
      (error) => error === gone,
    );
  });

  test('one that is never read is given up when its signal aborts, and the next one goes on', async () => {
    const controller = new AbortController();
    const stuck = prepareImage(() => new Promise(() => undefined), controller.signal);
    const next = prepare(await draw({ width: 300, height: 300 }).png().toBuffer());
    controller.abort(new Error('lease lost'));
    await assert.rejects(stuck, /lease lost/);
    assert.equal((await next).mimeType, 'image/png');
  });

  test('a picture nobody waits for any more is not read', async () => {
    const reason = new Error('too late');
    const read = () => assert.fail('it was read');
    await assert.rejects(prepareImage(read, AbortSignal.abort(reason)), (error) => error === reason);
  });
});
