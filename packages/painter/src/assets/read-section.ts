import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { PaintError } from '../paint-error.ts';

/** The parts of the baked file, each compressed by itself: what a picture does not need is not read. */
export const SECTIONS = ['icons', 'drawings', 'terms', 'glyphs'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** First bytes of a baked file of this layout. */
export const MAGIC = 'RIVYART3';
const INDEX_BYTES_MAX = 4096;
// The sources sit one folder deeper once they are built.
const PLACES = ['../../assets/art.generated.bin', '../../../assets/art.generated.bin'];
const MISSING = 'The painter has no art yet: run `npm run bake -w @rivya/painter`.';
const STALE = 'The art of the painter is of another version: run `npm run bake -w @rivya/painter`.';

/** Where a section lies: bytes from the end of the index, and its length. */
export type SectionPlace = readonly [name: string, offset: number, length: number];

/** One section of the file baked for this package. Throws as `readSectionOf`, and when nothing was baked. */
export async function readSection(name: SectionName): Promise<Buffer> {
  return await readSectionOf(findBaked(), name);
}

/** The same as it lies in the file, for a section made of pieces that its reader decompresses one by one. */
export async function readPieces(name: SectionName): Promise<Buffer> {
  return await readPacked(findBaked(), name);
}

function findBaked(): URL {
  const url = PLACES.map((place) => new URL(place, import.meta.url)).find((candidate) => existsSync(candidate));
  if (url === undefined) throw new PaintError('assets_missing', MISSING);
  return url;
}

/**
 * One section of a baked file, decompressed. The file: `MAGIC`, the length of the index (4 bytes, little-endian),
 * the index as JSON (`SectionPlace[]`), then the sections, each compressed with Brotli.
 * Throws `PaintError` `assets_missing` for a file of another version, one cut short, or one without that section.
 */
export async function readSectionOf(url: URL, name: SectionName): Promise<Buffer> {
  return await promisify(brotliDecompress)(await readPacked(url, name));
}

async function readPacked(url: URL, name: SectionName): Promise<Buffer> {
  const file = await open(url);
  try {
    const head = await readBytes(file, 0, MAGIC.length + 4);
    const size = head.readUInt32LE(MAGIC.length);
    if (head.toString('latin1', 0, MAGIC.length) !== MAGIC || size > INDEX_BYTES_MAX) {
      throw new PaintError('assets_missing', STALE);
    }
    const index: readonly SectionPlace[] = JSON.parse((await readBytes(file, head.length, size)).toString('utf8'));
    const place = index.find(([section]) => section === name);
    if (place === undefined) throw new PaintError('assets_missing', STALE);
    return await readBytes(file, head.length + size + place[1], place[2]);
  } finally {
    await file.close();
  }
}

/** Throws `PaintError` `assets_missing` when the file ends before. */
async function readBytes(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new PaintError('assets_missing', STALE);
  return buffer;
}
