import { hex, mix, multiply, type Rgb, scale } from '../../colour.ts';
import { noiseAt } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import { flatInk, glowInk, type Ink, type Point, rampInk, tintInk } from '../pieces/ink.ts';
import { ellipsePath, rectPath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import { type Room, selfLitInk } from './room.ts';

export type Opening = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

/** A window with what is outside, its frame and curtains. */
export function windowPieces(room: Room, opening: Opening): readonly Piece[] {
  const { frame, colours, unit, blur } = room;
  const random = createRandom(frame.plan.key, 'window');
  const { left, right, top, bottom } = opening;
  const wide = right - left;
  const trim = colours.trim;
  const rim = unit * 0.018;
  const bars = random.pick(1, 2);
  const rungs = bottom - top > wide * 1.4 ? 2 : 1;
  const bar = (path: readonly Point[]) => polygon(path, flatInk(scale(trim, 0.92)), blur);
  return [
    polygon(
      rectPath(left - rim, top - rim, right + rim, bottom + rim),
      rampInk(trim, scale(trim, 0.86), [left, top], [right, bottom]),
      blur,
    ),
    polygon(rectPath(left, top, right, bottom), viewInk(room, opening), blur),
    ...Array.from({ length: bars }, (_, index) => {
      const x = left + (wide * (index + 1)) / (bars + 1);
      return bar(rectPath(x - unit * 0.006, top, x + unit * 0.006, bottom));
    }),
    ...Array.from({ length: rungs }, (_, index) => {
      const y = top + ((bottom - top) * (index + 1)) / (rungs + 1);
      return bar(rectPath(left, y - unit * 0.005, right, y + unit * 0.005));
    }),
    polygon(
      rectPath(left - rim * 2, bottom + rim * 0.4, right + rim * 2, bottom + rim * 2),
      rampInk(scale(trim, 1.05), scale(trim, 0.75), [0, bottom], [0, bottom + rim * 2]),
      blur,
    ),
    ...(random.chance(0.75) ? curtains(room, opening) : []),
  ];
}

/** Sky and, low in it, hills or trees in the light of the hour. */
function viewInk({ frame, light, unit }: Room, { left, right, top, bottom }: Opening): Ink {
  const { light: outside, plan } = frame;
  const seed = plan.key % 3001;
  const near = multiply(
    hex(plan.season === 'winter' ? '#e3e8ee' : plan.season === 'autumn' ? '#a8793c' : '#5f7f4c'),
    mix(outside.ambient, outside.direct, 0.5),
  );
  const far = mix(near, outside.fog, 0.6);
  const moon: Point = [left + (right - left) * 0.7, top + (bottom - top) * 0.24];
  const gain = plan.time === 'night' ? 1.5 : 1.15;
  return selfLitInk(light, (x, y) => {
    const t = (y - top) / (bottom - top);
    const hill = 0.74 + noiseAt((x / unit) * 3, 1.7, seed) * 0.16;
    const wood = 0.86 + noiseAt((x / unit) * 7, 4.2, seed) * 0.14 + noiseAt((x / unit) * 30, 2, seed) * 0.03;
    if (t > wood) return near;
    if (t > hill) return far;
    const sky: Rgb =
      t < 0.5 ? mix(outside.zenith, outside.middle, t * 2) : mix(outside.middle, outside.horizon, t * 2 - 1);
    const isMoon = plan.time === 'night' && Math.hypot(x - moon[0], y - moon[1]) < unit * 0.022;
    return isMoon ? outside.source.colour : scale(sky, gain);
  });
}

function curtains(room: Room, { left, right, top, bottom }: Opening): readonly Piece[] {
  const { colours, unit, blur, frame, floor } = room;
  const random = createRandom(frame.plan.key, 'curtains');
  const cloth = random.pick<Rgb>(
    mix(colours.textile, colours.trim, 0.5),
    mix(colours.trim, [0.95, 0.93, 0.9], 0.4),
    mix(colours.second, colours.trim, 0.4),
  );
  const low = random.chance(0.5) ? Math.min(floor - unit * 0.02, bottom + unit * 0.32) : bottom + unit * 0.06;
  const high = top - unit * 0.07;
  const rod = scale(colours.wood, 0.6);
  const wide = unit * 0.13;
  const fold: Ink = (row, x, _, cover) => {
    const wave = 0.84 + 0.16 * Math.sin((x / unit) * 150) + 0.08 * Math.sin((x / unit) * 67 + 1);
    for (let channel = 0; channel < 3; channel += 1) {
      const index = x * 3 + channel;
      row[index] = (row[index] ?? 0) * (1 - cover) + (cloth[channel] ?? 0) * wave * cover;
    }
  };
  const drape = (outer: number, inner: number): readonly Point[] => [
    [outer, high],
    [inner, high],
    [inner + (outer - inner) * 0.25, (high + low) / 2],
    [inner + (outer - inner) * 0.05, low],
    [outer, low],
  ];
  return [
    polygon(drape(left - wide, left + wide * 0.35), fold, blur),
    polygon(drape(right + wide, right - wide * 0.35), fold, blur),
    polygon(
      rectPath(left - wide * 1.2, high - unit * 0.008, right + wide * 1.2, high + unit * 0.004),
      flatInk(rod),
      blur,
    ),
    polygon(ellipsePath([left - wide * 1.2, high], unit * 0.012), flatInk(rod), blur),
    polygon(ellipsePath([right + wide * 1.2, high], unit * 0.012), flatInk(rod), blur),
  ];
}

/** The window's light on the floor, leaning away from it, and a breath of it in the air. */
export function daylightPatch(room: Room, { left, right, top, bottom }: Opening): readonly Piece[] {
  const { unit, side, floor, frame, isNight } = room;
  if (frame.plan.weather !== 'clear' && frame.plan.weather !== 'cloudy') return [];
  const { direct } = frame.light;
  const strength = isNight ? 0.25 : frame.plan.weather === 'cloudy' ? 0.2 : 0.6;
  const hue = 1 / Math.max(0.05, Math.max(...direct));
  const tint: Rgb = [
    1 + direct[0] * hue * strength,
    1 + direct[1] * hue * strength,
    1 + direct[2] * hue * strength * 0.9,
  ];
  const deep = frame.height - floor;
  const lean = -side * unit * 0.34;
  const [near, far] = [floor + deep * 0.62, floor + deep * 0.12];
  const middle = (left + right) / 2;
  const at = (u: number, y: number): number => {
    const t = (y - floor) / deep;
    return middle + lean * (0.4 + t) + (u - 0.5) * (right - left) * (1 + t * 0.7);
  };
  const panes = [
    [0.04, 0.47],
    [0.53, 0.96],
  ].flatMap(([u0 = 0, u1 = 1]) =>
    [
      [far, far + (near - far) * 0.47],
      [far + (near - far) * 0.53, near],
    ].map(([y0 = far, y1 = near]) =>
      polygon(
        [
          [at(u0, y0), y0],
          [at(u1, y0), y0],
          [at(u1, y1), y1],
          [at(u0, y1), y1],
        ],
        tintInk(tint),
        unit * 0.012,
      ),
    ),
  );
  const beam = isNight ? 0.008 : 0.03 * strength;
  return [
    ...panes,
    polygon(
      [
        [left, top],
        [right, top],
        [at(1.05, near), near],
        [at(-0.05, near), near],
        [left, bottom],
      ],
      glowInk([beam * direct[0], beam * direct[1], beam * direct[2]]),
      unit * 0.05,
    ),
  ];
}
