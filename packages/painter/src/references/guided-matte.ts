import { type Control, partOf } from '../control.ts';
import { copyPlane, createPlane, createRowReader, type Plane, smooth } from '../styles/plane.ts';
import type { SmallPicture } from './small-picture.ts';

/** Shares known in small, brought to the edges of the whole picture: per cell, the share is a straight line of one mix of the channels. */
export type GuidedMatte = { readonly lines: Plane; readonly weights: readonly [number, number, number] };

/** Unevenness of the guide below which an edge is not followed, as a square of levels. */
const FLAT = 60;

/** The guided filter of He, Sun and Tang (2013) in small; the guide is the mix of channels that best tells the two sides apart. */
export async function guideMatte(
  { rgb }: SmallPicture,
  share: Float32Array,
  reach: number,
  control: Control,
): Promise<GuidedMatte> {
  const weights = tellApart(rgb, share);
  const sums = { ...createPlane(rgb, 1, 4), step: rgb.step };
  for (let at = 0; at < share.length; at += 1) {
    const guide = mixAt(rgb.values, at * 3, weights);
    const own = share[at] ?? 0;
    sums.values.set([guide, own, guide * guide, guide * own], at * 4);
  }
  const means = copyPlane(sums);
  await smooth(means, reach, partOf(control, 0, 0.6));
  const lines = { ...createPlane(rgb, 1, 2), step: rgb.step };
  for (let at = 0; at < share.length; at += 1) {
    const [guide = 0, own = 0, squares = 0, products = 0] = means.values.subarray(at * 4, at * 4 + 4);
    const slope = (products - guide * own) / (squares - guide * guide + FLAT);
    lines.values[at * 2] = slope;
    lines.values[at * 2 + 1] = own - slope * guide;
  }
  await smooth(lines, Math.max(1, reach >> 1), partOf(control, 0.6, 1));
  return { lines, weights };
}

/** The shares of row `y`, 0 to 1; `pixels` are RGB, or RGBA with `step` 4. */
export function createGuidedReader(
  { lines, weights }: GuidedMatte,
  width: number,
): (pixels: Uint8Array, y: number, step: number, out: Float32Array) => void {
  const read = createRowReader(lines, width);
  return (pixels, y, step, out) => {
    const line = read(y);
    for (let x = 0; x < width; x += 1) {
      const guide = mixAt(pixels, (y * width + x) * step, weights);
      const share = (line[x * 2] ?? 0) * guide + (line[x * 2 + 1] ?? 0);
      // The straight lines leave a veil on both sides of an edge.
      out[x] = share <= 0.12 ? 0 : share >= 0.88 ? 1 : (share - 0.12) / 0.76;
    }
  };
}

function mixAt(
  values: Float32Array | Uint8Array,
  at: number,
  [red, green, blue]: readonly [number, number, number],
): number {
  return (values[at] ?? 0) * red + (values[at + 1] ?? 0) * green + (values[at + 2] ?? 0) * blue;
}

/** Fisher's direction: the distance of the two means, seen through the spread they share. */
function tellApart({ values }: Plane, share: Float32Array): readonly [number, number, number] {
  const inside = [0, 0, 0];
  const outside = [0, 0, 0];
  const spread = new Float64Array(9);
  const whole = [0, 0, 0];
  let weight = 1e-6;
  for (let at = 0; at < share.length; at += 1) {
    const own = share[at] ?? 0;
    weight += own;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = values[at * 3 + channel] ?? 0;
      inside[channel] = (inside[channel] ?? 0) + own * value;
      outside[channel] = (outside[channel] ?? 0) + (1 - own) * value;
      whole[channel] = (whole[channel] ?? 0) + value / share.length;
    }
  }
  for (let at = 0; at < share.length; at += 1) {
    for (let index = 0; index < 9; index += 1) {
      const row = Math.floor(index / 3);
      const column = index % 3;
      const product =
        ((values[at * 3 + row] ?? 0) - (whole[row] ?? 0)) * ((values[at * 3 + column] ?? 0) - (whole[column] ?? 0));
      spread[index] = (spread[index] ?? 0) + product / share.length;
    }
  }
  const rest = Math.max(1e-6, share.length - weight);
  const apart = [0, 1, 2].map((channel) => (inside[channel] ?? 0) / weight - (outside[channel] ?? 0) / rest);
  return normal(solve(spread, apart));
}

/** The spread's inverse times a vector, by Cramer's rule; a little is added to the diagonal so that grey pictures have one. */
function solve(m: Float64Array, v: readonly number[]): readonly [number, number, number] {
  const at = (row: number, column: number) => (m[row * 3 + column] ?? 0) + (row === column ? 40 : 0);
  const column = (row: number, index: number, replaced: number) =>
    index === replaced ? (v[row] ?? 0) : at(row, index);
  const determinant = (replaced: number) => {
    const c = (row: number, index: number) => column(row, index, replaced);
    return (
      c(0, 0) * (c(1, 1) * c(2, 2) - c(1, 2) * c(2, 1)) -
      c(0, 1) * (c(1, 0) * c(2, 2) - c(1, 2) * c(2, 0)) +
      c(0, 2) * (c(1, 0) * c(2, 1) - c(1, 1) * c(2, 0))
    );
  };
  const whole = determinant(-1);
  return [determinant(0) / whole, determinant(1) / whole, determinant(2) / whole];
}

function normal([a, b, c]: readonly [number, number, number]): readonly [number, number, number] {
  const length = Math.hypot(a, b, c);
  return length < 1e-9 ? [0.3, 0.59, 0.11] : [a / length, b / length, c / length];
}
