import type { Control } from '../../control.ts';
import { createPlane, smooth } from '../../styles/plane.ts';
import type { InkMask } from '../ink-mask.ts';

/** The letters blurred over `reach` pixels to each side: read at pixels of the picture, 0 to 1, also around the mask. */
export async function softenInk(
  ink: InkMask,
  reach: number,
  control: Control,
): Promise<(x: number, y: number) => number> {
  const step = Math.max(1, Math.floor(reach / 4));
  const pad = Math.ceil(reach * 2.2) + step;
  const plane = createPlane({ width: ink.width + pad * 2, height: ink.height + pad * 2 }, step, 1);
  const share = 1 / (255 * step * step);
  for (let row = 0; row < ink.height; row += 1) {
    const line = Math.floor((row + pad) / step) * plane.width;
    for (let column = 0; column < ink.width; column += 1) {
      const at = line + Math.floor((column + pad) / step);
      plane.values[at] = (plane.values[at] ?? 0) + (ink.cover[row * ink.width + column] ?? 0) * share;
    }
  }
  await smooth(plane, Math.max(1, Math.round(reach / step / 1.5)), control);
  const { width, height, values } = plane;
  return (x, y) => {
    const u = (x - ink.left + pad + 0.5) / step - 0.5;
    const v = (y - ink.top + pad + 0.5) / step - 0.5;
    if (u < 0 || v < 0 || u >= width - 1 || v >= height - 1) return 0;
    const at = Math.floor(v) * width + Math.floor(u);
    const across = u - Math.floor(u);
    const upper = (values[at] ?? 0) * (1 - across) + (values[at + 1] ?? 0) * across;
    const lower = (values[at + width] ?? 0) * (1 - across) + (values[at + width + 1] ?? 0) * across;
    return upper + (lower - upper) * (v - Math.floor(v));
  };
}
