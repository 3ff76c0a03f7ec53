import { clamp01, smoothstep } from '../colour.ts';
import { type Control, partOf } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import type { Picture } from '../picture.ts';
import { calm } from './calm.ts';
import { eachRow } from './each-row.ts';
import { measure } from './measures.ts';
import { createRowReader, type Plane, readShifted, shrink, smooth } from './plane.ts';
import { createNoiseReader } from './read-noise.ts';
import { greyOf, greyPlane, measureTones } from './tones.ts';

const PAPER = [252, 250, 244] as const;
/** Washes laid over one another from light to dark: each leaves a dark rim where it dried. */
const WASHES = 5;

/** Washes on white paper: simplified colours whose edges wander, dark rims of pigment, blooms, granulation, a bare border. */
export async function paintWatercolour(picture: Picture, seed: number, control: Control): Promise<void> {
  const { width, height, pixels } = picture;
  const { unit, step } = measure(picture);
  const guide = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.1));
  const washes = await calm(guide, Math.max(1, Math.round(unit / step / 240)), partOf(control, 0.1, 0.3));
  const wet = greyPlane(washes);
  await smooth(wet, Math.max(1, Math.round(unit / step / 70)), partOf(control, 0.3, 0.4));
  const tones = measureTones(wet);
  // Night is painted in middle tones: paper is always lighter than the darkest hour.
  const lift = Math.max(0, Math.min(0.45, (128 - tones.middle) / 240));
  const painter = createWashPainter(picture, { washes, wet, unit, seed: seed & 0xffff, lift });
  await eachRow(picture, partOf(control, 0.4, 1), painter);
}

type Wash = {
  readonly washes: Plane;
  /** Brightness of the colours run into one another: what the rims are measured against. */
  readonly wet: Plane;
  readonly unit: number;
  readonly seed: number;
  /** How much darkness is thinned with water, 0 to 1. */
  readonly lift: number;
};

function createWashPainter(picture: Picture, wash: Wash): (y: number) => void {
  const { width, pixels } = picture;
  const { washes, wet, unit, seed, lift } = wash;
  const even = (index: number, cell: number, amplitude: number) =>
    ({ seed: seed + index, cellWidth: cell, cellHeight: cell, amplitude }) as const;
  const readX = createNoiseReader(picture, [even(0, unit / 45, unit / 230)]);
  const readY = createNoiseReader(picture, [even(1, unit / 45, unit / 230)]);
  const readBlotch = createNoiseReader(picture, [even(2, unit / 7, 0.85), even(3, unit / 26, 0.3)]);
  const tooth = even(4, Math.max(1.2, unit / 420), 1);
  const grain = new Float32Array(width);
  const colours = new Float32Array(width * 3);
  const readWet = createRowReader(wet, width);
  // Times as bright by level: the darkest tones are thinned most, and keep their hue.
  const thinned = Float32Array.from({ length: 256 }, (_, level) => Math.min(6, ((level + 1) / 256) ** -lift));
  const border = createBorder(picture, unit, seed);
  return (y) => {
    grain.fill(0);
    addNoiseRow(grain, y, tooth);
    readShifted(washes, y, { x: readX(y), y: readY(y) }, colours);
    const row = pixels.subarray(y * width * 3, (y + 1) * width * 3);
    layRow(row, { colours, wet: readWet(y), blotch: readBlotch(y), grain, bare: border(y), thinned });
  };
}

type WashRow = {
  readonly colours: Float32Array;
  readonly wet: Float32Array;
  readonly blotch: Float32Array;
  readonly grain: Float32Array;
  readonly bare: Float32Array;
  readonly thinned: Float32Array;
};

function layRow(row: Uint8Array, { colours, wet, blotch, grain, bare, thinned }: WashRow) {
  for (let x = 0, at = 0; x < wet.length; x += 1, at += 3) {
    const red = colours[at] ?? 0;
    const green = colours[at + 1] ?? 0;
    const blue = colours[at + 2] ?? 0;
    const dim = greyOf(red, green, blue);
    const thin = thinned[dim | 0] ?? 1;
    const grey = dim * thin;
    const spot = blotch[x] ?? 0;
    const pigment = (grain[x] ?? 0) * (0.11 - grey * (0.08 / 255));
    const density = 1 + spot * 0.26 + rimOf(grey, (wet[x] ?? 0) * thin, spot) + pigment;
    const cover = 0.9 * density * (1 - (bare[x] ?? 0));
    row[at] = glaze(PAPER[0], grey + (red * thin - grey) * VIVID, cover);
    row[at + 1] = glaze(PAPER[1], grey + (green * thin - grey) * VIVID, cover);
    row[at + 2] = glaze(PAPER[2], grey + (blue * thin - grey) * VIVID, cover);
  }
}

/** Pigment in water is purer than what it paints. */
const VIVID = 1.25;

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
function glaze(paper: number, colour: number, cover: number): number {
  const value = paper - (paper - colour) * cover;
  return value < 8 ? 8 : Math.min(value, paper);
}

/** Rows of bare paper, 0 to 1: a border whose edge the brush left uneven. */
function createBorder({ width, height }: Picture, unit: number, seed: number): (y: number) => Float32Array {
  const wide = unit * 0.028;
  // No unevenness reaches farther in than this.
  const reach = Math.min(width, Math.ceil(wide * 2.8) + 2);
  const out = new Float32Array(width);
  const uneven = new Float32Array(width);
  return (y) => {
    const fromEdge = Math.min(y, height - 1 - y);
    const isInside = fromEdge > reach && reach * 2 < width;
    const parts = isInside ? [0, reach, width - reach, width] : [0, width];
    if (isInside) out.fill(0, reach, width - reach);
    for (let part = 0; part < parts.length; part += 2) {
      const [from = 0, end = 0] = parts.slice(part, part + 2);
      const edge = uneven.subarray(from, end).fill(0);
      const broad = { seed: seed + 5, cellWidth: unit / 16, cellHeight: unit / 16, amplitude: wide * 0.9 };
      const fine = { seed: seed + 6, cellWidth: unit / 70, cellHeight: unit / 240, amplitude: wide * 0.35 };
      addNoiseRow(edge, y, { ...broad, originX: -from });
      addNoiseRow(edge, y, { ...fine, originX: -from });
      for (let x = from; x < end; x += 1) {
        const inside = Math.min(fromEdge, x, width - 1 - x) + 0.5 + (uneven[x] ?? 0) - wide;
        out[x] = 1 - clamp01(inside / (wide * 0.16 + 0.5) + 0.5);
      }
    }
    return out;
  };
}
