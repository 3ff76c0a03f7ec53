import type { Picture } from '../picture.ts';
import { unitOf } from '../scenes/frame.ts';

/** Cells along the unit that the passes think in: a style looks the same at every size because this stays. */
const GUIDE_CELLS = 512;

export type Measures = {
  /** What "big" means in this picture, pixels: its short side, a little more on long pictures. */
  readonly unit: number;
  /** Pixels a cell of the guide is wide, for `shrink`. */
  readonly step: number;
};

export function measure({ width, height }: Picture, cells = GUIDE_CELLS): Measures {
  const unit = unitOf(width, height);
  return { unit, step: Math.max(1, Math.round(unit / cells)) };
}
