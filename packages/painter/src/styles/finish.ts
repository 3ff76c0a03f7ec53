import { type Control, partOf } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import type { Picture } from '../picture.ts';
import { eachRow } from './each-row.ts';
import { measure } from './measures.ts';
import { copyPlane, createRowReader, type Plane, smooth } from './plane.ts';
import { blurGround, findSurround, type Surround } from './surround.ts';

/** Cells along the unit: light around things has no detail. */
const CELLS = 170;
/** How much of the ground's light creeps over a subject's rim. */
const WRAP = 0.16;
/** How much a subject takes on of the hue of what is around it. */
const HARMONY = 0.08;

/**
 * The finish of a picture without a style: subjects take a rim of the light behind them, a touch of its hue and
 * the brush's unevenness, and their cut edge is softened; bright parts bloom and the corners darken a little.
 * No grain: it would multiply the file's size.
 */
export async function finish(picture: Picture, seed: number, control: Control): Promise<void> {
  const { unit, step } = measure(picture, CELLS);
  const surround = await findSurround(picture, step, partOf(control, 0, 0.2));
  await lightUp(picture, surround, partOf(control, 0.2, 0.7));
  const { cover } = surround;
  if (cover !== undefined) await seat(picture, { surround, cover, unit, seed }, partOf(control, 0.7, 1));
}

/** Bloom and vignette. */
async function lightUp(picture: Picture, { colours }: Surround, control: Control) {
  const { width, height, pixels } = picture;
  const glow = copyPlane(colours);
  await smooth(glow, 4, partOf(control, 0, 0.2));
  for (let at = 0; at < glow.values.length; at += 1) glow.values[at] = ((glow.values[at] ?? 0) / 255) ** 3 * BLOOM;
  const read = createRowReader(glow, width);
  const bend = Float32Array.from({ length: width }, (_, x) => ((2 * x + 1) / width - 1) ** 2);
  await eachRow(picture, partOf(control, 0.2, 1), (y) => {
    const down = ((2 * y + 1) / height - 1) ** 2;
    lightRow(pixels.subarray(y * width * 3, (y + 1) * width * 3), read(y), bend, down);
  });
}

/** `bend` and `down` are squared distances from the middle, 1 at the edge. */
function lightRow(row: Uint8Array, bloom: Float32Array, bend: Float32Array, down: number) {
  for (let x = 0, at = 0; x < bend.length; x += 1, at += 3) {
    const radius = (bend[x] ?? 0) + down;
    const corner = 1 - radius * radius * VIGNETTE;
    const red = row[at] ?? 0;
    const green = row[at + 1] ?? 0;
    const blue = row[at + 2] ?? 0;
    // Rounded, not dithered: the rows were dithered when they were painted, and twice costs half the file again.
    row[at] = (red + (255 - red) * (bloom[at] ?? 0)) * corner + 0.5;
    row[at + 1] = (green + (255 - green) * (bloom[at + 1] ?? 0)) * corner + 0.5;
    row[at + 2] = (blue + (255 - blue) * (bloom[at + 2] ?? 0)) * corner + 0.5;
  }
}

/** A tenth of the way to white beside the sun. */
const BLOOM = 0.1;
/** A twelfth darker in the very corners, where the radius squared is 2. */
const VIGNETTE = 0.02;

type Seat = {
  readonly surround: Surround;
  readonly cover: Plane;
  readonly unit: number;
  readonly seed: number;
};

async function seat(picture: Picture, { surround, cover, unit, seed }: Seat, control: Control) {
  const { width, pixels, subjectCover } = picture;
  if (subjectCover === undefined) return;
  const behind = await blurGround(surround, 4, partOf(control, 0, 0.2));
  const around = copyPlane(cover);
  await smooth(around, 1, partOf(control, 0.2, 0.3));
  const readBehind = createRowReader(behind, width);
  const readAround = createRowReader(around, width);
  const strokes = new Float32Array(width);
  await eachRow(picture, partOf(control, 0.3, 1), (y) => {
    const covers = subjectCover.subarray(y * width, (y + 1) * width);
    const span = findSpan(covers);
    if (span.end === 0) return;
    soften(picture, subjectCover, y, span);
    strokes.fill(0);
    addNoiseRow(strokes, y, { seed, cellWidth: unit / 24, cellHeight: unit / 85, amplitude: 0.02 });
    const row = pixels.subarray(y * width * 3, (y + 1) * width * 3);
    seatRow(row, span, { covers, strokes, ground: readBehind(y), near: readAround(y) });
  });
}

type SeatRow = {
  readonly covers: Uint8Array;
  readonly strokes: Float32Array;
  readonly ground: Float32Array;
  readonly near: Float32Array;
};

function seatRow(row: Uint8Array, { from, end }: Span, { covers, strokes, ground, near }: SeatRow) {
  for (let x = from; x < end; x += 1) {
    const cover = covers[x] ?? 0;
    if (cover === 0) continue;
    const covered = cover / 255;
    const rim = Math.min(WRAP, (1 - (near[x] ?? 0)) * WRAP * 1.6) * covered;
    const at = x * 3;
    const red = ground[at] ?? 0;
    const green = ground[at + 1] ?? 0;
    const blue = ground[at + 2] ?? 0;
    const tone = 1 + ((strokes[x] ?? 0) - HARMONY) * covered;
    const share = HARMONY * covered * (3 / (red + green + blue + 30));
    row[at] = seated((row[at] ?? 0) * (tone + red * share), red, rim);
    row[at + 1] = seated((row[at + 1] ?? 0) * (tone + green * share), green, rim);
    row[at + 2] = seated((row[at + 2] ?? 0) * (tone + blue * share), blue, rim);
  }
}

function seated(tinted: number, light: number, rim: number): number {
  const value = tinted + (light - tinted) * rim + 0.5;
  return Math.min(value, 255);
}

type Span = { readonly from: number; readonly end: number };

/** The columns that a row's subjects lie between; `end` is 0 where there are none. */
function findSpan(covers: Uint8Array): Span {
  let from = 0;
  let end = covers.length;
  while (from < end && covers[from] === 0) from += 1;
  while (end > from && covers[end - 1] === 0) end -= 1;
  return from === end ? { from: 0, end: 0 } : { from, end };
}

/** Averages the few pixels along a subject's cut edge with those left and right of them, and above. */
function soften({ width, pixels }: Picture, cover: Uint8Array, y: number, { from, end }: Span) {
  const up = y === 0 ? 0 : width;
  const first = Math.max(1, from - 1);
  const before = (y * width + first - 1) * 3;
  // What lies to the left is taken as it was, not as it has just become.
  let beforeRed = pixels[before] ?? 0;
  let beforeGreen = pixels[before + 1] ?? 0;
  let beforeBlue = pixels[before + 2] ?? 0;
  for (let x = first; x < Math.min(width - 1, end + 1); x += 1) {
    const at = y * width + x;
    const to = at * 3;
    const red = pixels[to] ?? 0;
    const green = pixels[to + 1] ?? 0;
    const blue = pixels[to + 2] ?? 0;
    const step = Math.abs((cover[at + 1] ?? 0) - (cover[at - 1] ?? 0));
    const fall = Math.abs((cover[at] ?? 0) - (cover[at - up] ?? 0));
    if (step + fall > 60) {
      const above = to - up * 3;
      pixels[to] = red * 0.4 + (beforeRed + (pixels[to + 3] ?? 0) + (pixels[above] ?? 0)) * 0.2 + 0.5;
      pixels[to + 1] = green * 0.4 + (beforeGreen + (pixels[to + 4] ?? 0) + (pixels[above + 1] ?? 0)) * 0.2 + 0.5;
      pixels[to + 2] = blue * 0.4 + (beforeBlue + (pixels[to + 5] ?? 0) + (pixels[above + 2] ?? 0)) * 0.2 + 0.5;
    }
    beforeRed = red;
    beforeGreen = green;
    beforeBlue = blue;
  }
}
