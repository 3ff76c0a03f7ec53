import type { Control } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import type { Picture } from '../picture.ts';
import { eachBand } from './each-band.ts';
import type { Placement } from './placement.ts';
import type { Cutout } from './rasterise-subject.ts';

/**
 * Lays the cut-out over the picture and notes its cover; what is under water fades away below a wavy line, in the
 * cut-out too.
 */
export async function pasteSubject(
  picture: Picture,
  cutout: Cutout,
  { left, top, submerged }: Placement,
  seed: number,
  control: Control,
): Promise<void> {
  const { width, height, pixels, subjectCover } = picture;
  const waterline = cutout.height - submerged;
  const waves = new Float32Array(cutout.width);
  const swell = Math.max(1, submerged * 0.45);
  if (submerged > 0) {
    addNoiseRow(waves, 0, { seed, cellWidth: Math.max(4, cutout.width * 0.09), cellHeight: 1, amplitude: swell });
  }
  const first = Math.max(0, -left);
  const end = Math.min(cutout.width, width - left);
  await eachBand(cutout, control, (y) => {
    const row = top + y;
    if (row < 0 || row >= height || first >= end) return;
    const rgba = cutout.rgba.subarray((y * cutout.width + first) * 4, (y * cutout.width + end) * 4);
    const start = row * width + left + first;
    const line = pixels.subarray(start * 3, (start + end - first) * 3);
    // Where nothing is under water yet, no wave is read: none is higher than twice its swell.
    if (submerged > 0 && y > waterline - swell * 2)
      sink(rgba, waves.subarray(first, end), { below: y - waterline, depth: submerged * 1.4 + 1 });
    pasteRow(line, rgba, subjectCover?.subarray(start, start + end - first));
  });
}

/** Takes the cover from what is under water. */
function sink(
  rgba: Uint8Array,
  waves: Float32Array,
  { below, depth }: { readonly below: number; readonly depth: number },
) {
  for (let x = 0, at = 3; at < rgba.length; x += 1, at += 4) {
    const sunk = below - (waves[x] ?? 0);
    if (sunk > 0) rgba[at] = (rgba[at] ?? 0) * Math.max(0, 0.5 - sunk / depth) + 0.5;
  }
}

function pasteRow(line: Uint8Array, rgba: Uint8Array, cover: Uint8Array | undefined) {
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3] ?? 0;
    if (alpha === 0) continue;
    const rest = 255 - alpha;
    // Rounded.
    line[to] = ((line[to] ?? 0) * rest + (rgba[from] ?? 0) * alpha + 127) * (1 / 255);
    line[to + 1] = ((line[to + 1] ?? 0) * rest + (rgba[from + 1] ?? 0) * alpha + 127) * (1 / 255);
    line[to + 2] = ((line[to + 2] ?? 0) * rest + (rgba[from + 2] ?? 0) * alpha + 127) * (1 / 255);
    const at = from >> 2;
    if (cover !== undefined && (cover[at] ?? 0) < alpha) cover[at] = alpha;
  }
}
