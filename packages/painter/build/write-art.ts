import type { BakedIcons, BakedTerms } from '../src/subjects/load-art.ts';
import { bakeGlyphs } from './bake-glyphs.ts';
import { bakeSections, pack } from './bake-sections.ts';
import { bakeTerms } from './bake-terms.ts';
import { type Collected, collectIcons } from './collect-icons.ts';

/** Few enough that one is unpacked in a millisecond, enough that they compress well together. */
const DRAWINGS_PER_PIECE = 16;
const TARGET = new URL('../assets/art.generated.bin', import.meta.url);

/** Writes what the painter can draw, the words that name it and the letters of signs: one file. Tells what it wrote. */
export async function writeArt(): Promise<string> {
  const startedAt = performance.now();
  const { icons, sources } = await collectIcons();
  const terms = await bakeTerms(icons, sources);
  const pieces = packDrawings(icons);
  const bytes = await bakeSections(TARGET, [
    { name: 'icons', packed: pack(JSON.stringify(toBaked(icons, pieces))) },
    { name: 'drawings', packed: Buffer.concat(pieces) },
    { name: 'terms', packed: pack(JSON.stringify(byIcon(terms))) },
    { name: 'glyphs', packed: bakeGlyphs().packed },
  ]);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  return `${icons.length} drawings, ${terms.size} words, ${(bytes / 1024).toFixed(0)} KiB, ${seconds} s`;
}

function packDrawings(icons: readonly Collected[]): readonly Uint8Array[] {
  const count = Math.ceil(icons.length / DRAWINGS_PER_PIECE);
  return Array.from({ length: count }, (_, piece) => {
    const some = icons.slice(piece * DRAWINGS_PER_PIECE, (piece + 1) * DRAWINGS_PER_PIECE);
    return pack(some.map(({ body }) => body).join(''));
  });
}

function toBaked(icons: readonly Collected[], pieces: readonly Uint8Array[]): BakedIcons {
  return {
    perPiece: DRAWINGS_PER_PIECE,
    pieces: pieces.map(({ length }) => length),
    icons: icons.map(({ body, ...icon }) => ({ ...icon, length: body.length })),
  };
}

function byIcon(terms: ReadonlyMap<string, number>): BakedTerms {
  const words = new Map<number, string[]>();
  for (const [word, icon] of terms) words.set(icon, [...(words.get(icon) ?? []), word]);
  return [...words].map(([icon, own]) => [icon, ...own] as const);
}
