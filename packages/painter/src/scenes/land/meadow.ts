import { hex, mix, scale } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import type { Frame, Scene } from '../frame.ts';
import { groundLayer, type Lane } from '../ground.ts';
import { stackLayers } from '../layers.ts';
import type { Making } from '../making.ts';
import type { TreeKind } from '../plants/draw-tree.ts';
import { strewFlowers, strewTufts } from '../plants/flowers.ts';
import { overhang, sideRocks } from '../plants/foreground.ts';
import { createGrove, shadeOf } from '../plants/grove.ts';
import { greensOf } from '../plants/leaves.ts';
import { type Print, printStamps } from '../plants/stamp.ts';
import { grassProfile, hillProfile } from '../profiles.ts';
import { createSky } from '../sky.ts';
import { rollingHills } from './hills.ts';
import { windingLane } from './lanes.ts';
import { mountainRanges } from './ranges.ts';
import { landStage } from './stages.ts';

/** Grass and flowers before wooded hills; the hash adds a path or brook, a lone tree, far mountains. */
export function* meadowScene(frame: Frame): Making<Scene> {
  const { horizon, unit, plan } = frame;
  const random = createRandom(plan.key, 'meadow');
  const seed = plan.key % 7919;
  const kinds = random.pick<readonly [TreeKind, ...TreeKind[]]>(
    ['broadleaf'],
    ['broadleaf', 'broadleaf', 'bush'],
    ['broadleaf', 'conifer'],
    ['conifer', 'conifer', 'broadleaf'],
  );
  const isQuiet = plan.isMinimal;
  const hills = yield* rollingHills(frame, {
    count: isQuiet ? 1 : plan.framing === 'close' ? 2 : random.integer(2, 4),
    base: horizon + unit * 0.05,
    rise: random.between(0.1, 0.24) * (isQuiet ? 0.5 : 1),
    kinds,
    treeSize: random.between(0.07, 0.13),
    density: isQuiet ? 3 : random.between(12, 34),
    clumps: random.between(0.2, 0.9),
    seed,
  });
  const behind =
    !isQuiet && random.chance(0.3)
      ? yield* mountainRanges(frame, horizon + unit * 0.01, { height: random.between(0.3, 0.6), snow: 0.45, seed })
      : [];
  return yield* grassland(frame, {
    behind: [...behind, ...hills],
    seed,
    flowers: isQuiet ? 0 : random.between(0.25, 1),
  });
}

/** High mountains, woods at their feet, an alp in front. */
export function* mountainScene(frame: Frame): Making<Scene> {
  const { horizon, unit, plan } = frame;
  const random = createRandom(plan.key, 'mountains');
  const seed = plan.key % 7919;
  const isWarm = plan.season === 'autumn';
  const woods = yield* rollingHills(frame, {
    count: plan.isMinimal ? 1 : random.integer(1, 2),
    base: horizon + unit * 0.05,
    rise: random.between(0.07, 0.15),
    kinds: isWarm
      ? ['conifer', 'broadleaf', 'broadleaf']
      : random.pick(['conifer'], ['conifer', 'conifer', 'broadleaf']),
    treeSize: random.between(0.09, 0.16),
    density: plan.isMinimal ? 4 : random.between(20, 60),
    clumps: random.between(0.1, 0.7),
    seed,
  });
  const ranges = yield* mountainRanges(frame, horizon + unit * 0.01, {
    height: random.between(0.85, 1.25),
    snow: plan.season === 'winter' ? 0.9 : random.between(0.2, 0.6),
    seed,
  });
  return yield* grassland(frame, {
    behind: [...ranges, ...woods],
    seed,
    flowers: plan.isMinimal ? 0 : random.between(0.05, 0.4),
  });
}

type Grassland = {
  readonly behind: Parameters<typeof stackLayers>[2];
  readonly seed: number;
  /** 0 none to 1 a sea of flowers. */
  readonly flowers: number;
};

/** An open stretch of grass (snow in winter) before what lies behind it. */
export function* grassland(frame: Frame, { behind, seed, flowers }: Grassland): Making<Scene> {
  const { horizon, unit, plan, width, height } = frame;
  const random = createRandom(plan.key, 'grassland');
  const greens = greensOf(plan.season);
  const edge = horizon + unit * 0.07;
  const front = grassProfile(
    hillProfile({ width, base: edge, rise: unit * random.between(0.02, 0.06), scale: unit * 1.1, seed: seed + 9 }),
    unit * 0.006,
    seed,
  );
  const lane = laneOf(frame);
  const depthOf = (y: number) => Math.max(0, Math.min(1, (y - edge) / Math.max(1, height - edge)));
  const isFree = (x: number, y: number) =>
    lane === undefined || Math.abs(x - lane.centre(depthOf(y))) > lane.half(depthOf(y)) * 1.15;
  const spots = { far: edge + unit * 0.01, near: height + unit * 0.03, isFree };
  const isSnowy = plan.season === 'winter';
  const blades = mix(greens.grass, hex('#5d8a34'), plan.season === 'autumn' || isSnowy ? 0 : 0.35);
  const prints = [
    ...(flowers > 0 && !isSnowy
      ? yield* strewFlowers(frame, {
          ...spots,
          density: 1500 * flowers,
          size: unit * random.between(0.055, 0.085),
          seed: seed + 1,
        })
      : []),
    ...(yield* strewTufts(
      frame,
      {
        ...spots,
        density: plan.isMinimal ? 60 : isSnowy ? 90 : 650,
        size: unit * random.between(0.06, 0.1),
        seed: seed + 2,
      },
      isSnowy ? hex('#b9a67e') : blades,
    )),
    ...(random.chance(0.45) && !plan.isMinimal
      ? sideRocks(frame, { far: edge + unit * 0.05, colour: '#8a877f', cover: isSnowy ? '#eef3f8' : '#7d9150' })
      : []),
    ...(random.chance(0.32) && !plan.isMinimal && plan.framing !== 'close' ? yield* loneTree(frame, edge) : []),
  ];
  const ground = groundLayer(frame, front, {
    near: scale(greens.grass, 0.62),
    far: mix(greens.grass, greens.dry, 0.6),
    roughness: isSnowy ? 0.25 : 0.75,
    seed,
    patch: scale(mix(greens.dry, greens.trees, random.next()), 0.72),
    ...(lane === undefined ? {} : { lane }),
  });
  const near = random.chance(0.28) && !plan.isMinimal && width < unit * 2.6 ? overhang(frame, random.chance(0.3)) : [];
  return {
    paintRow: stackLayers(frame, yield* createSky(frame), [...behind, ground, printStamps([...prints, ...near])]),
    stage: landStage(frame, horizon + unit * 0.14, lane?.isWater ? undefined : lane?.centre(0.35)),
  };
}

function laneOf(frame: Frame): Lane | undefined {
  const random = createRandom(frame.plan.key, 'has lane');
  const share = random.next();
  if (frame.plan.framing === 'close' || share > (frame.plan.isMinimal ? 0.3 : 0.6)) return undefined;
  return windingLane(
    frame,
    share < 0.36 ? 'path' : 'brook',
    frame.plan.season === 'winter' ? hex('#c9cfd6') : hex('#bda988'),
  );
}

/** One tree that stands nearer than the rest, at a third of the width. */
function* loneTree(frame: Frame, edge: number): Making<readonly Print[]> {
  const { unit, width, height, plan } = frame;
  const random = createRandom(plan.key, 'lone tree');
  const size = unit * random.between(0.34, 0.62);
  const grove = yield* createGrove(frame, {
    kinds: ['broadleaf', 'broadleaf', 'conifer'],
    size,
    variants: 1,
    seed: plan.key % 65_521,
  });
  const x = width * (frame.light.source.x > 0.5 ? random.between(0.1, 0.26) : random.between(0.74, 0.9));
  const y = edge + (height - edge) * random.between(0.12, 0.3);
  const tree = { stamp: grove.trees[0], x, y, size, fade: 0.02 };
  return [shadeOf(frame, grove.shadow, { x, y, size: size * 1.2 }), tree];
}
