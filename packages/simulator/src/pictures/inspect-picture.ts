import { createHash } from 'node:crypto';
import sharp from 'sharp';

/** What was found out about picture bytes; width and height as they lie upright. */
export type Inspected = {
  readonly format: 'jpeg' | 'png' | 'webp' | 'bmp';
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
};

const CACHED_MAX = 500;
const PIXELS_MAX = 8_000 * 8_000;
const cache = new Map<string, Inspected | undefined>();

/** Decodes bytes to the last pixel; undefined when they are no still JPEG, PNG, BMP or WebP, or a broken one. */
export async function inspectPicture(bytes: Uint8Array): Promise<Inspected | undefined> {
  const name = createHash('sha256').update(bytes).digest('hex');
  if (cache.has(name)) return cache.get(name);
  const inspected = readBmp(bytes) ?? (await readWithSharp(bytes));
  if (cache.size >= CACHED_MAX) cache.clear();
  cache.set(name, inspected);
  return inspected;
}

async function readWithSharp(bytes: Uint8Array): Promise<Inspected | undefined> {
  const options = { failOn: 'truncated', limitInputPixels: PIXELS_MAX } as const;
  try {
    const { format, width, height, hasAlpha, pages, orientation } = await sharp(bytes, options).metadata();
    if (format !== 'jpeg' && format !== 'png' && format !== 'webp') return undefined;
    if (pages !== undefined && pages > 1) return undefined;
    // Metadata comes from the first bytes alone; shrinking needs all of them.
    await sharp(bytes, options).resize(16, 16, { fit: 'fill' }).raw().toBuffer();
    const isTurned = orientation !== undefined && orientation >= 5;
    return isTurned ? { format, width: height, height: width, hasAlpha } : { format, width, height, hasAlpha };
  } catch {
    return undefined;
  }
}

/** Sharp has no BMP decoder: the header is read by hand, and that all rows are there. */
function readBmp(bytes: Uint8Array): Inspected | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 54 || view.getUint16(0) !== 0x424d) return undefined;
  const width = view.getInt32(18, true);
  const height = Math.abs(view.getInt32(22, true));
  const bits = view.getUint16(28, true);
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  const isWhole = view.getUint32(30, true) === 0 && view.getUint32(10, true) + rowBytes * height <= bytes.length;
  return isWhole && (bits === 24 || bits === 32) ? { format: 'bmp', width, height, hasAlpha: false } : undefined;
}
