import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';

export type Picture = {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
  /** How many are sent at once. */
  readonly count: number;
};

/** 50 megapixels to the pixel: the most the server takes. */
const SIDES = { width: 8_000, height: 6_250 };
const GRAIN = 16;
const PNG_SIGNATURE_AND_HEADER_BYTES = 33;
const CHUNK_FRAME_BYTES = 12;

/** A small PNG that an ancillary chunk of noise makes as large as wanted: receiving it costs, proving it does not. */
export async function paddedPicture(sizeBytes: number): Promise<{ bytes: Uint8Array; mimeType: string }> {
  const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#3a6' } })
    .png()
    .toBuffer();
  const type = Buffer.from('ruSt');
  const noise = randomBytes(sizeBytes - png.length - CHUNK_FRAME_BYTES);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(noise.length, 0);
  frame.writeUInt32BE(crc32(noise, crc32(type)), 4);
  const [header, rest] = [
    png.subarray(0, PNG_SIGNATURE_AND_HEADER_BYTES),
    png.subarray(PNG_SIGNATURE_AND_HEADER_BYTES),
  ];
  const bytes = Buffer.concat([header, frame.subarray(0, 4), type, noise, frame.subarray(4), rest]);
  return { bytes, mimeType: 'image/png' };
}

/** One picture per format, and the forms a decoder has to keep whole in memory. */
export async function* picturesOfFiftyMegapixels(): AsyncGenerator<Picture> {
  const [width, height] = [Math.ceil(SIDES.width / GRAIN), Math.ceil(SIDES.height / GRAIN)];
  const raw = { raw: { width, height, channels: 3 } } as const;
  const grains = randomBytes(width * height * 3);
  const large = (kernel: 'nearest' | 'cubic') => sharp(grains, raw).resize({ ...SIDES, kernel, fit: 'fill' });
  sharp.cache(false);

  const png = { mimeType: 'image/png', name: 'PNG' };
  yield { ...png, count: 8, bytes: await large('nearest').png({ compressionLevel: 1 }).toBuffer() };
  const jpeg = { mimeType: 'image/jpeg', name: 'JPEG' };
  yield { ...jpeg, count: 8, bytes: await large('cubic').jpeg({ quality: 80 }).toBuffer() };
  const webp = { mimeType: 'image/webp', name: 'WebP' };
  yield { ...webp, count: 8, bytes: await large('cubic').webp({ quality: 80, effort: 0 }).toBuffer() };
  const progressive = { mimeType: 'image/jpeg', name: 'progressive JPEG 4:4:4' };
  const options = { quality: 80, progressive: true, chromaSubsampling: '4:4:4' };
  yield { ...progressive, count: 3, bytes: await large('cubic').jpeg(options).toBuffer() };
  const interlaced = { mimeType: 'image/png', name: 'interlaced PNG' };
  yield {
    ...interlaced,
    count: 3,
    bytes: await large('nearest').png({ compressionLevel: 1, progressive: true }).toBuffer(),
  };
}
