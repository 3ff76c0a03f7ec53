import { join, resolve } from 'node:path';
import type { Config } from './config.ts';
import { createDiskStore, createS3Store, type MediaStore } from './files/index.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { type DataFolder, openDataFolder } from './platform/data-folder.ts';
import { type Db, openSqlite } from './platform/db/database.ts';
import { openPostgres } from './platform/db/postgres.ts';
import { openPostgresSignals } from './platform/db/postgres-signals.ts';
import { openStoreClock } from './platform/db/store-clock.ts';
import type { Log } from './platform/log.ts';
import { DataFolderMoved, readMoved } from './platform/moved-folder.ts';
import type { Secrets } from './platform/secrets.ts';
import { createLocalSignals, type Signals } from './platform/signals.ts';

/** What a process stands on: where it keeps things, and how it hears of others that keep theirs there. */
export type Stores = {
  readonly db: Db;
  readonly signals: Signals;
  /** This process's own, or the one it has in common with all others on the same database. */
  readonly clock: Clock;
  readonly folder: DataFolder;
  /** How the store is named in a message; never with its password. */
  readonly storeName: string;
  close(): Promise<void>;
};

/**
 * Opens the store of the settings: the embedded one, whose data folder is then this process's alone, or a PostgreSQL
 * database that others use too. Throws `DataFolderLocked`, `DataFolderMoved` when the embedded store was moved to a
 * database, or why the store cannot be opened, with what to do.
 */
export async function openStores({ dataDir, databaseUrl }: Config, log: Log): Promise<Stores> {
  const path = resolve(dataDir);
  // With a database the folder may well be the old one: media that were not moved lie there.
  const refuseMoved = () => {
    const moved = databaseUrl === undefined ? readMoved(path) : undefined;
    if (moved !== undefined) throw new DataFolderMoved(path, moved);
  };
  refuseMoved();
  const folder = openDataFolder(path, { isShared: databaseUrl !== undefined });
  try {
    // Once more now that nobody else has it: a move may just have ended.
    refuseMoved();
    return databaseUrl === undefined ? openEmbedded(folder) : await openShared(folder, databaseUrl, log);
  } catch (error) {
    folder.release();
    throw error;
  }
}

/** Opens where media are kept: the bucket of the settings, else the data folder. Throws `BucketUnusable`. */
export async function openMedia(
  { s3, databaseUrl }: Config,
  { folder }: Stores,
  secrets: Secrets,
): Promise<MediaStore> {
  if (s3 === undefined) return await createDiskStore(folder.mediaPath, { isShared: databaseUrl !== undefined });
  return await createS3Store({ secrets }, { ...s3, stagingFolder: join(folder.path, 'staging') });
}

function openEmbedded(folder: DataFolder): Stores {
  const storeName = folder.storePath;
  const db = orExplain(storeName, () => openSqlite(folder.storePath));
  return {
    ...{ db, folder, storeName, signals: createLocalSignals(), clock: systemClock },
    async close() {
      await db.close();
      folder.release();
    },
  };
}

async function openShared(folder: DataFolder, url: string, log: Log): Promise<Stores> {
  const { host, pathname } = new URL(url);
  const storeName = `postgres://${host}${pathname}`;
  const onLost = (error: Error) => log.warn(wordsOf(error), 'a connection to the store broke while idle');
  const db = await openPostgres({ url, onLost });
  try {
    const clock = await openStoreClock({ db, log, own: systemClock });
    const signals = await openPostgresSignals(url, log).catch(async (error: unknown) => {
      await clock.stop();
      throw error;
    });
    return {
      ...{ db, folder, storeName, signals, clock },
      async close() {
        await signals.close();
        await clock.stop();
        await db.close();
        folder.release();
      },
    };
  } catch (error) {
    await db.close();
    throw storeFailure(storeName, error);
  }
}

/** The driver hangs its whole connection on the error, which is no use in a log. */
function wordsOf(error: Error): { readonly reason: string; readonly code?: unknown } {
  return { reason: error.message, ...('code' in error ? { code: error.code } : {}) };
}

function orExplain(storeName: string, open: () => Db): Db {
  try {
    return open();
  } catch (error) {
    throw storeFailure(storeName, error);
  }
}

/** What a store says of itself names neither itself nor what to do about it. */
export function storeFailure(storeName: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`The store ${storeName} cannot be used (${reason}). "rivya doctor" looks into it.`, { cause });
}
