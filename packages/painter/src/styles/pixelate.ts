import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import { eachRow } from './each-row.ts';
import { measure } from './measures.ts';
import { choosePalette, colourDistance, nearestColour, type Palette, sampleColours } from './palette.ts';
import { type Plane, shrink } from './plane.ts';

const COLOURS = 28;
/** Cells along the unit. */
const CELLS = 116;
/** A subject's cells count this much more when colours are chosen: it is what one looks at. */
const SUBJECT_WEIGHT = 5;

/** Big clean cells in few colours chosen from the picture; subjects keep an outline, wide gradients a light chequer. */
export async function pixelate(picture: Picture, control: Control): Promise<void> {
  const { width, height, pixels, subjectCover } = picture;
  const { unit } = measure(picture);
  const step = Math.max(2, Math.round(unit / CELLS));
  const grid = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.2));
  const cover =
    subjectCover === undefined
      ? undefined
      : await shrink({ width, height, channels: 1, bytes: subjectCover }, step, partOf(control, 0.2, 0.3));
  brighten(grid);
  if (cover !== undefined) drawOutline(grid, cover);
  await control.checkpoint(0.35);
  const palette = choosePalette(sampleColours(grid, cover, SUBJECT_WEIGHT), COLOURS);
  const chosen = new Uint8Array(grid.width * grid.height * 3);
  await eachRow(grid, partOf(control, 0.4, 0.7), (row) => {
    for (let column = 0; column < grid.width; column += 1) {
      const at = row * grid.width + column;
      const isGround = (cover?.values[at] ?? 0) < 20;
      chosen.set(pickColour(palette, grid, at, isGround && ((row + column) & 1) === 1), at * 3);
    }
  });
  await eachRow(picture, partOf(control, 0.7, 1), (y) => {
    const from = Math.floor(y / step) * grid.width;
    for (let x = 0; x < width; x += 1) {
      const at = (from + Math.floor(x / step)) * 3;
      const to = (y * width + x) * 3;
      pixels[to] = chosen[at] ?? 0;
      pixels[to + 1] = chosen[at + 1] ?? 0;
      pixels[to + 2] = chosen[at + 2] ?? 0;
    }
  });
}

/** Means of many pixels are duller than what the eye saw in them. */
function brighten({ values }: Plane) {
  for (let at = 0; at < values.length; at += 3) {
    const grey = ((values[at] ?? 0) + (values[at + 1] ?? 0) * 2 + (values[at + 2] ?? 0)) / 4;
    for (let channel = 0; channel < 3; channel += 1) {
      const vivid = grey + ((values[at + channel] ?? 0) - grey) * 1.22;
      values[at + channel] = Math.max(0, Math.min(255, (vivid - 122) * 1.1 + 124));
    }
  }
}

/** The outermost cells of a subject turn dark, as drawn by hand. */
function drawOutline({ width, height, values }: Plane, cover: Plane) {
  const isSubject = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < width && row < height && (cover.values[row * width + column] ?? 0) > 120;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      if (!isSubject(column, row)) continue;
      const isInside =
        (isSubject(column - 1, row) || column === 0) &&
        (isSubject(column + 1, row) || column === width - 1) &&
        (isSubject(column, row - 1) || row === 0) &&
        (isSubject(column, row + 1) || row === height - 1);
      if (isInside) continue;
      const at = (row * width + column) * 3;
      values[at] = (values[at] ?? 0) * 0.42 + 6;
      values[at + 1] = (values[at + 1] ?? 0) * 0.4 + 5;
      values[at + 2] = (values[at + 2] ?? 0) * 0.46 + 12;
    }
  }
}

/** The nearest colour; for every other cell, where the true colour lies nearly half way, the one on the other side of it. */
function pickColour(palette: Palette, { values }: Plane, at: number, isOdd: boolean): Float64Array {
  const red = values[at * 3] ?? 0;
  const green = values[at * 3 + 1] ?? 0;
  const blue = values[at * 3 + 2] ?? 0;
  const first = nearestColour(palette, red, green, blue);
  const near = palette.subarray(first * 3, first * 3 + 3);
  if (!isOdd) return near;
  const [nearRed = 0, nearGreen = 0, nearBlue = 0] = near;
  const over = (value: number, from: number) => value + (value - from) * 0.5;
  const second = nearestColour(palette, over(red, nearRed), over(green, nearGreen), over(blue, nearBlue));
  const other = palette.subarray(second * 3, second * 3 + 3);
  const [otherRed = 0, otherGreen = 0, otherBlue = 0] = other;
  const apart = colourDistance(nearRed - otherRed, nearGreen - otherGreen, nearBlue - otherBlue, nearRed + otherRed);
  // Colours far apart would flicker; those are drawn as a clean edge.
  return apart < CHEQUER_DISTANCE_MAX ? other : near;
}

/** Squared, as `colourDistance` gives it: about 24 levels of grey. */
const CHEQUER_DISTANCE_MAX = 9 * 24 * 24;
