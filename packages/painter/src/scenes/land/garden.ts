import { hex, mix, type Rgb, scale } from '../../colour.ts';
import { addNoiseRow, noiseAt } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import type { Frame, Scene } from '../frame.ts';
import { groundLayer, type Lane } from '../ground.ts';
import { type Layer, reliefLayer, stackLayers } from '../layers.ts';
import type { Making } from '../making.ts';
import { strewFlowers, strewTufts } from '../plants/flowers.ts';
import { overhang } from '../plants/foreground.ts';
import { createGrove, shadeOf, standTrees } from '../plants/grove.ts';
import { crownColour, greensOf } from '../plants/leaves.ts';
import { type Decor, type Print, printStamps } from '../plants/stamp.ts';
import type { Profile } from '../profiles.ts';
import { createSky } from '../sky.ts';
import { fenceOf, pondOf } from './garden-things.ts';
import { rollingHills } from './hills.ts';
import { windingLane } from './lanes.ts';
import { landStage } from './stages.ts';

/** A lawn with a path between flower beds, clipped hedges, trees behind; the hash adds a fence, a pond, an arch of roses. */
export function* gardenScene(frame: Frame): Making<Scene> {
  const { horizon, unit, plan, width, height } = frame;
  const random = createRandom(plan.key, 'garden');
  const seed = plan.key % 7919;
  const greens = greensOf(plan.season);
  const isWinter = plan.season === 'winter';
  const edge = horizon + unit * 0.08;
  const lane = windingLane(
    frame,
    'path',
    hex(isWinter ? '#cfd6de' : random.pick('#c9b48c', '#b9b2a6', '#c08f72', '#d8cdb8')),
  );
  const lawn = groundLayer(frame, new Float32Array(width).fill(edge), {
    near: isWinter ? scale(greens.grass, 0.72) : scale(mix(greens.grass, hex('#6a9a3c'), 0.4), 0.62),
    far: isWinter ? greens.grass : mix(greens.grass, hex('#86ad50'), 0.4),
    roughness: isWinter ? 0.2 : 0.4,
    seed,
    patch: scale(mix(greens.grass, greens.trees, 0.4), 0.75),
    lane,
  });
  const hills = yield* rollingHills(frame, {
    count: random.integer(1, 2),
    base: horizon + unit * 0.04,
    rise: random.between(0.06, 0.16),
    kinds: ['broadleaf', 'broadleaf', 'conifer'],
    treeSize: 0.14,
    density: random.between(20, 44),
    clumps: 0.25,
    seed,
  });
  const hedges = hedgesOf(frame, edge, seed);
  const depthOf = (y: number) => Math.max(0, Math.min(1, (y - edge) / Math.max(1, height - edge)));
  const things: readonly Decor[] = plan.isMinimal
    ? []
    : [
        ...(random.chance(0.35) ? [fenceOf(frame, edge + unit * 0.012)] : []),
        ...(random.chance(0.3) && !isWinter ? pondOf(frame, { top: edge, lane, seed }) : []),
      ];
  const prints = [
    ...(isWinter || plan.isMinimal ? [] : yield* flowerBeds(frame, { edge, lane, depthOf, seed })),
    ...(yield* shrubs(frame, { edge, lane, depthOf, seed })),
    ...(yield* strewTufts(
      frame,
      {
        far: edge + unit * 0.02,
        near: height + unit * 0.02,
        density: isWinter ? 20 : 130,
        size: unit * 0.04,
        seed: seed + 9,
        isFree: (x, y) => Math.abs(x - lane.centre(depthOf(y))) > lane.half(depthOf(y)) * 1.1,
      },
      isWinter ? hex('#b5a57f') : scale(greens.grass, 0.9),
    )),
    ...(random.chance(0.4) && width < unit * 2.4 && !plan.isMinimal ? overhang(frame, false) : []),
  ];
  return {
    paintRow: stackLayers(frame, yield* createSky(frame), [
      ...hills,
      ...(yield* gardenTrees(frame, edge, seed)),
      ...hedges,
      lawn,
      ...things,
      printStamps(prints),
    ]),
    stage: landStage(frame, horizon + unit * 0.16, lane.centre(0.35)),
  };
}

/** Trees over the hedge: fruit trees in blossom in spring. */
function* gardenTrees(frame: Frame, edge: number, seed: number): Making<readonly Decor[]> {
  const { unit, width, plan } = frame;
  const random = createRandom(plan.key, 'garden trees');
  const grove = yield* createGrove(frame, {
    kinds: ['broadleaf', 'broadleaf', 'broadleaf', 'conifer'],
    size: unit * 0.36,
    variants: 4,
    seed: seed + 3,
  });
  const on = new Float32Array(width).fill(edge - unit * 0.02);
  return [
    printStamps(
      standTrees(frame, grove, {
        on,
        size: unit * random.between(0.22, 0.36),
        density: plan.isMinimal ? 2 : random.between(4, 11),
        clumps: -0.2,
        distance: 0.16,
        seed: seed + 4,
        spread: unit * 0.01,
      }),
    ),
  ];
}

/** One or two clipped hedges, level or in waves, with a gap where the path ends. */
function hedgesOf(frame: Frame, edge: number, seed: number): readonly Layer[] {
  const { unit, width, plan } = frame;
  const random = createRandom(plan.key, 'hedges');
  const isWavy = random.chance(0.4);
  const tall = unit * random.between(0.05, 0.1);
  const leaf = new Float32Array(width);
  addNoiseRow(leaf, 0.5, { seed, cellWidth: Math.max(2, unit * 0.006), cellHeight: 9, amplitude: unit * 0.003 });
  const profile: Profile = leaf.map((tip, x) => {
    const wave = isWavy
      ? Math.abs(Math.sin((x / unit) * 9 + seed)) * 0.35
      : noiseAt((x / unit) * 1.5, 2, seed) > 0.2
        ? 0.25
        : 0;
    return edge - tall * (1 + wave) + tip;
  });
  const isWinter = plan.season === 'winter';
  const green = isWinter
    ? mix(hex('#3d5a40'), hex('#dfe7ee'), 0.4)
    : mix(hex('#3d6a34'), crownColour(plan.season === 'autumn' ? 'autumn' : 'summer', random), 0.35);
  return [
    reliefLayer(frame, profile, {
      albedo: scale(green, 0.85),
      distance: 0.06,
      seed,
      grain: unit * 0.016,
      relief: 0.9,
      foot: unit * 0.004,
      slopeGain: 0.08,
      ...(isWinter ? { snowLine: edge - tall * 0.75 } : {}),
    }),
  ];
}

type Beds = {
  readonly edge: number;
  readonly lane: Lane;
  readonly depthOf: (y: number) => number;
  readonly seed: number;
};

/** Thick flowers along both sides of the path and before the hedge. */
function* flowerBeds(frame: Frame, { edge, lane, depthOf, seed }: Beds): Making<readonly Print[]> {
  const { unit, height, plan } = frame;
  const random = createRandom(plan.key, 'beds');
  const breadth = random.between(0.9, 2.2);
  const along = (x: number, y: number) => {
    const depth = depthOf(y);
    const off = Math.abs(x - lane.centre(depth));
    const half = lane.half(depth);
    return off > half * 1.12 && off < half * (1.25 + breadth) + unit * 0.01;
  };
  const front = { far: edge + unit * 0.015, near: height + unit * 0.03 };
  return [
    ...(yield* strewFlowers(frame, {
      ...front,
      density: 4200,
      size: unit * random.between(0.07, 0.095),
      seed: seed + 21,
      isFree: along,
    })),
    ...(yield* strewFlowers(frame, { ...front, density: 2600, size: unit * 0.075, seed: seed + 22, isFree: along })),
    ...(yield* strewFlowers(frame, {
      far: edge + unit * 0.004,
      near: edge + unit * 0.045,
      density: 520,
      size: unit * 0.042,
      seed: seed + 23,
    })),
  ];
}

/** Round bushes and clipped cones on both sides. */
function* shrubs(frame: Frame, { edge, lane, depthOf, seed }: Beds): Making<readonly Print[]> {
  const { unit, width, height, plan } = frame;
  const random = createRandom(plan.key, 'shrubs');
  const grove = yield* createGrove(frame, {
    kinds: random.pick(['bush'], ['bush', 'bush', 'conifer'], ['conifer', 'bush']),
    size: unit * 0.18,
    variants: 4,
    seed: seed + 31,
  });
  const count = plan.isMinimal ? 2 : Math.ceil((width / unit) * random.between(5, 11));
  return Array.from({ length: count }, (_, index): readonly Print[] => {
    const depth = random.next() ** 1.5 * 0.55;
    const y = edge + unit * 0.02 + (height - edge) * depth;
    const x = random.between(0.02, 0.98) * width;
    const size = unit * (0.06 + depth * 0.2) * random.between(0.7, 1.2);
    const tooNear = Math.abs(x - lane.centre(depthOf(y))) < lane.half(depthOf(y)) + size * 0.6;
    if (tooNear || (depth > 0.25 && Math.abs(x / width - 0.5) < 0.25)) return [];
    const tint: Rgb = [random.between(0.85, 1.1), 1, random.between(0.8, 1.05)];
    const stamp = grove.trees[index % grove.trees.length] ?? grove.trees[0];
    return [
      shadeOf(frame, grove.shadow, { x, y, size: size * 1.4 }),
      { stamp, x, y: y + size * 0.12, size, tint, fade: 0.04 },
    ];
  }).flat();
}
