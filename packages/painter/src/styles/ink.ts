import { clamp01, smoothstep } from '../colour.ts';
import { type Control, partOf } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import type { Picture } from '../picture.ts';
import { findContours } from './contours.ts';
import { eachRow } from './each-row.ts';
import { measure } from './measures.ts';
import { createRowReader, type Plane, readShifted, shrink } from './plane.ts';
import { pressSeal } from './press-seal.ts';
import { createNoiseReader } from './read-noise.ts';
import { findShades } from './shades.ts';

const PAPER = [247, 243, 232] as const;
const INK = [24, 23, 27] as const;

/** Ink and brush on rice paper: a few grey washes, black lines that swell and break, empty paper, one red seal. */
export async function paintInk(picture: Picture, seed: number, control: Control): Promise<void> {
  const { width, height, pixels } = picture;
  const { unit, step } = measure(picture);
  const guide = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.1));
  const shades = await findShades(
    guide,
    { reach: Math.max(1, Math.round(unit / step / 120)), middle: 0.3 },
    partOf(control, 0.1, 0.3),
  );
  const contours = await findContours(picture, partOf(control, 0.3, 0.5));
  const paintRow = createInkPainter(picture, { shades, contours, unit, seed: seed & 0xffff });
  await eachRow(picture, partOf(control, 0.5, 0.98), paintRow);
  await pressSeal(picture, { unit, seed }, partOf(control, 0.98, 1));
}

type Sheet = { readonly shades: Plane; readonly contours: Plane; readonly unit: number; readonly seed: number };

function createInkPainter(picture: Picture, { shades, contours, unit, seed }: Sheet): (y: number) => void {
  const { width, height, pixels } = picture;
  const even = (index: number, cell: number, amplitude: number) =>
    ({ seed: seed + index, cellWidth: cell, cellHeight: cell, amplitude }) as const;
  const readX = createNoiseReader(picture, [even(0, unit / 40, unit / 130)]);
  const readY = createNoiseReader(picture, [even(1, unit / 40, unit / 130)]);
  const readFlood = createNoiseReader(picture, [even(2, unit / 6, 0.9)]);
  const readContours = createRowReader(contours, width);
  const shadeRow = new Float32Array(width);
  const dry = new Float32Array(width);
  const fibre = new Float32Array(width);
  const border = Float32Array.from({ length: width }, (_, x) => Math.min(x, width - 1 - x) / unit);
  return (y) => {
    fill(dry, y, { seed: seed + 3, across: unit / 14, down: Math.max(1.2, unit / 420), amplitude: 1 });
    fill(fibre, y, { seed: seed + 4, across: unit / 60, down: Math.max(1.2, unit / 300), amplitude: 1 });
    readShifted(shades, y, { x: readX(y), y: readY(y) }, shadeRow);
    const row = pixels.subarray(y * width * 3, (y + 1) * width * 3);
    const down = Math.min(y, height - 1 - y) / unit;
    inkRow(row, { shades: shadeRow, lines: readContours(y), flood: readFlood(y), dry, fibre, border, down });
  };
}

type InkRow = {
  readonly shades: Float32Array;
  readonly lines: Float32Array;
  readonly flood: Float32Array;
  readonly dry: Float32Array;
  readonly fibre: Float32Array;
  /** From each column to the nearer side, in units; `down` from the row to the nearer edge. */
  readonly border: Float32Array;
  readonly down: number;
};

function inkRow(row: Uint8Array, { shades, lines, flood, dry, fibre, border, down }: InkRow) {
  for (let x = 0, to = 0; x < shades.length; x += 1, to += 3) {
    const wet = flood[x] ?? 0;
    const brush = dry[x] ?? 0;
    const side = border[x] ?? 0;
    const inside = smoothstep(0, 0.16, (side < down ? side : down) + wet * 0.05);
    const wash = washOf((shades[x] ?? 0) + wet * 0.07, brush) * inside;
    const thin = 0.42 - wet * 0.2 + brush * 0.14;
    const contour = lines[x] ?? 0;
    const line = contour <= thin ? 0 : smoothstep(0, 0.3, contour - thin) * (0.55 + 0.45 * inside);
    const ink = clamp01(1 - (1 - wash) * (1 - line * 0.94));
    const paper = (fibre[x] ?? 0) * 2.2;
    row[to] = (PAPER[0] + paper) * (1 - ink) + INK[0] * ink;
    row[to + 1] = (PAPER[1] + paper) * (1 - ink) + INK[1] * ink;
    row[to + 2] = (PAPER[2] + paper) * (1 - ink) + INK[2] * ink;
  }
}

/** Three waters of ink, each with a soft dark rim; the blackest is laid with a nearly dry brush. */
function washOf(shade: number, dry: number): number {
  const washed =
    WASHED[shade <= 0 ? 0 : shade >= SHADE_MAX ? WASHED_STEPS : (shade * (WASHED_STEPS / SHADE_MAX)) | 0] ?? 0;
  const black = shade - dry * 0.12;
  return Math.min(0.9, black <= 0.78 ? washed : washed + smoothstep(0.78, 0.95, black) * 0.22);
}

const WASHES = [
  [0.24, 0.1],
  [0.44, 0.16],
  [0.66, 0.24],
] as const;
const SHADE_MAX = 1.25;
const WASHED_STEPS = 4096;
/** What the waters leave, by shade: the sum of them is too dear for every pixel. */
const WASHED = Float32Array.from({ length: WASHED_STEPS + 1 }, (_, index) => {
  const shade = (index / WASHED_STEPS) * SHADE_MAX;
  let ink = Math.max(0, shade - 0.2) * 0.16;
  for (const [from, depth] of WASHES) {
    const inside = Math.max(0, shade - from) * 14;
    const rim = inside < 1.6 ? Math.sin((inside / 1.6) * Math.PI) * 0.05 : 0;
    ink += Math.min(1, inside) * depth + rim;
  }
  return ink;
});

function fill(
  out: Float32Array,
  y: number,
  noise: { readonly seed: number; readonly across: number; readonly down: number; readonly amplitude: number },
) {
  out.fill(0);
  addNoiseRow(out, y, {
    seed: noise.seed,
    cellWidth: noise.across,
    cellHeight: noise.down,
    amplitude: noise.amplitude,
  });
}
