import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import sharp from 'sharp';
import { testFolder } from '../../platform/testing.ts';
import { Gate } from './gate.ts';
import { measureImage, PixelLimitError, proveImage } from './prove-image.ts';
import { emptyPng, testImage } from './testing.ts';

function prove(t: TestContext, bytes: Uint8Array, gate = new Gate(2)) {
  const path = join(testFolder(t), 'picture');
  writeFileSync(path, bytes);
  return proveImage(gate, path);
}

describe('proving a picture', () => {
  for (const format of ['png', 'jpeg', 'webp'] as const) {
    test(`${format}: whole is proven, cut anywhere is refused`, async (t) => {
      const bytes = await testImage(format, { width: 301, height: 217 });
      assert.deepEqual(await prove(t, bytes), { width: 301, height: 217 });
      for (const part of [0.3, 0.5, 0.9, 0.99]) {
        await assert.rejects(prove(t, bytes.subarray(0, Math.floor(bytes.length * part))), `cut at ${part}`);
      }
    });
  }

  test('every frame of an animation counts', async (t) => {
    const frames = await Promise.all([1, 2, 3].map(() => testImage('png', { width: 80, height: 40 })));
    const bytes = await sharp(frames.map(Buffer.from), { join: { animated: true } })
      .webp({ delay: [50, 50, 50] })
      .toBuffer();
    assert.deepEqual(await prove(t, bytes), { width: 80, height: 40 });
    await assert.rejects(prove(t, bytes.subarray(0, Math.floor(bytes.length * 0.8))));
  });

  test('the size is the one a viewer sees', async (t) => {
    const bytes = await testImage('jpeg', { width: 60, height: 30, orientation: 6 });
    assert.deepEqual(await prove(t, bytes), { width: 30, height: 60 });
    assert.deepEqual(await measureImage(bytes), { width: 30, height: 60 });
  });

  test('more than 50 megapixels are refused before anything is decoded', async (t) => {
    const closed = new Gate(0);
    closed.run = () => assert.fail('no decoding may be asked for');
    await assert.rejects(prove(t, emptyPng(30_000, 30_000), closed), PixelLimitError);
    await assert.rejects(prove(t, emptyPng(10_000, 5_001), closed), PixelLimitError);
    await assert.rejects(measureImage(emptyPng(30_000, 30_000)), PixelLimitError);
  });

  test('pictures that are held whole while decoded are proven one at a time', async (t) => {
    const asked: number[] = [];
    const gate = new Gate(2);
    gate.run = (slots) => {
      asked.push(slots);
      return Promise.reject(new Error('not today'));
    };
    await assert.rejects(prove(t, emptyPng(7_000, 7_000), gate), /not today/);
    const large = await sharp({ create: { width: 7_000, height: 7_000, channels: 3, background: 'red' } })
      .webp({ effort: 0 })
      .toBuffer();
    await assert.rejects(prove(t, large, gate), /not today/);
    await assert.rejects(prove(t, await testImage('webp'), gate), /not today/);
    assert.deepEqual(asked, [1, 2, 1]);
  });
});
