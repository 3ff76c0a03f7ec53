import type { Metadata, default as Sharp } from 'sharp';

/** A picture as the upstreams of the Wan models take it. */
export type PreparedImage = { readonly bytes: Uint8Array; readonly mimeType: string };

/** The bytes are no picture that can be decoded, or none that can be brought within the limits. */
export class ImageUnusable extends Error {
  override readonly name = 'ImageUnusable';
}

/** What the "Wan2.7 - image generation and editing API reference" says of an input picture. */
const SIDE_MIN = 240;
const SIDE_MAX = 8_000;
const RATIO_MAX = 8;
/** The page says "20 MB" and not of which kind: the smaller one is right in both cases. */
const BYTES_MAX = 20_000_000;
const FORMATS: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  bmp: 'image/bmp',
};

/** Larger ones cannot be uploaded to the server in the first place. */
const PIXELS_MAX = 50_000_000;
const BACKGROUND = '#ffffff';
/** Optimised coding would hold the whole picture: 600 MB more for one of 50 megapixels, and 3 % smaller files. */
const JPEG = { quality: 92, chromaSubsampling: '4:4:4', optimiseCoding: false } as const;
/** A JPEG that is still too large is made again with half of its pixels, so often at most. */
const SHRINKS_MAX = 6;
const SHRINK = Math.SQRT1_2;

/**
 * Reads a picture and brings it within what the Wan models take: no alpha channel, upright, sides of 240 to 8,000
 * pixels, no ratio beyond 1:8 or 8:1, at most 20 MB. A picture that is so already passes byte for byte; any other is
 * flattened on white, turned as its EXIF orientation says, scaled, padded with white and encoded anew.
 *
 * Pictures are read and prepared one after another in the whole process, so that only one is decoded at any time.
 * Throws `ImageUnusable`, whatever `read` throws, or the signal's reason.
 */
export function prepareImage(read: () => Promise<Uint8Array>, signal?: AbortSignal): Promise<PreparedImage> {
  const prepared = last.then(async () => {
    signal?.throwIfAborted();
    return await fitImage(await untilAborted(read(), signal));
  });
  last = prepared.catch(() => undefined);
  return prepared;
}

let last: Promise<unknown> = Promise.resolve();

/** A store that never answers must not hold up the pictures behind it. */
function untilAborted(reading: Promise<Uint8Array>, signal: AbortSignal | undefined): Promise<Uint8Array> {
  if (signal === undefined) return reading;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    reading.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

async function fitImage(bytes: Uint8Array): Promise<PreparedImage> {
  const sharp = await loadSharp();
  try {
    const metadata = await sharp(bytes, { limitInputPixels: PIXELS_MAX }).metadata();
    const mimeType = FORMATS[metadata.format];
    if (mimeType !== undefined && isFit(metadata, bytes.length)) return { bytes, mimeType };
    return await encode(sharp, bytes, metadata);
  } catch (error) {
    if (error instanceof ImageUnusable) throw error;
    throw new ImageUnusable('The picture cannot be decoded.', { cause: error });
  }
}

/** Loaded at the first picture, as everywhere in the server; one thread, because one picture at a time is the limit. */
async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

function isFit({ autoOrient, hasAlpha, orientation, pages, space }: Metadata, sizeBytes: number): boolean {
  const long = Math.max(autoOrient.width, autoOrient.height);
  const short = Math.min(autoOrient.width, autoOrient.height);
  return (
    !hasAlpha &&
    (orientation ?? 1) === 1 &&
    (pages ?? 1) === 1 &&
    // Inks are no documented input, and decoders disagree about them.
    space !== 'cmyk' &&
    short >= SIDE_MIN &&
    long <= SIDE_MAX &&
    long <= short * RATIO_MAX &&
    sizeBytes <= BYTES_MAX
  );
}

/** Graphics keep their exact pixels as PNG where that is small enough; everything else becomes a JPEG. */
async function encode(sharp: typeof Sharp, bytes: Uint8Array, metadata: Metadata): Promise<PreparedImage> {
  const draw = (shrink: number) => drawFitted(sharp(bytes, READ), metadata, shrink);
  if (metadata.format === 'png' || metadata.hasAlpha) {
    const png = await draw(1).png().toBuffer();
    if (png.length <= BYTES_MAX) return { bytes: png, mimeType: 'image/png' };
  }
  for (let shrinks = 0; shrinks <= SHRINKS_MAX; shrinks += 1) {
    const jpeg = await draw(SHRINK ** shrinks)
      .jpeg(JPEG)
      .toBuffer();
    if (jpeg.length <= BYTES_MAX) return { bytes: jpeg, mimeType: 'image/jpeg' };
  }
  throw new ImageUnusable('The picture cannot be made small enough.');
}

const READ = { limitInputPixels: PIXELS_MAX, failOn: 'error' } as const;

function drawFitted(image: ReturnType<typeof Sharp>, { autoOrient }: Metadata, shrink: number) {
  const { picture, canvas } = fitSize(autoOrient, shrink);
  const left = Math.floor((canvas.width - picture.width) / 2);
  const top = Math.floor((canvas.height - picture.height) / 2);
  const right = canvas.width - picture.width - left;
  const bottom = canvas.height - picture.height - top;
  return image
    .autoOrient()
    .resize({ ...picture, fit: 'fill' })
    .flatten({ background: BACKGROUND })
    .extend({ left, top, right, bottom, background: BACKGROUND })
    .toColourspace('srgb');
}

type Size = { readonly width: number; readonly height: number };

/** How large the picture is drawn, and the white canvas it is drawn on, which is larger only where the ratio needs it. */
function fitSize({ width, height }: Size, shrink: number): { picture: Size; canvas: Size } {
  const padded = { width: Math.max(width, height / RATIO_MAX), height: Math.max(height, width / RATIO_MAX) };
  const largest = SIDE_MAX / Math.max(padded.width, padded.height);
  const smallest = SIDE_MIN / Math.min(padded.width, padded.height);
  const scale = Math.max(smallest, Math.min(1, largest) * shrink);
  const side = (padding: number, other: number) =>
    Math.min(
      SIDE_MAX,
      Math.max(SIDE_MIN, Math.round(padding * scale), Math.ceil(Math.round(other * scale) / RATIO_MAX)),
    );
  const canvas = { width: side(padded.width, padded.height), height: side(padded.height, padded.width) };
  const drawn = (length: number, room: number) => Math.min(room, Math.max(1, Math.round(length * scale)));
  return { canvas, picture: { width: drawn(width, canvas.width), height: drawn(height, canvas.height) } };
}
