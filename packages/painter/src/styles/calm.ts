import { type Control, partOf } from '../control.ts';
import { eachRow } from './each-row.ts';
import { copyPlane, createPlane, type Plane, smooth } from './plane.ts';

/**
 * Kuwahara: every cell takes the mean of the calmest of the four windows around it, so texture is
 * smoothed away and edges stay. For planes of three channels; gives a new plane.
 */
export async function calm(plane: Plane, reach: number, control: Control): Promise<Plane> {
  const mean = copyPlane(plane);
  await smooth(mean, reach, partOf(control, 0, 0.3));
  const unrest = unrestOf(plane, mean);
  await smooth(unrest, reach, partOf(control, 0.3, 0.5));
  const out = copyPlane(plane);
  await eachRow(plane, partOf(control, 0.5, 1), (y) => calmRow(out, y, { mean, unrest, reach }));
  return out;
}

/** How far the cells stray from the mean around them. */
function unrestOf({ width, height, values }: Plane, mean: Plane): Plane {
  const stray = createPlane({ width, height }, 1, 1);
  for (let index = 0; index < stray.values.length; index += 1) {
    const at = index * 3;
    stray.values[index] =
      Math.abs((values[at] ?? 0) - (mean.values[at] ?? 0)) +
      Math.abs((values[at + 1] ?? 0) - (mean.values[at + 1] ?? 0)) +
      Math.abs((values[at + 2] ?? 0) - (mean.values[at + 2] ?? 0));
  }
  return stray;
}

type Windows = { readonly mean: Plane; readonly unrest: Plane; readonly reach: number };

/** The four means, the calmest counting most: a hard choice leaves square teeth along edges. */
function calmRow({ width, height, values }: Plane, y: number, { mean, unrest, reach }: Windows) {
  const up = Math.max(0, y - reach) * width;
  const down = Math.min(height - 1, y + reach) * width;
  for (let x = 0; x < width; x += 1) {
    const left = Math.max(0, x - reach);
    const right = Math.min(width - 1, x + reach);
    const a = weightOf(unrest.values[up + left] ?? 0);
    const b = weightOf(unrest.values[up + right] ?? 0);
    const c = weightOf(unrest.values[down + left] ?? 0);
    const d = weightOf(unrest.values[down + right] ?? 0);
    const share = 1 / (a + b + c + d);
    for (let channel = 0; channel < 3; channel += 1) {
      values[(y * width + x) * 3 + channel] =
        ((mean.values[(up + left) * 3 + channel] ?? 0) * a +
          (mean.values[(up + right) * 3 + channel] ?? 0) * b +
          (mean.values[(down + left) * 3 + channel] ?? 0) * c +
          (mean.values[(down + right) * 3 + channel] ?? 0) * d) *
        share;
    }
  }
}

function weightOf(unrest: number): number {
  return 1 / (1 + unrest * unrest * unrest);
}
