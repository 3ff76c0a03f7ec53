import type { Cutout } from './rasterise-subject.ts';

const SIDE = 64;
/** Empty cells around, so that a blurred edge has somewhere to go. */
const PAD = 6;
const FULL = SIDE + PAD * 2;

/** A small copy of the cover, sharp for the near end of a shadow and soft for the far one. */
export type ShadowMask = {
  readonly near: Float32Array;
  readonly far: Float32Array;
  /** The share of the box that is covered. */
  readonly fill: number;
};

export function createShadowMask({ width, height, rgba }: Cutout): ShadowMask {
  const cells = new Float32Array(FULL * FULL);
  let fill = 0;
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      let sum = 0;
      for (let sample = 0; sample < 4; sample += 1) {
        const x = Math.floor(((column + 0.25 + (sample & 1) * 0.5) / SIDE) * width);
        const y = Math.floor(((row + 0.25 + (sample >> 1) * 0.5) / SIDE) * height);
        sum += (rgba[(y * width + x) * 4 + 3] ?? 0) / (4 * 255);
      }
      cells[(row + PAD) * FULL + column + PAD] = sum;
      fill += sum / (SIDE * SIDE);
    }
  }
  const near = soften(cells, 1);
  return { near, far: soften(soften(near, 3), 3), fill };
}

/** `across` and `down` run from 0 to 1 over the thing, `softness` from the near mask (0) to the far one (1). */
export function readMask({ near, far }: ShadowMask, across: number, down: number, softness: number): number {
  const u = across * SIDE + PAD - 0.5;
  const v = Math.min(FULL - 1.001, down * SIDE + PAD - 0.5);
  if (u < 0 || u >= FULL - 1 || v < 0) return 0;
  const at = (v | 0) * FULL + (u | 0);
  const tx = u - (u | 0);
  const ty = v - (v | 0);
  const sharp = readCell(near, at, tx, ty);
  return sharp + (readCell(far, at, tx, ty) - sharp) * softness;
}

function readCell(cells: Float32Array, at: number, tx: number, ty: number): number {
  const top = (cells[at] ?? 0) + ((cells[at + 1] ?? 0) - (cells[at] ?? 0)) * tx;
  const low = (cells[at + FULL] ?? 0) + ((cells[at + FULL + 1] ?? 0) - (cells[at + FULL] ?? 0)) * tx;
  return top + (low - top) * ty;
}

function soften(cells: Float32Array, radius: number): Float32Array {
  const across = new Float32Array(cells.length);
  const both = new Float32Array(cells.length);
  const share = 1 / (radius * 2 + 1);
  for (let row = 0; row < FULL; row += 1) {
    for (let column = radius; column < FULL - radius; column += 1) {
      let sum = 0;
      for (let shift = -radius; shift <= radius; shift += 1) sum += cells[row * FULL + column + shift] ?? 0;
      across[row * FULL + column] = sum * share;
    }
  }
  for (let row = radius; row < FULL - radius; row += 1) {
    for (let column = 0; column < FULL; column += 1) {
      let sum = 0;
      for (let shift = -radius; shift <= radius; shift += 1) sum += across[(row + shift) * FULL + column] ?? 0;
      both[row * FULL + column] = sum * share;
    }
  }
  return both;
}
