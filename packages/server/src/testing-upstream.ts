import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createAccount, createKey } from './accounts/index.ts';
import { createApp, migrations } from './app.ts';
import { grantCredits } from './credits/index.ts';
import { createDashscopeEngine } from './engines/dashscope/index.ts';
import type { EngineParts, Offer, Routes } from './engines/index.ts';
import { createDiskStore } from './files/index.ts';
import type { TaskStep, TaskTimeouts } from './generations/index.ts';
import { systemClock } from './platform/clock.ts';
import { type Db, openSqlite } from './platform/db/database.ts';
import { createLog } from './platform/log.ts';
import { createSecrets } from './platform/secrets.ts';
import { createLocalSignals } from './platform/signals.ts';
import { credits, DAY_MS, HOUR_MS, MINUTE_MS } from './platform/units.ts';
import { parseCidr } from './platform/upstream/address-rules.ts';
import { createGuardedFetcher } from './platform/upstream/guarded-fetcher.ts';

/** For tests only: the real server on real files, with an upstream of the test's choice. */
export type TestServerOptions = {
  /** Holds the store and the media; made if it is missing. */
  readonly folder: string;
  readonly offersOf: (parts: EngineParts) => readonly Offer[];
  readonly routes?: Routes;
  readonly timeouts?: Partial<TaskTimeouts>;
  readonly onStep?: (step: TaskStep, taskId: string) => void;
};

const SECRET = '0123456789abcdef0123456789abcdef';

export type TestServer = {
  readonly url: string;
  readonly db: Db;
  stop(): Promise<void>;
};

/** Starts a server on a free port, as `rivya serve` would, with waits that a test can afford. */
export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  mkdirSync(options.folder, { recursive: true });
  const db = openSqlite(join(options.folder, 'rivya.sqlite'));
  await db.migrate(migrations);
  const clock = systemClock;
  const log = createLog('silent');
  const secrets = createSecrets([SECRET]);
  const fetcher = createGuardedFetcher({ allowlist: [parseCidr('127.0.0.0/8')] });
  const app = createApp({
    signals: createLocalSignals(),
    ...{ db, clock, log, secrets, fetcher },
    store: await createDiskStore(join(options.folder, 'media')),
    adminToken: SECRET,
    offers: options.offersOf({ clock, log, fetcher }),
    settings: {
      role: 'all',
      isApiDisabled: false,
      rateLimits: { createsPerMinute: 0, readsPerMinute: 0 },
      timeouts: { queueMs: HOUR_MS, taskMs: 10 * MINUTE_MS, ...options.timeouts },
      retention: { uploadMs: DAY_MS, resultMs: DAY_MS },
      routes: options.routes ?? {},
    },
    ...(options.onStep === undefined ? {} : { onStep: options.onStep }),
  });
  const url = await app.http.listen({ host: '127.0.0.1', port: 0 });
  app.setUrls({ publicUrl: url, mediaBaseUrl: url });
  await app.start();
  return {
    url,
    db,
    async stop() {
      await app.stop(5_000);
      await db.close();
    },
  };
}

export type TestUpstream = {
  readonly baseUrl: string;
  readonly key: string;
  readonly limits?: { submitsPerSecond?: number; submitsAtOnce?: number; tasksMax?: number; queriesPerSecond?: number };
  readonly submitTimeoutMs?: number;
};

/** The DashScope engine with one credential, for models of every kind it serves. */
export function dashscopeOf(upstream: TestUpstream): (parts: EngineParts) => readonly Offer[] {
  const limits = { submitsPerSecond: 5, submitsAtOnce: 1, tasksMax: 5, queriesPerSecond: 20, ...upstream.limits };
  return (parts) => [
    createDashscopeEngine(parts, {
      id: 'dashscope',
      baseUrl: upstream.baseUrl,
      credentials: [{ name: 'main', apiKey: upstream.key, ...limits }],
      prices: { 'wan-2-7-image': { micros: 200_000, currency: 'CNY' } },
      submitTimeoutMs: upstream.submitTimeoutMs ?? 5_000,
      queryTimeoutMs: 5_000,
    }),
  ];
}

/** Opens an account with credits in the store of a folder whose server does not run; answers its API key. */
export async function prepareAccount(folder: string, balance: number): Promise<{ key: string; accountId: string }> {
  mkdirSync(folder, { recursive: true });
  const db = openSqlite(join(folder, 'rivya.sqlite'));
  try {
    await db.migrate(migrations);
    const deps = { db, clock: systemClock };
    const account = await createAccount(deps, 'test');
    await grantCredits(deps, { accountId: account.id, amount: credits(balance) });
    const { secret } = await createKey(deps, { accountId: account.id });
    return { key: secret, accountId: account.id };
  } finally {
    await db.close();
  }
}
