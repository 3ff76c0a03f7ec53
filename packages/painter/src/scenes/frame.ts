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
  /** Feet stand between these rows: far and near. Absent where there is no ground. `isWet` mirrors what stands there. */
  readonly ground?: { readonly far: number; readonly near: number; readonly isWet?: boolean };
  /** Hulls lie between these rows. `waves` breaks their reflections: 0 mirror to 1 open sea; 0.3 when absent. */
  readonly water?: { readonly far: number; readonly near: number; readonly waves?: number };
  /** Everything may hang free between these rows. */
  readonly air: { readonly top: number; readonly bottom: number };
  /** The top of a table or plinth, for one group of things. */
  readonly table?: Tabletop;
  /** Things float: nothing throws a shadow. */
  readonly isWeightless?: boolean;
  /** What distance does to colours. */
  readonly haze: Rgb;
  /** The light on the subjects where it is not the frame's: a lamp, a softbox. */
  readonly light?: Light;
  /** The column the scene leads to, such as a clearing or a path: a lone subject stands there. */
  readonly focusX?: number;
};

/** A free surface things are set on; pixels. */
export type Tabletop = {
  /** The middle of the free part, and its width. */
  readonly x: number;
  readonly width: number;
  /** The row of the feet. */
  readonly y: number;
  /** How far feet may go up from `y`, behind the others; 0 when absent. */
  readonly depth?: number;
  /** How many rows of the top are seen in front of the feet: room for reflections. */
  readonly front?: number;
  /** How much the top mirrors, 0 to 1; 0.12 when absent. */
  readonly gloss?: number;
};

export type Scene = { readonly paintRow: RowPainter; readonly stage: Stage };

export function unitOf(width: number, height: number): number {
  const short = Math.min(width, height);
  return Math.min(short * 1.35, Math.max(short, Math.sqrt(width * height) * 0.55));
}
