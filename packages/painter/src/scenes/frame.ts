import type { Rgb } from '../colour.ts';
import type { Light } from '../light.ts';
import type { RowPainter } from '../picture.ts';
import type { PaintPlan } from '../prompt/paint-plan.ts';

/** The measures every part of a scene shares; pixels. */
export type Frame = {
  readonly width: number;
  readonly height: number;
  /** What "big" means here: the short side, a little more on long pictures. */
  readonly unit: number;
  readonly horizon: number;
  readonly plan: PaintPlan;
  readonly light: Light;
};

/** Where subjects may go; pixels. */
export type Stage = {
  /** Feet stand between these rows: far and near. Absent where there is no ground. */
  readonly ground?: { readonly far: number; readonly near: number };
  /** Hulls lie between these rows. */
  readonly water?: { readonly far: number; readonly near: number };
  /** Everything may hang free between these rows. */
  readonly air: { readonly top: number; readonly bottom: number };
  /** A table or plinth top for one group of things. */
  readonly table?: { readonly x: number; readonly y: number; readonly width: number };
  /** Things float: nothing throws a shadow. */
  readonly isWeightless?: boolean;
  /** What distance does to colours. */
  readonly haze: Rgb;
};

export type Scene = { readonly paintRow: RowPainter; readonly stage: Stage };

export function unitOf(width: number, height: number): number {
  const short = Math.min(width, height);
  return Math.min(short * 1.35, Math.max(short, Math.sqrt(width * height) * 0.55));
}
