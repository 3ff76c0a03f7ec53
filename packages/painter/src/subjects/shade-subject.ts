import { clamp01, LINEAR_BY_LEVEL, scale, smoothstep } from '../colour.ts';
import type { Control } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import { hashPoint } from '../random.ts';
import { eachBand } from './each-band.ts';
import type { Lighting } from './lighting.ts';
import type { Cutout } from './rasterise-subject.ts';
import { createRelief, type Relief } from './relief.ts';
import { srgbLevel } from './srgb-level.ts';

/** What the paint looks like: the unit of the picture in pixels, a seed, and whether the form goes on below. */
export type Paint = {
  readonly unit: number;
  readonly seed: number;
  readonly isCut: boolean;
  /** How much each pixel shines by itself, 0 to 255. */
  readonly glow?: Uint8Array;
};

/** How strongly each light reaches a cell: 1 where the surface is turned to it fully. */
type Planes = { readonly key: Float32Array; readonly up: Float32Array; readonly rim: Float32Array };

/** Flat colours are too pure for painted light. */
const SATURATION = 0.9;
/** The share of the light every surface throws back whatever its colour. */
const SHINE = 0.014;

/**
 * Gives a flat cut-out form and the light of its place: a bright and a dark side, sky from above, the ground's
 * colour from below, a rim against a low sun or the moon, uneven paint, and haze.
 */
export async function shadeSubject(cutout: Cutout, lighting: Lighting, paint: Paint, control: Control): Promise<void> {
  const { width, rgba } = cutout;
  const relief = await createRelief(cutout, paint.isCut, control);
  const planes = lightCells(relief, lighting);
  const rows = { key: createReader(relief, planes.key, width), up: createReader(relief, planes.up, width) };
  const readRim = createReader(relief, planes.rim, width);
  const strokes = new Float32Array(width);
  // No two of a herd are quite alike.
  const own = 0.95 + hashPoint(3, 5, paint.seed) * 0.1;
  const unlit = new Uint8Array(width);
  await eachBand(cutout, control, (y) => {
    const row = rgba.subarray(y * width * 4, (y + 1) * width * 4);
    if (isEmpty(row)) return;
    paintStrokes(strokes, y, paint);
    shadeRow(row, lighting, {
      keys: rows.key(y),
      ups: rows.up(y),
      rims: readRim(y),
      strokes,
      foot: own * (1 - 0.15 * smoothstep(0.72, 1, y / cutout.height)),
      glow: paint.glow?.subarray(y * width, (y + 1) * width) ?? unlit,
    });
  });
}

function isEmpty(row: Uint8Array): boolean {
  for (let at = 3; at < row.length; at += 4) if (row[at] !== 0) return false;
  return true;
}

type ShadeRow = {
  readonly keys: Float32Array;
  readonly ups: Float32Array;
  readonly rims: Float32Array;
  readonly strokes: Float32Array;
  /** How bright this row's foot is. */
  readonly foot: number;
  readonly glow: Uint8Array;
};

function shadeRow(row: Uint8Array, lighting: Lighting, { keys, ups, rims, strokes, foot, glow }: ShadeRow) {
  const { hazeShare } = lighting;
  const [keyRed, keyGreen, keyBlue] = lighting.key;
  const [skyRed, skyGreen, skyBlue] = lighting.sky;
  const [bounceRed, bounceGreen, bounceBlue] = lighting.bounce;
  const [rimRed, rimGreen, rimBlue] = lighting.rim;
  const [hazeRed, hazeGreen, hazeBlue] = scale(lighting.haze, hazeShare);
  const clear = 1 - hazeShare;
  for (let x = 0, at = 0; x < keys.length; x += 1, at += 4) {
    if (row[at + 3] === 0) continue;
    const lit = keys[x] ?? 0;
    const up = ups[x] ?? 0;
    const edge = rims[x] ?? 0;
    const tone = foot * (1 + (strokes[x] ?? 0));
    const pureRed = LINEAR_BY_LEVEL[row[at] ?? 0] ?? 0;
    const pureGreen = LINEAR_BY_LEVEL[row[at + 1] ?? 0] ?? 0;
    const pureBlue = LINEAR_BY_LEVEL[row[at + 2] ?? 0] ?? 0;
    const grey = (0.2126 * pureRed + 0.7152 * pureGreen + 0.0722 * pureBlue) * (1 - SATURATION);
    const red = pureRed * SATURATION + grey;
    const green = pureGreen * SATURATION + grey;
    const blue = pureBlue * SATURATION + grey;
    const below = 1 - up;
    // Even black fur shines a little where it is turned to the light, or it would be a hole.
    const shine = SHINE * lit * lit;
    const shownRed =
      red * tone * (keyRed * lit + skyRed * up + bounceRed * below) + rimRed * edge * (0.25 + red) + keyRed * shine;
    const shownGreen =
      green * tone * (keyGreen * lit + skyGreen * up + bounceGreen * below) +
      rimGreen * edge * (0.25 + green) +
      keyGreen * shine;
    const shownBlue =
      blue * tone * (keyBlue * lit + skyBlue * up + bounceBlue * below) +
      rimBlue * edge * (0.25 + blue) +
      keyBlue * shine;
    const shining = (glow[x] ?? 0) / 255;
    row[at] = srgbLevel(Math.max(shownRed, pureRed * shining) * clear + hazeRed);
    row[at + 1] = srgbLevel(Math.max(shownGreen, pureGreen * shining) * clear + hazeGreen);
    row[at + 2] = srgbLevel(Math.max(shownBlue, pureBlue * shining) * clear + hazeBlue);
  }
}

function lightCells({ leanX, leanY }: Relief, { towards }: Lighting): Planes {
  const [lightX, lightY, lightZ] = towards;
  const across = Math.hypot(lightX, lightY) + 1e-6;
  const key = new Float32Array(leanX.length);
  const up = new Float32Array(leanX.length);
  const rim = new Float32Array(leanX.length);
  for (let at = 0; at < key.length; at += 1) {
    const x = leanX[at] ?? 0;
    const y = leanY[at] ?? 0;
    const slope = Math.hypot(x, y);
    const length = Math.sqrt(1 + slope * slope);
    const facing = (x * lightX + y * lightY + lightZ) / length;
    // Wrapped: painters let light creep around forms, and pure black sides would hide what a thing is.
    key[at] = 0.28 + 1.05 * Math.max(0, (facing + 0.22) / 1.22) + 0.35 * Math.max(0, facing - 0.8) * 5;
    up[at] = clamp01(0.72 - (y / length) * 0.42);
    const turned = (x * lightX + y * lightY) / (across * Math.max(slope, 1e-6));
    rim[at] = smoothstep(0.55, 1.7, slope) * smoothstep(0, 0.8, turned);
  }
  return { key, up, rim };
}

/** Reads a plane of cells back at every pixel of a row. */
function createReader(
  { step, columns, rows }: Relief,
  plane: Float32Array,
  width: number,
): (y: number) => Float32Array {
  const line = new Float32Array(columns);
  const out = new Float32Array(width);
  return (y) => {
    const v = Math.max(0, Math.min(rows - 1.001, (y + 0.5) / step + 0.5));
    const top = Math.floor(v) * columns;
    const t = v - Math.floor(v);
    for (let column = 0; column < columns; column += 1) {
      const a = plane[top + column] ?? 0;
      line[column] = a + ((plane[top + columns + column] ?? 0) - a) * t;
    }
    spreadLine(line, out, step);
    return out;
  };
}

/** Cells of a line to pixels: along a cell the slope is added, at half the price of blending. */
function spreadLine(line: Float32Array, out: Float32Array, step: number) {
  for (let cell = 0, x = 0; x < out.length; cell += 1) {
    const from = line[cell] ?? 0;
    const slope = ((line[cell + 1] ?? 0) - from) / step;
    // The middle of pixel x is (x + 0.5) / step + 0.5 cells from the start: a frame of one cell lies around.
    const end = Math.min(out.length, Math.ceil((cell + 0.5) * step - 0.5));
    let value = from + slope * (x + 0.5 - (cell - 0.5) * step);
    for (; x < end; x += 1) {
      out[x] = value;
      value += slope;
    }
  }
}

/** Brush marks of two widths, and none in the picture's finest detail. */
function paintStrokes(strokes: Float32Array, y: number, { unit, seed }: Paint) {
  strokes.fill(0);
  addNoiseRow(strokes, y, { seed, cellWidth: unit * 0.05, cellHeight: unit * 0.03, amplitude: 0.1 });
  addNoiseRow(strokes, y, {
    seed: seed + 1,
    cellWidth: Math.max(2.5, unit * 0.011),
    cellHeight: Math.max(1.5, unit * 0.0045),
    amplitude: 0.07,
  });
}
