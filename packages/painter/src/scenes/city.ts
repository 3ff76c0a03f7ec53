import { add, hex, mix, multiply, type Rgb, scale, smoothstep } from '../colour.ts';
import { createRandom, hashPoint } from '../random.ts';
import type { Frame, Scene } from './frame.ts';
import { groundLayer } from './ground.ts';
import { type Layer, stackLayers } from './layers.ts';
import { blend, createSky } from './sky.ts';
import { createWater, waterColour } from './water.ts';

type Blocks = { readonly profile: Float32Array; readonly house: Int16Array; readonly inHouse: Int16Array };

/** A skyline over water, or over a square when something has to stand. */
export function cityScene(frame: Frame, needsGround: boolean): Scene {
  const { horizon, unit, plan, width, height, light } = frame;
  const seed = plan.key % 7919;
  const rows = [0, 0.5, 1].map((near) => blockLayer(frame, near, seed));
  const above = stackLayers(frame, createSky(frame), rows);
  const quay = needsGround ? horizon + (height - horizon) * 0.5 : height;
  const water = createWater(frame, above, {
    waves: 0.16,
    deep: waterColour(frame, false),
    seed,
    top: Math.round(horizon),
    bottom: height,
  });
  const edge = new Float32Array(width).fill(quay);
  const stone = hex('#8b8d92');
  const layers = needsGround
    ? [groundLayer(frame, edge, { near: scale(stone, 0.62), far: scale(stone, 0.8), roughness: 0.2, seed })]
    : [];
  return {
    paintRow: stackLayers(frame, water, layers),
    stage: {
      air: { top: Math.max(unit * 0.08, horizon - unit * 0.85), bottom: horizon - unit * 0.5 },
      water: { far: horizon + unit * 0.06, near: horizon + (quay - horizon) * 0.7 },
      haze: light.fog,
      ...(needsGround ? { ground: { far: quay + unit * 0.06, near: height - unit * 0.05 } } : {}),
    },
  };
}

function blockLayer(frame: Frame, near: number, seed: number): Layer {
  const { light, unit, width, plan } = frame;
  const { profile, house, inHouse } = raiseBlocks(frame, near, seed + near * 10);
  const storey = Math.max(3, unit * (0.015 + near * 0.012));
  const window = Math.max(3, unit * (0.012 + near * 0.01));
  const isDark = plan.time === 'night' || plan.weather === 'storm';
  const litShare = isDark ? 0.3 : plan.time === 'day' ? 0.03 : 0.2;
  const lamp: readonly Rgb[] = [hex('#ffd58a'), hex('#ffe9c4'), hex('#bfe0ff'), hex('#ffb35e')];
  const sunSide = light.source.x > 0.5 ? 1 : 0;
  const haze = (1 - near) * 0.6 + light.fogShare * 0.4;
  const walls = Array.from({ length: house.reduce((most, id) => Math.max(most, id), 0) + 1 }, (_, id) =>
    wallColour(light, id, near),
  );
  return {
    profile,
    paint: (y, row, cover) => {
      const floor = Math.floor(y / storey);
      const onFloor = (y % storey) / storey;
      const isWindowRow = onFloor > 0.3 && onFloor < 0.82;
      for (let x = 0; x < width; x += 1) {
        const amount = cover[x] ?? 0;
        if (amount <= 0) continue;
        const id = house[x] ?? 0;
        const across = inHouse[x] ?? 0;
        const wall = walls[id] ?? [0, 0, 0];
        const bay = Math.floor(across / window);
        const inBay = (across % window) / window;
        const below = y - (profile[x] ?? 0);
        const isWindow = isWindowRow && inBay > 0.22 && inBay < 0.8 && below > storey * 1.2;
        const side = (across < unit * 0.02 + (id % 5) * unit * 0.004 ? 1 : 0) === sunSide ? 0.82 : 1.1;
        const face = mix(
          scale(wall, side),
          light.fog,
          Math.min(0.95, haze + light.fogShare * smoothstep(0, unit * 0.4, below) * 0.5),
        );
        blend(
          row,
          x * 3,
          isWindow ? windowColour({ face, id, bay, floor }, litShare, lamp, light.zenith) : face,
          amount,
        );
      }
    },
  };
}

function wallColour(light: Frame['light'], id: number, near: number): Rgb {
  const tone = 0.16 + hashPoint(id, 3, 77) * 0.3;
  const warm = hashPoint(id, 5, 78) * 0.16;
  const albedo: Rgb = [tone + warm * 0.6, tone + warm * 0.15, tone * 1.06];
  return scale(multiply(albedo, add(light.ambient, scale(light.direct, 0.55))), 1.05 - near * 0.3);
}

function windowColour(
  at: { face: Rgb; id: number; bay: number; floor: number },
  litShare: number,
  lamps: readonly Rgb[],
  sky: Rgb,
): Rgb {
  const chance = hashPoint(at.bay + at.id * 131, at.floor, 5);
  // Some houses are awake, others asleep.
  const share = litShare * (0.3 + 1.4 * hashPoint(at.id, 9, 3));
  if (chance < share)
    return scale(
      lamps[Math.floor((chance / share) * lamps.length)] ?? at.face,
      0.55 + 0.5 * hashPoint(at.bay, at.floor, at.id),
    );
  return mix(scale(at.face, 0.72), sky, 0.16);
}

function raiseBlocks({ width, horizon, unit, plan }: Frame, near: number, seed: number): Blocks {
  const random = createRandom(plan.key, `blocks ${near} ${seed}`);
  const profile = new Float32Array(width).fill(horizon - unit * 0.01);
  const house = new Int16Array(width);
  const inHouse = new Int16Array(width);
  const peak = random.between(0.3, 0.7) * width;
  let id = 1;
  for (let left = -unit * 0.02; left < width; id += 1) {
    const broad = unit * random.between(0.045, 0.11) * (0.8 + near * 0.35);
    const central = Math.exp(-(((left - peak) / (unit * 0.9)) ** 2));
    const tall = unit * (0.1 + random.next() ** 2 * 0.3 + central * 0.2) * (1.15 - near * 0.5);
    const roof = random.pick('flat', 'flat', 'step', 'spire', 'slant');
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, left + broad); x += 1) {
      const across = (x - left) / broad;
      profile[x] = horizon - tall - roofRise(roof, across, unit);
      house[x] = id;
      inHouse[x] = Math.round(x - left);
    }
    left += broad * random.between(0.98, 1.25);
  }
  return { profile, house, inHouse };
}

function roofRise(roof: string, across: number, unit: number): number {
  const aside = Math.abs(across - 0.5);
  if (roof === 'step') return aside < 0.28 ? unit * 0.03 : 0;
  if (roof === 'slant') return across * unit * 0.03;
  if (roof === 'spire') return aside < 0.035 ? unit * 0.11 : aside < 0.22 ? unit * 0.035 : 0;
  return 0;
}
