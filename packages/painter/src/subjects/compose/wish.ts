import type { Icon } from '../load-art.ts';
import type { Placement, Surface } from '../placement.ts';

/** A thing that wants a place. */
export type Wish = {
  readonly icon: Icon;
  readonly name: string;
  readonly kind: Placement['kind'];
  readonly colour: string | undefined;
  readonly size: 'small' | 'normal' | 'large';
  readonly isPortrait: boolean;
  readonly on: Surface;
  /** The share of its height that is drawn, from the top: portraits are cut below the shoulders. */
  readonly shown: number;
};

/** A wish with its measures; pixels. */
export type Measured = Wish & {
  /** Height where perspective is 1. */
  readonly height: number;
  readonly aspect: number;
  /** How deep it would like to stand: 0 far to 1 near. */
  readonly depth: number;
};

/** A measured wish and the column its group gathers around. */
export type Aimed = Measured & { readonly x: number; readonly group: number };

/** A rectangle of pixels. */
export type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

export function aspectOf({ box }: Icon): number {
  return Math.max(1, box[2] ?? 1) / Math.max(1, box[3] ?? 1);
}

/** How big it looks in the world, metres: the side of a square as large as its outline's box. */
export function worldSizeOf(icon: Icon): number {
  return Math.max(0.01, icon.metres) * Math.sqrt(aspectOf(icon));
}
