import type { Control } from '../control.ts';
import { createPlane, type Plane, smooth } from '../styles/plane.ts';
import type { SmallPicture } from './small-picture.ts';

/** The ground as it would be behind the thing: flows in from around it, wider and wider. */
export async function fillGround(
  { rgb, width, height }: SmallPicture,
  share: Float32Array,
  control: Control,
): Promise<Plane> {
  const out = { ...createPlane(rgb, 1, 3), step: rgb.step };
  const weighted = { ...createPlane(rgb, 1, 4), step: rgb.step };
  const filled = new Uint8Array(width * height);
  const around = { ...createPlane(rgb, 1, 1), values: share.slice() };
  await smooth(around, 1, control);
  for (let at = 0; at < filled.length; at += 1) {
    // Cells on the very edge are mixed with the thing.
    const weight = (around.values[at] ?? 0) < 0.02 ? 1 : 0;
    for (let channel = 0; channel < 3; channel += 1) {
      weighted.values[at * 4 + channel] = (rgb.values[at * 3 + channel] ?? 0) * weight;
    }
    weighted.values[at * 4 + 3] = weight;
  }
  for (const reach of [2, 6, 18, 54, 160]) {
    await smooth(weighted, Math.min(reach, Math.max(width, height)), control);
    for (let at = 0; at < filled.length; at += 1) {
      const weight = weighted.values[at * 4 + 3] ?? 0;
      if (filled[at] === 1 || weight < 1e-3) continue;
      filled[at] = 1;
      for (let channel = 0; channel < 3; channel += 1) {
        out.values[at * 3 + channel] = (weighted.values[at * 4 + channel] ?? 0) / weight;
      }
    }
  }
  return out;
}
