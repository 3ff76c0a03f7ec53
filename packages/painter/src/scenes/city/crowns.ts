import { type Rgb, scale } from '../../colour.ts';
import type { Random } from '../../random.ts';
import { flatInk, glowInk, type Ink, type Point } from '../pieces/ink.ts';
import { ellipsePath, rectPath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import type { CityLight } from './city-light.ts';

export type CrownShape = 'slab' | 'steps' | 'slant' | 'spire' | 'round' | 'pyramid' | 'tank';
/** A tower's part: its edges and the row of its roof; pixels. */
export type Block = { readonly left: number; readonly right: number; readonly top: number };
type Look = {
  readonly unit: number;
  readonly light: CityLight;
  readonly random: Random;
  readonly wall: Rgb;
  /** 0 near to 1 far. */
  readonly haze: number;
};

/** What ends a tower against the sky: a slope, a dome, a spire, a water tank, masts and neon. */
export function crownPieces(block: Block, shape: CrownShape, look: Look): readonly Piece[] {
  const { left, right, top } = block;
  const { random, wall, unit } = look;
  const broad = right - left;
  const middle = (left + right) / 2;
  const ink = flatInk(wall);
  const hasNeon = look.light.isNeon && look.haze < 0.6 && random.chance(0.3);
  const neon = hasNeon ? [neonLine(block, look)] : [];
  switch (shape) {
    case 'slab':
      return [...neon, ...(random.chance(0.3) ? mast(block, unit * 0.05, look) : [])];
    case 'tank':
      return [tank(left + broad * random.between(0.3, 0.7), top, broad * 0.16, flatInk(scale(wall, 0.72))), ...neon];
    case 'slant':
      return [polygon(slant(block, broad * random.between(0.25, 0.6), random.chance(0.5)), ink), ...neon];
    case 'round': {
      const dome = ellipsePath([middle, top + 1], broad / 2, broad * 0.34, { from: 0.5, to: 1 });
      return [polygon(dome, ink), ...(random.chance(0.4) ? mast(block, broad * 0.8, look) : [])];
    }
    case 'pyramid':
      return [polygon(peak(block, 0, broad * 0.8), ink), ...neon];
    case 'steps':
      return [polygon(rectPath(left + broad * 0.3, top - broad * 0.2, right - broad * 0.3, top + 1), ink), ...neon];
    case 'spire':
      return [polygon(peak(block, broad * 0.12, broad * 1.7), ink), ...mast(block, broad * 2.6, look)];
  }
}

function peak({ left, right, top }: Block, inset: number, rise: number): readonly Point[] {
  return [
    [left + inset, top + 1],
    [(left + right) / 2, top - rise],
    [right - inset, top + 1],
  ];
}

function slant({ left, right, top }: Block, rise: number, isRight: boolean): readonly Point[] {
  return [
    [left, top + 1],
    [right, top + 1],
    [isRight ? right : left, top - rise],
  ];
}

function tank(x: number, top: number, size: number, ink: Ink): Piece {
  const outline: readonly Point[] = [
    [x - size, top - size * 1.6],
    [x, top - size * 2.3],
    [x + size, top - size * 1.6],
    [x + size, top + 1],
    [x - size, top + 1],
  ];
  return polygon(outline, ink);
}

function mast({ left, right, top }: Block, height: number, { unit, wall, light }: Look): readonly Piece[] {
  const middle = (left + right) / 2;
  const half = unit * 0.0022;
  const outline: readonly Point[] = [
    [middle - half, top + 2],
    [middle, top - height],
    [middle + half, top + 2],
  ];
  const beacon = polygon(ellipsePath([middle, top - height], unit * 0.005), glowInk([1.2, 0.12, 0.1]), unit * 0.003);
  return [polygon(outline, flatInk(scale(wall, 0.8))), ...(light.isDark ? [beacon] : [])];
}

function neonLine({ left, right, top }: Block, { unit, light, random }: Look): Piece {
  const colour = light.lamps[random.integer(0, 2)] ?? [1, 0.3, 0.9];
  const path = random.chance(0.5)
    ? rectPath(left + unit * 0.004, top + unit * 0.01, left + unit * 0.009, top + unit * 0.3)
    : rectPath(left, top + unit * 0.006, right, top + unit * 0.012);
  return polygon(path, glowInk(scale(colour, 1.1)), unit * 0.003);
}
