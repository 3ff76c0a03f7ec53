import { setTimeout as sleep } from 'node:timers/promises';
import type { Sharp } from 'sharp';
import type { Control } from '../control.ts';
import { loadSharp } from '../load-sharp.ts';
import { PaintError } from '../paint-error.ts';
import type { Picture } from '../picture.ts';

/** A reference as it was given: encoded bytes or a file path. Its number, from 1, names it in errors. */
export type Reference = { readonly source: Uint8Array | string; readonly number: number };
/** RGBA, four bytes a pixel. */
export type Sheet = { readonly width: number; readonly height: number; readonly rgba: Uint8Array };
export type Part = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
type Size = { readonly width: number; readonly height: number };

const INPUT_PIXELS_MAX = 50_000_000;
/** A decoder cannot be stopped, only left alone: how often a wait for it looks for an abort, milliseconds. */
const LOOK_EVERY_MS = 25;

/** Its upright size in pixels. Throws PaintError `invalid_reference`. */
export function measureReference(reference: Reference, control: Control): Promise<Size> {
  return read(reference, control, async (image) => {
    const { autoOrient } = await image.metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  });
}

/**
 * Decoded upright on white, cut to fill the size: around what draws the eye, or first to a part of it, in upright pixels.
 * Throws PaintError `invalid_reference`.
 */
export function loadReference(reference: Reference, size: Size, control: Control, part?: Part): Promise<Picture> {
  return read(reference, control, async (image) => {
    const { data, info } = await (part === undefined ? image : image.extract(part))
      .flatten({ background: '#ffffff' })
      .resize(atLeastOne(size.width), atLeastOne(size.height), { fit: 'cover', position: 'attention' })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: bytesOf(data) };
  });
}

/** Decoded upright with its transparency, scaled to exactly this size. Throws PaintError `invalid_reference`. */
export function loadSheet(reference: Reference, size: Size, control: Control): Promise<Sheet> {
  return read(reference, control, async (image) => {
    const { data, info } = await image
      .resize(atLeastOne(size.width), atLeastOne(size.height), { fit: 'fill' })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, rgba: bytesOf(data) };
  });
}

async function read<Result>(
  { source, number }: Reference,
  control: Control,
  work: (image: Sharp) => Promise<Result>,
): Promise<Result> {
  const sharp = await loadSharp();
  await control.checkpoint(0);
  const image = sharp(source, { failOn: 'error', limitInputPixels: INPUT_PIXELS_MAX })
    .autoOrient()
    .toColourspace('srgb');
  const reading = work(image).catch((cause: unknown) => {
    throw new PaintError('invalid_reference', `Reference ${number} cannot be read as a JPEG, PNG or WebP picture.`, {
      cause,
    });
  });
  return await watched(reading, control);
}

/** Waits for the work, and for an abort meanwhile: decoding 50 megapixels takes longer than an abort may. */
async function watched<Result>(work: Promise<Result>, control: Control): Promise<Result> {
  const done = new AbortController();
  try {
    return await Promise.race([work, lookForAbort(control, done.signal)]);
  } finally {
    done.abort();
    // Left behind by an abort, its own failure is nobody's any more.
    work.catch(() => undefined);
  }
}

async function lookForAbort(control: Control, done: AbortSignal): Promise<never> {
  for (;;) {
    await sleep(LOOK_EVERY_MS, undefined, { signal: done });
    await control.checkpoint(0);
  }
}

function bytesOf(data: Uint8Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function atLeastOne(pixels: number): number {
  return Math.max(1, Math.round(pixels));
}
