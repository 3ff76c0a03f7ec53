import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { PaintError } from '../paint-error.ts';
import type { SceneName } from '../prompt/paint-plan.ts';

export type Icon = {
  readonly name: string;
  readonly group: string;
  /** SVG elements on a 128 x 128 board. */
  readonly body: string;
  /** Left, top, width, height of what is visible. */
  readonly box: readonly number[];
  /** How it meets its place; a `bust` is cut at its foot and belongs at the picture's lower edge. */
  readonly anchor: 'stands' | 'floats' | 'swims' | 'flies' | 'bust';
  /** Height as a share of the picture's unit. */
  readonly size: number;
  /** Height in the world, metres. */
  readonly metres: number;
  /** Places it is at home in, the likeliest first. */
  readonly home: readonly SceneName[];
};
export type Art = { readonly icons: readonly Icon[]; readonly terms: ReadonlyMap<string, number> };

// The sources sit one folder deeper once they are built.
const PLACES = ['../../assets/art.generated.bin', '../../../assets/art.generated.bin'];
let loading: Promise<Art> | undefined;

/** Read once per thread: 1 MB on disk, about 10 MB in memory. */
export function loadArt(): Promise<Art> {
  loading ??= readArt();
  return loading;
}

async function readArt(): Promise<Art> {
  const url = PLACES.map((place) => new URL(place, import.meta.url)).find((candidate) => existsSync(candidate));
  if (url === undefined) {
    loading = undefined;
    throw new PaintError('assets_missing', 'The painter has no art yet: run `npm run bake -w @rivya/painter`.');
  }
  const text = (await promisify(brotliDecompress)(await readFile(url))).toString('utf8');
  const baked: { icons: Icon[]; terms: [string, number][] } = JSON.parse(text);
  return { icons: baked.icons, terms: new Map(baked.terms) };
}
