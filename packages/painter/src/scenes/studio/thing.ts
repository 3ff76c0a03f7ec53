import { hex, mix, type Rgb, scale } from '../../colour.ts';
import type { Random } from '../../random.ts';
import type { Piece } from '../pieces/piece.ts';
import { createTurned, type Material, type Turned, turnedPiece } from '../pieces/turned.ts';
import type { VesselName } from '../pieces/vessels.ts';
import type { Caster } from './floor-shadows.ts';
import type { StudioSet } from './set.ts';

/** Caps and fittings: brass, steel, copper, black. */
export const METALS = ['#d9b36a', '#c7ccd1', '#d49a7a', '#3a3a3d'] as const;

/** One thing of a still life, and what it needs to throw its shadow. */
export type Thing = { readonly pieces: readonly Piece[]; readonly casters: readonly Caster[]; readonly base: number };

/** Where a thing stands and how tall it may be; pixels. */
export type Spot = { readonly x: number; readonly base: number; readonly height: number };

/** A turned thing of one material. */
export function plain(
  kind: VesselName,
  at: Spot & { readonly radius?: number },
  material: Material,
  set: StudioSet,
): Thing {
  const turned = createTurned(kind, at, [{ from: 0, ...material }]);
  return thingOf([turned], set);
}

/** Turned things with what stands behind them. */
export function thingOf(turned: readonly Turned[], set: StudioSet, behind: readonly Piece[] = []): Thing {
  return {
    pieces: [...behind, ...turned.map((object) => turnedPiece(object, set.light))],
    casters: turned.map((object) => ({
      x: object.x,
      base: object.base,
      height: object.height,
      radius: object.radius,
      kind: object.kind,
    })),
    base: Math.max(...turned.map(({ base }) => base)),
  };
}

/** A product's own colour, from the set's pairing. */
export function bodyColour(set: StudioSet, random: Random): Rgb {
  return random.pick<Rgb>(
    set.accent,
    set.accent,
    mix(set.accent, [0.96, 0.95, 0.93], 0.8),
    hex('#f3efe8'),
    scale(set.accent, 0.5),
  );
}
