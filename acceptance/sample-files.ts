import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

export type Colour = readonly [red: number, green: number, blue: number];

/** A PNG of one colour with a diagonal, so that it is a picture of something. */
export function png(
  width: number,
  height: number,
  [red, green, blue]: Colour = [40, 90, 160],
): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array(height * (1 + width * 3));
  let at = 0;
  for (let y = 0; y < height; y += 1) {
    at += 1;
    for (let x = 0; x < width; x += 1) {
      const isLine = Math.abs(x * height - y * width) < 4 * width;
      rows[at] = isLine ? 255 : red;
      rows[at + 1] = isLine ? 220 : green;
      rows[at + 2] = isLine ? 90 : blue;
      at += 3;
    }
  }
  return assemble({ width, height, bitDepth: 8, colourType: 2 }, deflateSync(rows));
}

/** A valid PNG of one bit a pixel: a few kilobytes that unpack to `width × height` pixels. */
export function pngBomb(width: number, height: number): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array(height * (1 + Math.ceil(width / 8)));
  return assemble({ width, height, bitDepth: 1, colourType: 0 }, deflateSync(rows));
}

/** The size a PNG says it has. */
export function pngSize(bytes: Uint8Array): { width: number; height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** A file that looks like a PNG at first, padded to a size. */
export function paddedPng(sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  bytes.set(png(8, 8));
  return bytes;
}

/** Silence as a 16-bit mono WAV. */
export function wav(seconds: number): Uint8Array<ArrayBuffer> {
  const rate = 8_000;
  const dataBytes = Math.round(seconds * rate) * 2;
  const bytes = new Uint8Array(44 + dataBytes);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string) => bytes.set(new TextEncoder().encode(word), at);
  text(0, 'RIFF');
  view.setUint32(4, 36 + dataBytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, dataBytes, true);
  return bytes;
}

type Header = { width: number; height: number; bitDepth: number; colourType: number };

function assemble(header: Header, packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const ihdr = new Uint8Array(13);
  const view = new DataView(ihdr.buffer);
  view.setUint32(0, header.width);
  view.setUint32(4, header.height);
  ihdr[8] = header.bitDepth;
  ihdr[9] = header.colourType;
  return joined([SIGNATURE, chunk('IHDR', ihdr), chunk('IDAT', packed), chunk('IEND', new Uint8Array())]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = joined([new TextEncoder().encode(type), data]);
  const bytes = new Uint8Array(body.length + 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(body, 4);
  view.setUint32(bytes.length - 4, crc32(body));
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
