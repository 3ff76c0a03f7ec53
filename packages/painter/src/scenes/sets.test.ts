import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPicture, paintRows } from '../picture.ts';
import type { PaintPlan, SceneName } from '../prompt/paint-plan.ts';
import { PLAIN_PLAN } from '../prompt/testing.ts';
import { createScene } from './create-scene.ts';

const SETS: readonly SceneName[] = ['studio', 'interior', 'city', 'space', 'abstract'];
const PLAN: PaintPlan = {
  ...PLAIN_PLAN,
  scene: 'studio',
  key: 20_261_123,
};
const APPLE = { name: 'red apple', icon: 0, count: 1, size: 'normal' } as const;

async function paintPlan(changes: Partial<PaintPlan>, width: number, height: number, needs = { ground: false }) {
  const { scene } = await createScene({ ...PLAN, ...changes }, { width, height }, needs);
  const picture = createPicture(width, height);
  await paintRows(picture, scene.paintRow, { checkpoint: () => Promise.resolve() });
  return { pixels: picture.pixels, stage: scene.stage };
}

describe('the sets', () => {
  for (const scene of SETS) {
    for (const [width, height] of [
      [16, 16],
      [256, 32],
      [32, 256],
    ] as const) {
      test(`${scene} at ${width}x${height}: a picture, not one colour`, async () => {
        const { pixels } = await paintPlan({ scene }, width, height);
        assert.ok(spread(pixels) > 4, `spread ${spread(pixels)}`);
      });
    }

    test(`${scene}: ten hashes paint ten different pictures`, async () => {
      const pictures = await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          const { pixels } = await paintPlan({ scene, key: 1000 + index * 7919 }, 48, 48);
          return pixels;
        }),
      );
      for (const [index, first] of pictures.entries()) {
        for (const second of pictures.slice(index + 1)) assert.ok(difference(first, second) > 4);
      }
    });
  }

  for (const scene of ['studio', 'interior', 'city'] as const) {
    test(`${scene}: the night is darker than the day`, async () => {
      for (const key of [1, 22, 333]) {
        const day = await paintPlan({ scene, key, time: 'day' }, 96, 96);
        const night = await paintPlan({ scene, key, time: 'night' }, 96, 96);
        assert.ok(mean(night.pixels) < mean(day.pixels) * 0.85, `${mean(night.pixels)} against ${mean(day.pixels)}`);
      }
    });
  }

  for (const scene of SETS) {
    test(`${scene}: a palette word turns the colours its way`, async () => {
      const red = await paintPlan({ scene, palette: ['red'] }, 96, 96);
      const blue = await paintPlan({ scene, palette: ['blue'] }, 96, 96);
      assert.ok(redness(red.pixels) > redness(blue.pixels) + 10);
    });
  }

  test('studio: the stage lies inside the picture, with room above it, at every ratio', async () => {
    for (const key of [1, 22, 333, 4444]) {
      for (const [width, height] of [
        [640, 640],
        [1600, 200],
        [200, 1600],
        [16, 16],
      ] as const) {
        const plan = { ...PLAN, key, subjects: [APPLE] };
        const { scene } = await createScene(plan, { width, height }, { ground: true });
        const { table } = scene.stage;
        assert.ok(table !== undefined);
        assert.ok(table.x - table.width / 2 >= 0 && table.x + table.width / 2 <= width, `${width}x${height} ${key}`);
        assert.ok(table.y > height * 0.3 && table.y < height, `${width}x${height} ${key}`);
      }
    }
  });

  test('interior: people get the floor, small things a table near the eye', async () => {
    const plan: PaintPlan = { ...PLAN, scene: 'interior' };
    const floor = (await createScene(plan, { width: 640, height: 640 }, { ground: true })).scene.stage;
    const table = (await createScene(plan, { width: 640, height: 640 }, { ground: true, tabletop: true })).scene.stage;
    assert.ok(floor.table === undefined && floor.ground !== undefined && floor.ground.near < 640);
    assert.ok(table.table !== undefined && table.ground === undefined && table.table.y < 640);
  });

  test('space: things float, but on the moon they stand', async () => {
    const size = { width: 320, height: 320 };
    const free = (await createScene({ ...PLAN, scene: 'space' }, size, { ground: true })).scene.stage;
    const moon = (await createScene({ ...PLAN, scene: 'space', understood: ['moon'] }, size, { ground: true })).scene
      .stage;
    assert.ok(free.isWeightless === true && free.ground === undefined);
    assert.ok(moon.isWeightless !== true && moon.ground !== undefined);
  });

  test('city: a street where something stands', async () => {
    const { stage } = (await createScene({ ...PLAN, scene: 'city' }, { width: 320, height: 320 }, { ground: true }))
      .scene;
    assert.ok(stage.ground !== undefined && stage.ground.far < stage.ground.near && stage.ground.near < 320);
  });

  test('abstract: a word chooses the family', async () => {
    const mosaic = await paintPlan({ scene: 'abstract', understood: ['mosaic'] }, 64, 64);
    const gradient = await paintPlan({ scene: 'abstract', understood: ['gradient'] }, 64, 64);
    // Panes have edges, a gradient has none.
    assert.ok(steepest(mosaic.pixels, 64) > steepest(gradient.pixels, 64) * 2);
  });
});

function mean(pixels: Uint8Array): number {
  return pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
}

/** Standard deviation of all levels. */
function spread(pixels: Uint8Array): number {
  const middle = mean(pixels);
  return Math.sqrt(pixels.reduce((sum, value) => sum + (value - middle) ** 2, 0) / pixels.length);
}

function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;
}

/** Mean of red less mean of blue, in levels. */
function redness(pixels: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < pixels.length; index += 3) sum += (pixels[index] ?? 0) - (pixels[index + 2] ?? 0);
  return (sum * 3) / pixels.length;
}

/** The greatest step between neighbours in a row, in levels. */
function steepest(pixels: Uint8Array, width: number): number {
  let most = 0;
  for (let index = 3; index < pixels.length; index += 3) {
    if (index % (width * 3) !== 0) most = Math.max(most, Math.abs((pixels[index] ?? 0) - (pixels[index - 3] ?? 0)));
  }
  return most;
}
