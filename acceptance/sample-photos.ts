import { randomBytes } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';

const RED = { r: 200, g: 60, b: 40 };

/** A PNG that is half transparent. */
export function clearPng(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf(sharp({ create: { width, height, channels: 4, background: { ...RED, alpha: 0.5 } } }).png());
}

/** A JPEG whose pixels lie on their side: a viewer turns it and shows `width` by `height`. */
export function turnedJpeg(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const lying = sharp({ create: { width: height, height: width, channels: 3, background: RED } });
  return bytesOf(lying.jpeg().withMetadata({ orientation: 6 }));
}

/** A WebP of one colour. */
export function webp(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  return bytesOf(sharp({ create: { width, height, channels: 3, background: RED } }).webp());
}

/** A PNG of noise, so that it takes about three bytes for each of its pixels. */
export function noisyPng(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const noise = randomBytes(width * height * 3);
  return bytesOf(sharp(noise, { raw: { width, height, channels: 3 } }).png({ compressionLevel: 0 }));
}

async function bytesOf(image: Sharp): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await image.toBuffer());
}
