import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { MEDIA_KEY, type MediaStore, type StagedFile, type StoredObject } from './store.ts';

const STAGING_FOLDER = 'tmp';
const SUB_FOLDER = /^[0-9a-z]{2}$/;
const PRIVATE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * A media store in a folder. Objects are spread over sub-folders by the end of their key, which is random, so no folder
 * grows too large to list. What an earlier process left half-written is removed here, or where several processes share the
 * folder, by `dropUnfinished`.
 */
export function createDiskStore(folder: string, { isShared = false } = {}): MediaStore {
  const staging = join(folder, STAGING_FOLDER);
  if (!isShared) rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true, mode: PRIVATE_FOLDER });

  return {
    stage: () => Promise.resolve(createStagedFile(folder, join(staging, randomUUID()))),
    async put(key, bytes) {
      const path = join(staging, randomUUID());
      try {
        await writeSynced(path, bytes);
        await giveName(folder, path, key);
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
    async open(key, range) {
      const handle = await unlessMissing(open(pathOf(folder, key), 'r'));
      return handle?.createReadStream(range ?? {});
    },
    async size(key) {
      const stats = await unlessMissing(stat(pathOf(folder, key)));
      return stats?.size;
    },
    async delete(key) {
      await rm(pathOf(folder, key), { force: true });
    },
    list: () => listObjects(folder),
    dropUnfinished: (olderThanMs) => dropOld(staging, olderThanMs),
  };
}

async function dropOld(staging: string, olderThanMs: number): Promise<number> {
  let dropped = 0;
  for (const name of await readdir(staging)) {
    const path = join(staging, name);
    const stats = await unlessMissing(stat(path));
    if (stats === undefined || stats.mtimeMs >= olderThanMs) continue;
    await rm(path, { force: true });
    dropped += 1;
  }
  return dropped;
}

function createStagedFile(folder: string, path: string): StagedFile {
  let isCommitted = false;
  return {
    path,
    write: () => createWriteStream(path, { flags: 'wx', mode: PRIVATE }),
    async commit(key) {
      // Its age counts from here: inspecting may have taken long, and what is old and has no row is swept.
      const now = new Date();
      await utimes(path, now, now);
      await sync(path);
      await giveName(folder, path, key);
      isCommitted = true;
    },
    async discard() {
      if (!isCommitted) await rm(path, { force: true });
    },
  };
}

/** Through one handle: what was just written is synced without being opened again. */
async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', PRIVATE);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Bytes that are on disk get the name they are found by. */
async function giveName(folder: string, path: string, key: string): Promise<void> {
  const target = pathOf(folder, key);
  await makeSubFolder(folder, subFolderOf(key));
  await rename(path, target);
  await sync(join(folder, subFolderOf(key)));
}

/** Never a path a caller had a say in: anything but a key of our own making is refused. */
function pathOf(folder: string, key: string): string {
  if (!MEDIA_KEY.test(key)) throw new Error('This is not a key of the media store.');
  return join(folder, subFolderOf(key), key);
}

function subFolderOf(key: string): string {
  return key.slice(-2);
}

async function makeSubFolder(folder: string, name: string): Promise<void> {
  const created = await mkdir(join(folder, name), { recursive: true, mode: PRIVATE_FOLDER });
  if (created !== undefined) await sync(folder);
}

/** A rename survives power loss only once its folder is on disk, and a file's name is worth nothing without its bytes. */
async function sync(path: string): Promise<void> {
  const handle: FileHandle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* listObjects(folder: string): AsyncGenerator<readonly StoredObject[]> {
  for (const name of await readdir(folder)) {
    if (!SUB_FOLDER.test(name)) continue;
    const keys = (await readdir(join(folder, name))).filter((key) => MEDIA_KEY.test(key));
    for (let index = 0; index < keys.length; index += LIST_BATCH) {
      const batch = await Promise.all(keys.slice(index, index + LIST_BATCH).map((key) => readObject(folder, key)));
      yield batch.filter((object) => object !== undefined);
    }
  }
}

const LIST_BATCH = 200;

async function readObject(folder: string, key: string): Promise<StoredObject | undefined> {
  const stats = await unlessMissing(stat(pathOf(folder, key)));
  return stats === undefined ? undefined : { key, storedAtMs: Math.floor(stats.mtimeMs) };
}

async function unlessMissing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
