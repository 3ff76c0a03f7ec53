import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { DataFolderLocked, openDataFolder } from '../platform/data-folder.ts';
import { type Db, openSqlite, type Reader } from '../platform/db/database.ts';
import { MoveRefused } from './refusal.ts';
import { readSourceSteps } from './source-tables.ts';

/** An embedded installation that nobody else uses while this is open. */
export type Source = {
  readonly read: Reader;
  readonly mediaPath: string;
  /** SHA-256 of the store: another one when anything was written to it in between. */
  readonly fingerprint: string;
  close(): Promise<void>;
};

/**
 * Locks a data folder and opens its store for reading. Throws `MoveRefused` when there is none, a server runs on it, or
 * its schema is not of exactly these steps.
 */
export async function openSource(path: string, steps: readonly string[]): Promise<Source> {
  if (!existsSync(join(path, 'rivya.sqlite'))) {
    throw new MoveRefused('source_missing', `There is no installation in ${path}: it has no rivya.sqlite.`);
  }
  const folder = lock(path);
  let db: Db | undefined;
  const close = async () => {
    await db?.close();
    folder.release();
  };
  try {
    db = openSqlite(folder.storePath);
    await checkSteps(db.read, path, steps);
    // What a crash left in the log is part of the store too, and has to be in the file that is hashed.
    await sql`pragma wal_checkpoint(truncate)`.execute(db.read);
    const fingerprint = await hashFile(folder.storePath);
    return { read: db.read, mediaPath: folder.mediaPath, fingerprint, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function lock(path: string) {
  try {
    return openDataFolder(path);
  } catch (error) {
    if (!(error instanceof DataFolderLocked)) throw error;
    throw new MoveRefused('source_locked', `A rivya process is using ${path}. Stop it first.`);
  }
}

async function checkSteps(read: Reader, path: string, steps: readonly string[]): Promise<void> {
  const done = await readSourceSteps(read);
  if (done.some((step) => !steps.includes(step))) {
    throw new MoveRefused('source_newer', `A newer version of rivya has used ${path}. Move it with that version.`);
  }
  if (steps.some((step) => !done.includes(step))) {
    const message = `The schema in ${path} is of an older version. Bring it up to date with "rivya migrate --data ${path}".`;
    throw new MoveRefused('source_not_migrated', message);
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
