import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDocument, type Document } from './document.ts';

/** Written by hand and sent as they are; beside the sources in a checkout and in the package. */
const FOLDER = join(import.meta.dirname, '../../../assets/docs');

/** Files that follow each other in one asset, and its media type. */
const ASSETS = {
  style: {
    name: 'docs.css',
    type: 'text/css',
    files: ['style/base.css', 'style/around.css', 'style/text.css', 'style/code.css', 'style/screens.css'],
  },
  script: { name: 'docs.js', type: 'text/javascript', files: ['docs.js', 'search.js'] },
  icon: { name: 'icon.svg', type: 'image/svg+xml', files: ['icon.svg'] },
} as const;

type AssetName = keyof typeof ASSETS;

/** What pages load. The paths hold a hash of the content, so that the files can be kept for ever. */
export type Assets = {
  readonly paths: Readonly<Record<AssetName, string>>;
  find(path: string): Document | undefined;
};

/** Reads the files. Throws when one is missing: the package is not whole then. */
export function readAssets(): Assets {
  const style = read('style');
  const script = read('script');
  const icon = read('icon');
  const documents = new Map([style, script, icon].map(({ path, document }) => [path, document]));
  return { paths: { style: style.path, script: script.path, icon: icon.path }, find: (path) => documents.get(path) };
}

function read(asset: AssetName): { readonly path: string; readonly document: Document } {
  const { name, type, files } = ASSETS[asset];
  const text = files.map((file) => readFileSync(join(FOLDER, file), 'utf8')).join('\n');
  const document = createDocument(type, text);
  return { path: `/docs/_assets/${name.replace('.', `.${document.hash}.`)}`, document };
}
