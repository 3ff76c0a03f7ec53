import type { Control } from '../control.ts';
import type { Picture } from '../picture.ts';
import type { PaintPlan } from '../prompt/paint-plan.ts';
import { brush } from './brush.ts';
import { drawPencil } from './pencil.ts';
import { pixelate } from './pixelate.ts';
import { flatten } from './poster.ts';

/** The last pass over the whole picture, subjects included: it hides where they were set in. */
export function applyStyle(picture: Picture, plan: PaintPlan, control: Control): Promise<void> {
  const unit = Math.min(picture.width, picture.height);
  switch (plan.style) {
    case 'none':
    case 'ink':
    case 'soft':
      return Promise.resolve();
    case 'oil':
      return brush(picture, { reach: Math.max(2, Math.round(unit / 240)), saturation: 1.12, paper: 0 }, control);
    case 'watercolour':
      return brush(picture, { reach: Math.max(2, Math.round(unit / 190)), saturation: 0.95, paper: 1 }, control);
    case 'pencil':
      return drawPencil(picture, plan.key, control);
    case 'pixel':
      return pixelate(picture, control);
    case 'poster':
      return flatten(picture, control);
    case 'monochrome':
      return removeColour(picture, control);
  }
}

async function removeColour({ pixels }: Picture, control: Control): Promise<void> {
  for (let index = 0; index < pixels.length; index += 3) {
    if (index % 196_608 === 0) await control.checkpoint(index / pixels.length);
    const grey = (pixels[index] ?? 0) * 0.299 + (pixels[index + 1] ?? 0) * 0.587 + (pixels[index + 2] ?? 0) * 0.114;
    const contrast = Math.max(0, Math.min(255, (grey - 128) * 1.12 + 128));
    pixels[index] = contrast;
    pixels[index + 1] = contrast;
    pixels[index + 2] = contrast;
  }
}
