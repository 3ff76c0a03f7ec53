import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { DAY_MS } from '../../platform/units.ts';
import type { MediaStore, StagedFile } from './store.ts';

const PRIVATE = 0o600;
const PRIVATE_FOLDER = 0o700;
const STAGED = /^staged_[0-9a-f-]{36}$/;

/** A staged file as it goes to the bucket. */
export type StagedBody = {
  readonly body: Readable;
  readonly sizeBytes: number;
  readonly contentType: string | undefined;
};

/**
 * Staged files for a store that is not on this machine. What is a day old was left by a crash and removed here: an upload
 * takes minutes, and another process that shares the folder may be in the middle of one.
 */
export async function createStaging(
  folder: string,
  upload: (key: string, staged: StagedBody) => Promise<void>,
): Promise<MediaStore['stage']> {
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  for (const name of await readdir(folder)) {
    if (STAGED.test(name)) await removeIfOld(join(folder, name));
  }
  return () => Promise.resolve(createStagedFile(join(folder, `staged_${randomUUID()}`), upload));
}

function createStagedFile(path: string, upload: (key: string, staged: StagedBody) => Promise<void>): StagedFile {
  const discard = () => rm(path, { force: true });
  return {
    path,
    write: () => createWriteStream(path, { flags: 'wx', mode: PRIVATE }),
    async commit(key, contentType) {
      const { size } = await stat(path);
      const body = createReadStream(path);
      try {
        await upload(key, { body, sizeBytes: size, contentType });
      } finally {
        body.destroy();
      }
      await discard();
    },
    discard,
  };
}

/** Another process that starts at the same time may be faster. */
async function removeIfOld(path: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  if (stats !== undefined && stats.mtimeMs < Date.now() - DAY_MS) await rm(path, { force: true });
}
