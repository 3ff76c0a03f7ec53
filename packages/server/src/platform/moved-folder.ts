import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toIso } from './clock.ts';

/** Says that what lies in its folder goes on elsewhere. An operator removes it to go back on purpose. */
export const MOVED_FILE = 'moved.json';
const OWNER_ONLY = 0o600;

/** The installation of a data folder was moved: two servers would work on the same tasks, and spend the same credits. */
export class DataFolderMoved extends Error {
  override readonly name = 'DataFolderMoved';
  readonly code = 'data_folder_moved';

  constructor(path: string, moved: string) {
    const marker = join(path, MOVED_FILE);
    super(
      `The installation in ${path} was moved ${moved}. Start the server with that RIVYA_DATABASE_URL. To go back to this folder instead, stop every server there and remove ${marker}; what was made since is not here.`,
    );
  }
}

/**
 * Writes down in a data folder that its installation was moved. `database` is told as it is: it must name no password.
 * Throws the system's error when the folder cannot be written.
 */
export function markMoved(path: string, { database, atMs }: { database: string; atMs: number }): void {
  const marker = join(path, MOVED_FILE);
  // Written beside and renamed: a marker that is half there would tell nothing.
  const fresh = `${marker}.new`;
  const text = JSON.stringify({ moved_at: toIso(atMs), database }, undefined, 2);
  writeFileSync(fresh, `${text}\n`, { mode: OWNER_ONLY, flush: true });
  renameSync(fresh, marker);
}

/** Where the installation of this folder has gone and when, as the end of a sentence; `undefined` when it was not moved. */
export function readMoved(path: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(join(path, MOVED_FILE), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      return undefined;
    }
    throw error;
  }
  const [database, movedAt] = ['database', 'moved_at'].map((key) => textAt(text, key));
  // Somebody edited it; that it is there is what counts.
  return database === undefined || movedAt === undefined ? 'elsewhere' : `to ${database} on ${movedAt.slice(0, 10)}`;
}

function textAt(text: string, key: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
    return typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}
