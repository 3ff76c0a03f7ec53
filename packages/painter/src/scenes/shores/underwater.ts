import { hex, mix, type Rgb, scale } from '../../colour.ts';
import type { Light } from '../../light.ts';
import { createRandom } from '../../random.ts';
import type { Frame, Scene } from '../frame.ts';
import { reliefLayer, stackLayers } from '../layers.ts';
import type { Making } from '../making.ts';
import { drawRock } from '../plants/draw-plant.ts';
import { type CoralKind, drawCoral, drawKelp } from '../plants/draw-reef.ts';
import { scatter } from '../plants/flowers.ts';
import { type Decor, type Print, printStamps, type Stamp } from '../plants/stamp.ts';
import { hillProfile, ridgeProfile } from '../profiles.ts';
import { createDepth, createRays, seaFloor } from './sea-light.ts';

const CORALS = ['#e8684f', '#f09a4a', '#e25a8c', '#b06be0', '#f2c14e', '#5fc9b0', '#f3a6b8', '#7f8cf0'] as const;

/** Blue depth under a bright surface, shafts of light, reefs behind a floor of sand with coral and kelp. */
export function* underwaterScene(frame: Frame): Making<Scene> {
  const { width, height, unit, plan, light } = frame;
  const random = createRandom(plan.key, 'underwater');
  const seed = plan.key % 7919;
  const brightness =
    (plan.time === 'night' ? 0.24 : plan.time === 'day' ? 1 : 0.72) * (plan.weather === 'storm' ? 0.6 : 1);
  const tint = random.pick<readonly [string, string]>(
    ['#4fc3d9', '#06305c'],
    ['#5fd0c4', '#07405a'],
    ['#5aa9e0', '#0a2460'],
    ['#66c9b0', '#0b3b4a'],
  );
  const shallow = scale(mix(hex(tint[0]), light.middle, 0.2), brightness);
  const deep = scale(mix(hex(tint[1]), light.zenith, 0.15), brightness);
  const within: Frame = { ...frame, light: seaLight(light, shallow, deep) };
  const floor = height - Math.min(height * 0.26, unit * 0.32);
  const reefs = (plan.isMinimal ? [0.9] : [0.9, 0.62, 0.36]).map((distance, index) => {
    const span = {
      width,
      base: floor + unit * (0.03 + index * 0.03),
      rise: unit * random.between(0.16, 0.42) * (1 - index * 0.24),
      scale: unit * random.between(0.35, 0.7),
      seed: seed + index * 9,
    };
    const profile = index === 0 ? ridgeProfile(span) : hillProfile(span, 0.35);
    return reliefLayer(within, profile, {
      albedo: mix(hex('#4a6a78'), hex(random.pick('#8a5a78', '#5a7a6a', '#7a6a5a')), index * 0.4),
      distance,
      seed: seed + index,
      grain: unit * 0.035,
      relief: 0.8,
      foot: unit * 0.34,
    });
  });
  yield;
  const top = hillProfile({ width, base: floor + unit * 0.07, rise: unit * 0.06, scale: unit * 0.9, seed: seed + 5 });
  const plants = plan.isMinimal ? [] : yield* reefLife(within, { floor, top, seed });
  yield;
  const life = plan.isMinimal ? [] : [printStamps(plants)];
  yield;
  const look = { shallow, deep, slant: random.between(-0.5, 0.5), seed, brightness };
  const stack = stackLayers(within, createDepth(frame, look), [
    ...reefs,
    seaFloor(within, top, { seed, brightness }),
    ...life,
    bubbles(within),
  ]);
  const rays = createRays(frame, look);
  const near = height - unit * 0.05;
  return {
    paintRow: (y, row) => {
      stack(y, row);
      rays(y, row);
    },
    stage: {
      air: { top: height * 0.12, bottom: Math.max(height * 0.2, floor - unit * 0.12) },
      ground: { far: Math.min(near, floor + unit * 0.1), near },
      haze: within.light.fog,
      isWeightless: true,
    },
  };
}

function seaLight(light: Light, shallow: Rgb, deep: Rgb): Light {
  return {
    ...light,
    fog: mix(deep, shallow, 0.35),
    fogShare: 0.5,
    ambient: mix(scale(light.ambient, 0.5), shallow, 0.6),
    direct: mix(scale(shallow, 0.9), scale(light.direct, 0.6), 0.4),
  };
}

/** Corals in gardens, kelp in groves, stones between; the middle of the foreground stays free. */
function* reefLife(
  frame: Frame,
  at: { readonly floor: number; readonly top: Float32Array; readonly seed: number },
): Making<readonly Print[]> {
  const { unit, height, light, plan, width } = frame;
  const { floor, seed } = at;
  const random = createRandom(plan.key, 'reef life');
  const corals: Stamp[] = [];
  while (corals.length < 9) {
    yield;
    corals.push(
      drawCoral({
        kind: random.pick<CoralKind>('branch', 'branch', 'fan', 'brain', 'tube', 'table'),
        size: Math.min(170, unit * 0.17),
        colour: hex(random.pick(...CORALS)),
        light,
        seed: seed + corals.length,
      }),
    );
  }
  yield;
  const kelps: Stamp[] = [];
  while (kelps.length < 3) {
    yield;
    kelps.push(
      drawKelp({
        size: Math.min(380, unit * 0.5),
        colour: hex(random.pick('#7f8a3a', '#4f8a4a', '#9a7a35')),
        light,
        seed: seed + kelps.length,
      }),
    );
  }
  yield;
  const rocks = [0, 1].map((variant) =>
    drawRock({
      size: Math.min(150, unit * 0.14),
      colour: hex('#7d7f80'),
      cover: hex('#8a6a80'),
      light,
      seed: seed + variant,
    }),
  );
  const isAside = (x: number, y: number) => y < floor + (height - floor) * 0.45 || Math.abs(x / width - 0.5) > 0.24;
  const spots = { far: floor + unit * 0.035, near: height + unit * 0.02, isFree: isAside };
  // A tall picture has tall kelp, or its middle would be empty.
  const tall = Math.max(1, Math.min(4, (height / unit) * 0.62));
  const kelpShare = random.between(0.1, 1);
  return [
    ...scatter(
      frame,
      { ...spots, density: 26, size: unit * 0.13, seed: seed + 1 },
      (_, draw) => rocks[Math.floor(draw * 2)],
    ),
    ...scatter(
      frame,
      {
        ...spots,
        density: 60 * kelpShare,
        near: floor + (height - floor) * 0.5,
        size: unit * 0.62 * tall,
        seed: seed + 2,
      },
      (_, draw) => kelps[Math.floor(draw * 3)],
    ),
    ...scatter(
      frame,
      { ...spots, density: 130 * (1.3 - kelpShare), size: unit * 0.17, seed: seed + 3 },
      (kind, draw) => corals[Math.floor(Math.max(0, Math.min(0.99, kind * 0.7 + draw * 0.3)) * 9)],
    ),
  ];
}

/** Columns of bubbles rising from the floor. */
function bubbles({ width, height, unit, plan, light }: Frame): Decor {
  const random = createRandom(plan.key, 'bubbles');
  const columns = Math.ceil((width / unit) * random.integer(1, 3));
  const list = Array.from({ length: columns }, () => {
    const x = random.between(0.05, 0.95) * width;
    const from = height * random.between(0.75, 0.95);
    return Array.from({ length: random.integer(8, 18) }, () => {
      const rise = random.next();
      return {
        x: x + random.between(-0.03, 0.03) * unit * (1 + rise),
        y: from - rise * unit * 0.7,
        radius: unit * (0.002 + 0.007 * random.next() ** 2 * (0.5 + rise)),
      };
    });
  }).flat();
  return {
    top: 0,
    bottom: height,
    decorate: (y, row) => {
      for (const bubble of list) {
        const dy = y - bubble.y;
        if (dy * dy > bubble.radius * bubble.radius) continue;
        const last = Math.min(width - 1, Math.ceil(bubble.x + bubble.radius));
        for (let x = Math.max(0, Math.floor(bubble.x - bubble.radius)); x <= last; x += 1) {
          const dx = x - bubble.x;
          const out = (dx * dx + dy * dy) / (bubble.radius * bubble.radius);
          if (out > 1) continue;
          const shine = 0.1 + out * out * 0.5 + (dx + dy < -bubble.radius * 0.7 ? 0.4 : 0);
          for (let channel = 0; channel < 3; channel += 1)
            row[x * 3 + channel] =
              (row[x * 3 + channel] ?? 0) +
              shine * (0.25 * (light.ambient[channel] ?? 0) + 0.5 * (light.direct[channel] ?? 0));
        }
      }
    },
  };
}
