import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Control } from '../control.ts';
import type { Picture } from '../picture.ts';
import { STYLES, type Style } from '../prompt/paint-plan.ts';
import { hashPoint } from '../random.ts';
import { applyStyle } from './apply-style.ts';

const FREE: Control = { checkpoint: () => Promise.resolve() };
/** Styles that lay colour anew; the others keep the picture's own or have none. */
const COLOURLESS: readonly Style[] = ['pencil', 'ink', 'monochrome'];
const SUBJECT = [214, 92, 40] as const;

describe('applyStyle', () => {
  for (const style of STYLES) {
    test(`${style}: the same picture and key give the same pixels, another picture of the style's own`, async () => {
      const before = paintScene(192, 160);
      const [first, again] = [await styled(style, before), await styled(style, before)];
      assert.deepEqual(first.pixels, again.pixels);
      assert.ok(difference(first.pixels, before.pixels) > 0.4, 'nothing changed');
      assert.ok(spread(first.pixels) > 8, 'nothing is left of the picture');
    });

    test(`${style}: any size, with a cover, with an empty one and without`, async () => {
      for (const [width, height] of [
        [16, 16],
        [17, 31],
        [256, 32],
        [32, 256],
      ] as const) {
        const { subjectCover = new Uint8Array(), ...bare } = paintScene(width, height);
        const empty = new Uint8Array(width * height);
        for (const covered of [bare, { ...bare, subjectCover }, { ...bare, subjectCover: empty }]) {
          const { pixels } = await styled(style, covered);
          assert.equal(pixels.length, width * height * 3);
          assert.ok(spread(pixels) > 3, `${width}x${height} is one flat colour`);
        }
      }
    });

    test(`${style}: looks for an abort every 65,536 pixels and stops at once`, async () => {
      const picture = paintScene(512, 512);
      const all = abortAt(Number.POSITIVE_INFINITY);
      await applyStyle(copyOf(picture), { style, key: 5 }, all.control);
      const looks = all.count();
      assert.ok(looks >= (512 * 512) / 65_536, `${looks} looks`);
      for (const at of [1, Math.ceil(looks / 2), looks]) {
        const { control, count } = abortAt(at);
        await assert.rejects(applyStyle(copyOf(picture), { style, key: 5 }, control), /enough/);
        assert.equal(count(), at, 'it went on after the abort');
      }
    });
  }

  test('the subject stands out from its ground in every style', async () => {
    for (const style of STYLES) {
      const picture = paintScene(320, 320);
      const { pixels } = await styled(style, picture);
      const [inside, outside] = [meanWhere(pixels, picture, true), meanWhere(pixels, picture, false)];
      const apart = Math.max(...inside.map((level, channel) => Math.abs(level - (outside[channel] ?? 0))));
      assert.ok(apart > 12, `${style}: ${apart}`);
    }
  });

  test('styles differ from one another by more than 6 levels on average', async () => {
    const picture = paintScene(256, 256);
    const pictures = await Promise.all(STYLES.map((style) => styled(style, picture)));
    for (const [index, a] of pictures.entries()) {
      for (const [other, b] of pictures.entries()) {
        if (other <= index) continue;
        const apart = difference(a.pixels, b.pixels);
        assert.ok(apart > 6, `${STYLES[index]} and ${STYLES[other]}: ${apart}`);
      }
    }
  });
});

describe('what each style does', () => {
  test('pixel: cells of one colour each, at most 28 colours', async () => {
    const { width, height, pixels } = await styled('pixel', paintScene(348, 348));
    const step = 3;
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const cell = (y - (y % step)) * width + x - (x % step);
        assert.equal(pixels[(y * width + x) * 3], pixels[cell * 3]);
      }
    }
    const colours = countColours(pixels);
    assert.ok(colours >= 8 && colours <= 28, `${colours} colours`);
  });

  test('poster: 90% of the pixels have one of 20 colours', async () => {
    const { pixels } = await styled('poster', paintScene(320, 320));
    const shares = [...colourCounts(pixels).values()].sort((a, b) => b - a).slice(0, 20);
    const share = shares.reduce((sum, count) => sum + count, 0) / (pixels.length / 3);
    assert.ok(share > 0.9, `${share}`);
  });

  test('pencil, ink and monochrome are grey but for a warm paper and the seal', async () => {
    for (const style of COLOURLESS) {
      const { pixels } = await styled(style, paintScene(256, 256));
      let coloured = 0;
      for (let at = 0; at < pixels.length; at += 3) {
        const levels = [...pixels.subarray(at, at + 3)];
        if (Math.max(...levels) - Math.min(...levels) > 18) coloured += 1;
      }
      assert.ok(coloured / (pixels.length / 3) < 0.005, `${style}: ${coloured} coloured pixels`);
    }
  });

  test('ink presses one red seal, and not on a subject', async () => {
    const picture = paintScene(400, 400);
    const { pixels } = await styled('ink', picture);
    let red = 0;
    for (let at = 0; at < pixels.length / 3; at += 1) {
      if ((pixels[at * 3] ?? 0) - (pixels[at * 3 + 1] ?? 0) < 60) continue;
      red += 1;
      assert.equal(picture.subjectCover?.[at], 0);
    }
    assert.ok(red > 150 && red < 25 * 25, `${red} red pixels`);
  });

  test('pencil leaves most of a light ground as paper and draws the outline', async () => {
    const picture = paintScene(320, 320);
    const { pixels } = await styled('pencil', picture);
    assert.ok((meanWhere(pixels, picture, false)[1] ?? 0) > 150);
    assert.ok(toneAtRadius(pixels, picture, 0.25) < toneAtRadius(pixels, picture, 0.33) - 30);
  });

  test('watercolour leaves a border of bare paper', async () => {
    const { width, pixels } = await styled('watercolour', paintScene(300, 300));
    const top = pixels.subarray(0, width * 3);
    assert.ok(top.reduce((sum, level) => sum + level, 0) / top.length > 244);
  });

  test('soft: the ground far from the subject loses its detail, the subject keeps it', async () => {
    const picture = paintScene(320, 320);
    const { pixels } = await styled('soft', picture);
    const ground = { left: 0, top: 0, right: 320, bottom: 40 };
    const subject = { left: 130, top: 130, right: 190, bottom: 190 };
    const kept = (area: Area) => detail(pixels, 320, area) / detail(picture.pixels, 320, area);
    assert.ok(kept(ground) < 0.35, `ground ${kept(ground)}`);
    assert.ok(kept(subject) > 0.7, `subject ${kept(subject)}`);
  });

  test('oil: the fine noise of the ground turns to strokes, the edge of the subject stays', async () => {
    const picture = paintScene(512, 512, 14);
    const { pixels } = await styled('oil', picture);
    const lit = { left: 0, top: 0, right: 512, bottom: 90 };
    assert.ok(detail(pixels, 512, lit) < detail(picture.pixels, 512, lit) * 0.7);
    assert.ok(edgeStep(pixels, picture) > edgeStep(picture.pixels, picture) * 0.6);
  });

  test('none: changes little, darkens the corners, takes light over the rim of the subject', async () => {
    const picture = paintScene(320, 320);
    const { pixels } = await styled('none', picture);
    assert.ok(difference(pixels, picture.pixels) < 14);
    assert.ok(mean(pixels.subarray(0, 24)) < mean(picture.pixels.subarray(0, 24)) - 2);
    const rim = toneAtRadius(pixels, picture, 0.245) - toneAtRadius(picture.pixels, picture, 0.245);
    const heart = toneAtRadius(pixels, picture, 0.1) - toneAtRadius(picture.pixels, picture, 0.1);
    assert.ok(rim > heart + 4, `${rim} at the rim, ${heart} inside`);
  });
});

async function styled(style: Style, picture: Picture): Promise<Picture> {
  const copy = copyOf(picture);
  await applyStyle(copy, { style, key: 77 }, FREE);
  return copy;
}

function copyOf(picture: Picture): Picture {
  return { ...picture, pixels: picture.pixels.slice() };
}

/** A light sky with fine noise of `noise` levels, a green ground, and a striped round subject of a quarter's radius in the middle. */
function paintScene(width: number, height: number, noise = 8): Picture {
  const pixels = new Uint8Array(width * height * 3);
  const subjectCover = new Uint8Array(width * height);
  const radius = Math.min(width, height) / 4;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = Math.hypot(x + 0.5 - width / 2, y + 0.5 - height / 2);
      const cover = Math.max(0, Math.min(1, radius - from + 0.5));
      const grain = (hashPoint(x, y, 3) - 0.5) * 2 * noise;
      const sky = [150 + (60 * y) / height, 190 + (30 * y) / height, 232];
      const ground = y > height * 0.7 ? [88, 140, 64] : sky;
      const stripe = Math.floor(x / 5) % 3 === 0 ? 0.55 : 1;
      for (let channel = 0; channel < 3; channel += 1) {
        const behind = (ground[channel] ?? 0) + grain;
        const own = (SUBJECT[channel] ?? 0) * stripe;
        pixels[(y * width + x) * 3 + channel] = behind + (own - behind) * cover;
      }
      subjectCover[y * width + x] = cover * 255;
    }
  }
  return { width, height, pixels, subjectCover };
}

function abortAt(at: number) {
  let looks = 0;
  const checkpoint = () => {
    looks += 1;
    return looks >= at ? Promise.reject(new Error('enough')) : Promise.resolve();
  };
  return { control: { checkpoint }, count: () => looks };
}

function colourCounts(pixels: Uint8Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 3) {
    const colour = ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return counts;
}

function countColours(pixels: Uint8Array): number {
  return colourCounts(pixels).size;
}

function meanWhere(pixels: Uint8Array, { subjectCover }: Picture, isInside: boolean): readonly number[] {
  const sums = [0, 0, 0];
  let count = 0;
  for (let at = 0; at < pixels.length / 3; at += 1) {
    if (subjectCover?.[at] !== (isInside ? 255 : 0)) continue;
    count += 1;
    for (let channel = 0; channel < 3; channel += 1)
      sums[channel] = (sums[channel] ?? 0) + (pixels[at * 3 + channel] ?? 0);
  }
  return sums.map((sum) => sum / count);
}

/** Mean green level on the upper half of a circle around the middle; the radius as a share of the short side. */
function toneAtRadius(pixels: Uint8Array, { width, height }: Picture, radius: number): number {
  let sum = 0;
  for (let step = 0; step < 180; step += 1) {
    const angle = Math.PI + (step / 180) * Math.PI;
    const x = Math.floor(width / 2 + Math.cos(angle) * radius * Math.min(width, height));
    const y = Math.floor(height / 2 + Math.sin(angle) * radius * Math.min(width, height));
    sum += pixels[(y * width + x) * 3 + 1] ?? 0;
  }
  return sum / 180;
}

/** Levels between just inside and just outside the subject's upper edge. */
function edgeStep(pixels: Uint8Array, picture: Picture): number {
  return toneAtRadius(pixels, picture, 0.262) - toneAtRadius(pixels, picture, 0.238);
}

type Area = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/** Mean difference between neighbours in a row. */
function detail(pixels: Uint8Array, width: number, { left, top, right, bottom }: Area): number {
  let sum = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right - 1; x += 1) {
      const at = (y * width + x) * 3 + 1;
      sum += Math.abs((pixels[at] ?? 0) - (pixels[at + 3] ?? 0));
    }
  }
  return sum / ((bottom - top) * (right - left));
}

function mean(levels: Uint8Array): number {
  return levels.reduce((sum, level) => sum + level, 0) / levels.length;
}

function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, level, index) => sum + Math.abs(level - (b[index] ?? 0)), 0) / a.length;
}

function spread(pixels: Uint8Array): number {
  const middle = mean(pixels);
  return Math.sqrt(pixels.reduce((sum, level) => sum + (level - middle) ** 2, 0) / pixels.length);
}
