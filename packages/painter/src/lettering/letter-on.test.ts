import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createControl } from '../control.ts';
import { createPicture, type Picture, paintRows } from '../picture.ts';
import type { PaintPlan, Place, SceneName } from '../prompt/paint-plan.ts';
import { PLAIN_PLAN } from '../prompt/testing.ts';
import { createScene } from '../scenes/create-scene.ts';
import { boundsOf, createInkMask, fillOutline, type InkMask, inkAt } from './ink-mask.ts';
import { letterOn } from './letter-on.ts';
import { loadGlyphs } from './load-glyphs.ts';
import { planLettering } from './plan-lettering.ts';

const PLAN = PLAIN_PLAN;
const ODD_TEXTS = [
  '',
  ' \n\t ',
  'W'.repeat(60),
  '字'.repeat(60),
  'one two three four five six seven eight nine ten eleven twelve',
  '🎉🎉',
  'Party 🎉 time',
  'مرحبا بالعالم',
  'שלום',
  'a\nb',
  '\u0000\u0301\u200d\ufffd\ud800',
  'コーヒー店',
  '“«!?»”…—€%&@#',
  '不能没有标点，（真的）！',
];

describe('letterOn', () => {
  for (const word of ['neon', 'chalkboard', 'label', 'banner', 'engraved', 'title', 'billboard', 'sign', 'sand']) {
    for (const time of ['day', 'night'] as const) {
      test(`${word} by ${time}: the ink stands out from what is around it inside its place`, async () => {
        const plan: PaintPlan = { ...PLAN, scene: word === 'sand' ? 'desert' : 'meadow', time, understood: [word] };
        const { picture, look } = await paintGround(plan, 480, 480);
        const [planned] = await planLettering(['Café 7'], look, []);
        const [place] = await letterOn(picture, ['Café 7'], look, []);
        assert.ok(planned !== undefined && place !== undefined);
        assert.equal(planned.carrier, CARRIER_OF_WORD[word]);
        assert.ok(isWithin(planned.ink, place), 'some ink lies outside its place');
        const contrast = contrastOf(picture, planned.ink);
        // Large letters are called readable from 3 on (WCAG 2.2, 1.4.3); furrows in sand have only the sand's own tones.
        assert.ok(contrast > (word === 'sand' ? 1.7 : 3), `a contrast of ${contrast.toFixed(2)}`);
      });
    }
  }

  test('letters on a wall stand out too', async () => {
    const { picture, look } = await paintGround({ ...PLAN, scene: 'studio', key: 2 }, 480, 480);
    const planned = await planLettering(['Rivya'], look, []);
    await letterOn(picture, ['Rivya'], look, []);
    assert.equal(planned[0]?.carrier, 'wall');
    assert.ok(contrastOf(picture, planned[0].ink) > 3);
  });

  test('every letter looks like itself more than like any other', async () => {
    const glyphs = await loadGlyphs();
    const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    for (const letter of alphabet) {
      const { picture, look } = await paintGround({ ...PLAN, scene: 'abstract', understood: ['title'] }, 160, 160);
      picture.pixels.fill(90);
      const [planned] = await planLettering([letter], look, []);
      await letterOn(picture, [letter], look, []);
      assert.ok(planned !== undefined);
      const likeness = alphabet.map((other) => correlation(picture, planned.ink, drawInto(planned.ink, other, glyphs)));
      const own = likeness[alphabet.indexOf(letter)] ?? 0;
      const best = Math.max(...likeness.filter((_, index) => alphabet[index] !== letter));
      assert.ok(own > 0.8 && own > best + 0.02, `${letter}: ${own.toFixed(2)} against ${best.toFixed(2)}`);
    }
  });

  test('texts of every kind at every ratio: no error, every place inside the picture', async () => {
    for (const [width, height] of [
      [16, 16],
      [512, 64],
      [64, 512],
      [300, 200],
      [640, 16],
    ] as const) {
      for (const scene of ['meadow', 'studio', 'city'] as const) {
        const { picture, look } = await paintGround({ ...PLAN, scene }, width, height);
        for (const text of ODD_TEXTS) {
          const places = await letterOn(picture, [text, 'and two'], look, []);
          for (const place of places) {
            const inX = place.left >= 0 && place.left + place.width <= width;
            const inY = place.top >= 0 && place.top + place.height <= height;
            assert.ok(inX && inY, `${text} at ${width}x${height}: ${JSON.stringify(place)}`);
          }
        }
      }
    }
  });

  test('the ink of a text of 60 letters is never cut', async () => {
    const text = 'Please keep the dogs on the leash, thank you very much, Anna!';
    for (const [width, height] of [
      [320, 320],
      [800, 100],
      [100, 800],
    ] as const) {
      const { look } = await paintGround(PLAN, width, height);
      const [planned] = await planLettering([text], look, []);
      assert.ok(planned !== undefined && isWithin(planned.ink, { left: 0, top: 0, width, height }));
      assert.equal(planned.room.setting.letters.length, text.replaceAll(' ', '').length);
    }
  });

  test('named subjects stay uncovered where there is room, and texts keep off each other', async () => {
    const subject: Place = { name: 'dog', kind: 'subject', left: 160, top: 200, width: 160, height: 200 };
    for (const scene of ['meadow', 'snow', 'city', 'sea', 'space', 'abstract'] as const) {
      const { picture, look } = await paintGround({ ...PLAN, scene }, 480, 480);
      const places = await letterOn(picture, ['Welcome', '欢迎光临'], look, [subject]);
      assert.equal(places.length, 2);
      const all = [subject, ...places];
      for (const [index, place] of all.entries()) {
        for (const other of all.slice(index + 1))
          assert.ok(!overlap(place, other), `${scene}: ${place.name}, ${other.name}`);
      }
    }
  });

  test('equal calls give equal pixels, another text others', async () => {
    const paintings = await Promise.all(
      ['Stop', 'Stop', 'Slow'].map(async (text) => {
        const { picture, look } = await paintGround(PLAN, 240, 240);
        await letterOn(picture, [text], look, []);
        return Buffer.from(picture.pixels);
      }),
    );
    const [first, again, other] = paintings;
    assert.ok(first !== undefined && again !== undefined && other !== undefined);
    assert.ok(first.equals(again));
    assert.ok(!first.equals(other));
  });

  test('without a stage, as on a reference, the text is lettered flat on the picture', async () => {
    const { picture, look } = await paintGround(PLAN, 300, 300);
    const places = await letterOn(picture, ['Hello'], { frame: look.frame }, []);
    assert.equal(places.length, 1);
  });

  test('a text the fonts cannot write leaves the picture as it was', async () => {
    const { picture, look } = await paintGround(PLAN, 200, 200);
    const before = Buffer.from(picture.pixels);
    assert.deepEqual(await letterOn(picture, ['🎉', 'مرحبا'], look, []), []);
    assert.ok(before.equals(picture.pixels));
  });

  test('an abort while lettering rejects with its reason', async () => {
    const { picture, look } = await paintGround(PLAN, 200, 200);
    const reason = new Error('enough');
    const control = createControl({ signal: AbortSignal.abort(reason) });
    await assert.rejects(letterOn(picture, ['Hello'], { ...look, control }, []), reason);
  });
});

const CARRIER_OF_WORD: Readonly<Record<string, string>> = {
  neon: 'neon',
  chalkboard: 'chalkboard',
  label: 'card',
  banner: 'banner',
  engraved: 'stone',
  title: 'title',
  billboard: 'plate',
  sign: 'board',
  sand: 'sand',
};

async function paintGround(plan: PaintPlan & { readonly scene: SceneName }, width: number, height: number) {
  const { frame, scene } = await createScene(plan, { width, height }, { ground: true, tabletop: false });
  const picture = createPicture(width, height);
  await paintRows(picture, scene.paintRow, createControl({}));
  return { picture, look: { frame, stage: scene.stage } };
}

function isWithin(ink: InkMask, box: { left: number; top: number; width: number; height: number }): boolean {
  return ink.cover.every((cover, index) => {
    const x = ink.left + (index % ink.width);
    const y = ink.top + Math.floor(index / ink.width);
    return cover === 0 || (x >= box.left && y >= box.top && x < box.left + box.width && y < box.top + box.height);
  });
}

/** WCAG contrast of the mean of the ink with the mean of what lies between and around the letters. */
function contrastOf(picture: Picture, ink: InkMask): number {
  const sums = { ink: 0, inkCount: 0, ground: 0, groundCount: 0 };
  for (let y = ink.top; y < ink.top + ink.height; y += 1) {
    for (let x = ink.left; x < ink.left + ink.width; x += 1) {
      const cover = inkAt(ink, x, y);
      const light = lightAt(picture, x, y);
      if (cover > 0.95) {
        sums.ink += light;
        sums.inkCount += 1;
      } else if (cover === 0) {
        sums.ground += light;
        sums.groundCount += 1;
      }
    }
  }
  const [a, b] = [sums.ink / sums.inkCount + 0.05, sums.ground / sums.groundCount + 0.05];
  return Math.max(a, b) / Math.min(a, b);
}

/** Relative luminance, 0 to 1. */
function lightAt({ width, pixels }: Picture, x: number, y: number): number {
  const at = (y * width + x) * 3;
  const linear = (level = 0) => (level / 255) ** 2.2;
  return 0.2126 * linear(pixels[at]) + 0.7152 * linear(pixels[at + 1]) + 0.0722 * linear(pixels[at + 2]);
}

/** A letter drawn as large as the box allows, in its middle. */
function drawInto(box: InkMask, letter: string, glyphs: Awaited<ReturnType<typeof loadGlyphs>>): InkMask {
  const mask = createInkMask(box);
  const contours = glyphs.glyphOf(letter)?.contours ?? [];
  const bounds = boundsOf({ contours, originX: 0, originY: 0, scale: 1 });
  assert.ok(bounds !== undefined);
  const [wide, tall] = [bounds.right - bounds.left, bounds.bottom - bounds.top];
  const scale = Math.min((box.width - 2) / wide, (box.height - 2) / tall);
  const originX = box.left + (box.width - wide * scale) / 2 - bounds.left * scale;
  const originY = box.top + (box.height - tall * scale) / 2 - bounds.top * scale;
  fillOutline(mask, { contours, originX, originY, scale });
  return mask;
}

function correlation(picture: Picture, box: InkMask, mask: InkMask): number {
  const points = Array.from({ length: box.width * box.height }, (_, index) => {
    const x = box.left + (index % box.width);
    const y = box.top + Math.floor(index / box.width);
    return [lightAt(picture, x, y), inkAt(mask, x, y)] as const;
  });
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanA, meanB] = [mean(0), mean(1)];
  let [both, a, b] = [0, 0, 0];
  for (const [light, cover] of points) {
    both += (light - meanA) * (cover - meanB);
    a += (light - meanA) ** 2;
    b += (cover - meanB) ** 2;
  }
  return Math.abs(both / Math.sqrt(a * b));
}

function overlap(a: Place, b: Place): boolean {
  return a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
}
