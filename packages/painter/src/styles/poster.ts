import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import { calm } from './calm.ts';
import { eachRow } from './each-row.ts';
import { cleanLabels, createLabelReader, type Labels } from './labels.ts';
import { measure } from './measures.ts';
import { choosePalette, nearestColour, type Palette, sampleColours } from './palette.ts';
import { type Plane, shrink } from './plane.ts';
import { greyOf, measureTones } from './tones.ts';

const COLOURS = 14;
/** Cells along the unit: the finest shape that scissors would cut. */
const CELLS = 480;
const PAPER = [244, 236, 220] as const;
const SUBJECT_WEIGHT = 7;

/** A screen print: flat areas of a few inks with clean edges on cream paper, the darkest ink a little out of register. */
export async function printPoster(picture: Picture, control: Control): Promise<void> {
  const { width, height, pixels, subjectCover } = picture;
  const { unit, step } = measure(picture, CELLS);
  const guide = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.15));
  const cover =
    subjectCover === undefined
      ? undefined
      : await shrink({ width, height, channels: 1, bytes: subjectCover }, step, partOf(control, 0.15, 0.2));
  const flat = await calm(guide, Math.max(1, Math.round(unit / step / 120)), partOf(control, 0.2, 0.4));
  if (cover !== undefined) keepSubjects(flat, guide, cover);
  await control.checkpoint(0.41);
  brighten(flat);
  await control.checkpoint(0.42);
  const palette = choosePalette(sampleColours(flat, cover, SUBJECT_WEIGHT), COLOURS);
  await control.checkpoint(0.45);
  const labels = await cleanLabels(await labelCells(flat, palette, partOf(control, 0.45, 0.55)), 2, control);
  await control.checkpoint(0.58);
  const inks = mixInks(palette);
  const print = createLabelReader(labels, inks, width);
  const margin = Math.round(unit * 0.03);
  const shift = Math.max(1, Math.round(unit / 420));
  await eachRow(picture, partOf(control, 0.6, 0.85), (y) => {
    const row = pixels.subarray(y * width * 3, (y + 1) * width * 3);
    print(y, row);
    leaveMargin(row, { y, width, height, margin });
  });
  await overprint(picture, { inks, shift, margin }, partOf(control, 0.85, 1));
}

/** Eyes and stripes of a subject stay; what is calmed is its ground. */
function keepSubjects(flat: Plane, guide: Plane, cover: Plane) {
  for (let at = 0; at < cover.values.length; at += 1) {
    const share = Math.min(1, (cover.values[at] ?? 0) / 200);
    for (let index = at * 3; index < at * 3 + 3; index += 1) {
      const calmed = flat.values[index] ?? 0;
      flat.values[index] = calmed + ((guide.values[index] ?? 0) - calmed) * share;
    }
  }
}

/** A poster is read from afar: a dark picture is lifted until its middle tone is a third of the way to white. */
function brighten(flat: Plane) {
  const { middle } = measureTones(flat);
  if (middle >= 85) return;
  const power = Math.max(0.55, Math.log(85 / 255) / Math.log((middle + 1) / 255));
  for (let at = 0; at < flat.values.length; at += 3) {
    const grey = greyOf(flat.values[at] ?? 0, flat.values[at + 1] ?? 0, flat.values[at + 2] ?? 0);
    const gain = ((grey + 1) / 256) ** (power - 1);
    for (let index = at; index < at + 3; index += 1)
      flat.values[index] = Math.min(255, (flat.values[index] ?? 0) * gain);
  }
}

async function labelCells(flat: Plane, palette: Palette, control: Control): Promise<Labels> {
  const cells = new Uint8Array(flat.width * flat.height);
  await eachRow(flat, control, (row) => {
    for (let at = row * flat.width; at < (row + 1) * flat.width; at += 1) {
      cells[at] = nearestColour(
        palette,
        flat.values[at * 3] ?? 0,
        flat.values[at * 3 + 1] ?? 0,
        flat.values[at * 3 + 2] ?? 0,
      );
    }
  });
  return { width: flat.width, height: flat.height, step: flat.step, cells };
}

/** Inks on cream paper: fuller than the picture's colours, no white and no black, all with a little of one warm tone. */
function mixInks(palette: Palette): Palette {
  const inks = new Float64Array(palette.length);
  for (let at = 0; at < palette.length; at += 3) {
    const grey = ((palette[at] ?? 0) + (palette[at + 1] ?? 0) * 2 + (palette[at + 2] ?? 0)) / 4;
    for (let channel = 0; channel < 3; channel += 1) {
      const vivid = grey + ((palette[at + channel] ?? 0) - grey) * 1.35;
      const contrasted = Math.max(0, Math.min(255, (vivid - 118) * 1.12 + 120));
      inks[at + channel] = 14 + contrasted * (((PAPER[channel] ?? 0) - 12) / 255);
    }
  }
  return inks;
}

function leaveMargin(
  row: Uint8Array,
  at: { readonly y: number; readonly width: number; readonly height: number; readonly margin: number },
) {
  const { y, width, height, margin } = at;
  const isOutside = y < margin || y >= height - margin;
  for (let x = 0; x < width; x += 1) {
    if (!isOutside && x === margin) x = width - margin;
    if (x >= width) break;
    for (let channel = 0; channel < 3; channel += 1) row[x * 3 + channel] = PAPER[channel] ?? 0;
  }
}

type Plate = { readonly inks: Palette; readonly shift: number; readonly margin: number };

/** The darkest ink again, a little to the lower right, through what lies there: works upwards, so the source is unchanged. */
async function overprint({ width, height, pixels }: Picture, { inks, shift, margin }: Plate, control: Control) {
  const ink = (inks[0] ?? 0) + (inks[1] ?? 0) + (inks[2] ?? 0);
  // A picture without dark parts has no plate that could be out of register.
  if (ink > 240) return;
  await eachRow({ width, height: Math.max(0, height - 2 * margin - shift) }, control, (row) => {
    const y = height - margin - 1 - row;
    for (let x = width - margin - 1; x >= margin + shift; x -= 1) {
      const from = ((y - shift) * width + x - shift) * 3;
      if ((pixels[from] ?? 0) + (pixels[from + 1] ?? 0) + (pixels[from + 2] ?? 0) > ink + 12) continue;
      const to = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const old = pixels[to + channel] ?? 0;
        const dark = inks[channel] ?? 0;
        if (old > dark) pixels[to + channel] = dark + (old - dark) * 0.45;
      }
    }
  });
}
