import { hex, mix, type Rgb, scale } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { type Ink, rampInk } from '../pieces/ink.ts';
import { archPath, ellipsePath, rectPath, strokePath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import { archPiece } from '../pieces/solids.ts';
import type { StudioSet } from './set.ts';
import { twig } from './twigs.ts';

/** What stands or hangs behind the product: an arch, a paper disc, a curtain; on tall pictures also above it. */
export function createScenery(frame: Frame, set: StudioSet, centreX: number): readonly Piece[] {
  const { unit, plan, horizon } = frame;
  const random = createRandom(plan.key, 'scenery');
  const isTall = horizon > unit * 1.6;
  const kind = plan.isMinimal ? 'none' : random.pick('niche', 'disc', 'arch', 'curtain', 'none', 'none', 'panel');
  const above = isTall ? hangings(frame, set, centreX) : [];
  const reach = isTall
    ? Math.min(horizon * 0.62, unit * 2.4)
    : Math.min(horizon * 0.86, unit * random.between(0.58, 0.68));
  switch (kind) {
    case 'niche':
      return [...above, ...niche(frame, set, centreX, reach)];
    case 'disc':
      return [...above, ...disc(frame, set, centreX, random.between(0.2, 0.29) * unit)];
    case 'arch':
      return [
        ...above,
        ...archPiece(
          {
            x: centreX + unit * 0.2 * set.light.side,
            base: horizon + unit * 0.04,
            width: unit * 0.44,
            height: reach * 0.92,
            depth: unit * 0.3,
          },
          mix(set.stand, set.second, 0.35),
          set.light,
        ),
      ];
    case 'panel':
      return [...above, ...panel(frame, set, centreX, reach)];
    case 'curtain':
      return [curtain(frame), ...above];
    case 'none':
      return above;
  }
}

function niche({ unit, horizon }: Frame, set: StudioSet, x: number, reach: number): readonly Piece[] {
  const half = unit * 0.27;
  const base = horizon + unit * 0.02;
  const { side } = set.light;
  const inside = mix(set.wall, set.accent, 0.18);
  return [
    polygon(
      archPath(x, base, half, reach),
      rampInk(scale(inside, 0.46), scale(inside, 0.62), [x + side * half, base], [x + side * half * 0.55, base]),
    ),
    polygon(
      archPath(x - side * unit * 0.022, base, half - unit * 0.022, reach - unit * 0.02),
      rampInk(scale(inside, 0.62), scale(inside, 0.98), [x + side * half, base - reach], [x - side * half, base]),
    ),
  ];
}

function disc({ unit, horizon }: Frame, set: StudioSet, x: number, radius: number): readonly Piece[] {
  const y = horizon - radius * 1.42;
  const { side } = set.light;
  const colour = mix(set.second, set.wall, 0.35);
  const shadow = scale(set.wall, 0.72);
  return [
    polygon(ellipsePath([x - side * unit * 0.02, y + unit * 0.02], radius), softShade(shadow, 0.5), unit * 0.018),
    polygon(
      ellipsePath([x, y], radius),
      rampInk(
        scale(colour, 1.05),
        scale(colour, 0.78),
        [x + side * radius, y - radius],
        [x - side * radius, y + radius],
      ),
    ),
  ];
}

function softShade(colour: Rgb, share: number): Ink {
  const ink = rampInk(colour, colour, [0, 0], [1, 0]);
  return (row, x, y, cover) => ink(row, x, y, cover * share);
}

function panel({ unit, horizon }: Frame, set: StudioSet, x: number, reach: number): readonly Piece[] {
  const colour = mix(set.wall, set.second, 0.45);
  const { side } = set.light;
  const [left, right] = [x - unit * 0.3 + side * unit * 0.1, x + unit * 0.14 + side * unit * 0.1];
  const top = horizon - reach * 0.92;
  return [
    polygon(
      rectPath(left - side * unit * 0.03, top + unit * 0.02, right - side * unit * 0.03, horizon + unit * 0.03),
      softShade(scale(set.wall, 0.55), 0.5),
      unit * 0.02,
    ),
    polygon(
      rectPath(left, top, right, horizon + unit * 0.02),
      rampInk(
        scale(colour, 1),
        scale(colour, 0.76),
        [side < 0 ? left : right, top],
        [side < 0 ? right : left, horizon],
      ),
    ),
  ];
}

/** Cloth hanging in folds over the whole wall. */
function curtain({ unit, horizon, plan, width }: Frame): Piece {
  const random = createRandom(plan.key, 'curtain');
  const folds = Array.from({ length: 5 }, () => ({
    wave: (unit * random.between(0.05, 0.22)) / (2 * Math.PI),
    phase: random.between(0, 7),
    share: random.between(0.5, 1),
  }));
  const tones = Float32Array.from(
    { length: width },
    (_, x) =>
      folds.reduce(
        (sum, { wave, phase, share }) => sum + Math.sin(x / wave + phase + Math.sin(x / (wave * 3.3)) * 0.8) * share,
        0,
      ) / 5,
  );
  const bottom = horizon + unit * 0.01;
  return {
    top: 0,
    bottom: Math.min(bottom, horizon),
    paint: (y, row) => {
      // Folds grow from the rail to the hem.
      const depth = 0.2 + 0.22 * Math.min(1, y / Math.max(1, horizon));
      const hem = Math.min(1, Math.max(0, bottom - y));
      for (let x = 0; x < row.length / 3; x += 1) {
        const tone = 1 + ((tones[x] ?? 0) * depth - 0.04) * hem;
        for (let channel = 0; channel < 3; channel += 1) row[x * 3 + channel] = (row[x * 3 + channel] ?? 0) * tone;
      }
    },
  };
}

/** Tall pictures: paper lamps or branches come down from above. */
function hangings({ unit, horizon, plan }: Frame, set: StudioSet, centreX: number): readonly Piece[] {
  const random = createRandom(plan.key, 'hangings');
  const isLamps = random.chance(0.55);
  const count = 3;
  const free = horizon - unit * 0.95;
  return Array.from({ length: count }, (_, index) => {
    const x = centreX + (index - 1) * unit * 0.24 + random.between(-0.03, 0.03) * unit;
    const y = free * ([0.62, 0.3, 0.86][index] ?? 0.5) * random.between(0.9, 1.05);
    if (!isLamps) return twig([x, 0], { reach: y, lean: Math.PI + random.between(-0.08, 0.08) }, set, random);
    const radius = unit * random.between(0.08, 0.13);
    const paper = mix(hex('#fff3dc'), set.second, 0.22);
    const cord = scale(set.wall, 0.4);
    return [
      polygon(
        strokePath(
          [
            [x, 0],
            [x, y - radius],
          ],
          unit * 0.004,
        ),
        rampInk(cord, cord, [0, 0], [1, 0]),
      ),
      polygon(
        ellipsePath([x, y], radius * 1.06, radius),
        rampInk(
          scale(paper, 1.1),
          scale(paper, 0.74),
          [x + set.light.side * radius, y - radius],
          [x - set.light.side * radius, y + radius],
        ),
      ),
      ...[-0.6, -0.2, 0.2, 0.6].map((share) =>
        polygon(
          strokePath(
            [
              [x - radius * Math.sqrt(1 - share * share), y + share * radius],
              [x, y + share * radius + radius * 0.05],
              [x + radius * Math.sqrt(1 - share * share), y + share * radius],
            ],
            unit * 0.002,
          ),
          softShade(scale(paper, 0.5), 0.4),
        ),
      ),
    ];
  }).flat();
}
