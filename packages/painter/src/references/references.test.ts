import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { paintPixels } from '../index.ts';

const SIZE = { width: 320, height: 240, seed: 5 };

describe('references', () => {
  test('one reference: its left and right halves stay where they were', async () => {
    const halves = await twoHalves('#d02020', '#2040d0');
    const { pixels } = await paintPixels({ ...SIZE, prompt: '', references: [halves] });
    const left = meanOf(pixels, { left: 20, top: 60, width: 100, height: 100 });
    const right = meanOf(pixels, { left: 200, top: 60, width: 100, height: 100 });
    assert.ok(left.r > left.b * 2, `left is not red: ${JSON.stringify(left)}`);
    assert.ok(right.b > right.r * 2, `right is not blue: ${JSON.stringify(right)}`);
  });

  test('the prompt relights it: night is darker than day', async () => {
    const grey = await plain('#a0a0a0');
    const [day, night] = await Promise.all(
      ['at noon', 'at night'].map((prompt) => paintPixels({ ...SIZE, prompt, references: [grey] })),
    );
    const whole = { left: 0, top: 0, width: 320, height: 240 };
    assert.ok(
      meanOf(night?.pixels ?? new Uint8Array(), whole).g < meanOf(day?.pixels ?? new Uint8Array(), whole).g - 25,
    );
  });

  test('three references: each leaves its colour on at least one pixel in a hundred', async () => {
    const references = await Promise.all(['#d02020', '#20c030', '#2040d0'].map(plain));
    const { pixels } = await paintPixels({ ...SIZE, prompt: 'put them together', references });
    for (const channel of [0, 1, 2]) assert.ok(shareOf(pixels, channel) > 0.01, `channel ${channel} has left no trace`);
  });

  test('nine references fit at every ratio', async () => {
    const references = await Promise.all(Array.from({ length: 9 }, (_, index) => plain(`#${index}${index}8080`)));
    for (const [width, height] of [
      [320, 320],
      [512, 64],
      [64, 512],
    ] as const) {
      const { pixels } = await paintPixels({ ...SIZE, width, height, prompt: '', references });
      assert.equal(pixels.length, width * height * 3);
    }
  });

  test('the orientation in the file is obeyed', async () => {
    // Turned by 180 degrees: red is stored on the left and belongs on the right.
    const turned = await sharp(await twoHalves('#d02020', '#2040d0'))
      .jpeg()
      .withMetadata({ orientation: 3 })
      .toBuffer();
    const { pixels } = await paintPixels({ ...SIZE, prompt: '', references: [turned] });
    const right = meanOf(pixels, { left: 200, top: 60, width: 100, height: 100 });
    assert.ok(right.r > right.b * 2);
  });

  test('transparent parts lie on white', async () => {
    const clear = await sharp({
      create: { width: 64, height: 64, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const { pixels } = await paintPixels({ ...SIZE, prompt: 'at noon', references: [clear] });
    assert.ok(meanOf(pixels, { left: 0, top: 0, width: 320, height: 240 }).g > 180);
  });
});

type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

function meanOf(pixels: Uint8Array, box: Box) {
  const sums: [number, number, number] = [0, 0, 0];
  for (let y = box.top; y < box.top + box.height; y += 1) {
    for (let x = box.left; x < box.left + box.width; x += 1) {
      const index = (y * SIZE.width + x) * 3;
      sums[0] += pixels[index] ?? 0;
      sums[1] += pixels[index + 1] ?? 0;
      sums[2] += pixels[index + 2] ?? 0;
    }
  }
  const count = box.width * box.height;
  return { r: sums[0] / count, g: sums[1] / count, b: sums[2] / count };
}

/** Share of pixels where one channel clearly leads. */
function shareOf(pixels: Uint8Array, channel: number): number {
  let count = 0;
  for (let index = 0; index < pixels.length; index += 3) {
    const others = [0, 1, 2].filter((other) => other !== channel).map((other) => pixels[index + other] ?? 0);
    if ((pixels[index + channel] ?? 0) > 1.6 * Math.max(...others)) count += 1;
  }
  return count / (pixels.length / 3);
}

function plain(background: string): Promise<Uint8Array> {
  return sharp({ create: { width: 200, height: 150, channels: 3, background } })
    .png()
    .toBuffer();
}

async function twoHalves(left: string, right: string): Promise<Uint8Array> {
  const half = await sharp({ create: { width: 160, height: 240, channels: 3, background: right } })
    .png()
    .toBuffer();
  return sharp({ create: { width: 320, height: 240, channels: 3, background: left } })
    .composite([{ input: half, left: 160, top: 0 }])
    .png()
    .toBuffer();
}
