import type { Plane } from './plane.ts';

/** Brightness of a colour as the eye weighs it, 0 to 255. */
export function greyOf(red: number, green: number, blue: number): number {
  return red * 0.299 + green * 0.587 + blue * 0.114;
}

/** Brightness that a tenth, a half and nine tenths of a picture's cells stay below, 0 to 255. */
export type Tones = { readonly dark: number; readonly middle: number; readonly light: number };

// Enough for a tenth of a level, and quick on the largest plane.
const SAMPLES_MAX = 100_000;

/** One channel: the brightness of each cell of a plane of three. */
export function greyPlane(plane: Plane, brightnessOf: typeof greyOf = greyOf): Plane {
  const { width, height, step, values } = plane;
  const grey = new Float32Array(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] = brightnessOf(values[at * 3] ?? 0, values[at * 3 + 1] ?? 0, values[at * 3 + 2] ?? 0);
  }
  return { width, height, step, channels: 1, values: grey };
}

/** For planes of three channels, or of one that is a brightness. */
export function measureTones({ values, channels }: Plane): Tones {
  const counts = new Uint32Array(256);
  const cells = values.length / channels;
  const apart = Math.ceil(cells / SAMPLES_MAX);
  for (let cell = 0; cell < cells; cell += apart) {
    const at = cell * channels;
    const first = values[at] ?? 0;
    const grey = Math.round(channels === 1 ? first : greyOf(first, values[at + 1] ?? 0, values[at + 2] ?? 0));
    counts[grey] = (counts[grey] ?? 0) + 1;
  }
  const seen = Math.ceil(cells / apart);
  return { dark: below(counts, seen * 0.1), middle: below(counts, seen * 0.5), light: below(counts, seen * 0.9) };
}

function below(counts: Uint32Array, target: number): number {
  let sum = 0;
  for (let level = 0; level < counts.length; level += 1) {
    sum += counts[level] ?? 0;
    if (sum >= target) return level;
  }
  return 255;
}
