import type { Metadata, default as Sharp } from 'sharp';
import type { Gate } from './gate.ts';

/** Width and height in pixels as a viewer shows the picture, its EXIF orientation applied. */
export type PixelSize = { readonly width: number; readonly height: number };

export const PIXELS_MAX = 50_000_000;
/** A proof that holds more than this takes the whole gate: two of them would not fit the memory budget. */
const SHARED_BYTES_MAX = 200_000_000;
const PROOF_PIXELS = 64;

/** Reads the size of a picture without decoding it. Throws when it is not one, or has more than 50 megapixels. */
export async function measureImage(input: string | Uint8Array): Promise<PixelSize> {
  return sizeOf(await readMetadata(await loadSharp(), input));
}

/**
 * Decodes every pixel of a picture once. Throws when that is not possible, or when there are more than 50 megapixels,
 * which is known before anything is decoded.
 *
 * The picture is shrunk to a stamp on the way, so its rows are let go as they come: two baseline JPEGs of 50 megapixels
 * at once took 16 MB, two PNGs 55 MB. What has to be held whole (progressive, interlaced, WebP) took up to 300 MB each.
 */
export async function proveImage(gate: Gate, input: string | Uint8Array): Promise<PixelSize> {
  const sharp = await loadSharp();
  const metadata = await readMetadata(sharp, input);
  const slots = bytesHeld(metadata) > SHARED_BYTES_MAX ? GATE_SLOTS : 1;
  await gate.run(slots, async () => {
    await sharp(input, {
      limitInputPixels: PIXELS_MAX,
      sequentialRead: true,
      failOn: 'error',
      ...((metadata.pages ?? 1) > 1 ? { pages: -1 } : {}),
    })
      .resize({ width: PROOF_PIXELS, height: PROOF_PIXELS, fit: 'fill' })
      .raw()
      .toBuffer();
  });
  return sizeOf(metadata);
}

/** How many proofs may run at once in the process. */
export const GATE_SLOTS = 2;

/** Loaded at the first picture: a server that sees none never pays for it. One thread each: the gate is the parallelism. */
async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

async function readMetadata(sharp: typeof Sharp, input: string | Uint8Array): Promise<Metadata> {
  try {
    const metadata = await sharp(input, { limitInputPixels: PIXELS_MAX }).metadata();
    if (metadata.width * metadata.height * (metadata.pages ?? 1) > PIXELS_MAX) throw new PixelLimitError();
    return metadata;
  } catch (error) {
    throw error instanceof Error && error.message.includes('pixel limit') ? new PixelLimitError() : error;
  }
}

/** The picture, all its frames together, has more than 50 megapixels. */
export class PixelLimitError extends Error {
  override readonly message = 'The picture has more than 50 megapixels.';
}

function sizeOf({ autoOrient }: Metadata): PixelSize {
  return { width: autoOrient.width, height: autoOrient.height };
}

/** What the decoder must keep at once, in bytes, as far as it can be told beforehand. */
function bytesHeld({ format, width, height, channels, depth, isProgressive, chromaSubsampling }: Metadata): number {
  const pixels = width * height;
  if (format === 'webp') return pixels * WEBP_BYTES_PER_PIXEL;
  if (!isProgressive) return 0;
  if (format === 'png') return pixels * channels * (depth === 'ushort' ? 2 : 1);
  return pixels * COEFFICIENT_BYTES * (SAMPLES_PER_PIXEL[chromaSubsampling ?? ''] ?? channels);
}

/** Lossless ones are decoded whole, with a working copy. */
const WEBP_BYTES_PER_PIXEL = 5;
/** A progressive JPEG is complete only when its last scan is read, so all its coefficients are kept. */
const COEFFICIENT_BYTES = 2;
const SAMPLES_PER_PIXEL: Readonly<Record<string, number>> = { '4:2:0': 1.5, '4:2:2': 2 };
