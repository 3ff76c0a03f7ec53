import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { paintPixels } from './index.ts';

const SIDE = 256;
const RAW = { width: SIDE, height: SIDE, channels: 3 } as const;
const STEPS = 8;
/**
 * Of the 192 bits of a hash, how many change when one picture is made smaller and saved again as a JPEG of quality 60:
 * 7 on average and 23 at most in 62 paintings. So two pictures further apart than this are two pictures to the eye; the
 * nearest of the 1,891 pairs of those paintings were 38 apart, half of all pairs more than 90.
 */
const SAME_BITS_MAX = 30;
const SEEDS = [1, 2];
/** Near each other in meaning, in one language and across two, and without any known word. */
const PROMPTS = [
  'A clean editorial product image on a soft studio background',
  'a clean editorial product picture on a soft studio backdrop',
  'product photo of a cup',
  'a cat',
  'two cats',
  '一只猫',
  'a sailboat on a quiet lake at dawn',
  'a fishing boat on a quiet lake at dawn',
  'a forest',
  'the woods',
  'hope',
  'despair',
  'qwx',
  'zzyzx',
];

type Hash = readonly boolean[];
type Hashed = { readonly name: string; readonly hash: Hash; readonly savedAgain: Hash };

describe('variety', () => {
  const pictures: Hashed[] = [];

  before(async () => {
    for (const prompt of PROMPTS) {
      for (const seed of SEEDS) {
        const { pixels } = await paintPixels({ prompt, width: SIDE, height: SIDE, seed });
        const small = sharp(pixels, { raw: RAW }).resize(Math.round(SIDE * 0.8));
        const savedAgain = await hashOf(sharp(await small.jpeg({ quality: 60 }).toBuffer()));
        pictures.push({
          name: `"${prompt}", seed ${seed}`,
          hash: await hashOf(sharp(pixels, { raw: RAW })),
          savedAgain,
        });
      }
    }
  });

  test('a picture that is saved again stays the same to the hash', () => {
    for (const { name, hash, savedAgain } of pictures) {
      assert.ok(apart(hash, savedAgain) <= SAME_BITS_MAX, `${name} is ${apart(hash, savedAgain)} bits from itself`);
    }
  });

  test('no two prompts or seeds give pictures that look alike', () => {
    for (const [index, one] of pictures.entries()) {
      for (const other of pictures.slice(index + 1)) {
        const bits = apart(one.hash, other.hash);
        assert.ok(bits > SAME_BITS_MAX, `${one.name} and ${other.name} are only ${bits} bits apart`);
      }
    }
  });
});

/** Whether each of 8 × 8 places is brighter than the one to its right, in red, green and blue: a difference hash. */
async function hashOf(picture: Sharp): Promise<Hash> {
  const columns = STEPS + 1;
  const { data, info } = await picture
    .resize(columns, STEPS, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.equal(info.channels, 3);
  const places = Array.from(
    { length: STEPS * STEPS },
    (_, index) => Math.floor(index / STEPS) * columns + (index % STEPS),
  );
  return [0, 1, 2].flatMap((channel) =>
    places.map((place) => (data[place * 3 + channel] ?? 0) > (data[(place + 1) * 3 + channel] ?? 0)),
  );
}

function apart(one: Hash, other: Hash): number {
  return one.filter((bit, index) => bit !== other[index]).length;
}
