import type { Picture } from '../picture.ts';
import type { Spot } from './find-spot.ts';
import type { Sheet } from './load-reference.ts';

const MASK = 48;

/** Lays a cutout's soft shadow on the ground: dark where it touches, its outline leaning away from the light. */
export function castShadow(picture: Picture, cut: Sheet, spot: Spot, lightSide: 1 | -1): void {
  const mask = softMask(cut);
  const foot = findFoot(mask);
  touch(picture, spot, foot);
  const length = Math.min(spot.height * 0.26, (picture.height - spot.foot) * 0.9 + spot.height * 0.04);
  const lift = spot.height * 0.025;
  const last = Math.min(picture.height - 1, Math.ceil(spot.foot - lift + length));
  for (let y = Math.max(0, Math.floor(spot.foot - lift)); y <= last; y += 1) {
    const along = (y - spot.foot + lift) / length;
    const shift = -lightSide * along * length * 1.5;
    const from = Math.max(0, Math.floor(spot.left + shift - spot.width * 0.1));
    const to = Math.min(picture.width - 1, Math.ceil(spot.left + spot.width * 1.1 + shift));
    for (let x = from; x <= to; x += 1) {
      const cover = readMask(mask, (x - shift - spot.left) / spot.width, 1 - along) * 0.3 * (1 - along) ** 1.3;
      if (cover > 0.002) darken(picture, x, y, cover);
    }
  }
}

type Foot = { readonly from: number; readonly to: number };

/** The part of the width that stands on the ground, 0 to 1. */
function findFoot(mask: Float32Array): Foot {
  let from = MASK;
  let to = 0;
  for (let row = Math.floor(MASK * 0.88); row < MASK; row += 1) {
    for (let column = 0; column < MASK; column += 1) {
      if ((mask[row * MASK + column] ?? 0) < 0.4) continue;
      from = Math.min(from, column);
      to = Math.max(to, column + 1);
    }
  }
  return from < to ? { from: from / MASK, to: to / MASK } : { from: 0.25, to: 0.75 };
}

function touch(picture: Picture, { left, foot, width, height }: Spot, { from, to }: Foot) {
  const centre = left + (width * (from + to)) / 2;
  const half = Math.max(2, (width * (to - from)) / 2);
  const flat = Math.max(2, Math.min(half * 0.16, height * 0.08));
  for (let y = Math.max(0, Math.floor(foot - flat * 2.4)); y <= Math.min(picture.height - 1, foot + flat * 2); y += 1) {
    for (
      let x = Math.max(0, Math.floor(centre - half * 1.7));
      x <= Math.min(picture.width - 1, centre + half * 1.7);
      x += 1
    ) {
      const across = Math.max(0, Math.abs(x - centre) / half - 0.35) / 0.8;
      const down = (y - foot + flat * 0.5) / flat;
      darken(picture, x, y, 0.5 * Math.exp(-(across * across * 2 + down * down) * 1.2));
    }
  }
}

/** A small blurred copy of the outline. */
function softMask({ width, height, rgba }: Sheet): Float32Array {
  const mask = new Float32Array(MASK * MASK);
  for (let row = 0; row < MASK; row += 1) {
    for (let column = 0; column < MASK; column += 1) {
      let sum = 0;
      for (const dy of [-1.2, 0, 1.2]) {
        for (const dx of [-1.2, 0, 1.2]) {
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
  const v = Math.max(0, Math.min(MASK - 1.001, down * MASK - 0.5));
  const x = Math.floor(u);
  const y = Math.floor(v);
  const at = (column: number, row: number) => (column < 0 || column >= MASK ? 0 : (mask[row * MASK + column] ?? 0));
  const tx = u - x;
  const ty = v - y;
  return (at(x, y) * (1 - tx) + at(x + 1, y) * tx) * (1 - ty) + (at(x, y + 1) * (1 - tx) + at(x + 1, y + 1) * tx) * ty;
}

function darken({ width, pixels }: Picture, x: number, y: number, cover: number) {
  const at = (y * width + x) * 3;
  const keep = 1 - cover;
  pixels[at] = (pixels[at] ?? 0) * keep;
  pixels[at + 1] = (pixels[at + 1] ?? 0) * keep;
  pixels[at + 2] = (pixels[at + 2] ?? 0) * (keep + cover * 0.08);
}
