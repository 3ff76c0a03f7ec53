import { type Control, partOf } from '../control.ts';
import { PaintError } from '../paint-error.ts';
import { eachRow } from '../styles/each-row.ts';
import { shrink } from '../styles/plane.ts';
import { findSky } from './find-sky.ts';
import { findThing, type MatteReader, type Thing } from './find-thing.ts';
import { loadSheet, measureReference, type Reference, type Sheet } from './load-reference.ts';
import { CELLS, type SmallPicture, smallOf } from './small-picture.ts';

/** A reference that was looked at: its small picture and the thing in it. */
export type Study = {
  readonly reference: Reference;
  /** Its upright size, pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly small: SmallPicture;
  readonly thing: Pick<Thing, 'box' | 'createReader'> & { readonly found: Thing['found'] | 'alpha' };
  /** Width over height of what holds the thing. */
  readonly aspect: number;
  /** The thing is cut by the lower edge of its picture: it has no feet to stand on. */
  readonly isCutBelow: boolean;
};
/** A decoded cutout may hold this many pixels before it is cut: 24 MB. */
const SHEET_PIXELS_MAX = 6_000_000;

/** Finds the thing in a reference: by its transparency, or on its ground. Throws PaintError `invalid_reference`. */
export async function studyReference(reference: Reference, control: Control): Promise<Study> {
  const size = await measureReference(reference, control);
  const scale = Math.min(1, Math.sqrt(CELLS / (size.width * size.height)));
  const sheet = await loadSheet(reference, { width: size.width * scale, height: size.height * scale }, control);
  const small = await smallSheet(sheet, control);
  const alpha = Float32Array.from(
    { length: sheet.width * sheet.height },
    (_, at) => (sheet.rgba[at * 4 + 3] ?? 0) / 255,
  );
  const thing = isCutAlready(alpha)
    ? alphaThing(alpha, small)
    : await findThingBelowSky(small, partOf(control, 0.2, 1));
  const { left, right, top, bottom } = thing.box;
  return {
    reference,
    size,
    small,
    thing,
    aspect: (right - left) / (bottom - top),
    isCutBelow: bottom > small.height * 0.985,
  };
}

async function findThingBelowSky(small: SmallPicture, control: Control): Promise<Thing> {
  const sky = await findSky(small, partOf(control, 0, 0.2));
  return await findThing(small, partOf(control, 0.2, 1), sky?.share);
}

/** The thing at about this height in pixels, cut close. Throws PaintError `invalid_reference`, also where all of it is transparent. */
export async function cutOut(study: Study, height: number, control: Control): Promise<Sheet> {
  const { small, thing, reference } = study;
  const { top, bottom } = thing.box;
  const scaleMax = Math.sqrt(SHEET_PIXELS_MAX / (small.width * small.height));
  const scale = Math.min(scaleMax, height / (bottom - top));
  const size = { width: Math.round(small.width * scale), height: Math.round(small.height * scale) };
  const sheet = await loadSheet(reference, size, partOf(control, 0, 0.6));
  if (isClear(sheet)) {
    throw new PaintError('invalid_reference', `Reference ${reference.number} is fully transparent.`);
  }
  const read = thing.createReader(sheet.width, sheet.width / small.width);
  const row = new Float32Array(sheet.width);
  await eachRow(sheet, partOf(control, 0.6, 0.8), (y) => {
    read(sheet.rgba, y, 4, row);
    for (let x = 0; x < sheet.width; x += 1) sheet.rgba[(y * sheet.width + x) * 4 + 3] = (row[x] ?? 0) * 255 + 0.5;
  });
  const cut = cropped(sheet, scaledBox(study, scale, sheet));
  await bleed(cut, partOf(control, 0.8, 1));
  return cut;
}

function isClear({ rgba }: Sheet): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 0) return false;
  return true;
}

/** Transparent parts show white, as a picture laid on paper. */
async function smallSheet({ width, height, rgba }: Sheet, control: Control): Promise<SmallPicture> {
  const bytes = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    const cover = (rgba[at * 4 + 3] ?? 0) / 255;
    for (let channel = 0; channel < 3; channel += 1) {
      bytes[at * 3 + channel] = 255 + ((rgba[at * 4 + channel] ?? 0) - 255) * cover;
    }
  }
  return await smallOf(await shrink({ width, height, channels: 3, bytes }, 1, control), control);
}

/** Someone cut it already: both clear and solid parts are more than specks. */
function isCutAlready(alpha: Float32Array): boolean {
  const clear = alpha.reduce((sum, share) => sum + (share < 0.1 ? 1 : 0), 0);
  const solid = alpha.reduce((sum, share) => sum + (share > 0.7 ? 1 : 0), 0);
  return clear > alpha.length * 0.02 && solid > alpha.length * 0.005;
}

function alphaThing(alpha: Float32Array, { width, height }: SmallPicture): Study['thing'] {
  const columns = range(width, (x) => range(height, (y) => y).some((y) => (alpha[y * width + x] ?? 0) > 0.1));
  const rows = range(height, (y) => alpha.subarray(y * width, (y + 1) * width).some((share) => share > 0.1));
  const wide = columns.map((has, x) => (has ? x : -1)).filter((x) => x >= 0);
  const tall = rows.map((has, y) => (has ? y : -1)).filter((y) => y >= 0);
  const box = { left: wide[0] ?? 0, right: (wide.at(-1) ?? 0) + 1, top: tall[0] ?? 0, bottom: (tall.at(-1) ?? 0) + 1 };
  const createReader =
    (full: number): MatteReader =>
    (pixels, y, step, out) => {
      for (let x = 0; x < full; x += 1) out[x] = step === 4 ? (pixels[(y * full + x) * 4 + 3] ?? 0) / 255 : 1;
    };
  return { box, createReader, found: 'alpha' };
}

function range<T>(length: number, valueAt: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => valueAt(index));
}

type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/** The thing's box in pixels of the sheet, with a rim for soft edges where the picture goes on. */
function scaledBox({ thing, small }: Study, scale: number, sheet: Sheet): Box {
  const { left, top, right, bottom } = thing.box;
  return {
    left: Math.max(0, Math.floor((left - 1) * scale)),
    top: Math.max(0, Math.floor((top - 1) * scale)),
    right: right >= small.width - 1 ? sheet.width : Math.min(sheet.width, Math.ceil((right + 1) * scale)),
    bottom: bottom >= small.height - 1 ? sheet.height : Math.min(sheet.height, Math.ceil((bottom + 1) * scale)),
  };
}

/** Cut to the part of the box that is not clear. */
function cropped({ width, rgba }: Sheet, box: Box): Sheet {
  let left = box.right - 1;
  let right = box.left + 1;
  let top = box.bottom - 1;
  let bottom = box.top + 1;
  for (let y = box.top; y < box.bottom; y += 1) {
    for (let x = box.left; x < box.right; x += 1) {
      if ((rgba[(y * width + x) * 4 + 3] ?? 0) < 48) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  const cut = { width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
  const out = new Uint8Array(cut.width * cut.height * 4);
  for (let y = 0; y < cut.height; y += 1) {
    const from = ((top + y) * width + left) * 4;
    out.set(rgba.subarray(from, from + cut.width * 4), y * cut.width * 4);
  }
  return { ...cut, rgba: out };
}

/** In place. Half-covered pixels still hold the ground they were cut from: they take the colour of the fullest of their neighbours. */
export async function bleed({ width, height, rgba }: Sheet, control: Control) {
  const reach = Math.max(1, Math.round(Math.min(width, height) / 140));
  const before = rgba.slice();
  const around = [-1, 0, 1].flatMap((down) =>
    [-1, 0, 1].map((across) => ({ down: down * reach, across: across * reach })),
  );
  await eachRow({ width, height }, control, (y) => {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      const cover = before[at + 3] ?? 0;
      if (cover === 0 || cover > 235) continue;
      let best = at;
      for (const { down, across } of around) {
        const column = x + across;
        const line = y + down;
        if (column < 0 || line < 0 || column >= width || line >= height) continue;
        const to = (line * width + column) * 4;
        if ((before[to + 3] ?? 0) > (before[best + 3] ?? 0)) best = to;
      }
      for (let channel = 0; channel < 3; channel += 1) rgba[at + channel] = before[best + channel] ?? 0;
    }
  });
}
