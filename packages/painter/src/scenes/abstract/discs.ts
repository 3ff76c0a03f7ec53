import { mix, type Rgb, scale } from '../../colour.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { type Ink, type Point, rampInk } from '../pieces/ink.ts';
import { ellipsePath, strokePath } from '../pieces/paths.ts';
import { type Piece, paintPieces } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import type { Palette } from './palettes.ts';

/** Balls, translucent discs and thin orbits in balance on a plain ground. */
export function discs(frame: Frame, palette: Palette): RowPainter {
  const { width, height, unit, plan, light } = frame;
  const random = createRandom(plan.key, 'discs');
  const isDark = random.chance(0.4);
  const [ground, far] = isDark
    ? [palette[0], mix(palette[0], palette[1], 0.7)]
    : [palette[4], mix(palette[4], palette[3], 0.4)];
  const groups = Math.max(1, Math.round(Math.max(width, height) / unit / 0.9));
  const isWide = width >= height;
  const pieces = Array.from({ length: groups }, (_, group) => {
    const along = (group + random.between(0.4, 0.6)) / groups;
    const centre: Point = isWide
      ? [width * along, height * random.between(0.42, 0.58)]
      : [width * random.between(0.42, 0.58), height * along];
    return cluster(centre, { unit, isDark, side: light.source.x > 0.5 ? 1 : -1 }, palette, group + plan.key);
  }).flat();
  const painted = paintPieces(pieces, height);
  return (y, row) => {
    const t = y / height;
    for (let x = 0; x < width; x += 1) {
      const share = Math.min(1, Math.max(0, t * 0.8 + (x / width) * 0.2));
      for (let channel = 0; channel < 3; channel += 1)
        row[x * 3 + channel] = (ground[channel] ?? 0) + ((far[channel] ?? 0) - (ground[channel] ?? 0)) * share;
    }
    painted(y, row);
  };
}

function cluster(
  centre: Point,
  look: { readonly unit: number; readonly isDark: boolean; readonly side: number },
  palette: Palette,
  key: number,
): readonly Piece[] {
  const { unit, isDark, side } = look;
  const random = createRandom(key, 'cluster');
  const line = isDark ? palette[4] : palette[0];
  const pieces: Piece[] = [];
  const main = unit * random.between(0.2, 0.28);
  const colours = [palette[2], palette[3], palette[1]] as const;
  pieces.push(...ball(centre, main, colours[0], side));
  for (let orbit = 0; orbit < random.integer(2, 4); orbit += 1) {
    const radius = main * (1.18 + orbit * random.between(0.2, 0.3));
    const from = random.next();
    pieces.push(
      polygon(
        strokePath(
          ellipsePath(centre, radius, radius, { from, to: from + random.between(0.4, 1) }),
          Math.max(1, unit * 0.0035),
        ),
        through(line, 0.7),
      ),
    );
    const angle = random.next() * 2 * Math.PI;
    const spot: Point = [centre[0] + Math.cos(angle) * radius, centre[1] + Math.sin(angle) * radius];
    const size = unit * random.between(0.018, 0.075);
    pieces.push(...ball(spot, size, colours[(orbit + 1) % 3] ?? palette[3], side));
  }
  const lens: Point = [centre[0] + main * random.between(-0.9, 0.9), centre[1] + main * random.between(0.2, 0.8)];
  pieces.push(
    polygon(
      ellipsePath(lens, main * random.between(0.5, 0.75)),
      through(colours[random.integer(1, 2)] ?? palette[3], 0.55),
    ),
  );
  return pieces;
}

function through(colour: Rgb, share: number): Ink {
  const ink = rampInk(colour, colour, [0, 0], [1, 0]);
  return (row, x, y, cover) => ink(row, x, y, cover * share);
}

function ball([x, y]: Point, radius: number, colour: Rgb, side: number): readonly Piece[] {
  const ink: Ink = (row, column, line, cover) => {
    const [dx, dy] = [((column - x) / radius) * side, (line - y) / radius];
    const nz = Math.sqrt(Math.max(0, 1 - dx * dx - dy * dy));
    const lit = Math.max(0, dx * 0.5 - dy * 0.55 + nz * 0.62);
    const shine = Math.max(0, lit - 0.93) * 5;
    const index = column * 3;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = (colour[channel] ?? 0) * (0.34 + lit * 0.78) + shine * 0.5;
      row[index + channel] = (row[index + channel] ?? 0) * (1 - cover) + value * cover;
    }
  };
  return [
    polygon(
      ellipsePath([x - side * radius * 0.16, y + radius * 0.2], radius),
      through(scale(colour, 0.12), 0.34),
      radius * 0.16,
    ),
    polygon(ellipsePath([x, y], radius), ink),
  ];
}
