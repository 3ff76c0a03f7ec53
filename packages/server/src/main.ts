import { sql } from 'kysely';
import { createAccount, createKey, listAccounts, listKeys } from './accounts/index.ts';
import { type App, createApp, migrations } from './app.ts';
import { createCatalogue } from './catalogue/index.ts';
import type { Config } from './config.ts';
import { grantCredits } from './credits/index.ts';
import { type CredentialTrial, callbackUrlOf, openEngines, tryCredentials } from './engines/index.ts';
import { openMedia, openStores, type Stores, storeFailure } from './open-stores.ts';
import { systemClock } from './platform/clock.ts';
import { openPostgres } from './platform/db/postgres.ts';
import { measureSkew, type Skew } from './platform/db/store-clock.ts';
import { createLog, type Log } from './platform/log.ts';
import { createSecrets, randomBase62 } from './platform/secrets.ts';
import { openTracing } from './platform/tracing.ts';
import { credits, SECOND_MS } from './platform/units.ts';
import { createGuardedFetcher } from './platform/upstream/guarded-fetcher.ts';
import { ownVersion } from './platform/version.ts';

export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:8787`. */
  readonly url: string;
  readonly dataDir: string;
  /** Only on the first run with this data folder: the key that was made, to be shown once. */
  readonly firstKey: { readonly secret: string } | undefined;
  /** Drains and ends; safe to call twice. */
  stop(): Promise<void>;
  readonly stopped: Promise<void>;
}

/** How long running work may take to end when the server is told to stop; then it is handed back. */
const DRAIN_MS = 10 * SECOND_MS;
const SECRET_CHARACTERS = 48;
const FIRST_ACCOUNT = 'default';
const FIRST_CREDITS = credits(1_000);

/**
 * Runs a server until it is stopped. Throws `DataFolderLocked`, `DataFolderMoved`, the system's error for a taken port, or
 * what opening the store or the bucket threw; nothing is left open then.
 */
export async function runServer(config: Config): Promise<RunningServer> {
  const log = createLog(config.logLevel);
  const stores = await openStores(config, log);
  const undo: (() => void | Promise<void>)[] = [() => stores.close()];
  try {
    await migrateOrExplain(stores);
    const app = await assemble({ config, stores, log });
    undo.unshift(() => app.stop(0));
    const url = await listen(app, config);
    // Only once the port is ours: a first key made by a start that then fails would never be shown.
    const firstKey = await stores.db.exclusively('first run', () => setUpFirstAccount(stores));
    await logEngines(app, config, log);
    await app.start();
    return { ...stoppable(app, stores), url, dataDir: stores.folder.path, firstKey };
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}

/** The names of all steps of the schema this version knows, for a look at a store without running one. */
export const schemaSteps: readonly string[] = Object.keys(migrations);

/** What a PostgreSQL store says of itself: the steps of its schema, its version, and how far our clock is ahead of its. */
export async function lookAtStore(
  url: string,
): Promise<{ readonly steps: readonly string[]; readonly version: string; readonly skew: Skew }> {
  const db = await openPostgres({ url, onLost: () => undefined, connectionsMax: 1 });
  try {
    const about = await sql<{ version: string; has_steps: boolean }>`
      select current_setting('server_version') as version, to_regclass('kysely_migration') is not null as has_steps
    `.execute(db.read);
    const [row] = about.rows;
    if (row === undefined) throw new Error('It said nothing.');
    const steps = row.has_steps
      ? await sql<{ name: string }>`select name from kysely_migration`.execute(db.read)
      : { rows: [] };
    const skew = await measureSkew(db, systemClock);
    return { steps: steps.rows.map(({ name }) => name), version: row.version, skew };
  } finally {
    await db.close();
  }
}

/** Brings the schema of the configured store up to date without starting a server; tells which steps ran. */
export async function migrateStore(config: Config): Promise<readonly string[]> {
  const stores = await openStores(config, createLog('silent'));
  try {
    return await migrateOrExplain(stores);
  } finally {
    await stores.close();
  }
}

const TRIAL_MS_MAX = 60 * SECOND_MS;

/** Asks every upstream of the settings whether it takes its keys, without a server and without buying anything. */
export async function tryUpstreams({ engines, privateNetworkAllowlist }: Config): Promise<readonly CredentialTrial[]> {
  const clock = systemClock;
  const fetcher = createGuardedFetcher({ allowlist: privateNetworkAllowlist });
  const offers = openEngines({ clock, log: createLog('silent'), fetcher }, engines);
  const models = createCatalogue().list();
  try {
    const descriptors = models.map(({ descriptor }) => descriptor);
    return await tryCredentials({ clock, models: descriptors }, offers, AbortSignal.timeout(TRIAL_MS_MAX));
  } finally {
    await Promise.all(offers.map(({ engine }) => engine.close?.()));
    await fetcher.close();
  }
}

async function migrateOrExplain({ db, storeName }: Stores): Promise<readonly string[]> {
  try {
    return await db.migrate(migrations);
  } catch (error) {
    throw storeFailure(storeName, error);
  }
}

type Parts = { readonly config: Config; readonly stores: Stores; readonly log: Log };

async function assemble({ config, stores, log }: Parts): Promise<App> {
  const { db, signals, clock, folder } = stores;
  const secrets = createSecrets(config.secrets ?? [folder.ownFile('secret', () => randomBase62(SECRET_CHARACTERS))]);
  const fetcher = createGuardedFetcher({ allowlist: config.privateNetworkAllowlist });
  const engineParts = { clock, log, fetcher, callbackUrlOf: callbackUrlOf(secrets, config.publicUrl) };
  const { tracing, metricsToken } = config;
  return createApp({
    ...{ db, signals, clock, log, secrets, fetcher, metricsToken },
    tracer: tracing === undefined ? undefined : await openTracing({ ...tracing, version: ownVersion() }, log),
    store: await openMedia(config, stores, secrets),
    adminToken: config.adminToken ?? folder.ownFile('admin.token', () => randomBase62(SECRET_CHARACTERS)),
    offers: openEngines(engineParts, config.engines),
    settings: config,
  });
}

/** One line for every engine that is to make something or should have been; no key. */
async function logEngines(app: App, { engines }: Config, log: Log): Promise<void> {
  for (const { id, models, credentials } of await app.readEngines()) {
    const upstream = engines.upstreams.find((one) => one.id === id);
    if (upstream === undefined && models.length === 0) continue;
    const from = upstream === undefined ? { type: id } : { type: upstream.type, host: new URL(upstream.baseUrl).host };
    const line = { engine: id, ...from, credentials: credentials.map(({ name }) => name), models };
    if (models.length > 0) log.info(line, 'engine ready');
    else log.warn(line, 'no route leads to this engine: it takes no new tasks');
  }
}

/** On the first run: the account `default`, 1,000 credits and a key with every scope. */
async function setUpFirstAccount(deps: Pick<Stores, 'db' | 'clock'>): Promise<{ secret: string } | undefined> {
  if ((await listKeys(deps)).length > 0) return undefined;
  // A first run that was interrupted may have left the account; the grant's reference keeps it from being paid twice.
  const [left] = await listAccounts(deps);
  const account = left ?? (await createAccount(deps, FIRST_ACCOUNT));
  await grantCredits(deps, { accountId: account.id, amount: FIRST_CREDITS, reference: 'first-run', note: 'First run' });
  const { secret } = await createKey(deps, { accountId: account.id, name: 'first key' });
  return { secret };
}

async function listen(app: App, config: Config): Promise<string> {
  const address = await app.http.listen({ host: config.host, port: config.port });
  const publicUrl = config.publicUrl ?? address;
  app.setUrls({ publicUrl, mediaBaseUrl: config.mediaBaseUrl ?? publicUrl });
  return address;
}

function stoppable(app: App, stores: Stores): Pick<RunningServer, 'stop' | 'stopped'> {
  const { promise: stopped, resolve: markStopped, reject } = Promise.withResolvers<void>();
  let isStopping = false;
  return {
    stopped,
    async stop() {
      if (isStopping) return await stopped;
      isStopping = true;
      try {
        await app.stop(DRAIN_MS);
        await stores.close();
        markStopped();
      } catch (error) {
        reject(error);
      }
      return await stopped;
    },
  };
}
