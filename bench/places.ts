import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { migrations } from '../packages/server/src/app.ts';
import { type Config, readConfig } from '../packages/server/src/config.ts';
import { openStores, type Stores } from '../packages/server/src/open-stores.ts';
import { openPostgres } from '../packages/server/src/platform/db/postgres.ts';
import { createLog } from '../packages/server/src/platform/log.ts';
import { startPostgres } from '../tools/postgres-server.ts';
import { onCleanUp, temporaryFolder } from './cleanup.ts';

export const STORE_KINDS = ['sqlite', 'postgres'] as const;
export type StoreKind = (typeof STORE_KINDS)[number];

/** Where one installation keeps everything. */
export type Place = {
  /** What a server has to be told to run there. */
  readonly env: Readonly<Record<string, string>> & { readonly RIVYA_ADMIN_TOKEN: string };
};

/** Gives every server of a run a place to stand on. */
export type Places = {
  readonly kind: StoreKind;
  /** A new, empty one: a data folder, and with PostgreSQL a database too; gone when the benchmark ends. */
  newPlace(): Promise<Place>;
  close(): Promise<void>;
};

/** PostgreSQL is started with the first place; its commits wait for the disk, everything else is as it comes. */
export function openPlaces(kind: StoreKind): Places {
  let databases: Promise<Databases> | undefined;
  return {
    kind,
    async newPlace() {
      if (kind === 'sqlite') return placeAt({});
      databases ??= startDatabases();
      return placeAt({ RIVYA_DATABASE_URL: await (await databases).add() });
    },
    close: async () => void (await (await databases)?.stop()),
  };
}

function placeAt(store: Readonly<Record<string, string>>): Place {
  return {
    env: {
      RIVYA_DATA_DIR: join(temporaryFolder(tmpdir()), 'data'),
      RIVYA_SECRET: randomBytes(24).toString('hex'),
      RIVYA_ADMIN_TOKEN: randomBytes(24).toString('hex'),
      ...store,
    },
  };
}

/** A store opened in this process, with its schema up to date; nobody else may use it if it is an embedded one. */
export type OpenPlace = { readonly config: Config; readonly stores: Stores };

export async function openPlace({ env }: Place): Promise<OpenPlace> {
  const config = readConfig(env);
  const stores = await openStores(config, createLog('error'));
  await stores.db.migrate(migrations);
  return { config, stores };
}

type Databases = { add(): Promise<string>; stop(): Promise<void> };

async function startDatabases(): Promise<Databases> {
  const server = await startPostgres({ isDurable: true });
  const whole = await openPostgres({ url: server.url, onLost: () => undefined, connectionsMax: 1 });
  const { rows } = await sql<{ folder: string }>`select current_setting('data_directory') as folder`.execute(
    whole.read,
  );
  const folder = rows[0]?.folder ?? '';
  const forget = onCleanUp(() => endAtOnce(folder));
  let count = 0;
  return {
    async add() {
      count += 1;
      await sql`create database ${sql.id(`bench_${count}`)}`.execute(whole.read);
      const url = new URL(server.url);
      url.pathname = `/bench_${count}`;
      return url.href;
    },
    async stop() {
      await whole.close();
      await server.stop();
      forget();
    },
  };
}

/** When there is no time for a proper end; one that has ended already is only removed. */
function endAtOnce(folder: string): void {
  try {
    process.kill(Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGQUIT');
  } catch {
    // It has ended.
  }
  rmSync(dirname(folder), { recursive: true, force: true, maxRetries: 10 });
}
