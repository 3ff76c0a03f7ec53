import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync, constants } from 'node:zlib';
import opentype from 'opentype.js';
import { type OutlinePoint, simplifyOutline } from './simplify-outline.ts';

const require = createRequire(import.meta.url);

/** Fonts in the order they are asked for a character; `grid` is steps per em, `tolerance` em/1000 an outline may stray. */
const FACES = [
  {
    grid: 512,
    tolerance: 0.9,
    kerned: '@fontsource/lora/files/lora-latin-700-normal.woff',
    files: ['latin', 'latin-ext', 'vietnamese', 'cyrillic', 'cyrillic-ext', 'math'].map(
      (subset) => `@fontsource/lora/files/lora-${subset}-700-normal.woff`,
    ),
  },
  {
    grid: 256,
    tolerance: 2.6,
    kerned: '',
    files: ['@fontsource/zcool-xiaowei/files/zcool-xiaowei-chinese-simplified-400-normal.woff'],
  },
] as const;

type Glyph = { readonly character: string; readonly advance: number; readonly outline: readonly number[] };

/**
 * The letters a sign may need, as polygons: a header of JSON (its length first, four bytes, little-endian) and behind
 * it the outlines of all glyphs, one after the other, as `decodeOutline` of the painter reads them. Compressed.
 */
export function bakeGlyphs(): { readonly packed: Uint8Array; readonly count: number } {
  const known = new Set<string>();
  const faces = FACES.map((face) => {
    const glyphs = face.files.flatMap((file) => readGlyphs(file, face, known));
    return { face, glyphs };
  });
  const header = faces.map(({ face, glyphs }) => ({
    grid: face.grid,
    characters: glyphs.map(({ character }) => character).join(''),
    advances: glyphs.map(({ advance }) => advance),
    lengths: glyphs.map(({ outline }) => outline.length),
    kerns: face.kerned === '' ? {} : readKerns(face.kerned, face.grid),
  }));
  const json = Buffer.from(JSON.stringify({ version: 1, faces: header }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const outlines = faces.flatMap(({ glyphs }) => glyphs.map(({ outline }) => Uint8Array.from(outline)));
  const packed = brotliCompressSync(Buffer.concat([length, json, ...outlines]), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 },
  });
  return { packed, count: known.size };
}

function readGlyphs(file: string, face: (typeof FACES)[number], known: Set<string>): readonly Glyph[] {
  const font = openFont(file);
  const indexes: Record<string, number> = font.tables['cmap']?.['glyphIndexMap'] ?? {};
  const scale = face.grid / font.unitsPerEm;
  const tolerance = (face.tolerance / 1000) * face.grid;
  return Object.entries(indexes).flatMap(([code, index]): Glyph[] => {
    const character = String.fromCodePoint(Number(code));
    if (known.has(character) || /[\p{C}\p{M}]/u.test(character)) return [];
    known.add(character);
    const glyph = font.glyphs.get(index);
    const contours = contoursOf(glyph.path.commands, scale).map((contour) => simplifyOutline(contour, tolerance));
    return [{ character, advance: Math.round((glyph.advanceWidth ?? 0) * scale), outline: encodeOutline(contours) }];
  });
}

function openFont(file: string): opentype.Font {
  const bytes = readFileSync(require.resolve(file));
  return opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

const KERNED = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;!?-’“”&'];
const PAIR_ADJUSTMENT = 2;

/** How much nearer the second of two letters stands, in steps of the grid; pairs that hardly move are left out. */
function readKerns(file: string, grid: number): Readonly<Record<string, number>> {
  const font = openFont(file);
  const lookups = font.tables['gpos']?.['lookups'] ?? [];
  const pairs = lookups.filter((lookup: { lookupType: number }) => lookup.lookupType === PAIR_ADJUSTMENT);
  const indexes = new Map(KERNED.map((letter) => [letter, font.charToGlyphIndex(letter)]));
  const kerns: Record<string, number> = {};
  for (const [left, leftIndex] of indexes) {
    for (const [right, rightIndex] of indexes) {
      // The library's own search looks at one script's table only, which for these fonts is not the Latin one.
      const value = pairs.map((lookup: unknown) => kernIn(font, lookup, leftIndex, rightIndex)).find(Boolean) ?? 0;
      const steps = Math.round((value * grid) / font.unitsPerEm);
      if (Math.abs(steps) >= 4) kerns[left + right] = steps;
    }
  }
  return kerns;
}

type KerningReader = { getKerningValue(lookups: readonly unknown[], left: number, right: number): number };

function kernIn(font: opentype.Font, lookup: unknown, left: number, right: number): number {
  // Not in the library's declarations.
  const position: KerningReader = Reflect.get(font, 'position');
  return position.getKerningValue([lookup], left, right);
}

/** Closed polygons on the grid, y downwards from the base line. */
function contoursOf(commands: readonly opentype.PathCommand[], scale: number): readonly (readonly OutlinePoint[])[] {
  const contours: OutlinePoint[][] = [];
  let contour: OutlinePoint[] = [];
  let from: OutlinePoint = [0, 0];
  for (const command of commands) {
    if (command.type === 'Z') continue;
    const to: OutlinePoint = [command.x * scale, -command.y * scale];
    if (command.type === 'M') {
      contour = [to];
      contours.push(contour);
    } else if (command.type === 'L') contour.push(to);
    else if (command.type === 'Q') contour.push(...alongCurve(from, [command.x1 * scale, -command.y1 * scale], to));
    else throw new Error('An outline of cubic curves: the fonts named above have none.');
    from = to;
  }
  return contours.filter(({ length }) => length > 2);
}

function alongCurve(from: OutlinePoint, bend: OutlinePoint, to: OutlinePoint): readonly OutlinePoint[] {
  const length = Math.hypot(bend[0] - from[0], bend[1] - from[1]) + Math.hypot(to[0] - bend[0], to[1] - bend[1]);
  const steps = Math.max(2, Math.min(12, Math.ceil(length / 6)));
  return Array.from({ length: steps }, (_, index): OutlinePoint => {
    const t = (index + 1) / steps;
    const at = (axis: 0 | 1) => from[axis] * (1 - t) ** 2 + 2 * bend[axis] * t * (1 - t) + to[axis] * t * t;
    return [at(0), at(1)];
  });
}

/** For each contour its number of points, then steps from point to point, each a signed number of 7 bits a byte. */
function encodeOutline(contours: readonly (readonly OutlinePoint[])[]): readonly number[] {
  const bytes: number[] = [];
  const write = (value: number) => {
    let rest = value;
    for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
    bytes.push(rest);
  };
  let [lastX, lastY] = [0, 0];
  for (const contour of contours) {
    if (contour.length < 3) continue;
    write(contour.length);
    for (const [x, y] of contour) {
      write(zigzag(x - lastX));
      write(zigzag(y - lastY));
      [lastX, lastY] = [x, y];
    }
  }
  return bytes;
}

function zigzag(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}
