import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from './cleanup.ts';

/** What the disk alone takes for a durable step, without any of the server's code; milliseconds. */
export interface DiskFloor {
  /** One commit of one row to a store of its own. */
  commit(): number;
  /** A file written, synced, given its name, and its folder synced. */
  file(bytes: Uint8Array): Promise<number>;
  close(): void;
}

/** Opens the files that are measured with; they lie beside those of the servers. */
export function openDiskFloor(): DiskFloor {
  const folder = temporaryFolder(tmpdir());
  const kept = join(folder, 'kept');
  mkdirSync(kept);
  const db = new DatabaseSync(join(folder, 'floor.sqlite'));
  db.exec('pragma journal_mode = wal; pragma synchronous = full; create table rows (id integer primary key, text)');
  const insert = db.prepare('insert into rows (text) values (?)');
  const row = 'x'.repeat(500);
  return {
    commit() {
      const startedAtMs = performance.now();
      insert.run(row);
      return performance.now() - startedAtMs;
    },
    async file(bytes) {
      const name = randomUUID();
      const startedAtMs = performance.now();
      await writeFile(join(folder, name), bytes, { flag: 'wx' });
      await sync(join(folder, name));
      await rename(join(folder, name), join(kept, name));
      await sync(kept);
      return performance.now() - startedAtMs;
    },
    close: () => db.close(),
  };
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
