import { hex, mix, type Rgb, scale } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import { flatInk, glowInk, type Ink, type Point, rampInk, tintInk } from '../pieces/ink.ts';
import { ellipsePath, leafPath, rectPath, smoothPath, strokePath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import { face, ornament, type Spot, standShadow } from './fittings.ts';
import { type Room, selfLitInk } from './room.ts';

/** A standing lamp or, with `hangs`, one on a cord from above. */
export function lamp(room: Room, spot: Spot, isOn: boolean, hangs = false): readonly Piece[] {
  const { unit, blur, colours, light } = room;
  const { x, base, width, height } = spot;
  const top = base - height;
  const shade = width * 0.8;
  const iron = hex('#3b3733');
  const paper = mix(hex('#f6e3bd'), colours.trim, 0.3);
  const [high, low] = hangs ? [base - shade * 0.7, base] : [top, top + shade];
  const path: readonly Point[] = [
    [x - width * 0.26, high],
    [x + width * 0.26, high],
    [x + width * 0.5, low],
    [x - width * 0.5, low],
  ];
  const glow: Ink = isOn
    ? selfLitInk(light, (_, y) => scale([1.5, 1.02, 0.56], 0.62 + 0.4 * ((y - high) / (low - high))))
    : face(room, paper, x - width / 2, x + width / 2);
  return [
    ...(hangs
      ? [polygon(rectPath(x - unit * 0.002, top, x + unit * 0.002, high), flatInk(iron), blur)]
      : [
          standShadow(room, { ...spot, width: width * 0.6 }),
          polygon(rectPath(x - unit * 0.005, low, x + unit * 0.005, base), flatInk(iron), blur),
          polygon(ellipsePath([x, base], width * 0.28, unit * 0.012), flatInk(iron), blur),
        ]),
    polygon(path, glow, blur),
    ...(isOn
      ? [polygon(ellipsePath([x, (high + low) / 2], width * 1.3), glowInk([0.2, 0.12, 0.05]), width * 1.1)]
      : []),
  ];
}

/** A plant in a pot: broad leaves, or long ones. */
export function plant(room: Room, spot: Spot, key: number): readonly Piece[] {
  const { colours, blur } = room;
  const random = createRandom(key, 'plant');
  const { x, base, width, height } = spot;
  const potTall = height * random.between(0.24, 0.32);
  const root: Point = [x, base - potTall * 0.95];
  const isBroad = random.chance(0.55);
  const leaves = Array.from({ length: isBroad ? 13 : 17 }, (_, index) => {
    const spread = ((index * 0.618) % 1) * 2 - 1;
    const lean = spread * (isBroad ? 1.15 : 0.85);
    const long =
      (height - potTall) *
      (isBroad ? random.between(0.55, 0.98) : random.between(0.7, 1.05)) *
      (1 - Math.abs(spread) * 0.25);
    return { lean, long };
  }).sort((a, b) => b.long - a.long);
  const pieces: Piece[] = [standShadow(room, { ...spot, width: width * 0.8 })];
  for (const { lean, long } of leaves) {
    const tip: Point = [root[0] + Math.sin(lean) * long, root[1] - Math.cos(lean) * long];
    const tone = random.between(0.75, 1.2);
    const bright = scale(colours.leaf, tone * 1.2);
    const dark = scale(colours.leaf, tone * 0.5);
    if (isBroad) {
      const from: Point = [root[0] + Math.sin(lean) * long * 0.5, root[1] - Math.cos(lean) * long * 0.62];
      pieces.push(
        polygon(
          strokePath(
            smoothPath([root, [root[0] + Math.sin(lean) * long * 0.15, root[1] - long * 0.35], from], 5),
            long * 0.022,
          ),
          flatInk(dark),
          blur,
        ),
      );
      pieces.push(polygon(leafPath(from, tip, long * 0.34, lean * 0.1), rampInk(dark, bright, from, tip), blur));
    } else pieces.push(polygon(leafPath(root, tip, long * 0.12, lean * 0.22), rampInk(dark, bright, root, tip), blur));
  }
  return [
    ...pieces,
    ornament(room, 'pot', { x, base, height: potTall }, random.pick<Rgb>(hex('#c0704a'), colours.trim, colours.second)),
  ];
}

/** Pictures in frames, in a row or a loose group. */
export function pictures(
  room: Room,
  at: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  key: number,
): readonly Piece[] {
  const { colours, unit, blur, side } = room;
  const random = createRandom(key, 'pictures');
  const count = at.width > unit * 0.5 ? 3 : at.width > unit * 0.3 ? 2 : 1;
  return Array.from({ length: count }, (_, index) => {
    const cell = at.width / count;
    const wide = cell * random.between(0.6, 0.8);
    const tall = Math.min(at.height, wide * random.between(1, 1.35));
    const middle = at.x - at.width / 2 + cell * (index + 0.5);
    const [left, right, top, bottom] = [middle - wide / 2, middle + wide / 2, at.y - tall / 2, at.y + tall / 2];
    const rim = unit * 0.009;
    const [a, b, c] = [
      random.pick<Rgb>(colours.textile, colours.second),
      mix(colours.second, colours.trim, 0.6),
      mix(colours.textile, [0.02, 0.02, 0.03], 0.4),
    ];
    const mount = Math.min(wide, tall) * 0.14;
    const [l, r, t, d] = [left + mount, right - mount, top + mount, bottom - mount];
    return [
      polygon(
        rectPath(left - side * rim, top + rim, right - side * rim, bottom + rim * 1.6),
        tintInk([0.72, 0.72, 0.74]),
        rim,
      ),
      polygon(
        rectPath(left, top, right, bottom),
        flatInk(random.pick<Rgb>(scale(colours.wood, 0.6), hex('#2d2a28'), hex('#c9a45f'))),
        blur,
      ),
      polygon(rectPath(left + rim, top + rim, right - rim, bottom - rim), flatInk(hex('#f5f1e8')), blur),
      polygon(rectPath(l, t, r, d), rampInk(b, mix(b, a, 0.4), [l, t], [l, d]), blur),
      polygon(
        ellipsePath([l + (r - l) * random.between(0.35, 0.65), t + (d - t) * 0.36], (r - l) * 0.16),
        flatInk(a),
        blur,
      ),
      polygon(
        [
          [l, d],
          [l, t + (d - t) * 0.7],
          [l + (r - l) * 0.4, t + (d - t) * 0.5],
          [r, t + (d - t) * 0.76],
          [r, d],
        ],
        flatInk(c),
        blur,
      ),
    ];
  }).flat();
}

/** A rug lying on the floor, with a border. */
export function rug(room: Room, spot: Spot): readonly Piece[] {
  const { colours, unit } = room;
  const { x, base, width, height } = spot;
  const band = (share: number, colour: Rgb) => {
    const [half, flat] = [(width / 2) * share, (height / 2) * share];
    return polygon(
      [
        [x - half * 0.84, base - flat],
        [x + half * 0.84, base - flat],
        [x + half, base + flat],
        [x - half, base + flat],
      ],
      flatInk(colour),
      unit * 0.002,
    );
  };
  return [
    band(1.01, scale(colours.second, 0.4)),
    band(1, mix(colours.textile, colours.trim, 0.15)),
    band(0.88, mix(colours.trim, colours.second, 0.25)),
    band(0.82, mix(colours.textile, colours.trim, 0.35)),
    band(0.4, mix(colours.second, colours.trim, 0.3)),
    band(0.34, mix(colours.textile, colours.trim, 0.2)),
  ];
}

/** A table seen from the front: its top shows a little. */
export function table(room: Room, spot: Spot): readonly Piece[] {
  const { colours, blur } = room;
  const { x, base, width, height } = spot;
  const [left, right, top] = [x - width / 2, x + width / 2, base - height];
  const deep = width * 0.08;
  const leg = width * 0.035;
  return [
    standShadow(room, spot),
    ...[left + leg * 2, right - leg * 2].map((at) =>
      polygon(
        rectPath(at - leg / 2, top, at + leg / 2, base),
        face(room, scale(colours.wood, 0.66), at - leg, at + leg),
        blur,
      ),
    ),
    polygon(
      [
        [left, top],
        [left + deep, top - deep],
        [right - deep, top - deep],
        [right, top],
      ],
      rampInk(scale(colours.wood, 1.3), scale(colours.wood, 1.08), [0, top - deep], [0, top]),
      blur,
    ),
    polygon(rectPath(left, top, right, top + height * 0.09), face(room, scale(colours.wood, 0.86), left, right), blur),
  ];
}
