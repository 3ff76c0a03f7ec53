import { clamp01, type Rgb } from '../../colour.ts';
import { blend } from '../sky.ts';

/** Lays colour on one pixel of a row; cover is 0 to 1. */
export type Ink = (row: Float32Array, x: number, y: number, cover: number) => void;
/** Column and row, pixels. */
export type Point = readonly [number, number];

/** One colour, in linear light. */
export function flatInk(colour: Rgb): Ink {
  return (row, x, _, cover) => blend(row, x * 3, colour, cover);
}

/** A straight blend from one colour at `from` to another at `to`; pixels. */
export function rampInk(first: Rgb, second: Rgb, from: Point, to: Point): Ink {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.max(1e-6, dx * dx + dy * dy);
  const [red, green, blue] = [second[0] - first[0], second[1] - first[1], second[2] - first[2]];
  return (row, x, y, cover) => {
    const t = clamp01(((x - from[0]) * dx + (y - from[1]) * dy) / length);
    const index = x * 3;
    const keep = 1 - cover;
    row[index] = (row[index] ?? 0) * keep + (first[0] + red * t) * cover;
    row[index + 1] = (row[index + 1] ?? 0) * keep + (first[1] + green * t) * cover;
    row[index + 2] = (row[index + 2] ?? 0) * keep + (first[2] + blue * t) * cover;
  };
}

/** Multiplies what lies below: under 1 a shadow, over 1 a patch of light. */
export function tintInk(factor: Rgb): Ink {
  const [red, green, blue] = [factor[0] - 1, factor[1] - 1, factor[2] - 1];
  return (row, x, _, cover) => {
    const index = x * 3;
    row[index] = (row[index] ?? 0) * (1 + red * cover);
    row[index + 1] = (row[index + 1] ?? 0) * (1 + green * cover);
    row[index + 2] = (row[index + 2] ?? 0) * (1 + blue * cover);
  };
}

/** Adds light to what lies below. */
export function glowInk(light: Rgb): Ink {
  return (row, x, _, cover) => {
    const index = x * 3;
    row[index] = (row[index] ?? 0) + light[0] * cover;
    row[index + 1] = (row[index + 1] ?? 0) + light[1] * cover;
    row[index + 2] = (row[index + 2] ?? 0) + light[2] * cover;
  };
}
