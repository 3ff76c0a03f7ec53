import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { isTooFar } from '../platform/db/store-clock.ts';
import { MOVED_FILE, readMoved } from '../platform/moved-folder.ts';
import { SECOND_MS } from '../platform/units.ts';

type Look = { readonly state: 'ok' | 'warn' | 'fail'; readonly message: string; readonly advice?: string };

/** Looks at the store without changing it, also beside a running server: can it be read, is it whole, is its schema ours? */
export function checkStore({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Look> {
  return databaseUrl === undefined ? checkEmbedded(dataDir) : checkShared(databaseUrl);
}

async function checkShared(databaseUrl: string): Promise<Look> {
  const { lookAtStore, schemaSteps } = await import('../main.ts');
  const { host, pathname } = new URL(databaseUrl);
  const place = `postgres://${host}${pathname}`;
  const found = await lookAtStore(databaseUrl).catch((error: unknown) =>
    String(error instanceof Error ? error.message : error),
  );
  if (typeof found === 'string') {
    const advice = 'Check the address in RIVYA_DATABASE_URL, that the server runs, and that it takes this user.';
    return { state: 'fail', message: `${place} cannot be used: ${found}`, advice };
  }
  const { steps, skew, version } = found;
  if (isTooFar(skew)) {
    const seconds = (Math.abs(skew.aheadMs) / SECOND_MS).toFixed(1);
    const side = skew.aheadMs > 0 ? 'ahead of' : 'behind';
    const advice =
      'Set both clocks by NTP. The server goes by the one of the database; logs and other services do not.';
    return { state: 'warn', message: `this clock is ${seconds} s ${side} the one of ${place}`, advice };
  }
  const look = compare(schemaSteps, new Set(steps));
  return look.state === 'ok' ? { ...look, message: `${place} (PostgreSQL ${version}), ${look.message}` } : look;
}

async function checkEmbedded(dataDir: string): Promise<Look> {
  const moved = readMoved(dataDir);
  if (moved !== undefined) {
    const advice = `Set RIVYA_DATABASE_URL, or, to go back on purpose, remove ${join(dataDir, MOVED_FILE)}.`;
    return {
      state: 'fail',
      message: `the installation in ${dataDir} was moved ${moved}; no server starts on it`,
      advice,
    };
  }
  const path = join(dataDir, 'rivya.sqlite');
  if ((await stat(path).catch(() => undefined)) === undefined) {
    return { state: 'ok', message: 'none yet; the first "rivya serve" makes it' };
  }
  const { DatabaseSync } = await import('node:sqlite');
  const { schemaSteps } = await import('../main.ts');
  const store = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
  try {
    const damage = store
      .prepare('pragma quick_check(1)')
      .all()
      .map((row) => String(Object.values(row)[0]));
    if (damage[0] !== 'ok') {
      const message = `${path} is damaged: ${damage[0] ?? 'unreadable'}`;
      return { state: 'fail', message, advice: 'Restore the data folder from a backup.' };
    }
    const done = new Set(
      store
        .prepare('select name from kysely_migration')
        .all()
        .map((row) => String(row['name'])),
    );
    return compare(schemaSteps, done);
  } finally {
    store.close();
  }
}

function compare(steps: readonly string[], done: ReadonlySet<string>): Look {
  const missing = steps.filter((step) => !done.has(step));
  const foreign = [...done].filter((step) => !steps.includes(step));
  if (foreign.length > 0) {
    const advice = 'Use the version of rivya that last ran on this data folder, or a newer one.';
    return { state: 'fail', message: 'the store was made by a newer version', advice };
  }
  if (missing.length > 0) {
    const advice = 'Run "rivya migrate", or start the server, which does it.';
    return { state: 'warn', message: `the schema is ${missing.length} steps behind`, advice };
  }
  return { state: 'ok', message: 'it is whole and its schema is up to date' };
}
