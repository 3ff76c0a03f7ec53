import { hex, mix, scale } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import type { Frame, Scene } from '../frame.ts';
import { groundLayer } from '../ground.ts';
import { rollingHills } from '../land/hills.ts';
import { mountainRanges } from '../land/ranges.ts';
import { skyRoom } from '../land/stages.ts';
import { type Layer, stackLayers } from '../layers.ts';
import type { Making } from '../making.ts';
import type { TreeKind } from '../plants/draw-tree.ts';
import { strewFlowers, strewTufts } from '../plants/flowers.ts';
import { overhang, sideRocks } from '../plants/foreground.ts';
import { greensOf } from '../plants/leaves.ts';
import { type Decor, printStamps } from '../plants/stamp.ts';
import { grassProfile, hillProfile } from '../profiles.ts';
import { createSky } from '../sky.ts';
import { createWater, waterColour } from '../water.ts';

/** Still water under mountains or hills, with trees on the far shore. */
export function* lakeScene(frame: Frame, needsShore: boolean): Making<Scene> {
  const { horizon, unit, plan, height, light } = frame;
  const random = createRandom(plan.key, 'lake');
  const seed = plan.key % 7919;
  const isWild = plan.weather === 'storm';
  const hasShore = needsShore || random.chance(0.45);
  const kinds = random.pick<readonly [TreeKind, ...TreeKind[]]>(
    ['conifer'],
    ['conifer', 'broadleaf'],
    ['broadleaf', 'bush'],
    ['broadleaf', 'conifer'],
  );
  const banks = yield* rollingHills(frame, {
    count: plan.isMinimal ? 1 : random.integer(1, 2),
    base: horizon + unit * 0.012,
    rise: random.between(0.04, 0.12),
    kinds,
    treeSize: random.between(0.07, 0.13),
    density: plan.isMinimal ? 5 : random.between(30, 75),
    clumps: random.between(0, 0.6),
    seed,
  });
  const ranges = yield* mountainRanges(frame, horizon, {
    height: plan.isMinimal ? 0.4 : random.between(0.35, 1.15),
    snow: plan.season === 'winter' ? 0.9 : random.between(0.15, 0.55),
    seed,
  });
  const above = stackLayers(frame, yield* createSky(frame), [...ranges, ...banks]);
  const shoreTop = hasShore ? horizon + (height - horizon) * random.between(0.5, 0.6) : height;
  const waves = isWild ? 0.6 : plan.mood === 'calm' ? 0.03 : random.between(0.04, 0.16);
  const water = createWater(frame, above, {
    waves,
    deep: waterColour(frame, false),
    seed,
    top: Math.round(horizon),
    bottom: shoreTop + unit * 0.06,
  });
  const far = horizon + unit * 0.04;
  const near = height - unit * 0.05;
  return {
    paintRow: stackLayers(frame, water, hasShore ? yield* frontShore(frame, shoreTop, seed) : nearThings(frame)),
    stage: {
      water: { far, near: Math.max(far, horizon + (shoreTop - horizon) * 0.62), waves },
      air: skyRoom(frame),
      haze: light.fog,
      ...(hasShore ? { ground: { far: Math.min(near, shoreTop + unit * 0.08), near } } : {}),
    },
  };
}

/** The bank we stand on: grass, reeds at the water, stones. */
function* frontShore(frame: Frame, top: number, seed: number): Making<readonly (Layer | Decor)[]> {
  const { unit, plan, width, height } = frame;
  const random = createRandom(plan.key, 'bank');
  const greens = greensOf(plan.season);
  const isSnowy = plan.season === 'winter';
  const profile = grassProfile(
    hillProfile({ width, base: top + unit * 0.03, rise: unit * 0.07, scale: unit * 0.8, seed: seed + 3 }),
    unit * 0.008,
    seed,
  );
  const ground = groundLayer(frame, profile, {
    near: scale(greens.grass, 0.6),
    far: scale(mix(greens.grass, greens.dry, 0.5), 0.85),
    roughness: isSnowy ? 0.25 : 0.7,
    seed,
    patch: scale(mix(hex('#8f8a70'), greens.trees, random.next()), 0.75),
  });
  const blades = isSnowy ? hex('#b09c74') : mix(greens.grass, hex('#5d8a34'), plan.season === 'autumn' ? 0 : 0.4);
  const reeds = {
    far: top + unit * 0.01,
    near: top + unit * 0.07,
    density: plan.isMinimal ? 20 : 130,
    size: unit * 0.08,
    seed: seed + 11,
  };
  const bank = {
    far: top + unit * 0.05,
    near: height + unit * 0.02,
    density: plan.isMinimal ? 30 : 380,
    size: unit * 0.085,
    seed: seed + 12,
  };
  return [
    ground,
    printStamps([
      ...(yield* strewTufts(frame, reeds, blades)),
      ...(yield* strewTufts(frame, bank, blades)),
      ...(isSnowy || plan.isMinimal
        ? []
        : yield* strewFlowers(frame, { ...bank, density: random.between(60, 420), size: unit * 0.065 })),
      ...(random.chance(0.6)
        ? sideRocks(frame, { far: top + unit * 0.02, colour: '#84817b', ...(isSnowy ? { cover: '#eef3f8' } : {}) })
        : []),
      ...(random.chance(0.3) && width < unit * 2.4 ? overhang(frame, random.chance(0.4)) : []),
    ]),
  ];
}

/** Without a bank: stones in the shallows, or a branch over the water. */
function nearThings(frame: Frame): readonly Decor[] {
  const { plan, height, unit, width } = frame;
  const random = createRandom(plan.key, 'near things');
  if (plan.isMinimal || random.chance(0.4) || width > unit * 2.6) return [];
  return random.chance(0.55)
    ? [printStamps(overhang(frame, random.chance(0.4)))]
    : [printStamps(sideRocks(frame, { far: height - unit * 0.16, colour: '#77757a', cover: '#7d8a5a' }))];
}
