import { clamp01, luminance } from '../colour.ts';
import type { Light } from '../light.ts';
import type { Picture } from '../picture.ts';
import type { Cutout } from './draw-subject.ts';
import type { Placement } from './place-subjects.ts';

const MASK = 40;

/** The subject's outline laid on the ground away from the sun, and a dark line where it touches. */
export function dropShadow(picture: Picture, cutout: Cutout, placement: Placement, light: Light): void {
  const { centreX, footY, width, height, on } = placement;
  touch(picture, placement);
  // A plinth is small: a cast shadow would hang over its edge.
  if (on === 'table') return;
  const sharpness = clamp01(luminance(light.direct) * 1.3);
  const isLow = light.source.y < 0.3;
  const length = height * (isLow ? 0.5 : 0.24);
  const lean = (0.5 - light.source.x) * (isLow ? 2.4 : 1.3);
  const mask = softMask(cutout);
  const last = Math.min(picture.height - 1, Math.ceil(footY + length));
  for (let y = Math.max(0, Math.floor(footY - height * 0.03)); y <= last; y += 1) {
    const along = clamp01((y - footY) / length);
    const shift = along * length * lean;
    const from = Math.max(0, Math.floor(centreX - width * 0.6 + shift));
    const to = Math.min(picture.width - 1, Math.ceil(centreX + width * 0.6 + shift));
    for (let x = from; x <= to; x += 1) {
      const across = (x - shift - centreX) / width + 0.5;
      const cover = readMask(mask, across, 1 - along) * (0.16 + sharpness * 0.34) * (1 - along * 0.75);
      darken(picture, x, y, cover);
    }
  }
}

/** A small blurred copy of the alpha: shadows are soft. */
function softMask({ width, height, rgba }: Cutout): Float32Array {
  const mask = new Float32Array(MASK * MASK);
  for (let row = 0; row < MASK; row += 1) {
    for (let column = 0; column < MASK; column += 1) {
      let sum = 0;
      for (const dy of [-1.1, 0, 1.1]) {
        for (const dx of [-1.1, 0, 1.1]) {
          const x = Math.floor(((column + 0.5 + dx) / MASK) * width);
          const y = Math.floor(((row + 0.5 + dy) / MASK) * height);
          if (x >= 0 && x < width && y >= 0 && y < height) sum += (rgba[(y * width + x) * 4 + 3] ?? 0) / (9 * 255);
        }
      }
      mask[row * MASK + column] = sum;
    }
  }
  return mask;
}

function readMask(mask: Float32Array, across: number, down: number): number {
  const u = across * MASK - 0.5;
  const v = down * MASK - 0.5;
  const x = Math.floor(u);
  const y = Math.floor(v);
  const at = (column: number, row: number) =>
    column < 0 || column >= MASK ? 0 : (mask[Math.max(0, Math.min(MASK - 1, row)) * MASK + column] ?? 0);
  const tx = u - x;
  const ty = v - y;
  return (at(x, y) * (1 - tx) + at(x + 1, y) * tx) * (1 - ty) + (at(x, y + 1) * (1 - tx) + at(x + 1, y + 1) * tx) * ty;
}

function touch(picture: Picture, { centreX, footY, width, on }: Placement) {
  const half = width * 0.42;
  const flat = Math.max(2, width * (on === 'table' ? 0.05 : 0.06));
  for (let y = Math.floor(footY - flat * 2); y <= footY + flat * 2; y += 1) {
    for (let x = Math.floor(centreX - half * 1.6); x <= centreX + half * 1.6; x += 1) {
      if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) continue;
      const distance = ((x - centreX) / half) ** 2 + ((y - footY + flat * 0.45) / flat) ** 2;
      darken(picture, x, y, 0.42 * Math.exp(-distance * 1.3));
    }
  }
}

function darken({ width, pixels }: Picture, x: number, y: number, cover: number) {
  const index = (y * width + x) * 3;
  const keep = 1 - cover;
  pixels[index] = (pixels[index] ?? 0) * keep;
  pixels[index + 1] = (pixels[index + 1] ?? 0) * keep;
  pixels[index + 2] = (pixels[index + 2] ?? 0) * (keep + cover * 0.06);
}
