import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const OWNER_ONLY = 0o600;
const OWNER_FOLDER = 0o700;

/** The folder an embedded server keeps everything in, held by one process at a time. */
export interface DataFolder {
  readonly path: string;
  readonly storePath: string;
  readonly mediaPath: string;
  /** A small file only its owner can read; made with the given text when it is missing. */
  ownFile(name: string, make: () => string): string;
  release(): void;
}

/** Another server, or a command, holds the data folder. */
export class DataFolderLocked extends Error {
  override readonly name = 'DataFolderLocked';
  constructor(path: string) {
    super(`Another rivya process is using the data folder ${path}. Stop it first, or choose another with --data.`);
  }
}

/**
 * Opens a data folder, making it if need be, and locks it, unless its store lies elsewhere and it may be shared. The lock
 * is the operating system's, held through a small database file, so it ends with the process however the process ends.
 * Throws `DataFolderLocked` when it is taken, and the system's error when the folder cannot be written.
 */
export function openDataFolder(path: string, { isShared = false } = {}): DataFolder {
  mkdirSync(path, { recursive: true, mode: OWNER_FOLDER });
  const lock = isShared ? undefined : takeLock(path);
  const mediaPath = join(path, 'media');
  mkdirSync(mediaPath, { recursive: true, mode: OWNER_FOLDER });
  return {
    path,
    storePath: join(path, 'rivya.sqlite'),
    mediaPath,
    ownFile: (name, make) => ownFile(join(path, name), make),
    release: () => lock?.close(),
  };
}

function takeLock(path: string): DatabaseSync {
  const lock = new DatabaseSync(join(path, 'server.lock'), { timeout: 0 });
  try {
    // The exclusive transaction is never committed: it is the lock. Nothing is written, so it needs no journal.
    lock.exec('pragma journal_mode = off; begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) throw new DataFolderLocked(path);
    throw error;
  }
}

function ownFile(path: string, make: () => string): string {
  if (!existsSync(path)) {
    // Written beside and renamed: a crash leaves no half-made secret behind.
    const fresh = `${path}.new`;
    writeFileSync(fresh, `${make()}\n`, { mode: OWNER_ONLY, flush: true });
    chmodSync(fresh, OWNER_ONLY);
    renameSync(fresh, path);
  }
  return readFileSync(path, 'utf8').trim();
}
