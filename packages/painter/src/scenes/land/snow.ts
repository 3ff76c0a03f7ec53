import { hex, mix, scale } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import type { Frame, Scene } from '../frame.ts';
import { groundLayer } from '../ground.ts';
import { type Layer, stackLayers } from '../layers.ts';
import type { Making } from '../making.ts';
import { strewTufts } from '../plants/flowers.ts';
import { overhang, sideRocks } from '../plants/foreground.ts';
import { createGrove, shadeOf, standTrees } from '../plants/grove.ts';
import { type Decor, type Print, printStamps } from '../plants/stamp.ts';
import { hillProfile } from '../profiles.ts';
import { createSky } from '../sky.ts';
import { hillLayer } from './hills.ts';
import { windingLane } from './lanes.ts';
import { mountainRanges } from './ranges.ts';
import { landStage } from './stages.ts';

/** Drifts with blue shadows, firs under snow, white mountains. */
export function* snowScene(frame: Frame): Making<Scene> {
  const { horizon, unit, plan, width, height } = frame;
  const random = createRandom(plan.key, 'snow');
  const seed = plan.key % 7919;
  const white = hex('#eef3f8');
  const blue = hex('#b9cde6');
  const ranges = random.chance(0.8)
    ? yield* mountainRanges(frame, horizon + unit * 0.01, {
        height: plan.isMinimal ? 0.4 : random.between(0.5, 1.15),
        snow: 0.95,
        seed,
      })
    : [];
  const edge = horizon + unit * 0.1;
  const front = hillProfile({ width, base: edge, rise: unit * 0.07, scale: unit * 0.9, seed: seed + 2 });
  const lane =
    random.chance(0.4) && plan.framing !== 'close' && !plan.isMinimal
      ? { lane: { ...windingLane(frame, random.pick('brook', 'path'), hex('#cdd9e8')) } }
      : {};
  const ground = groundLayer(frame, front, {
    near: scale(white, 0.72),
    far: scale(white, 0.82),
    roughness: 0.16,
    seed,
    ripples: random.between(0.1, 0.4),
    patch: scale(mix(white, blue, 0.85), 0.66),
    ...lane,
  });
  const near = [
    ...(plan.isMinimal ? [] : yield* firs(frame, edge)),
    ...(random.chance(0.4) && !plan.isMinimal
      ? sideRocks(frame, { far: edge + unit * 0.06, colour: '#6d747c', cover: '#f1f5fa' })
      : []),
    ...(random.chance(0.3) && !plan.isMinimal
      ? yield* strewTufts(
          frame,
          { far: edge + unit * 0.05, near: height, density: 40, size: unit * 0.06, seed },
          hex('#b8a47c'),
        )
      : []),
    ...(random.chance(0.25) && width < unit * 2.4 && !plan.isMinimal ? overhang(frame, true) : []),
  ];
  return {
    paintRow: stackLayers(frame, yield* createSky(frame), [
      ...ranges,
      ...(yield* drifts(frame, seed)),
      ground,
      printStamps(near),
    ]),
    stage: landStage(frame, edge + unit * 0.06),
  };
}

/** Low hills of snow with woods on them. */
function* drifts(frame: Frame, seed: number): Making<readonly (Layer | Decor)[]> {
  const { horizon, unit, plan, width } = frame;
  const random = createRandom(plan.key, 'drifts');
  const grove = yield* createGrove(frame, {
    kinds: random.pick(['conifer'], ['conifer', 'conifer', 'bare']),
    size: unit * 0.16,
    variants: 5,
    seed,
  });
  const density = plan.isMinimal ? 3 : random.between(14, 60);
  return [0, 1].slice(plan.isMinimal ? 1 : 0).flatMap((index) => {
    const profile = hillProfile({
      width,
      base: horizon + unit * (0.03 + index * 0.04),
      rise: unit * random.between(0.05, 0.14),
      scale: unit * random.between(0.5, 1),
      seed: seed + index * 11,
    });
    const distance = 0.5 - index * 0.26;
    const fields = [scale(hex('#eef3f8'), 0.8), scale(hex('#f6f8fb'), 0.85), scale(hex('#c4d4ea'), 0.78)] as const;
    const trees = standTrees(frame, grove, {
      on: profile,
      size: unit * (0.075 + index * 0.065),
      density: density * (1.5 - index),
      clumps: random.between(0, 0.7),
      distance,
      seed: seed + index,
      spread: unit * 0.04,
    });
    return [hillLayer(frame, profile, { fields, distance, seed: seed + index }), printStamps(trees)];
  });
}

/** A group of firs near at one side. */
function* firs(frame: Frame, edge: number): Making<readonly Print[]> {
  const { unit, width, plan, height } = frame;
  const random = createRandom(plan.key, 'firs');
  const count = random.integer(0, 4);
  const grove = yield* createGrove(frame, { kinds: ['conifer'], size: unit * 0.5, variants: 2, seed: plan.key % 8191 });
  const isLeft = frame.light.source.x > 0.5;
  return Array.from({ length: count }, (_, index) => {
    const size = unit * random.between(0.26, 0.56) * (plan.framing === 'wide' ? 0.6 : 1);
    const aside = random.between(-0.02, 0.2) * Math.min(width, unit * 1.6);
    const x = isLeft ? aside : width - aside;
    const y = edge + (height - edge) * random.between(0.06, 0.22);
    return [
      shadeOf(frame, grove.shadow, { x, y, size }),
      { stamp: grove.trees[index % 2] ?? grove.trees[0], x, y, size, fade: 0.02 },
    ];
  }).flat();
}
