import { add, clamp01, hex, mix, type Rgb, scale, smoothstep } from '../../colour.ts';
import { addNoiseRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import { sourceAt } from '../air/source.ts';
import type { Frame, Scene } from '../frame.ts';
import { groundLayer } from '../ground.ts';
import { stackLayers } from '../layers.ts';
import type { Making } from '../making.ts';
import { canopyOf, type WoodKind } from '../plants/canopy.ts';
import { drawFern } from '../plants/draw-plant.ts';
import { scatter, strewFlowers, strewTufts } from '../plants/flowers.ts';
import { sideRocks } from '../plants/foreground.ts';
import { createGrove, standTrees } from '../plants/grove.ts';
import { greensOf } from '../plants/leaves.ts';
import { type Decor, type Print, printStamps } from '../plants/stamp.ts';
import { trunksOf } from '../plants/trunks.ts';
import { grassProfile, hillProfile } from '../profiles.ts';
import { createSky } from '../sky.ts';
import { rollingHills } from './hills.ts';
import { windingLane } from './lanes.ts';
import { grassland } from './meadow.ts';
import { landStage } from './stages.ts';

/** Trunks one behind the other in lit haze, a roof of leaves, shafts of light, ferns on the ground. */
export function* forestScene(frame: Frame): Making<Scene> {
  // Under a roof of leaves nobody sees the northern lights.
  const wantsSky = frame.light.aurora > 0 || frame.light.milkyWay === 1;
  const isWide = frame.plan.framing === 'wide' && createRandom(frame.plan.key, 'glade').chance(0.6);
  return wantsSky || isWide ? yield* glade(frame) : yield* insideWood(frame);
}

/** A clearing: the wood stands around it as a wall of firs, the sky open above. */
function* glade(frame: Frame): Making<Scene> {
  const { horizon, unit, plan } = frame;
  const random = createRandom(plan.key, 'glade wood');
  const seed = plan.key % 7919;
  const wood = yield* rollingHills(frame, {
    count: 3,
    base: horizon + unit * 0.05,
    rise: random.between(0.06, 0.16),
    kinds: plan.season === 'autumn' ? ['conifer', 'broadleaf'] : ['conifer', 'conifer', 'conifer', 'broadleaf'],
    treeSize: random.between(0.2, 0.32),
    density: random.between(34, 60),
    clumps: -0.3,
    seed,
  });
  return yield* grassland(frame, { behind: wood, seed, flowers: plan.season === 'winter' ? 0 : 0.25 });
}

function* insideWood(frame: Frame): Making<Scene> {
  const { horizon, unit, plan, width } = frame;
  const random = createRandom(plan.key, 'forest');
  const seed = plan.key % 7919;
  const kind =
    plan.season === 'autumn'
      ? random.pick<WoodKind>('beech', 'birch')
      : random.pick<WoodKind>('fir', 'fir', 'beech', 'birch', 'jungle');
  const rows = plan.isMinimal || plan.framing === 'close' ? 3 : 4;
  const inside: Decor[] = [];
  for (let index = 0; index < rows; index += 1) {
    const near = index / (rows - 1);
    yield;
    inside.push(trunksOf(frame, { near, kind, seed: seed + index * 19 }));
    yield;
    if (index !== 1) inside.push(canopyOf(frame, { near, kind, seed: seed + index * 23 }));
    if (index < rows - 1) inside.push(yield* undergrowth(frame, near, seed + index * 7));
  }
  const edge = horizon + unit * 0.06;
  const profile = grassProfile(
    hillProfile({ width, base: edge, rise: unit * 0.04, scale: unit, seed: seed + 30 }),
    unit * 0.007,
    seed,
  );
  yield;
  const shafts = shaftsOf(frame);
  const plants = yield* floorPlants(frame, edge, kind);
  yield;
  const stack = stackLayers(frame, yield* hazeBehind(frame), [
    ...inside.slice(0, -2),
    floorOf(frame, profile, kind),
    ...inside.slice(-2),
    printStamps(plants),
  ]);
  return {
    paintRow: (y, row) => {
      stack(y, row);
      shafts(y, row);
    },
    stage: landStage(frame, horizon + unit * 0.14),
  };
}

/** Bright air behind the trees, brightest where the sun stands. */
function* hazeBehind(frame: Frame): Making<RowPainter> {
  const { light, unit, width, horizon } = frame;
  const sky = yield* createSky(frame);
  const source = sourceAt(frame);
  const glow = mix(light.horizon, light.source.colour, 0.35);
  const wide = 1 / (unit * unit * 0.5);
  return (y, row) => {
    sky(y, row);
    const share = 0.55 + 0.4 * smoothstep(0, horizon, y);
    const keep = 1 - share;
    const dy = y - Math.max(source.y, horizon * 0.3);
    const dark = scale(light.fog, 0.82 * share);
    const bright = add(scale(glow, 0.8 * share), scale(dark, -0.8));
    for (let x = 0; x < width; x += 1) {
      const dx = x - source.x;
      const near = 1 / (1 + (dx * dx + dy * dy) * wide);
      const index = x * 3;
      row[index] = (row[index] ?? 0) * keep + dark[0] + bright[0] * near;
      row[index + 1] = (row[index + 1] ?? 0) * keep + dark[1] + bright[1] * near;
      row[index + 2] = (row[index + 2] ?? 0) * keep + dark[2] + bright[2] * near;
    }
  };
}

function* undergrowth(frame: Frame, near: number, seed: number): Making<Decor> {
  const { width, horizon, unit } = frame;
  const grove = yield* createGrove(frame, { kinds: ['bush', 'bush', 'conifer'], size: unit * 0.13, variants: 3, seed });
  const on = hillProfile({
    width,
    base: horizon + unit * (0.03 + near * 0.05),
    rise: unit * 0.05,
    scale: unit * 0.6,
    seed,
  });
  return printStamps(
    standTrees(frame, grove, {
      on,
      size: unit * (0.05 + near * 0.09),
      density: 26 * (1.3 - near),
      clumps: 0.3 + near * 0.3,
      distance: 0.95 - near * 0.7,
      seed,
      spread: unit * 0.02,
    }),
  );
}

function floorOf(frame: Frame, profile: Float32Array, kind: WoodKind) {
  const { plan } = frame;
  const random = createRandom(plan.key, 'forest floor');
  const greens = greensOf(plan.season);
  const isWinter = plan.season === 'winter';
  const moss = kind === 'fir' || kind === 'jungle' ? hex('#5b6e34') : hex('#77723f');
  const base = isWinter
    ? scale(greens.grass, 0.8)
    : plan.season === 'autumn'
      ? hex('#9a6a38')
      : mix(moss, greens.grass, 0.3);
  return groundLayer(frame, profile, {
    near: scale(base, 0.6),
    far: scale(base, 1),
    roughness: 0.85,
    seed: plan.key % 7919,
    patch: isWinter ? hex('#b9cde6') : scale(mix(base, hex('#6b4a30'), 0.7), 0.7),
    sun: 0.7,
    ...(random.chance(0.55) && plan.framing !== 'close'
      ? { lane: windingLane(frame, random.pick('path', 'path', 'brook'), hex(isWinter ? '#c9d2dc' : '#a08458')) }
      : {}),
  });
}

function* floorPlants(frame: Frame, edge: number, kind: WoodKind): Making<readonly Print[]> {
  const { unit, plan, height, light, width } = frame;
  const random = createRandom(plan.key, 'forest plants');
  const seed = plan.key % 7919;
  const isWinter = plan.season === 'winter';
  const greens = greensOf(plan.season);
  const green = isWinter ? hex('#93886a') : mix(hex('#5a8a3c'), greens.trees, plan.season === 'autumn' ? 0.5 : 0.3);
  const spots = { far: edge + unit * 0.01, near: height + unit * 0.03, seed: seed + 2 };
  const ferns = [0, 1, 2].map((variant) =>
    drawFern({ size: Math.min(170, unit * 0.13), colour: green, light, seed: seed + variant }),
  );
  yield;
  // Ferns keep to the sides: the middle belongs to what stands there.
  const isAside = (x: number, y: number) => y < edge + (height - edge) * 0.2 || Math.abs(x / width - 0.5) > 0.2;
  return [
    ...(isWinter || plan.isMinimal
      ? []
      : scatter(
          frame,
          { ...spots, density: kind === 'jungle' ? 160 : 90, size: unit * 0.13, isFree: isAside },
          (_, draw) => ferns[Math.floor(draw * 3)],
        )),
    ...(yield* strewTufts(
      frame,
      { ...spots, density: isWinter ? 40 : 220, size: unit * 0.055, seed: seed + 4 },
      scale(green, 0.85),
    )),
    ...(isWinter || random.chance(0.4)
      ? []
      : yield* strewFlowers(frame, { ...spots, density: random.between(60, 420), size: unit * 0.045, seed: seed + 5 })),
    ...(random.chance(0.6)
      ? sideRocks(frame, { far: edge + unit * 0.02, colour: '#6e6c66', cover: isWinter ? '#eef3f8' : '#6d8240' })
      : []),
  ];
}

/** Light through gaps in the roof, spreading from the sun. */
function shaftsOf(frame: Frame): RowPainter {
  const { width, unit, light, horizon, plan, height } = frame;
  const source = sourceAt(frame);
  const strength =
    light.source.strength *
    (plan.weather === 'clear' ? 0.36 : plan.weather === 'fog' ? 0.6 : 0.12) *
    // The moon's are hardly there: bright ones would make it day.
    (light.source.isMoon ? 0.4 : 1) *
    (0.55 + light.fogShare);
  const rays = new Float32Array(width);
  const fromY = Math.min(source.y, horizon * 0.25) - unit * 0.55;
  const bottom = Math.min(height, horizon + unit * 0.22);
  const colour: Rgb = mix(light.source.colour, light.direct, 0.5);
  return (y, row) => {
    if (y > bottom || strength < 0.02) return;
    rays.fill(0);
    const spread = (y - fromY) / unit;
    for (const [size, share] of [
      [0.11, 0.7],
      [0.04, 0.5],
    ] as const)
      addNoiseRow(rays, 0.5, {
        seed: plan.key % 6007,
        cellWidth: Math.max(2, unit * size * spread),
        cellHeight: 9,
        amplitude: share,
        originX: source.x,
      });
    const fade = smoothstep(0, horizon * 0.3, y) * (1 - smoothstep(horizon * 0.8, bottom, y));
    for (let x = 0; x < width; x += 1) {
      const aside = (x - source.x) / (unit * (0.4 + spread * 0.45));
      const amount = fade * strength * smoothstep(0.05, 0.7, rays[x] ?? 0) * clamp01(1.1 - aside * aside * 0.45);
      if (amount <= 0) continue;
      row[x * 3] = (row[x * 3] ?? 0) + colour[0] * amount;
      row[x * 3 + 1] = (row[x * 3 + 1] ?? 0) + colour[1] * amount;
      row[x * 3 + 2] = (row[x * 3 + 2] ?? 0) + colour[2] * amount;
    }
  };
}
