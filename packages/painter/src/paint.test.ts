import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { PaintError, type PaintRequest, paint, paintPixels, randomSeed } from './index.ts';

const BASE: PaintRequest = { prompt: 'a cat by a lake at sunset', width: 256, height: 192, seed: 7 };

describe('paint', () => {
  const small = ['1024x1024', '1280x720', '1152x864', '1456x624', '864x1152', '720x1280', '2816x352', '352x2816'];
  const large = ['2048x2048', '2560x1440', '2304x1728', '3024x1296', '1728x2304', '1440x2560', '5760x720', '720x5760'];
  for (const size of [...small, ...large, '16x16', '8192x16']) {
    test(`${size}: the PNG has exactly this size`, async () => {
      const [width = 0, height = 0] = size.split('x').map(Number);
      const { png } = await paint({ prompt: 'two owls in a forest', width, height, seed: 3 });
      const found = await sharp(png).metadata();
      assert.deepEqual([found.format, found.width, found.height], ['png', width, height]);
    });
  }

  test('every scene paints at the narrowest ratios', async () => {
    const scenes = [
      'product studio',
      'mountains',
      'meadow',
      'sea',
      'lake',
      'coral reef',
      'forest',
      'city',
      'space',
      'desert',
      'snow',
      'abstract',
    ];
    for (const prompt of scenes) {
      for (const [width, height] of [
        [256, 32],
        [32, 256],
      ] as const) {
        const { pixels } = await paintPixels({ prompt: `${prompt} with two dogs and a boat`, width, height, seed: 1 });
        assert.ok(spread(pixels) > 4, `${prompt} at ${width}x${height} is one flat colour`);
      }
    }
  });

  test('another process paints the same pixels', async () => {
    const request = { ...BASE, prompt: 'a red car in a stormy city, oil painting', watermark: true };
    const script = `import { paintPixels } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
import { createHash } from 'node:crypto';
const { pixels } = await paintPixels(${JSON.stringify(request)});
process.stdout.write(createHash('sha256').update(pixels).digest('hex'));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    assert.equal(stdout, hashOf((await paintPixels(request)).pixels));
  });

  test('another seed or prompt changes the picture by more than 5 levels on average', async () => {
    const { pixels } = await paintPixels(BASE);
    const seeded = await paintPixels({ ...BASE, seed: 8 });
    const prompted = await paintPixels({ ...BASE, prompt: 'a cat by a lake at night' });
    const unknown = await Promise.all(['qwx', 'zzyzx'].map((prompt) => paintPixels({ ...BASE, prompt })));
    assert.ok(difference(pixels, seeded.pixels) > 5);
    assert.ok(difference(pixels, prompted.pixels) > 5);
    assert.ok(difference(unknown[0]?.pixels ?? pixels, unknown[1]?.pixels ?? pixels) > 5);
  });

  test('the watermark touches only its corner, and only when asked', async () => {
    const plain = await paintPixels({ ...BASE, width: 640, height: 480 });
    const marked = await paintPixels({ ...BASE, width: 640, height: 480, watermark: true });
    let changed = 0;
    for (let index = 0; index < plain.pixels.length; index += 1) {
      if (plain.pixels[index] === marked.pixels[index]) continue;
      changed += 1;
      const pixel = Math.floor(index / 3);
      assert.ok(pixel % 640 > 640 * 0.5 && Math.floor(pixel / 640) > 480 * 0.85, 'a pixel outside the corner changed');
    }
    assert.ok(changed > 500, 'the mark is not visible');
  });

  test('the plan says what was understood', async () => {
    const { plan } = await paintPixels({ ...BASE, prompt: 'Two black cats in a snowy forest at night, watercolor' });
    const { scene, time, season, style, subjects } = plan;
    assert.deepEqual(
      { scene, time, season, style },
      { scene: 'forest', time: 'night', season: 'winter', style: 'watercolour' },
    );
    assert.deepEqual(
      subjects.map(({ name, count }) => [name, count]),
      [['black cat', 2]],
    );
  });

  test('progress never falls and ends at 1', async () => {
    const shares: number[] = [];
    await paint({ ...BASE, width: 512, height: 512 }, { onProgress: (share) => shares.push(share) });
    assert.equal(shares.at(-1), 1);
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
  });

  test('an abort while painting rejects with its reason', async () => {
    const reason = new Error('enough');
    const promise = paint(
      { ...BASE, width: 2048, height: 2048 },
      { signal: AbortSignal.any([abortAfter(30, reason)]) },
    );
    await assert.rejects(promise, reason);
  });
});

describe('paint: what it refuses', () => {
  const refused: readonly (readonly [string, Partial<PaintRequest>])[] = [
    ['no width', { width: 0 }],
    ['a side under 16', { height: 15 }],
    ['a side over 8192', { width: 8193 }],
    ['more than 4096 x 4096 pixels', { width: 8192, height: 4096 }],
    ['half a pixel', { width: 100.5 }],
    ['a seed of 1.5', { seed: 1.5 }],
    ['a negative seed', { seed: -1 }],
    ['a seed over 2147483647', { seed: 2_147_483_648 }],
    ['ten references', { references: Array.from({ length: 10 }, () => new Uint8Array(4)) }],
  ];
  for (const [name, fault] of refused) {
    test(`${name}: invalid_request`, async () => {
      await assert.rejects(
        paint({ ...BASE, ...fault }),
        (error) => error instanceof PaintError && error.code === 'invalid_request',
      );
    });
  }

  test('a reference that is no picture: invalid_reference, with its number', async () => {
    const broken = { ...BASE, references: [new Uint8Array([1, 2, 3, 4])] };
    await assert.rejects(
      paint(broken),
      (error) => error instanceof PaintError && error.code === 'invalid_reference' && /Reference 1/.test(error.message),
    );
  });

  test('a reference that ends too early: invalid_reference', async () => {
    const whole = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#c33' } })
      .png()
      .toBuffer();
    await assert.rejects(paint({ ...BASE, references: [whole.subarray(0, 200)] }), { code: 'invalid_reference' });
  });
});

describe('randomSeed', () => {
  test('gives integers the painter accepts', () => {
    for (let index = 0; index < 100; index += 1) {
      const seed = randomSeed();
      assert.ok(Number.isInteger(seed) && seed >= 0 && seed <= 2_147_483_647);
    }
  });
});

function abortAfter(delayMs: number, reason: Error): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), delayMs);
  return controller.signal;
}

function hashOf(pixels: Uint8Array): string {
  return createHash('sha256').update(pixels).digest('hex');
}

function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;
}

/** Standard deviation of all levels. */
function spread(pixels: Uint8Array): number {
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  return Math.sqrt(pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length);
}
