import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Beside the sources in a checkout and in the package. What is `generated` comes from `build/bake-viewer.ts`. */
const FOLDER = join(import.meta.dirname, '../../../../assets');

const FILES = {
  viewer: { file: 'swagger-ui-bundle.generated.js.gz', type: 'text/javascript', isPacked: true },
  viewerStyle: { file: 'swagger-ui.generated.css.gz', type: 'text/css', isPacked: true },
  start: { file: 'reference/start.js', type: 'text/javascript', isPacked: false },
  style: { file: 'reference/reference.css', type: 'text/css', isPacked: false },
} as const;

const NAMES = ['viewer', 'viewerStyle', 'start', 'style'] as const;
type AssetName = (typeof NAMES)[number];

/** One file as it is sent; it is read for every caller, because browsers keep it and the server has no use for it. */
export type Asset = { readonly type: string; readonly isPacked: boolean; read(): Promise<Buffer> };

/** The files the reference page loads; their names hold a hash of the content, so that they can be kept for ever. */
export type Assets = {
  readonly names: Readonly<Record<AssetName, string>>;
  find(name: string): Asset | undefined;
};

/** Looks for the files; `undefined` when the viewer was not put there, as in a checkout installed without scripts. */
export function findAssets(folder = FOLDER): Assets | undefined {
  if (!NAMES.every((name) => existsSync(join(folder, FILES[name].file)))) return undefined;
  const nameOf = (name: AssetName) => hashedName(join(folder, FILES[name].file), FILES[name].file);
  const names = {
    viewer: nameOf('viewer'),
    viewerStyle: nameOf('viewerStyle'),
    start: nameOf('start'),
    style: nameOf('style'),
  };
  return {
    names,
    find(wanted) {
      const name = NAMES.find((one) => names[one] === wanted);
      if (name === undefined) return undefined;
      const { file, type, isPacked } = FILES[name];
      return { type: `${type}; charset=utf-8`, isPacked, read: () => readFile(join(folder, file)) };
    },
  };
}

function hashedName(path: string, file: string): string {
  const hash = createHash('sha256').update(readFileSync(path)).digest('base64url').slice(0, 16);
  const [stem, extension] = basename(file)
    .replace(/\.generated|\.gz/g, '')
    .split('.');
  return `${stem}.${hash}.${extension}`;
}
