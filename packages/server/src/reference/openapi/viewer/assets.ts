import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createDocument, createPackedDocument, type Document } from '../../site/document.ts';

/** Beside the sources in a checkout and in the package. What is `generated` comes from `build/bake-viewer.ts`. */
const FOLDER = join(import.meta.dirname, '../../../../assets');

const FILES = {
  viewer: { file: 'swagger-ui-bundle.generated.js.gz', type: 'text/javascript' },
  viewerStyle: { file: 'swagger-ui.generated.css.gz', type: 'text/css' },
  start: { file: 'reference/start.js', type: 'text/javascript' },
  style: { file: 'reference/reference.css', type: 'text/css' },
} as const;

const NAMES = ['viewer', 'viewerStyle', 'start', 'style'] as const;
type AssetName = (typeof NAMES)[number];

/** The files the reference page loads; their names hold a hash of the content, so that they can be kept for ever. */
export type Assets = {
  readonly names: Readonly<Record<AssetName, string>>;
  find(name: string): Document | undefined;
};

/** Reads the files; `undefined` when the viewer was not put there, as in a checkout installed without scripts. */
export function readAssets(folder = FOLDER): Assets | undefined {
  if (!NAMES.every((name) => existsSync(join(folder, FILES[name].file)))) return undefined;
  const documents = new Map<string, Document>();
  const add = (name: AssetName): string => {
    const document = read(folder, name);
    const path = hashedName(FILES[name].file, document.hash);
    documents.set(path, document);
    return path;
  };
  const names = { viewer: add('viewer'), viewerStyle: add('viewerStyle'), start: add('start'), style: add('style') };
  return { names, find: (name) => documents.get(name) };
}

function read(folder: string, name: AssetName): Document {
  const { file, type } = FILES[name];
  const bytes = readFileSync(join(folder, file));
  return file.endsWith('.gz') ? createPackedDocument(type, bytes) : createDocument(type, bytes.toString());
}

function hashedName(file: string, hash: string): string {
  const [stem, extension] = basename(file)
    .replace(/\.generated|\.gz/g, '')
    .split('.');
  return `${stem}.${hash}.${extension}`;
}
