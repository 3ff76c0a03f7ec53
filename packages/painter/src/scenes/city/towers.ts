import { mix, type Rgb } from '../../colour.ts';
import { createRandom, type Random } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { Piece } from '../pieces/piece.ts';
import { type CityLight, litWall, wallColour } from './city-light.ts';
import { type Block, type CrownShape, crownPieces } from './crowns.ts';
import { createFacade, type FacadeKind } from './facade.ts';

/** One row of houses, `near` 0 far to 1 near. */
export type RowLook = { readonly near: number; readonly foot: number; readonly tallest: number; readonly seed: number };

type Shape = CrownShape;

/** Towers side by side along the whole picture, the tallest near one point. */
export function createTowers(frame: Frame, light: CityLight, look: RowLook): readonly Piece[] {
  const { width, unit, plan } = frame;
  const random = createRandom(plan.key, `towers ${look.seed}`);
  const pieces: Piece[] = [];
  const peakCount = Math.max(1, Math.round(width / unit / 1.4));
  const peaks = Array.from(
    { length: peakCount },
    (_, index) => ((index + random.between(0.25, 0.75)) / peakCount) * width,
  );
  const spacing = look.near > 0.8 ? 1.06 : 0.96;
  let count = 0;
  for (let left = -unit * random.between(0.01, 0.08); left < width; count += 1) {
    const broad = unit * random.between(0.055, 0.12) * (0.78 + look.near * 0.55);
    const centre = Math.min(...peaks.map((peak) => Math.abs(left + broad / 2 - peak)));
    const mass = Math.exp(-((centre / (unit * 0.3)) ** 2));
    const share = 0.2 + random.next() ** 1.6 * 0.42 + mass * 0.36;
    const tall = look.tallest * Math.min(1, share);
    const block = { left, right: left + broad, top: look.foot - tall };
    pieces.push(...tower(block, { ...look, seed: plan.key + look.seed * 977 + count * 31 }, light, frame));
    left += broad * random.between(spacing, spacing + 0.18);
  }
  return pieces;
}

function tower(block: Block, look: RowLook, light: CityLight, { unit, light: air }: Frame): readonly Piece[] {
  const random = createRandom(look.seed, 'tower');
  const haze = Math.min(0.92, (1 - look.near) * 0.62 + air.fogShare * (0.35 + 0.6 * (1 - look.near)));
  const kind = random.pick<FacadeKind>('grid', 'grid', 'bands', 'piers', 'glass', 'glass');
  const isTall = look.foot - block.top > look.tallest * 0.55;
  const shape = isTall
    ? random.pick<Shape>('steps', 'spire', 'slant', 'round', 'pyramid', 'slab')
    : random.pick<Shape>('slab', 'slab', 'tank', 'steps', 'slant');
  const storey = Math.max(3.2, unit * (0.011 + look.near * 0.009)) * random.between(0.9, 1.2);
  const wall = mix(litWall(wallColour(look.seed), light, 0.5), air.fog, haze);
  const tiers = tiersOf(block, shape, look.foot, random);
  const pieces = tiers.map((tier, index) =>
    facadePiece(
      tier,
      index === 0 ? look.foot : (tiers[index - 1]?.top ?? look.foot),
      { kind, storey, haze, fog: air.fog, key: look.seed },
      light,
    ),
  );
  const crown = tiers.at(-1) ?? block;
  return [...crownPieces(crown, shape, { unit, light, random, haze, wall }), ...pieces];
}

function tiersOf({ left, right, top }: Block, shape: Shape, foot: number, random: Random): readonly Block[] {
  const broad = right - left;
  const tall = foot - top;
  if (shape !== 'steps' && shape !== 'spire') return [{ left, right, top }];
  const inset = random.between(0.1, 0.16) * broad;
  return [
    { left, right, top: top + tall * random.between(0.3, 0.45) },
    { left: left + inset, right: right - inset, top: top + tall * random.between(0.1, 0.2) },
    { left: left + inset * 2, right: right - inset * 2, top },
  ];
}

function facadePiece(
  { left, right, top }: Block,
  foot: number,
  look: {
    readonly kind: FacadeKind;
    readonly storey: number;
    readonly haze: number;
    readonly fog: Rgb;
    readonly key: number;
  },
  light: CityLight,
): Piece {
  const facade = createFacade({ ...look, left, right, top, foot }, light);
  const from = Math.max(0, Math.round(left));
  return {
    top: Math.round(top),
    bottom: foot,
    paint: (y, row) => {
      if (y < Math.round(top) || y > foot) return;
      facade.paint(y, row, from, Math.min(row.length / 3 - 1, Math.round(right) - 1));
    },
  };
}
