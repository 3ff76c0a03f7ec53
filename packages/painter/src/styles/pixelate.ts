import type { Control } from '../control.ts';
import type { Picture } from '../picture.ts';

const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
const LEVELS = 7;

/** A coarse grid in few colours, dithered as on an old console. */
export async function pixelate({ width, height, pixels }: Picture, control: Control): Promise<void> {
  const block = Math.max(2, Math.round(Math.min(width, height) / 128));
  for (let top = 0; top < height; top += block) {
    if ((top / block) % 4 === 0) await control.checkpoint(top / height);
    for (let left = 0; left < width; left += block) {
      const threshold = ((BAYER[((top / block) & 3) * 4 + ((left / block) & 3)] ?? 0) + 0.5) / 16 - 0.5;
      const area = { left, top, right: Math.min(width, left + block), bottom: Math.min(height, top + block) };
      for (let channel = 0; channel < 3; channel += 1) {
        const mean = meanOf(pixels, width, area, channel);
        const boosted = Math.max(0, Math.min(255, (mean - 128) * 1.18 + 130));
        const level = Math.round((boosted / 255) * (LEVELS - 1) + threshold * 0.7);
        fill(pixels, width, { ...area, channel }, (Math.max(0, Math.min(LEVELS - 1, level)) * 255) / (LEVELS - 1));
      }
    }
  }
}

type Area = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

function meanOf(pixels: Uint8Array, width: number, { left, top, right, bottom }: Area, channel: number): number {
  let sum = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) sum += pixels[(y * width + x) * 3 + channel] ?? 0;
  }
  return sum / ((right - left) * (bottom - top));
}

function fill(
  pixels: Uint8Array,
  width: number,
  { left, top, right, bottom, channel }: Area & { readonly channel: number },
  value: number,
) {
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) pixels[(y * width + x) * 3 + channel] = value;
  }
}
