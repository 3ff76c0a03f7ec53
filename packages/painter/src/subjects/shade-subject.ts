import { clamp01, LINEAR_BY_LEVEL, smoothstep } from '../colour.ts';
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
  const { key, sky, bounce, rim, haze, hazeShare } = lighting;
  const { glow } = paint;
  const clear = 1 - hazeShare;
  // No two of a herd are quite alike.
  const own = 0.95 + hashPoint(3, 5, paint.seed) * 0.1;
  await eachBand(cutout, control, (y) => {
    const keys = rows.key(y);
    const ups = rows.up(y);
    const rims = readRim(y);
    paintStrokes(strokes, y, paint);
    const foot = own * (1 - 0.15 * smoothstep(0.72, 1, y / cutout.height));
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      if ((rgba[at + 3] ?? 0) === 0) continue;
      const lit = keys[x] ?? 0;
      const up = ups[x] ?? 0;
      const edge = rims[x] ?? 0;
      const tone = foot * (1 + (strokes[x] ?? 0));
      let red = LINEAR_BY_LEVEL[rgba[at] ?? 0] ?? 0;
      let green = LINEAR_BY_LEVEL[rgba[at + 1] ?? 0] ?? 0;
      let blue = LINEAR_BY_LEVEL[rgba[at + 2] ?? 0] ?? 0;
      const grey = (0.2126 * red + 0.7152 * green + 0.0722 * blue) * (1 - SATURATION);
      red = red * SATURATION + grey;
      green = green * SATURATION + grey;
      blue = blue * SATURATION + grey;
      const below = 1 - up;
      // Even black fur shines a little where it is turned to the light, or it would be a hole.
      const shine = SHINE * lit * lit;
      red =
        red * tone * (key[0] * lit + sky[0] * up + bounce[0] * below) + rim[0] * edge * (0.25 + red) + key[0] * shine;
      green =
        green * tone * (key[1] * lit + sky[1] * up + bounce[1] * below) +
        rim[1] * edge * (0.25 + green) +
        key[1] * shine;
      blue =
        blue * tone * (key[2] * lit + sky[2] * up + bounce[2] * below) + rim[2] * edge * (0.25 + blue) + key[2] * shine;
      const shining = (glow?.[y * width + x] ?? 0) / 255;
      if (shining > 0) {
        red = Math.max(red, (LINEAR_BY_LEVEL[rgba[at] ?? 0] ?? 0) * shining);
        green = Math.max(green, (LINEAR_BY_LEVEL[rgba[at + 1] ?? 0] ?? 0) * shining);
        blue = Math.max(blue, (LINEAR_BY_LEVEL[rgba[at + 2] ?? 0] ?? 0) * shining);
      }
      rgba[at] = srgbLevel(red * clear + haze[0] * hazeShare);
      rgba[at + 1] = srgbLevel(green * clear + haze[1] * hazeShare);
      rgba[at + 2] = srgbLevel(blue * clear + haze[2] * hazeShare);
    }
  });
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
    let u = 0.5 / step + 0.5;
    for (let x = 0; x < width; x += 1) {
      const cell = u | 0;
      const a = line[cell] ?? 0;
      out[x] = a + ((line[cell + 1] ?? 0) - a) * (u - cell);
      u += 1 / step;
    }
    return out;
  };
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
