import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { GenerationResultItem } from '@rivya/sdk';
import { CliError } from './failure.ts';

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/webp': '.webp',
  'video/mp4': '.mp4',
  'audio/mpeg': '.mp3',
};
const STEM_CHARACTERS_MAX = 60;
const NAMES_TRIED_MAX = 10_000;

/** What is needed of a result to bring it home. */
export type Picture = Pick<GenerationResultItem, 'url' | 'mime_type' | 'size_bytes' | 'sha256'>;

/** Where pictures go: into a folder under a name that is free, or to a file that is replaced. */
export type Target =
  | { readonly kind: 'folder'; readonly folder: string; readonly stem: string }
  | { readonly kind: 'file'; readonly path: string };

/** Checks before any credit is spent that pictures can be written. A folder for `-o` means: a free name in there. */
export async function targetFor(path: string | undefined, prompt: string): Promise<Target> {
  const stem = stemOf(prompt);
  if (path === undefined) return { kind: 'folder', folder: resolve('.'), stem };
  const full = resolve(path);
  if (await isFolder(full)) return { kind: 'folder', folder: full, stem };
  if (!(await isFolder(dirname(full)))) {
    throw new CliError('output_unwritable', `There is no folder ${dirname(full)} to write ${basename(full)} to.`);
  }
  return { kind: 'file', path: full };
}

/** A file name that tells the prompt: `a-sailboat-on-a-quiet-lake`. */
export function stemOf(prompt: string): string {
  const words = prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  let stem = '';
  for (const word of words) {
    if ([...stem].length + [...word].length >= STEM_CHARACTERS_MAX) break;
    stem += stem === '' ? word : `-${word}`;
  }
  return stem === '' ? 'picture' : stem;
}

/**
 * Downloads one result and answers its path. What arrives is checked against the size and hash the server named, and
 * takes its name only when it is whole. `index` counts from 0 among the results of a task.
 */
export async function savePicture(item: Picture, target: Target, index: number, signal: AbortSignal): Promise<string> {
  const folder = target.kind === 'folder' ? target.folder : dirname(target.path);
  await mkdir(folder, { recursive: true });
  const part = join(folder, `.rivya-${process.pid}-${index}.part`);
  try {
    await download(item, part, signal);
    if (target.kind === 'folder') return await takeFreeName(part, target, EXTENSIONS[item.mime_type] ?? '.bin');
    const path = index === 0 ? target.path : numbered(target.path, index + 1);
    await rename(part, path);
    return path;
  } finally {
    await rm(part, { force: true });
  }
}

async function download(item: Picture, path: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(item.url, { signal }).catch((error: unknown) => {
    throw signal.aborted ? error : new CliError('download_failed', `The picture at ${item.url} cannot be reached.`);
  });
  if (!response.ok || response.body === null) {
    throw new CliError('download_failed', `The picture at ${item.url} answers with status ${response.status}.`);
  }
  const hash = createHash('sha256');
  let sizeBytes = 0;
  await pipeline(
    response.body,
    async function* check(chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        sizeBytes += chunk.length;
        if (sizeBytes > item.size_bytes) break;
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(path),
    { signal },
  );
  if (sizeBytes !== item.size_bytes || hash.digest('hex') !== item.sha256) {
    throw new CliError('download_failed', 'The picture that arrived is not the one the server has. Try again.');
  }
}

/** A link refuses a name that is taken, so two commands at once never replace each other's pictures. */
async function takeFreeName(
  part: string,
  target: { folder: string; stem: string },
  extension: string,
): Promise<string> {
  const wanted = join(target.folder, `${target.stem}${extension}`);
  for (let number = 1; number <= NAMES_TRIED_MAX; number += 1) {
    const path = number === 1 ? wanted : numbered(wanted, number);
    if (await linkIfFree(part, path)) return path;
  }
  throw new CliError('output_unwritable', `There are too many pictures named like ${wanted}. Choose a name with -o.`);
}

async function linkIfFree(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return false;
    // Some file systems have no links: the name is taken by making the file instead.
    return await renameIfFree(part, path);
  }
}

async function renameIfFree(part: string, path: string): Promise<boolean> {
  let placeholder: FileHandle;
  try {
    placeholder = await open(path, 'wx');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  await placeholder.close();
  await rename(part, path);
  return true;
}

function numbered(path: string, number: number): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${number}${extension}`;
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
