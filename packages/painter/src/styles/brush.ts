import type { Control } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import type { Picture } from '../picture.ts';
import { boxMean } from './box-mean.ts';

type Brush = {
  /** Half the brush's width, pixels. */
  readonly reach: number;
  readonly saturation: number;
  /** 0 canvas covered to 1 white paper shining through. */
  readonly paper: number;
};

/** Kuwahara: every pixel takes the mean of the calmest of the four squares around it; edges stay, texture turns to strokes. */
export async function brush(picture: Picture, look: Brush, control: Control): Promise<void> {
  const { width, height, pixels } = picture;
  const mean = boxMean(pixels, { width, height, channels: 3 }, look.reach);
  await control.checkpoint(0.3);
  const unrest = unrestOf(picture, mean, look.reach);
  await control.checkpoint(0.5);
  const grain = new Float32Array(width);
  for (let y = 0; y < height; y += 1) {
    if (y % 32 === 0) await control.checkpoint(0.5 + (0.5 * y) / height);
    grain.fill(0);
    if (look.paper > 0) {
      addNoiseRow(grain, y, {
        seed: 11,
        cellWidth: look.reach * 0.6 + 1,
        cellHeight: look.reach * 0.6 + 1,
        amplitude: 0.5,
      });
      addNoiseRow(grain, y, { seed: 12, cellWidth: look.reach * 14, cellHeight: look.reach * 14, amplitude: 0.4 });
    }
    brushRow(picture, { y, mean, unrest, grain }, look);
  }
}

/** How far the pixels of each square stray from its mean. */
function unrestOf({ width, height, pixels }: Picture, mean: Uint8Array, reach: number): Uint8Array {
  const stray = new Uint8Array(width * height);
  for (let index = 0; index < stray.length; index += 1) {
    const at = index * 3;
    const difference =
      Math.abs((pixels[at] ?? 0) - (mean[at] ?? 0)) +
      Math.abs((pixels[at + 1] ?? 0) - (mean[at + 1] ?? 0)) +
      Math.abs((pixels[at + 2] ?? 0) - (mean[at + 2] ?? 0));
    stray[index] = Math.min(255, difference);
  }
  return boxMean(stray, { width, height, channels: 1 }, reach);
}

function brushRow(
  { width, height, pixels }: Picture,
  at: { readonly y: number; readonly mean: Uint8Array; readonly unrest: Uint8Array; readonly grain: Float32Array },
  { reach, saturation, paper }: Brush,
) {
  const up = Math.max(0, at.y - reach) * width;
  const down = Math.min(height - 1, at.y + reach) * width;
  for (let x = 0; x < width; x += 1) {
    const left = Math.max(0, x - reach);
    const right = Math.min(width - 1, x + reach);
    blendCorners(at, up + left, up + right, down + left, down + right);
    const tone = 1 + (at.grain[x] ?? 0) * 0.1 * paper;
    const out = (at.y * width + x) * 3;
    const grey = ((calm[0] ?? 0) + (calm[1] ?? 0) * 2 + (calm[2] ?? 0)) / 4;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = (grey + ((calm[channel] ?? 0) - grey) * saturation) * tone;
      const washed = value + (252 - value) * paper * (0.16 + Math.max(0, at.grain[x] ?? 0) * 0.12);
      pixels[out + channel] = Math.max(0, Math.min(255, washed));
    }
  }
}

const calm = new Float64Array(3);

/** The four means, the calmest counting most: a hard choice leaves square teeth along edges. */
function blendCorners(
  { mean, unrest }: { readonly mean: Uint8Array; readonly unrest: Uint8Array },
  a: number,
  b: number,
  c: number,
  d: number,
) {
  const weightA = 1 / (1 + (unrest[a] ?? 0) ** 3);
  const weightB = 1 / (1 + (unrest[b] ?? 0) ** 3);
  const weightC = 1 / (1 + (unrest[c] ?? 0) ** 3);
  const weightD = 1 / (1 + (unrest[d] ?? 0) ** 3);
  const total = weightA + weightB + weightC + weightD;
  for (let channel = 0; channel < 3; channel += 1) {
    const sum =
      (mean[a * 3 + channel] ?? 0) * weightA +
      (mean[b * 3 + channel] ?? 0) * weightB +
      (mean[c * 3 + channel] ?? 0) * weightC +
      (mean[d * 3 + channel] ?? 0) * weightD;
    calm[channel] = sum / total;
  }
}
