import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type AppParts, createApp, migrations } from './app.ts';
import { createPainterEngine } from './engines/index.ts';
import { createDiskStore } from './files/index.ts';
import { systemClock } from './platform/clock.ts';
import { type Db, openSqlite } from './platform/db/database.ts';
import { createLog } from './platform/log.ts';
import { createSecrets } from './platform/secrets.ts';
import { createLocalSignals } from './platform/signals.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './platform/units.ts';
import { parseCidr } from './platform/upstream/address-rules.ts';
import { createGuardedFetcher } from './platform/upstream/guarded-fetcher.ts';

/** For tests and tools only: the whole application on the painter, in a folder of its own, not listening. */
export type TestApp = { readonly app: App; readonly db: Db; close(): Promise<void> };

const SECRET = '0123456789abcdef0123456789abcdef';

/**
 * Opens it; `close` takes everything away again, also when it was started. What is on the allowlist (none by default) may
 * be fetched although private; `parts` go before those it makes itself.
 */
export async function openTestApp(allowlist: readonly string[] = [], parts: Partial<AppParts> = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'rivya-test-'));
  const db = openSqlite(join(folder, 'rivya.sqlite'));
  await db.migrate(migrations);
  const clock = systemClock;
  const app = createApp({
    signals: createLocalSignals(),
    ...{ db, clock, log: createLog('silent'), secrets: createSecrets([SECRET]) },
    fetcher: createGuardedFetcher({ allowlist: allowlist.map(parseCidr) }),
    store: await createDiskStore(join(folder, 'media')),
    adminToken: SECRET,
    offers: [createPainterEngine(clock, { concurrency: 1 })],
    settings: {
      role: 'all',
      isApiDisabled: false,
      rateLimits: { createsPerMinute: 600, readsPerMinute: 3_000 },
      timeouts: { queueMs: HOUR_MS, taskMs: 10 * MINUTE_MS },
      retention: { uploadMs: DAY_MS, resultMs: DAY_MS },
      routes: {},
    },
    ...parts,
  });
  return {
    app,
    db,
    async close() {
      await app.stop(5_000);
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
