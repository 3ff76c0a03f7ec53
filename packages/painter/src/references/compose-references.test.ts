import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { createControl } from '../control.ts';
import type { Picture } from '../picture.ts';
import type { EditStep, PaintPlan } from '../prompt/paint-plan.ts';
import { composeReferences } from './compose-references.ts';
import {
  changed,
  channelMeans,
  disc,
  greys,
  landscape,
  likeness,
  plain,
  planOf,
  product,
  sharpness,
  twoHalves,
} from './testing.ts';

const SIZE = { width: 400, height: 300 };
const ART = { icons: [], terms: new Map() };
const WHOLE = { left: 0, top: 0, ...SIZE };

function edit(
  references: readonly Uint8Array[],
  steps: readonly EditStep[],
  rest: Partial<PaintPlan> = {},
  size = SIZE,
) {
  return composeReferences(references, { ...size, plan: planOf(steps, rest), art: ART }, createControl({}));
}

describe('recolour', () => {
  test('brings the mean colour to the other picture and keeps the shapes', async () => {
    const base = await landscape();
    const warm = await twoHalves('#e0763a', '#8a3050');
    const before = await edit([base], []);
    const after = await edit([base, warm], [{ kind: 'recolour', from: 2 }]);
    const target = channelMeans((await edit([warm], [])).picture, WHOLE);
    const old = channelMeans(before.picture, WHOLE);
    const found = channelMeans(after.picture, WHOLE);
    const away = (a: readonly number[]) => Math.hypot(...a.map((value, channel) => value - (target[channel] ?? 0)));
    assert.ok(away(found) < away(old) * 0.25, `mean ${found}, wanted ${target}, was ${old}`);
    assert.ok(likeness(before.picture, after.picture) > 0.8);
    assert.ok(clipped(after.picture) < 0.01, 'colours are cut off');
  });
});

describe('insert', () => {
  for (const [name, thing] of [
    ['from a plain ground', product],
    ['by its own transparency', disc],
  ] as const) {
    test(`${name}: changes its place and leaves what is far from it`, async () => {
      const base = await landscape();
      const before = await edit([base], []);
      const { picture, places } = await edit([base, await thing()], [{ kind: 'insert', from: 2 }]);
      const [place] = places;
      assert.ok(place !== undefined && place.kind === 'reference' && place.name === 'image 2');
      assert.ok(
        place.left >= 0 && place.top >= 0 && place.left + place.width <= 400 && place.top + place.height <= 300,
      );
      const isIn = (x: number, y: number) =>
        x >= place.left && x < place.left + place.width && y >= place.top && y < place.top + place.height;
      assert.ok(changed(before.picture, picture, isIn) > 0.6);
      const isFar = (x: number, y: number) =>
        !isIn(x, y) && (y < place.top || Math.abs(x - place.left - place.width / 2) > place.width * 1.2);
      assert.equal(changed(before.picture, picture, isFar), 0);
    });
  }

  test('shows the thing in its own colours, without its ground', async () => {
    const { picture, places } = await edit([await landscape(), await product()], [{ kind: 'insert', from: 2 }]);
    const [place] = places;
    assert.ok(place !== undefined);
    const [red, green, blue] = channelMeans(picture, place);
    assert.ok(red > green * 1.5 && red > blue * 1.5, `not red: ${[red, green, blue]}`);
  });

  test('keeps the thing of the base free', async () => {
    const { places } = await edit([await product(), await disc()], [{ kind: 'insert', from: 2 }]);
    const [place] = places;
    assert.ok(place !== undefined);
    // The box of the base is at 130 to 270.
    const covered = Math.min(270, place.left + place.width) - Math.max(130, place.left);
    assert.ok(covered < place.width * 0.15, `covers ${covered} of ${place.width} pixels`);
  });

  test('order matters: the other way round the other picture is the ground', async () => {
    const pictures = [await landscape(), await product()];
    const one = await edit(pictures, [{ kind: 'insert', from: 2 }]);
    const other = await edit(pictures, [{ kind: 'insert', from: 1 }], {
      edit: { base: 2, steps: [{ kind: 'insert', from: 1 }] },
    });
    assert.ok(likeness(one.picture, other.picture) < 0.7);
  });
});

describe('background', () => {
  test('blurred: the thing stays sharp, the rest does not', async () => {
    const base = await sharp(await product())
      .composite([{ input: grid(), left: 0, top: 0 }])
      .png()
      .toBuffer();
    const before = await edit([base], []);
    const { picture } = await edit([base], [{ kind: 'background', to: 'blurred' }]);
    const thing = { left: 145, top: 110, width: 110, height: 110 };
    const behind = { left: 5, top: 5, width: 390, height: 60 };
    assert.ok(sharpness(picture, thing) > sharpness(before.picture, thing) * 0.8);
    assert.ok(sharpness(picture, behind) < sharpness(before.picture, behind) * 0.5);
  });

  test('plain: the ground takes the colour of the prompt, the thing keeps its own', async () => {
    const { picture } = await edit([await product()], [{ kind: 'background', to: 'plain' }], { palette: ['blue'] });
    const behind = channelMeans(picture, { left: 10, top: 10, width: 90, height: 60 });
    assert.ok(behind[2] > behind[0] * 1.5, `not blue: ${behind}`);
    const thing = channelMeans(picture, { left: 150, top: 110, width: 100, height: 100 });
    assert.ok(thing[0] > thing[2] * 1.5, `not red: ${thing}`);
  });

  test('scene: something else is behind the thing, which stays in its columns', async () => {
    const before = await edit([await product()], []);
    const { picture } = await edit([await product()], [{ kind: 'background', to: 'scene' }], { scene: 'sea' });
    assert.ok(changed(before.picture, picture, (_, y) => y < 60) > 0.9);
    const thing = channelMeans(picture, { left: 150, top: 130, width: 100, height: 80 });
    assert.ok(thing[0] > thing[2] * 1.3, `not red: ${thing}`);
  });
});

describe('relight', () => {
  test('night is dark and blue, and shows what was there', async () => {
    const before = await edit([await landscape()], []);
    const { picture } = await edit([await landscape()], [{ kind: 'relight' }], { time: 'night' });
    const land = { left: 0, top: 180, width: 400, height: 120 };
    const [old, found] = [channelMeans(before.picture, land), channelMeans(picture, land)];
    assert.ok(found[1] < old[1] * 0.6);
    assert.ok(found[2] / found[0] > (old[2] / old[0]) * 1.3, `not bluer: ${old} ${found}`);
    assert.ok(likeness(cropped(before.picture, 180), cropped(picture, 180)) > 0.85);
  });

  test('sunset is warm: red gains on blue', async () => {
    const before = channelMeans((await edit([await landscape()], [])).picture, WHOLE);
    const after = channelMeans(
      (await edit([await landscape()], [{ kind: 'relight' }], { time: 'sunset' })).picture,
      WHOLE,
    );
    assert.ok(after[0] / after[2] > (before[0] / before[2]) * 1.25, `${before} ${after}`);
  });

  test('autumn turns the green ground, a colour word tints, snow falls', async () => {
    const land = { left: 0, top: 200, width: 400, height: 100 };
    const base = await landscape();
    const autumn = channelMeans((await edit([base], [{ kind: 'relight' }], { season: 'autumn' })).picture, land);
    assert.ok(autumn[0] > autumn[1], `still green: ${autumn}`);
    const pink = channelMeans((await edit([base], [{ kind: 'relight' }], { palette: ['pink'] })).picture, land);
    assert.ok(pink[0] > pink[1] * 1.1, `not pink: ${pink}`);
    const snow = await edit([base], [{ kind: 'relight' }], { weather: 'snowfall' });
    const flakes = greys(cropped(snow.picture, 200)).filter((grey) => grey > 200).length;
    const before = greys(cropped((await edit([base], [])).picture, 200)).filter((grey) => grey > 200).length;
    assert.ok(flakes > before + 40, `${flakes} light pixels on the ground, ${before} before`);
  });
});

describe('collage', () => {
  test('every cell resembles its reference, inside the picture, and none covers another', async () => {
    const colours = ['#d02020', '#20c030', '#2040d0', '#e0c020'];
    const { picture, places } = await edit(await Promise.all(colours.map(plain)), [
      { kind: 'collage', of: [1, 2, 3, 4] },
    ]);
    assert.equal(places.length, 4);
    for (const [index, place] of places.entries()) {
      const wanted = Number.parseInt((colours[index] ?? '').slice(1), 16);
      const [red, green, blue] = channelMeans(picture, place);
      assert.ok(Math.hypot(red - (wanted >> 16), green - ((wanted >> 8) & 255), blue - (wanted & 255)) < 6);
      for (const other of places.slice(index + 1)) {
        const isApart =
          other.left >= place.left + place.width ||
          other.top >= place.top + place.height ||
          other.left + other.width <= place.left;
        assert.ok(isApart, 'cells overlap');
      }
    }
  });

  for (const size of [
    { width: 320, height: 320 },
    { width: 512, height: 64 },
    { width: 64, height: 512 },
  ]) {
    test(`nine references fit ${size.width} x ${size.height}, as a collage and set into the first`, async () => {
      const pictures = await Promise.all([
        landscape(),
        product(),
        disc(),
        ...['#d02020', '#20c030', '#2040d0', '#e0c020', '#208080', '#804080'].map(plain),
      ]);
      const numbers = pictures.map((_, index) => index + 1);
      const laid = await edit(pictures, [{ kind: 'collage', of: numbers }], {}, size);
      const inserts = numbers.slice(1).map((from) => ({ kind: 'insert', from }) as const);
      const set = await edit(pictures, inserts, {}, size);
      assert.equal(laid.places.length, 9);
      assert.equal(set.places.length, 8);
      for (const { picture, places } of [laid, set]) {
        assert.equal(picture.pixels.length, size.width * size.height * 3);
        for (const { left, top, width, height } of places) {
          assert.ok(
            left >= 0 &&
              top >= 0 &&
              width > 0 &&
              height > 0 &&
              left + width <= size.width &&
              top + height <= size.height,
          );
        }
      }
    });
  }
});

describe('the base', () => {
  test('a thing that does not fit the ratio stays whole: its ground goes on instead', async () => {
    const { picture } = await edit([await product()], [], {}, { width: 800, height: 100 });
    assert.equal(picture.pixels.length, 800 * 100 * 3);
    // All of the box, half the height of its picture, in the middle; plain ground at both ends.
    const middle = channelMeans(picture, { left: 385, top: 40, width: 30, height: 30 });
    const end = channelMeans(picture, { left: 0, top: 0, width: 200, height: 100 });
    assert.ok(middle[0] > middle[2] * 1.8, `no box in the middle: ${middle}`);
    assert.ok(Math.max(...end) - Math.min(...end) < 20 && end[0] > 180, `the ground does not go on: ${end}`);
    assert.ok(sharpness(picture, { left: 0, top: 0, width: 250, height: 100 }) < 1.5, 'ghosts beside it');
  });

  test('grey, 16-bit and transparent files are read', async () => {
    const grey = await sharp(await landscape())
      .greyscale()
      .png()
      .toBuffer();
    const deep = await sharp(await landscape())
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    const clear = await sharp({
      create: { width: 64, height: 64, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const [, middle] = channelMeans((await edit([grey], [])).picture, WHOLE);
    const [, high] = channelMeans((await edit([deep], [])).picture, WHOLE);
    assert.ok(Math.abs(middle - high) < 12, `${middle} ${high}`);
    assert.ok(channelMeans((await edit([clear], [])).picture, WHOLE)[1] > 250);
  });

  test('a broken file is refused by its number, in a step as well', async () => {
    const broken = Buffer.from('no picture');
    const error = (number: number) => ({ code: 'invalid_reference', message: new RegExp(`^Reference ${number} `) });
    await assert.rejects(edit([broken], []), error(1));
    for (const kind of ['insert', 'recolour'] as const) {
      await assert.rejects(edit([await plain('#888888'), broken], [{ kind, from: 2 }]), error(2));
    }
    await assert.rejects(
      edit([await plain('#888888'), await disc(), broken], [{ kind: 'collage', of: [1, 2, 3] }]),
      error(3),
    );
  });

  test('an abort while decoding is seen', async () => {
    const stop = new AbortController();
    const control = createControl({ signal: stop.signal });
    const work = composeReferences(
      [await landscape(4000, 3000)],
      { width: 2000, height: 1500, plan: planOf([{ kind: 'relight' }]), art: ART },
      control,
    );
    setImmediate(() => stop.abort(new Error('stopped')));
    await assert.rejects(work, /stopped/);
  });
});

/** Thin lines at the upper rim, weaker than what makes a ground a texture. */
function grid(): Buffer {
  const lines = Array.from(
    { length: 66 },
    (_, index) => `<rect x="${index * 6}" width="2" height="70" fill="#000" opacity=".05"/>`,
  );
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">${lines.join('')}</svg>`);
}

function cropped({ width, height, pixels }: Picture, top: number): Picture {
  return { width, height: height - top, pixels: pixels.subarray(top * width * 3) };
}

/** The share of pixels with a channel at either end. */
function clipped({ pixels }: Picture): number {
  return pixels.filter((level) => level === 0 || level === 255).length / pixels.length;
}
