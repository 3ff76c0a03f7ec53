import { hex, mix, scale } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import type { Frame, Scene } from '../frame.ts';
import { skyRoom } from '../land/stages.ts';
import { type Layer, reliefLayer, stackLayers } from '../layers.ts';
import type { Making } from '../making.ts';
import { overhang, sideRocks } from '../plants/foreground.ts';
import { createGrove, standTrees } from '../plants/grove.ts';
import { type Decor, type Print, printStamps } from '../plants/stamp.ts';
import { hillProfile, type Profile, ridgeProfile } from '../profiles.ts';
import { createSky } from '../sky.ts';
import { waterColour } from '../water.ts';
import { beachLayer, shoreLine, surfLayer } from './beach.ts';
import { breakers } from './storm-sea.ts';
import { createSea } from './waves.ts';

/** Open water to the horizon; a beach in front when something has to stand. */
export function* seaScene(frame: Frame, needsShore: boolean): Making<Scene> {
  const { horizon, unit, plan, height, light } = frame;
  const random = createRandom(plan.key, 'sea');
  const seed = plan.key % 7919;
  const isStorm = plan.weather === 'storm';
  const hasShore = needsShore || (!isStorm && random.chance(0.3));
  const above = stackLayers(frame, yield* createSky(frame), plan.isMinimal ? [] : farCoast(frame, seed));
  yield;
  const shoreAt = horizon + (height - horizon) * (hasShore ? random.between(0.38, 0.5) : 1);
  const waves = isStorm ? 1 : plan.weather === 'rain' ? 0.6 : plan.mood === 'calm' ? 0.16 : random.between(0.18, 0.5);
  const isTropical = plan.time === 'day' && random.chance(0.7);
  const deep = waterColour(frame, isTropical);
  const water = createSea(frame, above, {
    waves,
    deep,
    seed,
    top: Math.round(horizon),
    bottom: hasShore ? shoreAt + unit * 0.1 : height,
  });
  const front = hasShore
    ? yield* shore(frame, { base: shoreAt, seed, deep, isTropical })
    : isStorm
      ? breakers(frame, deep)
      : [];
  yield;
  const far = horizon + unit * 0.03;
  return {
    paintRow: stackLayers(frame, water, front),
    stage: {
      water: { far, near: Math.max(far, horizon + (shoreAt - horizon) * (hasShore ? 0.6 : 0.72)), waves },
      air: skyRoom(frame),
      haze: light.fog,
      ...(hasShore ? { ground: groundOf(frame, shoreAt + unit * 0.11) } : {}),
    },
  };
}

function groundOf({ height, unit }: Frame, far: number) {
  const near = height - unit * 0.05;
  return { far: Math.min(far, near), near };
}

/** Islands or a mountainous coast where the sea ends, or nothing. */
function farCoast(frame: Frame, seed: number): readonly Layer[] {
  const { horizon, unit, plan, width } = frame;
  const random = createRandom(plan.key, 'coast');
  const kind = random.pick('none', 'islands', 'islands', 'coast');
  if (kind === 'none') return [];
  const layers = [0, 1].slice(0, random.integer(1, 2)).map((index): Layer => {
    const rise = unit * random.between(0.04, 0.11) * (kind === 'coast' ? 1.5 : 1);
    const span = {
      width,
      base: horizon + rise * (kind === 'coast' ? 0.22 : 0.46),
      rise,
      scale: unit * random.between(0.4, 0.9),
      seed: seed + index * 13,
    };
    const profile: Profile = kind === 'coast' ? ridgeProfile(span) : hillProfile(span);
    // A coast runs out into the sea on one side.
    const side = random.chance(0.5) ? 1 : -1;
    const end = random.between(0.3, 0.75);
    const cut = profile.map((y, x) => {
      const across = side > 0 ? x / width : 1 - x / width;
      return kind === 'coast' ? y + Math.max(0, across - end) * unit * 0.5 : y;
    });
    return reliefLayer(frame, cut, {
      albedo: mix(hex('#5f7166'), hex('#7a7468'), random.next()),
      distance: 0.86 - index * 0.26,
      seed: seed + index,
      grain: unit * 0.022,
      relief: 0.6,
      foot: unit * 0.03,
    });
  });
  return layers;
}

/** Surf, sand, and what stands at its sides: palms or rocks. */
function* shore(
  frame: Frame,
  at: {
    readonly base: number;
    readonly seed: number;
    readonly deep: readonly [number, number, number];
    readonly isTropical: boolean;
  },
): Making<readonly (Layer | Decor)[]> {
  const { unit, plan, width, height } = frame;
  const { base, seed, deep, isTropical } = at;
  const random = createRandom(plan.key, 'shore');
  const slant = random.between(-0.16, 0.16);
  const line = shoreLine(frame, base, seed, slant);
  const surf = [0.15, 0.5, 0.95].slice(0, plan.isMinimal ? 1 : 3).map((near, index) =>
    surfLayer(
      frame,
      line.map((y, x) => y - unit * (0.105 - index * 0.036) - (slant * unit * 0.2 * x) / width),
      { seed: seed + index * 3, near, deep },
    ),
  );
  yield;
  const sand = hex(random.pick('#e0c79a', '#d8bd90', '#e8d8b8', '#cdb08a'));
  const beach = beachLayer(frame, line, { sand: scale(sand, 0.95), seed });
  if (plan.isMinimal) return [...surf, beach];
  if (isTropical && random.chance(0.6)) return [...surf, beach, printStamps(yield* palms(frame, base, seed))];
  const rocks = sideRocks(frame, { far: base + unit * 0.03, colour: random.pick('#7d7770', '#8f8578', '#6b6a6c') });
  yield;
  const branch = random.chance(0.2) && width < height * 1.6 ? overhang(frame, false) : [];
  return [...surf, beach, printStamps([...rocks, ...branch])];
}

function* palms(frame: Frame, base: number, seed: number): Making<readonly Print[]> {
  const { unit, width, light } = frame;
  const grove = yield* createGrove(frame, { kinds: ['palm'], size: unit * 0.5, variants: 3, seed });
  const on = new Float32Array(width).fill(base + unit * 0.14);
  const isLeft = light.source.x > 0.5;
  const reach = Math.min(width * 0.24, unit * 0.3);
  return standTrees(frame, grove, {
    on,
    size: unit * 0.55,
    density: 16,
    clumps: -1,
    distance: 0.02,
    seed,
    spread: unit * 0.12,
    isFree: (x) => (isLeft ? x < reach : x > width - reach) && (Math.round(x) * 7) % 3 !== 0,
  });
}
