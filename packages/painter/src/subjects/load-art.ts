import { brotliDecompressSync } from 'node:zlib';
import { readPieces, readSection } from '../assets/read-section.ts';
import type { SceneName } from '../prompt/paint-plan.ts';

export const ANCHORS = ['stands', 'floats', 'swims', 'flies', 'bust'] as const;

export type Icon = {
  readonly name: string;
  readonly group: string;
  /** SVG elements on a 128 x 128 board. */
  readonly body: string;
  /** Left, top, width, height of what is visible. */
  readonly box: readonly number[];
  /** How it meets its place; a `bust` is cut at its foot and belongs at the picture's lower edge. */
  readonly anchor: (typeof ANCHORS)[number];
  /** Height in the world, metres. */
  readonly metres: number;
  /** Index of the same one as a bust, where there is one: for portraits. */
  readonly portrait?: number;
  /** Colours of what shines in it by itself (flames, lamps, lit windows), as hex; '*' is all of it. */
  readonly glow?: readonly string[];
  /** Places it is at home in, the likeliest first. */
  readonly home: readonly SceneName[];
};
export type Art = { readonly icons: readonly Icon[]; readonly terms: ReadonlyMap<string, number> };

/**
 * What is baked of the icons beside their drawings. These are texts of the given lengths, `perPiece` of them compressed
 * as one piece; `pieces` are the lengths of the pieces in their own section, bytes.
 */
export type BakedIcons = {
  readonly perPiece: number;
  readonly pieces: readonly number[];
  readonly icons: readonly (Omit<Icon, 'body'> & { readonly length: number })[];
};
/** Words of one icon lie together: its index, then its words. */
export type BakedTerms = readonly (readonly [icon: number, ...words: string[]])[];

let loading: Promise<Art> | undefined;

/**
 * The icons and the words that name them, read once per thread: about 3 MB in memory.
 * Throws `PaintError` `assets_missing` when nothing was baked, and tries again at the next call.
 */
export function loadArt(): Promise<Art> {
  loading ??= readArt().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function readArt(): Promise<Art> {
  const [icons, drawings, terms] = await Promise.all([
    readSection('icons'),
    readPieces('drawings'),
    readSection('terms'),
  ]);
  return { icons: toIcons(JSON.parse(icons.toString('utf8')), drawings), terms: toTerms(terms) };
}

/** A drawing is unpacked when it is asked for: most pictures need one or two of them, all are 4 MB. */
function toIcons({ perPiece, pieces, icons }: BakedIcons, drawings: Buffer): readonly Icon[] {
  const unpacked = new Map<number, Buffer>();
  const starts = [0];
  for (const length of pieces) starts.push((starts.at(-1) ?? 0) + length);
  const unpack = (piece: number) => {
    const text = unpacked.get(piece) ?? brotliDecompressSync(drawings.subarray(starts[piece], starts[piece + 1]));
    unpacked.set(piece, text);
    return text;
  };
  let end = 0;
  return icons.map(({ length, ...icon }, index) => {
    const start = index % perPiece === 0 ? 0 : end;
    end = start + length;
    const to = end;
    return {
      ...icon,
      get body() {
        return unpack(Math.floor(index / perPiece)).toString('latin1', start, to);
      },
    };
  });
}

function toTerms(json: Buffer): ReadonlyMap<string, number> {
  const baked: BakedTerms = JSON.parse(json.toString('utf8'));
  const terms = new Map<string, number>();
  for (const [icon, ...words] of baked) for (const word of words) terms.set(word, icon);
  return terms;
}
