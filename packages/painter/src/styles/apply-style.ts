import type { Control } from '../control.ts';
import type { Picture } from '../picture.ts';
import type { PaintPlan } from '../prompt/paint-plan.ts';
import { finish } from './finish.ts';
import { paintInk } from './ink.ts';
import { removeColour } from './monochrome.ts';
import { paintOil } from './oil.ts';
import { drawPencil } from './pencil.ts';
import { pixelate } from './pixelate.ts';
import { printPoster } from './poster.ts';
import { focusSoftly } from './soft-focus.ts';
import { paintWatercolour } from './watercolour.ts';

/** The last pass over the whole picture, subjects included: it hides where they were set in. Changes the pixels in place. */
export function applyStyle(
  picture: Picture,
  { style, key }: Pick<PaintPlan, 'style' | 'key'>,
  control: Control,
): Promise<void> {
  switch (style) {
    case 'none':
      return finish(picture, key, control);
    case 'oil':
      return paintOil(picture, key, control);
    case 'watercolour':
      return paintWatercolour(picture, key, control);
    case 'pencil':
      return drawPencil(picture, key, control);
    case 'ink':
      return paintInk(picture, key, control);
    case 'pixel':
      return pixelate(picture, control);
    case 'poster':
      return printPoster(picture, control);
    case 'soft':
      return focusSoftly(picture, key, control);
    case 'monochrome':
      return removeColour(picture, key, control);
  }
}
