import type { Control } from '../control.ts';
import { ditherRow, type Picture } from '../picture.ts';
import { eachRow } from '../styles/each-row.ts';
import { type Lab, labOf, levelsOf } from './oklab.ts';

/** A change of colours, worked out for 33 levels of each channel: any change costs one pixel the same. */
export type ColourCube = Float32Array;

const SIDE = 33;
const RED = SIDE * SIDE * 3;
const GREEN = SIDE * 3;
const BLUE = 3;
const PER_LEVEL = (SIDE - 1) / 255;

/** `change` maps OKLab to OKLab; what comes out is always a colour a screen can show. */
export async function createCube(change: (lab: Lab) => Lab, control: Control): Promise<ColourCube> {
  const cube = new Float32Array(SIDE ** 3 * 3);
  for (let at = 0; at < SIDE ** 3; at += 1) {
    if (at % (SIDE * SIDE) === 0) await control.checkpoint(at / SIDE ** 3);
    const level = (step: number) => ((Math.floor(at / step) % SIDE) * 255) / (SIDE - 1);
    const [red, green, blue] = levelsOf(change(labOf(level(SIDE * SIDE), level(SIDE), level(1))));
    cube[at * 3] = red;
    cube[at * 3 + 1] = green;
    cube[at * 3 + 2] = blue;
  }
  return cube;
}

/** Writes the changed colours of `count` pixels into `out`, sRGB levels, not rounded. `step` is 3 for RGB, 4 for RGBA. */
export function readCube(
  cube: ColourCube,
  pixels: Uint8Array,
  from: { readonly start: number; readonly count: number; readonly step: number },
  out: Float32Array,
): void {
  for (let index = 0; index < from.count; index += 1) {
    const at = from.start + index * from.step;
    const r = (pixels[at] ?? 0) * PER_LEVEL;
    const g = (pixels[at + 1] ?? 0) * PER_LEVEL;
    const b = (pixels[at + 2] ?? 0) * PER_LEVEL;
    const cellR = Math.min(SIDE - 2, r | 0);
    const cellG = Math.min(SIDE - 2, g | 0);
    const cellB = Math.min(SIDE - 2, b | 0);
    const x = r - cellR;
    const y = g - cellG;
    const z = b - cellB;
    // Four corners of the tetrahedron the colour lies in, along the channels from the largest share to the smallest.
    const base = cellR * RED + cellG * GREEN + cellB * BLUE;
    const most = x >= y ? (x >= z ? RED : BLUE) : y >= z ? GREEN : BLUE;
    const least = x < y ? (x < z ? RED : BLUE) : y < z ? GREEN : BLUE;
    const second = base + most;
    const third = base + RED + GREEN + BLUE - least;
    const fourth = base + RED + GREEN + BLUE;
    const high = Math.max(x, y, z);
    const low = Math.min(x, y, z);
    const middle = x + y + z - high - low;
    for (let channel = 0; channel < 3; channel += 1) {
      out[index * 3 + channel] =
        (cube[base + channel] ?? 0) * (1 - high) +
        (cube[second + channel] ?? 0) * (high - middle) +
        (cube[third + channel] ?? 0) * (middle - low) +
        (cube[fourth + channel] ?? 0) * low;
    }
  }
}

/** Changes the whole picture in place. */
export async function applyCube(picture: Picture, cube: ColourCube, control: Control): Promise<void> {
  const row = new Float32Array(picture.width * 3);
  await eachRow(picture, control, (y) => {
    readCube(cube, picture.pixels, { start: y * picture.width * 3, count: picture.width, step: 3 }, row);
    writeLevels(picture, y, row);
  });
}

/** Writes a row of sRGB levels, three a pixel, cut to whole ones by the ordered pattern. */
export function writeLevels({ width, pixels }: Picture, y: number, row: Float32Array): void {
  const dither = ditherRow(y);
  let out = y * width * 3;
  let from = 0;
  for (let x = 0; x < width; x += 1) {
    const threshold = dither[x & 7] ?? 0;
    pixels[out] = Math.max(0, Math.min(254.99, row[from] ?? 0)) + threshold;
    pixels[out + 1] = Math.max(0, Math.min(254.99, row[from + 1] ?? 0)) + threshold;
    pixels[out + 2] = Math.max(0, Math.min(254.99, row[from + 2] ?? 0)) + threshold;
    out += 3;
    from += 3;
  }
}
