import { clamp01, hex, mix, multiply, type Rgb, scale } from '../../colour.ts';
import { addNoiseRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { flatInk, glowInk, type Point, rampInk } from '../pieces/ink.ts';
import { ellipsePath, rectPath, strokePath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import { createWater } from '../water.ts';
import type { CityLight } from './city-light.ts';

/** Rows of the pavement's and the road's upper edges; pixels. */
export type StreetPlan = { readonly pavement: number; readonly road: number };

/** Where pavement and road begin under the horizon. */
export function planStreet({ horizon, height }: Frame): StreetPlan {
  const deep = height - horizon;
  return { pavement: Math.round(horizon + deep * 0.02), road: Math.round(horizon + deep * 0.3) };
}

/** Pavement, kerb and a road across the picture; wet ones mirror the houses. */
export function createStreet(frame: Frame, above: RowPainter, light: CityLight): RowPainter {
  const { width, height, unit, plan } = frame;
  const { pavement, road } = planStreet(frame);
  const isWet = plan.weather === 'rain' || plan.weather === 'storm';
  const shine = isWet ? 0.55 : light.isDark ? 0.26 : 0;
  const lit = mix(light.shaded, light.sunny, 0.75);
  const stone = multiply(hex('#a9a49c'), lit);
  const asphalt = multiply(hex(isWet ? '#3c4046' : '#55585e'), lit);
  const paint = multiply(hex('#e9e4d2'), lit);
  const mirror = createWater(frame, above, {
    waves: 0.1,
    deep: scale(asphalt, 0.8),
    seed: plan.key % 7919,
    top: pavement,
    bottom: height,
  });
  const grain = new Float32Array(width);
  const wet = new Float32Array(width * 3);
  const kerb = Math.max(1, unit * 0.008);
  const laneY = road + (height - road) * 0.46;
  const lane = Math.max(1, (height - road) * 0.02);
  return (y, row) => {
    if (y < pavement) {
      above(y, row);
      return;
    }
    const isRoad = y >= road;
    const depth = clamp01((y - pavement) / Math.max(1, height - pavement));
    grain.fill(0);
    addNoiseRow(grain, y, {
      seed: 5,
      cellWidth: Math.max(2, unit * 0.012),
      cellHeight: Math.max(1.5, unit * 0.004),
      amplitude: 0.06,
    });
    addNoiseRow(grain, y, { seed: 9, cellWidth: unit * 0.3, cellHeight: unit * 0.05, amplitude: 0.1 });
    if (shine > 0) mirror(y, wet);
    const isLane = Math.abs(y - laneY) < lane;
    const isKerb = isRoad && y < road + kerb;
    const base = isKerb
      ? scale(stone, 0.6)
      : isRoad
        ? scale(asphalt, 0.85 + depth * 0.25)
        : scale(stone, 0.8 + depth * 0.5);
    const slab = unit * 0.11;
    const skew = (y - pavement) * 0.9;
    const strength = shine * (isRoad ? 1 : 0.55) * (1 - depth * 0.5);
    for (let x = 0; x < width; x += 1) {
      const tone = 1 + (grain[x] ?? 0);
      const joint = !isRoad && Math.abs(((x + skew) / slab) % 1) < 0.02 ? 0.86 : 1;
      const isPaint = isLane && ((x / unit) * 3.2) % 1 < 0.55;
      const colour = isPaint ? paint : base;
      const index = x * 3;
      const mirrored = isPaint ? strength * 0.5 : strength;
      const own = tone * joint * (1 - mirrored);
      const image = 0.9 * mirrored;
      row[index] = colour[0] * own + (wet[index] ?? 0) * image;
      row[index + 1] = colour[1] * own + (wet[index + 1] ?? 0) * image;
      row[index + 2] = colour[2] * own + (wet[index + 2] ?? 0) * image;
    }
  };
}

/** Lamps and trees along the kerb, so that the street has a measure. */
export function streetFurniture(frame: Frame, light: CityLight): readonly Piece[] {
  const { width, unit, plan } = frame;
  const { pavement, road } = planStreet(frame);
  const random = createRandom(plan.key, 'furniture');
  const foot = pavement + (road - pavement) * 0.72;
  const pieces: Piece[] = [];
  const pace = unit * random.between(0.42, 0.55);
  const iron = multiply(hex('#3a3f45'), light.shaded);
  let index = 0;
  for (let x = pace * random.between(0.2, 0.8); x < width; x += pace) {
    pieces.push(...lamp(x, foot, unit * 0.3, iron, light));
    if (plan.season !== 'winter' && random.chance(0.7))
      pieces.push(...tree([x + pace * 0.5, foot], unit * random.between(0.17, 0.24), frame, light, index));
    index += 1;
  }
  return pieces;
}

function lamp(x: number, foot: number, tall: number, iron: Rgb, light: CityLight): readonly Piece[] {
  const head: Point = [x + tall * 0.13, foot - tall];
  const post: readonly Point[] = [[x, foot], [x, foot - tall * 0.92], [x + tall * 0.03, foot - tall * 0.99], head];
  const glow: Rgb = light.isNeon ? [0.5, 0.8, 1] : [1, 0.72, 0.36];
  const isOn = light.litShare > 0.1;
  return [
    polygon(strokePath(post, tall * 0.028, tall * 0.02), flatInk(iron)),
    polygon(ellipsePath(head, tall * 0.045, tall * 0.018), flatInk(isOn ? scale(glow, 1.6) : scale(iron, 1.6))),
    ...(isOn
      ? [
          polygon(ellipsePath([head[0], head[1] + tall * 0.02], tall * 0.1), glowInk(scale(glow, 0.34)), tall * 0.1),
          polygon(
            ellipsePath([head[0], foot + tall * 0.05], tall * 0.4, tall * 0.07),
            glowInk(scale(glow, 0.16)),
            tall * 0.1,
          ),
        ]
      : []),
  ];
}

function tree([x, foot]: Point, tall: number, { plan }: Frame, light: CityLight, index: number): readonly Piece[] {
  const random = createRandom(plan.key + index, 'tree');
  const leaf = hex(
    plan.season === 'autumn'
      ? random.pick('#c9772f', '#b5502c', '#d6a23a')
      : plan.season === 'spring'
        ? random.pick('#e7a9bd', '#8fb65e')
        : random.pick('#4f7a3c', '#5f8a45', '#3f6a3a'),
  );
  const bright = multiply(leaf, mix(light.shaded, light.sunny, 0.9));
  const dark = multiply(leaf, light.shaded);
  const bark = multiply(hex('#4b3a2c'), light.shaded);
  const crowns = Array.from({ length: 26 }, (_, ball): readonly [Point, number] => {
    const [turn, out] = [ball * 2.4, Math.sqrt((ball + 0.5) / 26)];
    return [
      [x + Math.cos(turn) * out * tall * 0.26, foot - tall * (0.68 + Math.sin(turn) * out * 0.24)],
      tall * random.between(0.07, 0.12),
    ];
  }).sort(([a], [b]) => b[1] - a[1]);
  return [
    polygon(rectPath(x - tall * 0.02, foot - tall * 0.6, x + tall * 0.02, foot), flatInk(bark)),
    ...crowns.map(([centre, radius]) =>
      polygon(
        ellipsePath(centre, radius, radius * 0.86),
        rampInk(
          bright,
          dark,
          [centre[0] + light.side * radius, centre[1] - radius],
          [centre[0] - light.side * radius, centre[1] + radius],
        ),
      ),
    ),
  ];
}
