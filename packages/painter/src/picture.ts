import { toSrgb } from './colour.ts';
import type { Control } from './control.ts';

/** sRGB, three bytes a pixel, rows from the top. */
export type Picture = {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** How much of each pixel is a drawn subject, 0 to 255: the finish treats ground and subjects differently by it. */
  readonly subjectCover?: Uint8Array;
};

/** Writes row `y` in linear light, three floats a pixel. Rows may be asked for in any order. */
export type RowPainter = (y: number, row: Float32Array) => void;

const BAND_PIXELS = 32_768;
const CURVE_STEPS_PER_UNIT = 4096;
const CURVE_END = CURVE_STEPS_PER_UNIT * 4;
/** 256ths of a level, so that rows are written in whole numbers. 254.99: the threshold must never carry 255 over to 0. */
const CURVE = Uint16Array.from({ length: CURVE_END + 1 }, (_, index) =>
  Math.round(Math.min(254.99, toSrgb(shoulder(index / CURVE_STEPS_PER_UNIT))) * 256),
);
// Ordered, not random: it hides the bands of a smooth sky and still compresses.
const DITHER = Float32Array.from(
  [
    0, 32, 8, 40, 2, 34, 10, 42, 48, 16, 56, 24, 50, 18, 58, 26, 12, 44, 4, 36, 14, 46, 6, 38, 60, 28, 52, 20, 62, 30,
    54, 22,
  ].concat([
    3, 35, 11, 43, 1, 33, 9, 41, 51, 19, 59, 27, 49, 17, 57, 25, 15, 47, 7, 39, 13, 45, 5, 37, 63, 31, 55, 23, 61, 29,
    53, 21,
  ]),
  (rank) => (rank + 0.5) / 64,
);
/** The same in 256ths. */
const THRESHOLDS = Uint8Array.from(DITHER, (share) => share * 256);
const DITHER_ROWS = Array.from({ length: 8 }, (_, row) => DITHER.subarray(row * 8, row * 8 + 8));

/** Eight thresholds, 0 to 1, to add before a value is cut to a level in row `y`: for the columns x modulo 8. */
export function ditherRow(y: number): Float32Array {
  return DITHER_ROWS[y & 7] ?? DITHER;
}

export function createPicture(width: number, height: number): Picture {
  return { width, height, pixels: new Uint8Array(width * height * 3), subjectCover: new Uint8Array(width * height) };
}

export async function paintRows(picture: Picture, paintRow: RowPainter, control: Control): Promise<void> {
  const { width, height } = picture;
  const row = new Float32Array(width * 3);
  const bandRows = Math.max(1, Math.floor(BAND_PIXELS / width));
  for (let y = 0; y < height; y += 1) {
    if (y % bandRows === 0) await control.checkpoint(y / height);
    paintRow(y, row);
    writeRow(picture, y, row);
  }
}

function writeRow({ width, pixels }: Picture, y: number, row: Float32Array) {
  const line = (y & 7) * 8;
  const start = y * width * 3;
  for (let from = 0, x = 0; from < width * 3; from += 3, x += 1) {
    const threshold = THRESHOLDS[line + (x & 7)] ?? 0;
    const to = start + from;
    pixels[to] = (levelOf(row[from] ?? 0) + threshold) >> 8;
    pixels[to + 1] = (levelOf(row[from + 1] ?? 0) + threshold) >> 8;
    pixels[to + 2] = (levelOf(row[from + 2] ?? 0) + threshold) >> 8;
  }
}

/** In 256ths. */
function levelOf(value: number): number {
  // Whole numbers are compared quicker; light is never so strong that it would not be one.
  const index = (value * CURVE_STEPS_PER_UNIT) | 0;
  return CURVE[index < 0 ? 0 : Math.min(index, CURVE_END)] ?? 0;
}

/** Bright light bends towards white instead of being cut off. */
function shoulder(value: number): number {
  const knee = 0.72;
  return value < knee ? value : knee + (1 - knee) * (1 - Math.exp(-(value - knee) / (1 - knee)));
}
