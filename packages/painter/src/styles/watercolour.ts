import { clamp01, smoothstep } from '../colour.ts';
import { type Control, partOf } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import type { Picture } from '../picture.ts';
import { calm } from './calm.ts';
import { eachRow } from './each-row.ts';
import { measure } from './measures.ts';
import { copyPlane, createRowReader, type Plane, readShifted, shrink, smooth } from './plane.ts';
import { greyOf, measureTones } from './tones.ts';

const PAPER = [252, 250, 244] as const;
/** Washes laid over one another from light to dark: each leaves a dark rim where it dried. */
const WASHES = 5;

/** Washes on white paper: simplified colours whose edges wander, dark rims of pigment, blooms, granulation, a bare border. */
export async function paintWatercolour(picture: Picture, seed: number, control: Control): Promise<void> {
  const { width, height, pixels } = picture;
  const { unit, step } = measure(picture);
  const guide = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.1));
  const washes = await calm(guide, Math.max(1, Math.round(unit / step / 240)), partOf(control, 0.1, 0.3));
  const wet = copyPlane(washes);
  await smooth(wet, Math.max(1, Math.round(unit / step / 70)), partOf(control, 0.3, 0.4));
  const tones = measureTones(wet);
  // Night is painted in middle tones: paper is always lighter than the darkest hour.
  const lift = Math.max(0, Math.min(0.45, (128 - tones.middle) / 240));
  const painter = createWashPainter(picture, { washes, wet, unit, seed: seed & 0xffff, lift });
  await eachRow(picture, partOf(control, 0.4, 1), painter);
}

type Wash = {
  readonly washes: Plane;
  /** The colours run into one another: what the rims are measured against. */
  readonly wet: Plane;
  readonly unit: number;
  readonly seed: number;
  /** How much darkness is thinned with water, 0 to 1. */
  readonly lift: number;
};

function createWashPainter(picture: Picture, wash: Wash): (y: number) => void {
  const { width, pixels } = picture;
  const { washes, wet, unit, seed, lift } = wash;
  const row = () => new Float32Array(width);
  const shift = { x: row(), y: row() };
  const blotch = row();
  const grain = row();
  const colours = new Float32Array(width * 3);
  const readWet = createRowReader(wet, width);
  // Times as bright by level: the darkest tones are thinned most, and keep their hue.
  const thinned = Float32Array.from({ length: 256 }, (_, level) => Math.min(6, ((level + 1) / 256) ** -lift));
  const border = createBorder(picture, unit, seed);
  return (y) => {
    fill(shift.x, y, { seed, cell: unit / 45, amplitude: unit / 230 });
    fill(shift.y, y, { seed: seed + 1, cell: unit / 45, amplitude: unit / 230 });
    fill(blotch, y, { seed: seed + 2, cell: unit / 7, amplitude: 0.85 });
    addNoiseRow(blotch, y, { seed: seed + 3, cellWidth: unit / 26, cellHeight: unit / 26, amplitude: 0.3 });
    const tooth = Math.max(1.2, unit / 420);
    fill(grain, y, { seed: seed + 4, cell: tooth, amplitude: 1 });
    readShifted(washes, y, shift, colours);
    const around = readWet(y);
    const bare = border(y);
    for (let x = 0; x < width; x += 1) {
      const at = x * 3;
      const dim = greyOf(colours[at] ?? 0, colours[at + 1] ?? 0, colours[at + 2] ?? 0);
      const thin = thinned[dim | 0] ?? 1;
      const red = (colours[at] ?? 0) * thin;
      const green = (colours[at + 1] ?? 0) * thin;
      const blue = (colours[at + 2] ?? 0) * thin;
      const grey = dim * thin;
      const surround = greyOf(around[at] ?? 0, around[at + 1] ?? 0, around[at + 2] ?? 0);
      const spot = blotch[x] ?? 0;
      const density =
        1 + spot * 0.26 + rimOf(grey, surround * thin, spot) + (grain[x] ?? 0) * (0.03 + 0.08 * (1 - grey / 255));
      const cover = density * (1 - (bare[x] ?? 0));
      const to = (y * width + x) * 3;
      pixels[to] = glaze(PAPER[0], red, grey, cover);
      pixels[to + 1] = glaze(PAPER[1], green, grey, cover);
      pixels[to + 2] = glaze(PAPER[2], blue, grey, cover);
    }
  };
}

/** More pigment on the darker side of an edge, where each wash ends, and where water ran back. */
function rimOf(grey: number, surround: number, spot: number): number {
  const edge = Math.min(0.45, Math.max(0, surround - grey) * 0.018);
  const level = (grey / 255) * WASHES + spot * 0.4;
  const dried = level - Math.floor(level);
  const wash = dried > 0.86 ? smoothstep(0.86, 0.97, dried) * 0.13 : 0;
  const ring = Math.abs(spot - 0.34);
  const bloom = ring < 0.05 ? (0.05 - ring) * 3.4 : 0;
  return edge + wash + bloom;
}

/** Light through pigment on paper: thin pigment is pale and clear, thick pigment deep. */
function glaze(paper: number, colour: number, grey: number, cover: number): number {
  const vivid = grey + (colour - grey) * 1.25;
  const value = paper - (paper - vivid) * 0.9 * cover;
  return Math.max(8, Math.min(paper, value));
}

/** Rows of bare paper, 0 to 1: a border whose edge the brush left uneven. */
function createBorder({ width, height }: Picture, unit: number, seed: number): (y: number) => Float32Array {
  const wide = unit * 0.028;
  const out = new Float32Array(width);
  const uneven = new Float32Array(width);
  return (y) => {
    fill(uneven, y, { seed: seed + 5, cell: unit / 16, amplitude: wide * 0.9 });
    addNoiseRow(uneven, y, { seed: seed + 6, cellWidth: unit / 70, cellHeight: unit / 240, amplitude: wide * 0.35 });
    const fromEdge = Math.min(y, height - 1 - y);
    for (let x = 0; x < width; x += 1) {
      const inside = Math.min(fromEdge, x, width - 1 - x) + 0.5 + (uneven[x] ?? 0) - wide;
      out[x] = 1 - clamp01(inside / (wide * 0.16 + 0.5) + 0.5);
    }
    return out;
  };
}

function fill(
  out: Float32Array,
  y: number,
  noise: { readonly seed: number; readonly cell: number; readonly amplitude: number },
) {
  out.fill(0);
  addNoiseRow(out, y, { seed: noise.seed, cellWidth: noise.cell, cellHeight: noise.cell, amplitude: noise.amplitude });
}
