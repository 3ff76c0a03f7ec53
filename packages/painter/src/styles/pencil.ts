import type { Control } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import type { Picture } from '../picture.ts';
import { boxMean } from './box-mean.ts';

/** Graphite on paper: lines where the tone changes, hatching where it is dark. */
export async function drawPencil({ width, height, pixels }: Picture, seed: number, control: Control): Promise<void> {
  const unit = Math.min(width, height);
  const grey = new Uint8Array(width * height);
  for (let index = 0; index < grey.length; index += 1) {
    grey[index] =
      (pixels[index * 3] ?? 0) * 0.299 + (pixels[index * 3 + 1] ?? 0) * 0.587 + (pixels[index * 3 + 2] ?? 0) * 0.114;
  }
  await control.checkpoint(0.2);
  const soft = boxMean(grey, { width, height, channels: 1 }, Math.max(2, Math.round(unit / 200)));
  const hatch = new Float32Array(width);
  const period = Math.max(4, unit / 150);
  for (let y = 0; y < height; y += 1) {
    if (y % 32 === 0) await control.checkpoint(0.4 + (0.6 * y) / height);
    hatch.fill(0);
    addNoiseRow(hatch, y / 3, { seed: seed & 0xffff, cellWidth: 2.2, cellHeight: 2.2, amplitude: 0.5 });
    for (let x = 0; x < width; x += 1) {
      const index = y * width + x;
      const dark = 1 - (soft[index] ?? 0) / 255;
      const line = Math.max(0, ((soft[index] ?? 0) - (grey[index] ?? 0)) / 26);
      const strokes =
        (Math.sin(((x + y * 0.8) / period) * 2 * Math.PI) +
          (dark > 0.62 ? Math.sin(((x - y) / period) * 2 * Math.PI) : 0)) *
        0.5;
      const tooth = 1 + (hatch[x] ?? 0) * 0.9;
      const ink = Math.min(0.93, dark * dark * 0.62 * (1 + strokes * 0.55) * tooth + Math.min(1, line) * 0.6);
      pixels[index * 3] = 247 - ink * 205;
      pixels[index * 3 + 1] = 244 - ink * 203;
      pixels[index * 3 + 2] = 236 - ink * 192;
    }
  }
}
