import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { createControl } from '../control.ts';
import { paintPixels } from '../index.ts';
import { cutOut, studyReference } from './cut-out.ts';
import { findThing } from './find-thing.ts';
import { cupBesideArch, twoSheep } from './testing.ts';

const study = (source: Uint8Array) => studyReference({ source, number: 2 }, createControl({}));

/** The mean share in a box of a board of 400 x 300. */
async function shareIn(source: Uint8Array, [left, top, right, bottom]: readonly [number, number, number, number]) {
  const { small } = await study(source);
  const { share } = await findThing(small, createControl({}));
  const scale = small.width / 400;
  let sum = 0;
  let count = 0;
  for (let y = Math.ceil(top * scale); y < bottom * scale; y += 1) {
    for (let x = Math.ceil(left * scale); x < right * scale; x += 1) {
      sum += share[y * small.width + x] ?? 0;
      count += 1;
    }
  }
  return sum / count;
}

describe('find thing', () => {
  test('a grey arch that hangs on a red cup is left behind, the cup stays whole', async () => {
    const picture = await cupBesideArch();
    assert.ok((await shareIn(picture, [140, 120, 260, 240])) > 0.98);
    assert.ok((await shareIn(picture, [278, 60, 345, 245])) < 0.01);
    assert.equal((await study(picture)).thing.found, 'plain');
  });

  test('two like things on a meadow are both kept with their faces, trees and path are not', async () => {
    const picture = await twoSheep();
    assert.ok((await shareIn(picture, [100, 165, 145, 215])) > 0.95);
    assert.ok((await shareIn(picture, [225, 160, 275, 215])) > 0.95);
    assert.ok((await shareIn(picture, [0, 0, 400, 140])) < 0.03);
    assert.ok((await shareIn(picture, [180, 245, 400, 300])) < 0.03);
  });

  test('two sheep of a painted meadow are both found where the plan says they stand', async () => {
    const [width, height] = [768, 512];
    const { pixels, plan } = await paintPixels({
      prompt: 'two sheep in a green meadow at noon',
      width,
      height,
      seed: 5,
    });
    const picture = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const { small } = await study(picture);
    const { share, found } = await findThing(small, createControl({}));
    assert.equal(found, 'colour');
    const sheep = plan.places.filter(({ kind }) => kind === 'subject');
    assert.equal(sheep.length, 2);
    const scale = small.width / width;
    const cell = (x: number, y: number) => share[Math.floor(y * scale) * small.width + Math.floor(x * scale)] ?? 0;
    for (const { left, top, width: wide, height: tall } of sheep) {
      assert.ok(cell(left + wide * 0.5, top + tall * 0.5) > 0.9, `the middle of the sheep at ${left} is left out`);
    }
    const kept = share.reduce((sum, one) => sum + one, 0) / share.length;
    const boxes = sheep.reduce((sum, one) => sum + one.width * one.height, 0) / (width * height);
    assert.ok(kept < boxes, `${kept} of the picture is kept, the sheep's boxes are ${boxes}`);
  });

  test('nothing can be cut out of a fully transparent picture: it is refused by its number', async () => {
    const clear = await sharp({
      create: { width: 40, height: 30, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    await assert.rejects(cutOut(await study(clear), 30, createControl({})), {
      code: 'invalid_reference',
      message: /^Reference 2 is fully transparent/,
    });
  });
});
