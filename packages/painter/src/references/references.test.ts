import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { paintPixels } from '../index.ts';
import { channelMeans, twoHalves } from './testing.ts';

const SIZE = { width: 320, height: 240, seed: 5 };

describe('references through paint', () => {
  test('one reference: its left and right halves stay where they were', async () => {
    const { pixels } = await paintPixels({ ...SIZE, prompt: '', references: [await twoHalves('#d02020', '#2040d0')] });
    const left = channelMeans({ ...SIZE, pixels }, { left: 20, top: 60, width: 100, height: 100 });
    const right = channelMeans({ ...SIZE, pixels }, { left: 200, top: 60, width: 100, height: 100 });
    assert.ok(left[0] > left[2] * 1.5, `left is not red: ${left}`);
    assert.ok(right[2] > right[0] * 1.2, `right is not blue: ${right}`);
  });

  test('the orientation in the file is obeyed', async () => {
    // Turned by 180 degrees: red is stored on the left and belongs on the right.
    const turned = await sharp(await twoHalves('#d02020', '#2040d0'))
      .jpeg()
      .withMetadata({ orientation: 3 })
      .toBuffer();
    const { pixels } = await paintPixels({ ...SIZE, prompt: '', references: [turned] });
    const right = channelMeans({ ...SIZE, pixels }, { left: 200, top: 60, width: 100, height: 100 });
    assert.ok(right[0] > right[2] * 1.5, `right is not red: ${right}`);
  });

  test('the same references, prompt and seed give the same pixels', async () => {
    const request = { ...SIZE, prompt: 'make it night', references: [await twoHalves('#70a0e0', '#608050')] };
    const [first, second] = [await paintPixels(request), await paintPixels(request)];
    assert.deepEqual(first.pixels, second.pixels);
  });

  test('a file that is no picture is refused by its number', async () => {
    const good = await twoHalves('#d02020', '#2040d0');
    await assert.rejects(
      paintPixels({ ...SIZE, prompt: 'put them together', references: [good, good, Buffer.from('no picture')] }),
      { code: 'invalid_reference', message: /^Reference 3 / },
    );
  });
});
