import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createControl } from '../control.ts';
import type { Light } from '../light.ts';
import { createPicture, type Picture } from '../picture.ts';
import type { SceneName } from '../prompt/paint-plan.ts';
import { drawSubject } from './draw-subject.ts';
import type { Placement } from './place-subjects.ts';
import { rasteriseSubject } from './rasterise-subject.ts';
import { type Cast, paintEmpty, type Setting, stageCast } from './testing.ts';

const SIDE = 192;

describe('drawSubject: findable', () => {
  const casts: readonly (readonly [string, SceneName, Partial<Setting>?])[] = [
    ['cat', 'meadow'],
    ['dog', 'garden', { time: 'sunset' }],
    ['horse', 'forest', { weather: 'fog' }],
    ['elephant', 'meadow', { time: 'night' }],
    ['camel', 'desert', { time: 'dawn' }],
    ['penguin', 'snow', { weather: 'snowfall' }],
    ['owl', 'forest', { time: 'night' }],
    ['lighthouse', 'sea', { time: 'sunset' }],
    ['sailboat', 'lake', { time: 'dawn' }],
    ['ship', 'sea', { weather: 'storm' }],
    ['dolphin', 'underwater'],
    ['octopus', 'underwater'],
    ['castle', 'mountains', { weather: 'fog' }],
    ['rocket', 'space'],
    ['butterfly', 'garden'],
    ['eagle', 'mountains'],
    ['red apple', 'studio'],
    ['teapot', 'interior'],
    ['bicycle', 'city', { weather: 'rain', time: 'night' }],
    ['cactus', 'abstract'],
  ];
  for (const [name, scene, setting] of casts) {
    test(`${name} in ${scene} stands out from the scene without it, within its place`, async () => {
      const { before, after, placements } = await drawAll({ scene, ...setting, cast: [{ name }] });
      const [place] = placements;
      assert.ok(place !== undefined);
      const { alpha } = await outline(place);
      let [own, changed] = [0, 0];
      for (let y = 0; y < place.height - place.submerged; y += 1) {
        for (let x = 0; x < place.width; x += 1) {
          if ((alpha[y * place.width + x] ?? 0) < 128) continue;
          own += 1;
          const at = ((place.top + y) * SIDE + place.left + x) * 3;
          const away = [0, 1, 2].map((channel) =>
            Math.abs((after.pixels[at + channel] ?? 0) - (before.pixels[at + channel] ?? 0)),
          );
          if (Math.max(...away) >= 12) changed += 1;
        }
      }
      const box = place.width * place.height;
      // An outline covers a fifth (a bicycle) to nine tenths of its box.
      assert.ok(own >= box * 0.1, `the outline covers ${own} of ${box}`);
      // A level of 12 is seen side by side. Some parts are always near the ground's own colour: half is enough to
      // tell a thing by, and a subject that was lost in haze or darkness changes less than a third.
      assert.ok(changed >= own * 0.5, `only ${changed} of ${own} pixels differ from the empty scene`);
    });
  }

  test('the cover is noted inside the places, and nowhere else', async () => {
    const { after, placements } = await drawAll({ cast: [{ name: 'dog' }, { name: 'cat' }] });
    let covered = 0;
    for (const [at, cover] of (after.subjectCover ?? new Uint8Array()).entries()) {
      if (cover === 0) continue;
      covered += cover / 255;
      const [x, y] = [at % SIDE, Math.floor(at / SIDE)];
      assert.ok(
        placements.some((place) => isIn(place, x, y)),
        `${x},${y} is nobody's place`,
      );
    }
    const boxes = placements.reduce((sum, { width, height }) => sum + width * height, 0);
    assert.ok(covered > boxes * 0.25 && covered <= boxes);
  });

  test('equal placements give equal pixels', async () => {
    const [first, second] = [await drawAll({ cast: [{ name: 'dog' }] }), await drawAll({ cast: [{ name: 'dog' }] })];
    assert.deepEqual(first.after.pixels, second.after.pixels);
  });
});

describe('drawSubject: light', () => {
  test('the shadow falls away from the light, longer when it is low', async () => {
    const left = await shadowOf({ x: 0.1, y: 0.6 });
    const right = await shadowOf({ x: 0.9, y: 0.6 });
    const low = await shadowOf({ x: 0.1, y: 0.1 });
    assert.ok(left.aside > 0 && right.aside < 0, `${left.aside} and ${right.aside}`);
    assert.ok(low.down > left.down * 1.3, `${low.down} and ${left.down}`);
  });

  test('the side towards the light is brighter', async () => {
    const lit = async (x: number) => {
      const { after, placements } = await drawAll({ cast: [{ name: 'snowman' }] }, { x, y: 0.5 });
      return placements[0] === undefined ? 0 : leftMinusRight(after, placements[0]);
    };
    assert.ok((await lit(0)) > (await lit(1)) + 8);
  });

  test('what hangs free in space changes nothing outside its place', async () => {
    const { before, after, placements } = await drawAll({ scene: 'space', cast: [{ name: 'rocket' }] });
    for (let at = 0; at < before.pixels.length; at += 1) {
      if (before.pixels[at] === after.pixels[at]) continue;
      const pixel = Math.floor(at / 3);
      assert.ok(placements.some((place) => isIn(place, pixel % SIDE, Math.floor(pixel / SIDE))));
    }
  });

  test('what shines by itself stays bright at night and lights the air around it', async () => {
    const { before, after, placements } = await drawAll({ time: 'night', cast: [{ name: 'candle' }] });
    const [candle] = placements;
    assert.ok(candle?.icon.glow !== undefined);
    const flame = coveredLevels(after, candle).filter(([red]) => red > 215).length;
    assert.ok(flame > 10, `${flame} bright pixels of a flame`);
    const beside = (candle.top * SIDE + candle.left + candle.width + 2) * 3;
    assert.ok((after.pixels[beside] ?? 0) > (before.pixels[beside] ?? 0) + 3, 'no halo beside it');
  });

  test('a boat is mirrored below its water line', async () => {
    const { before, after, placements } = await drawAll({ scene: 'lake', cast: [{ name: 'sailboat' }] });
    const [boat] = placements;
    assert.ok(boat !== undefined);
    let changed = 0;
    for (let y = boat.top + boat.height; y < Math.min(SIDE, boat.top + boat.height * 1.4); y += 1) {
      for (let x = boat.left; x < boat.left + boat.width; x += 1) {
        const at = (y * SIDE + x) * 3;
        if (Math.abs((before.pixels[at] ?? 0) - (after.pixels[at] ?? 0)) > 6) changed += 1;
      }
    }
    assert.ok(changed > boat.width * boat.height * 0.05, `${changed} pixels of a reflection`);
  });
});

describe('drawSubject: colour words', () => {
  const hues = { red: 0, blue: 2, green: 1 } as const;
  for (const colour of ['red', 'blue', 'green'] as const) {
    for (const name of ['elephant', 'cat', 'automobile']) {
      test(`${colour} ${name}: most of it has that hue, and its dark features stay`, async () => {
        const setting = { time: 'day', framing: 'close' } as const;
        const plain = await drawAll({ cast: [{ name }], ...setting });
        const { after, placements } = await drawAll({ cast: [{ name, colour }], ...setting });
        const [place] = placements;
        assert.ok(place !== undefined);
        const levels = coveredLevels(after, place);
        const channel = hues[colour];
        const hued = levels.filter(
          (level) => level[channel] > Math.min(...level) * 1.25 && level[channel] === Math.max(...level),
        );
        assert.ok(hued.length > levels.length * 0.45, `${hued.length} of ${levels.length} are ${colour}`);
        const features = coveredLevels(plain.after, place).map((level) => Math.max(...level) < 95);
        const kept = features.filter((isDark, at) => isDark && Math.max(...(levels[at] ?? [255])) < 110).length;
        const dark = features.filter(Boolean).length;
        assert.ok(dark > 20 && kept > dark * 0.8, `${kept} of ${dark} dark pixels stayed dark`);
      });
    }
  }

  test('white, plain and black horses fall from bright to dark', async () => {
    const brightness = async (cast: Cast) => {
      const { after, placements } = await drawAll({ cast: [cast], time: 'day' });
      return placements[0] === undefined ? 0 : meanOf(after, placements[0]);
    };
    const white = await brightness({ name: 'horse', colour: 'white' });
    const plain = await brightness({ name: 'horse' });
    const black = await brightness({ name: 'horse', colour: 'black' });
    assert.ok(white > plain + 15 && plain > black + 40, `${white}, ${plain}, ${black}`);
  });
});

test('an abort while a large subject is drawn rejects with its reason', async () => {
  const { frame, scene, placements } = await stageCast({
    width: 1024,
    height: 1024,
    cast: [{ name: 'dog' }],
    framing: 'close',
  });
  const picture = createPicture(1024, 1024);
  const reason = new Error('enough');
  const control = createControl({ signal: AbortSignal.abort(reason) });
  assert.equal(placements.length, 1);
  for (const placement of placements) {
    await assert.rejects(drawSubject(picture, placement, { light: frame.light, stage: scene.stage, control }), reason);
  }
  assert.ok(picture.pixels.every((level) => level === 0));
});

async function drawAll(
  setting: Partial<Setting> & Pick<Setting, 'cast'>,
  source?: { readonly x: number; readonly y: number },
) {
  const staged = await stageCast({ width: SIDE, height: SIDE, ...setting }, { isAlone: true });
  const before = await paintEmpty(staged);
  const after: Picture = { ...before, pixels: before.pixels.slice(), subjectCover: new Uint8Array(SIDE * SIDE) };
  const { light, stage } = { light: staged.frame.light, stage: staged.scene.stage };
  const lit: Light = source === undefined ? light : { ...light, source: { ...light.source, ...source } };
  for (const placement of staged.placements) await drawSubject(after, placement, { light: lit, stage });
  return { before, after, placements: staged.placements };
}

async function outline(place: Placement) {
  const { rgba } = await rasteriseSubject(place);
  return { alpha: Uint8Array.from({ length: rgba.length / 4 }, (_, at) => rgba[at * 4 + 3] ?? 0) };
}

/** Where the ground below the feet got darker: its middle beside the thing's middle, and how far down it reaches. */
async function shadowOf(source: { readonly x: number; readonly y: number }) {
  const { before, after, placements } = await drawAll(
    { scene: 'snow', framing: 'wide', cast: [{ name: 'person standing' }] },
    source,
  );
  const [place] = placements;
  assert.ok(place !== undefined);
  let [sum, weight, down] = [0, 0, 0];
  for (let y = place.top + place.height + 2; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) {
      const at = (y * SIDE + x) * 3;
      const darker = (before.pixels[at] ?? 0) - (after.pixels[at] ?? 0);
      if (darker < 6) continue;
      sum += darker * (x - place.left - place.width / 2);
      weight += darker;
      down = Math.max(down, y - place.top - place.height);
    }
  }
  assert.ok(weight > 0, 'no shadow');
  return { aside: sum / weight, down };
}

function isIn({ left, top, width, height }: Placement, x: number, y: number): boolean {
  return x >= left && x < left + width && y >= top && y < top + height;
}

function leftMinusRight({ pixels, subjectCover }: Picture, place: Placement): number {
  const sides = [0, 0];
  const counts = [0, 0];
  for (let y = place.top; y < place.top + place.height; y += 1) {
    for (let x = place.left; x < place.left + place.width; x += 1) {
      if ((subjectCover?.[y * SIDE + x] ?? 0) < 200) continue;
      const side = x < place.left + place.width / 2 ? 0 : 1;
      sides[side] = (sides[side] ?? 0) + (pixels[(y * SIDE + x) * 3 + 1] ?? 0);
      counts[side] = (counts[side] ?? 0) + 1;
    }
  }
  return (sides[0] ?? 0) / Math.max(1, counts[0] ?? 0) - (sides[1] ?? 0) / Math.max(1, counts[1] ?? 0);
}

function coveredLevels({ pixels, subjectCover }: Picture, place: Placement): (readonly [number, number, number])[] {
  const levels: (readonly [number, number, number])[] = [];
  for (let y = place.top; y < place.top + place.height; y += 1) {
    for (let x = place.left; x < place.left + place.width; x += 1) {
      const at = y * SIDE + x;
      if ((subjectCover?.[at] ?? 0) < 200) continue;
      levels.push([pixels[at * 3] ?? 0, pixels[at * 3 + 1] ?? 0, pixels[at * 3 + 2] ?? 0]);
    }
  }
  return levels;
}

function meanOf(picture: Picture, place: Placement): number {
  const levels = coveredLevels(picture, place);
  return levels.reduce((sum, [red, green, blue]) => sum + (red + green + blue) / 3, 0) / levels.length;
}
