import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createLight } from '../light.ts';
import type { PaintPlan, SceneName } from '../prompt/paint-plan.ts';
import { PLAIN_PLAN } from '../prompt/testing.ts';
import { createScene } from './create-scene.ts';

const NATURE = [
  'mountains',
  'meadow',
  'garden',
  'sea',
  'lake',
  'underwater',
  'forest',
  'desert',
  'snow',
] as const satisfies readonly SceneName[];
const OPEN = NATURE.filter((scene) => scene !== 'underwater');
const PLAN: PaintPlan = {
  ...PLAIN_PLAN,
  key: 20_261_123,
};

describe('scenes of nature', () => {
  for (const scene of NATURE) {
    for (const [width, height] of [
      [16, 16],
      [256, 32],
      [32, 256],
    ] as const) {
      test(`${scene} paints ${width}x${height}, every value a number, its stage inside`, async () => {
        const { rows, stage } = await paintAll({ ...PLAN, scene }, width, height);
        assert.ok(rows.every(Number.isFinite));
        assert.ok(contrastOf(rows) > 0.01, 'one flat colour');
        for (const band of [stage.ground, stage.water])
          if (band !== undefined) assert.ok(band.far >= 0 && band.far <= band.near && band.near <= height);
        assert.ok(stage.air.top >= 0 && stage.air.top <= stage.air.bottom && stage.air.bottom <= height);
      });
    }

    test(`${scene} gives something to stand a place where it was asked for`, async () => {
      const { stage } = await paintAll({ ...PLAN, scene }, 64, 64);
      assert.ok(stage.ground !== undefined);
    });

    test(`${scene}: the same key gives the same rows in any order, another key another picture`, async () => {
      const first = (await paintAll({ ...PLAN, scene }, 48, 48)).rows;
      assert.deepEqual((await paintAll({ ...PLAN, scene }, 48, 48, 'upwards')).rows, first);
      const other = (await paintAll({ ...PLAN, scene, key: 5 }, 48, 48)).rows;
      assert.ok(differenceOf(first, other) > 0.01);
    });
  }

  for (const scene of NATURE) {
    test(`${scene} is darker at night than by day`, async () => {
      const night = await brightnessOf({ ...PLAN, scene, time: 'night' });
      assert.ok(night < (await brightnessOf({ ...PLAN, scene })) * 0.6);
    });
  }

  for (const scene of OPEN) {
    test(`${scene} is darker in a storm than in rain, and in rain than in the sun`, async () => {
      const [clear, rain, storm] = await Promise.all(
        (['clear', 'rain', 'storm'] as const).map((weather) => brightnessOf({ ...PLAN, scene, weather })),
      );
      assert.ok((storm ?? 1) < (rain ?? 0) && (rain ?? 1) < (clear ?? 0), `${clear} ${rain} ${storm}`);
    });
  }

  test('fog takes contrast from the land, and leaves some', async () => {
    for (const scene of ['mountains', 'lake', 'snow'] as const) {
      const clear = contrastOf((await paintAll({ ...PLAN, scene }, 96, 96)).rows);
      const fog = contrastOf((await paintAll({ ...PLAN, scene, weather: 'fog' }, 96, 96)).rows);
      assert.ok(fog < clear && fog > clear * 0.1, `${scene}: ${fog} of ${clear}`);
    }
  });

  test('autumn is redder than summer, winter brighter', async () => {
    for (const scene of ['meadow', 'garden', 'forest'] as const) {
      const [summer, autumn, winter] = await Promise.all(
        (['summer', 'autumn', 'winter'] as const).map((season) => groundColour({ ...PLAN, scene, season })),
      );
      assert.ok(redOf(autumn) > redOf(summer) * 1.15, `${scene}: ${autumn} and ${summer}`);
      assert.ok(sumOf(winter) > sumOf(summer) * 1.4, `${scene}: ${winter} and ${summer}`);
    }
  });

  test('a quiet picture has less in it', async () => {
    for (const scene of ['meadow', 'garden', 'snow'] as const) {
      const full = detailOf((await paintAll({ ...PLAN, scene }, 128, 128)).rows);
      const quiet = detailOf((await paintAll({ ...PLAN, scene, isMinimal: true }, 128, 128)).rows);
      assert.ok(quiet < full, `${scene}: ${quiet} and ${full}`);
    }
  });

  test('a close view shows more ground than a wide one', async () => {
    const [close, wide] = await Promise.all(
      (['close', 'wide'] as const).map((framing) =>
        createScene({ ...PLAN, framing }, { width: 64, height: 64 }, { ground: true }),
      ),
    );
    assert.ok((close?.frame.horizon ?? 64) < (wide?.frame.horizon ?? 0));
  });

  test('northern lights make a night sky greener', async () => {
    const night = { ...PLAN, scene: 'snow', time: 'night' } as const;
    const [r, g, b] = await skyColour({ ...night, understood: ['northern lights'] });
    const [r0, g0, b0] = await skyColour({ ...night, key: keyWithoutAurora(night) });
    assert.ok(g / (r + g + b) > g0 / (r0 + g0 + b0));
  });

  for (const scene of ['meadow', 'forest', 'desert'] as const) {
    test(`${scene}: an abort is seen while the scene is made, however large it is`, async () => {
      let asked = 0;
      const reason = new Error('enough');
      const control = {
        checkpoint: () => {
          asked += 1;
          return asked === 12 ? Promise.reject(reason) : Promise.resolve();
        },
      };
      const making = createScene({ ...PLAN, scene }, { width: 4096, height: 4096 }, { ground: true }, control);
      await assert.rejects(making, reason);
      assert.equal(asked, 12);
    });
  }
});

function keyWithoutAurora(plan: PaintPlan): number {
  for (let key = 1; key < 100; key += 1) if (createLight({ ...plan, key }).aurora === 0) return key;
  return assert.fail('every key has an aurora');
}

async function paintAll(plan: PaintPlan, width: number, height: number, order: 'downwards' | 'upwards' = 'downwards') {
  const { scene } = await createScene(plan, { width, height }, { ground: true });
  const rows = new Float32Array(width * height * 3);
  for (let index = 0; index < height; index += 1) {
    const y = order === 'downwards' ? index : height - 1 - index;
    scene.paintRow(y, rows.subarray(y * width * 3, (y + 1) * width * 3));
  }
  return { rows, stage: scene.stage };
}

/** Several keys: one composition may be mostly sky, another mostly trees. */
async function brightnessOf(plan: PaintPlan): Promise<number> {
  const pictures = await Promise.all([11, 12, 13].map((key) => paintAll({ ...plan, key }, 48, 48)));
  return pictures.reduce((sum, { rows }) => sum + mean(rows), 0) / pictures.length;
}

function mean(rows: Float32Array): number {
  return rows.reduce((sum, value) => sum + Math.min(1, value), 0) / rows.length;
}

function contrastOf(rows: Float32Array): number {
  const middle = mean(rows);
  return Math.sqrt(rows.reduce((sum, value) => sum + (Math.min(1, value) - middle) ** 2, 0) / rows.length);
}

function detailOf(rows: Float32Array): number {
  let sum = 0;
  for (let index = 3; index < rows.length; index += 1) sum += Math.abs((rows[index] ?? 0) - (rows[index - 3] ?? 0));
  return sum / rows.length;
}

function differenceOf(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + Math.abs(Math.min(1, value) - Math.min(1, b[index] ?? 0)), 0) / a.length;
}

type Colour = readonly [number, number, number];

async function groundColour(plan: PaintPlan): Promise<Colour> {
  return meanColour((await paintAll(plan, 64, 64)).rows, 0.8, 1);
}

async function skyColour(plan: PaintPlan): Promise<Colour> {
  return meanColour((await paintAll(plan, 64, 64)).rows, 0, 0.4);
}

function meanColour(rows: Float32Array, from: number, to: number): Colour {
  const part = rows.subarray(Math.floor((rows.length * from) / 3) * 3, Math.floor((rows.length * to) / 3) * 3);
  const channel = (which: number) =>
    part.reduce((sum, value, index) => (index % 3 === which ? sum + value : sum), 0) / (part.length / 3);
  return [channel(0), channel(1), channel(2)];
}

function redOf([r, g]: Colour = [0, 1, 0]): number {
  return r / g;
}

function sumOf([r, g, b]: Colour = [0, 0, 0]): number {
  return r + g + b;
}
