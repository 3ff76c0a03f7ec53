import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { COVERED_MAX } from './compose/arrange.ts';
import { coverageOf } from './compose/cover.ts';
import { loadArt } from './load-art.ts';
import type { Placement } from './place-subjects.ts';
import { stageCast } from './testing.ts';

const RATIOS = [
  '512x64',
  '448x112',
  '420x180',
  '320x180',
  '256x192',
  '256x256',
  '192x256',
  '180x320',
  '112x448',
  '64x512',
];
// Every size a width and a height can make of these, and the ends of what may be asked for.
const SIDES = [16, 24, 40, 100, 160, 333];
const SIZES = [
  ...SIDES.flatMap((width) => SIDES.map((height) => ({ width, height }))),
  { width: 8192, height: 16 },
  { width: 16, height: 8192 },
  { width: 1600, height: 200 },
  { width: 200, height: 1600 },
];

describe('placeSubjects: how many', () => {
  for (const ratio of RATIOS) {
    test(`${ratio}: exactly as many as the plan says, of each kind`, async () => {
      for (const count of [3, 9]) {
        const { named } = await stageCast({ ...sizeOf(ratio), cast: [{ name: 'horse', count }, { name: 'cat' }] });
        assert.equal(named.filter(({ name }) => name === 'horse').length, count);
        assert.equal(named.filter(({ name }) => name === 'cat').length, 1);
      }
    });
  }

  test('in a panorama a count is spread over groups along the width', async () => {
    const { named, frame } = await stageCast({ ...sizeOf('512x64'), cast: [{ name: 'horse', count: 4 }] });
    const middles = named.map(middleOf);
    assert.ok(Math.max(...middles) - Math.min(...middles) > frame.width * 0.3, 'all stand together');
  });
});

describe('placeSubjects: where', () => {
  test('everything lies whole inside the picture, at 40 sizes and on every kind of surface', async () => {
    const casts = [
      {
        scene: 'meadow',
        cast: [
          { name: 'elephant', count: 2 },
          { name: 'butterfly', count: 3 },
        ],
      },
      { scene: 'lake', cast: [{ name: 'sailboat', count: 2 }, { name: 'dog' }] },
      { scene: 'underwater', cast: [{ name: 'dolphin', count: 2 }, { name: 'crab' }] },
      { scene: 'studio', cast: [{ name: 'red apple', count: 3 }] },
      { scene: 'sea', framing: 'close', cast: [{ name: 'sailboat' }] },
    ] as const;
    for (const [index, { width, height }] of SIZES.entries()) {
      const { placements } = await stageCast({ ...(casts[index % casts.length] ?? casts[0]), width, height });
      assert.ok(placements.length > 0);
      for (const placement of placements) assertInside(placement, width, height);
    }
  });

  test('each keeps most of itself uncovered', async () => {
    for (const ratio of RATIOS) {
      const cast = [{ name: 'elephant' }, { name: 'cat', count: 2 }, { name: 'dog' }];
      const { named } = await stageCast({ ...sizeOf(ratio), cast });
      for (const [index, behind] of named.entries()) {
        const covered = named.slice(index + 1).reduce((sum, front) => sum + coverageOf(front, behind), 0);
        assert.ok(covered <= COVERED_MAX + 1e-9, `${behind.name} at ${ratio} is covered by ${covered}`);
      }
    }
  });

  test('what is farther away stands higher and is smaller', async () => {
    const { named } = await stageCast({ width: 640, height: 640, cast: [{ name: 'ewe', count: 9 }] });
    const byFoot = [...named].sort((a, b) => footOf(a) - footOf(b));
    const [far, near] = [byFoot[0], byFoot.at(-1)];
    assert.ok(far !== undefined && near !== undefined && far.height < near.height * 0.9);
    for (const [index, one] of byFoot.slice(1).entries()) {
      // No two are of one size: each is up to 8 % smaller or larger than its place makes it.
      assert.ok(one.height >= ((byFoot[index]?.height ?? 0) * 0.92) / 1.08 - 1);
    }
  });

  test('they are drawn from far to near, what flies first', async () => {
    const { named } = await stageCast({
      width: 640,
      height: 480,
      cast: [{ name: 'horse', count: 4 }, { name: 'butterfly' }],
    });
    assert.equal(named[0]?.name, 'butterfly');
    const feet = named.slice(1).map(footOf);
    assert.deepEqual(
      feet,
      [...feet].sort((a, b) => a - b),
    );
  });

  test('feet are on the ground, hulls on the water, flying things above the horizon', async () => {
    const { named, scene, frame } = await stageCast({
      scene: 'lake',
      width: 640,
      height: 640,
      cast: [{ name: 'dog' }, { name: 'sailboat' }, { name: 'butterfly' }],
    });
    const [dog, boat, butterfly] = ['dog', 'sailboat', 'butterfly'].map((name) =>
      named.find((one) => one.name === name),
    );
    assert.ok(dog && boat && butterfly && scene.stage.ground && scene.stage.water);
    assert.ok(footOf(dog) >= scene.stage.ground.far - 1 && footOf(dog) <= scene.stage.ground.near + 1);
    const line = footOf(boat) - boat.submerged;
    assert.ok(line >= scene.stage.water.far - 1 && line <= scene.stage.water.near + 1);
    assert.ok(butterfly.top + butterfly.height / 2 < frame.horizon);
  });

  test('products stand on the plinth', async () => {
    for (const ratio of ['512x64', '256x256', '64x512']) {
      const { named, scene } = await stageCast({
        scene: 'studio',
        ...sizeOf(ratio),
        cast: [{ name: 'teapot', count: 2 }],
      });
      const { table } = scene.stage;
      assert.ok(table);
      for (const one of named) {
        assert.ok(Math.abs(middleOf(one) - table.x) < table.width / 2, `${ratio}: beside the plinth`);
        assert.ok(Math.abs(footOf(one) - table.y) < table.width * 0.2, `${ratio}: above or below its top`);
      }
    }
  });

  test('nothing is set on what must stay free', async () => {
    const free = { left: 100, top: 200, width: 220, height: 312 };
    const { named } = await stageCast(
      { width: 512, height: 512, cast: [{ name: 'cat', count: 2 }] },
      { keepFree: [free] },
    );
    assert.equal(named.length, 2);
    for (const one of named) assert.equal(coverageOf(free, one), 0);
  });
});

describe('placeSubjects: how large', () => {
  test('an elephant is larger than a mouse, and the mouse can still be seen', async () => {
    for (const ratio of RATIOS) {
      const { named } = await stageCast({ ...sizeOf(ratio), cast: [{ name: 'elephant' }, { name: 'mouse' }] });
      const elephant = named.find(({ name }) => name === 'elephant');
      const mouse = named.find(({ name }) => name === 'mouse');
      assert.ok(elephant && mouse);
      assert.ok(elephant.height > mouse.height * 1.3, `${ratio}: ${elephant.height} and ${mouse.height}`);
      assert.ok(
        mouse.height >= Math.min(...Object.values(sizeOf(ratio))) * 0.07,
        `${ratio}: a mouse of ${mouse.height} pixels`,
      );
    }
  });

  test('words of size and framing are followed', async () => {
    const heightOf = async (cast: { size?: 'small' | 'large' }, framing: 'close' | 'normal' | 'wide') => {
      const { named } = await stageCast({ width: 512, height: 512, framing, cast: [{ name: 'dog', ...cast }] });
      return named[0]?.height ?? 0;
    };
    const normal = await heightOf({}, 'normal');
    assert.ok((await heightOf({ size: 'small' }, 'normal')) < normal * 0.8);
    assert.ok((await heightOf({ size: 'large' }, 'normal')) > normal * 1.2);
    assert.ok((await heightOf({}, 'close')) > normal * 1.4);
    assert.ok((await heightOf({}, 'wide')) < normal * 0.7);
  });

  test('a portrait fills the picture from its lower edge', async () => {
    const { icons } = await loadArt();
    const bust = icons.find(({ anchor }) => anchor === 'bust');
    assert.ok(bust);
    const { named } = await stageCast({ width: 512, height: 512, cast: [{ name: bust.name, isPortrait: true }] });
    const [only] = named;
    assert.ok(only !== undefined && footOf(only) === 512 && only.height > 512 * 0.5);
  });
});

describe('placeSubjects: company', () => {
  test('a panorama has a few quiet things of another kind; close, minimal and studio pictures have none', async () => {
    let seen = 0;
    for (let key = 1; key <= 8; key += 1) {
      const { placements } = await stageCast({ ...sizeOf('512x64'), key, cast: [{ name: 'horse' }] });
      const company = placements.filter(({ kind }) => kind === 'company');
      assert.ok(company.length <= 6);
      assert.ok(company.every(({ icon }) => icon.group !== 'animal-mammal'));
      seen += company.length;
      for (const calm of [{ framing: 'close' }, { isMinimal: true }, { scene: 'studio' }] as const) {
        const { placements: alone } = await stageCast({
          ...sizeOf('512x64'),
          key,
          ...calm,
          cast: [{ name: 'horse' }],
        });
        assert.equal(alone.length, 1);
      }
    }
    assert.ok(seen > 0, 'eight panoramas and nobody else in any of them');
  });
});

describe('placeSubjects: the same again', () => {
  test('equal plans give equal places, another key gives others', async () => {
    const setting = { width: 640, height: 360, cast: [{ name: 'horse', count: 3 }] };
    const { placements } = await stageCast(setting);
    assert.deepEqual((await stageCast(setting)).placements, placements);
    assert.notDeepEqual((await stageCast({ ...setting, key: 99 })).placements, placements);
  });
});

function sizeOf(ratio: string) {
  const [width = 0, height = 0] = ratio.split('x').map(Number);
  return { width, height };
}

function middleOf({ left, width }: Placement): number {
  return left + width / 2;
}

function footOf({ top, height }: Placement): number {
  return top + height;
}

function assertInside({ name, left, top, width, height }: Placement, across: number, down: number) {
  const isInside = left >= 0 && top >= 0 && width > 0 && height > 0 && left + width <= across && top + height <= down;
  assert.ok(isInside, `${name} at ${left},${top} ${width}x${height} leaves ${across}x${down}`);
  assert.ok([left, top, width, height].every(Number.isInteger), 'whole pixels');
}
