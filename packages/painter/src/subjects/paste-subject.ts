import type { Control } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import type { Picture } from '../picture.ts';
import { eachBand } from './each-band.ts';
import type { Placement } from './placement.ts';
import type { Cutout } from './rasterise-subject.ts';

/** Lays the cut-out over the picture and notes its cover; what is under water fades away below a wavy line. */
export async function pasteSubject(
  picture: Picture,
  cutout: Cutout,
  { left, top, submerged }: Placement,
  seed: number,
  control: Control,
): Promise<void> {
  const { width, height, pixels, subjectCover } = picture;
  const line = cutout.height - submerged;
  const waves = new Float32Array(cutout.width);
  const swell = Math.max(1, submerged * 0.45);
  if (submerged > 0) {
    addNoiseRow(waves, 0, { seed, cellWidth: Math.max(4, cutout.width * 0.09), cellHeight: 1, amplitude: swell });
  }
  await eachBand(cutout, control, (y) => {
    const row = top + y;
    if (row < 0 || row >= height) return;
    for (let x = 0; x < cutout.width; x += 1) {
      const column = left + x;
      const from = (y * cutout.width + x) * 4;
      const alpha = cutout.rgba[from + 3] ?? 0;
      if (alpha === 0 || column < 0 || column >= width) continue;
      const sunk = submerged === 0 ? 0 : y - line - (waves[x] ?? 0);
      const cover = (alpha / 255) * (sunk <= 0 ? 1 : Math.max(0, 0.5 - sunk / (submerged * 1.4 + 1)));
      if (cover <= 0) continue;
      const at = row * width + column;
      const to = at * 3;
      pixels[to] = (pixels[to] ?? 0) * (1 - cover) + (cutout.rgba[from] ?? 0) * cover + 0.5;
      pixels[to + 1] = (pixels[to + 1] ?? 0) * (1 - cover) + (cutout.rgba[from + 1] ?? 0) * cover + 0.5;
      pixels[to + 2] = (pixels[to + 2] ?? 0) * (1 - cover) + (cutout.rgba[from + 2] ?? 0) * cover + 0.5;
      if (subjectCover !== undefined) subjectCover[at] = Math.max(subjectCover[at] ?? 0, Math.round(cover * 255));
    }
  });
}
