import { stat } from 'node:fs/promises';
import { join } from 'node:path';

type Look = { readonly state: 'ok' | 'warn' | 'fail'; readonly message: string; readonly advice?: string };

/** Looks at the store without changing it, also beside a running server: can it be read, is it whole, is its schema ours? */
export async function checkStore(dataDir: string): Promise<Look> {
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
