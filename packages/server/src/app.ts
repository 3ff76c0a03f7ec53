import { accountMigrations, addAuthentication, flushKeyUse, sweepBuckets } from './accounts/index.ts';
import { adminRoutes } from './admin/index.ts';
import { createCatalogue, modelRoutes } from './catalogue/index.ts';
import { creditMigrations, creditRoutes, readTotals } from './credits/index.ts';
import { callbackRoutes, createRegistry, type Offer, type Routes } from './engines/index.ts';
import {
  type FileDeps,
  fileMigrations,
  fileRoutes,
  type MediaStore,
  mediaRoutes,
  sweepFiles,
  sweepOrphans,
} from './files/index.ts';
import {
  createFetchGates,
  createPollQueue,
  createQueue,
  createSettleQueue,
  createStrandedSweep,
  type EngineState,
  FIXED_TIMEOUTS,
  Gates,
  GenerationBody,
  type GenerationDeps,
  generationMigrations,
  generationRoutes,
  type Leading,
  readEngines,
  readGenerations,
  readQueues,
  rerouteQueuedTasks,
  resumeEngine,
  resumeGates,
  startWorker,
  type TaskStep,
  type TaskTimeouts,
  verifyGenerations,
  voidAllLeases,
  Waiters,
  type Worker,
} from './generations/index.ts';
import { addHealth, type Health } from './health.ts';
import type { Clock } from './platform/clock.ts';
import type { Db } from './platform/db/database.ts';
import type { Migrations } from './platform/db/migrate.ts';
import { idempotencyMigrations, sweepIdempotencyKeys } from './platform/http/idempotency.ts';
import { createHttpServer, type HttpServer } from './platform/http/server.ts';
import { countOpenIncidents, incidentMigrations } from './platform/incidents.ts';
import { type Loop, startLoop } from './platform/jobs/loop.ts';
import type { Log } from './platform/log.ts';
import type { Secrets } from './platform/secrets.ts';
import type { Signals } from './platform/signals.ts';
import { ALWAYS, startTenure, type Tenure, type TenureHooks, tenureMigrations } from './platform/tenures.ts';
import type { Tracer } from './platform/tracing.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './platform/units.ts';
import type { GuardedFetcher } from './platform/upstream/guarded-fetcher.ts';
import { referenceRoutes } from './reference/index.ts';
import { addMetricsRoute, createTelemetry, type Telemetry } from './telemetry/index.ts';
import {
  createSecretSealing,
  createWebhookSweep,
  readBacklog,
  releaseAllClaims,
  type Sender,
  startSender,
  type WebhookDeps,
  webhookMigrations,
  webhookRoutes,
} from './webhooks/index.ts';

/** Every table of the server; a step's name fixes its place. */
export const migrations: Migrations = {
  ...accountMigrations,
  ...creditMigrations,
  ...fileMigrations,
  ...idempotencyMigrations,
  ...incidentMigrations,
  ...tenureMigrations,
  ...generationMigrations,
  ...webhookMigrations,
};

export type AppParts = {
  readonly db: Db;
  /** How the parts of the server, in this process and in others, wake each other. */
  readonly signals: Signals;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly store: MediaStore;
  readonly adminToken: string;
  /** Opens `/metrics` and nothing else; the admin token does too. */
  readonly metricsToken?: string | undefined;
  /** Where traces go; closed with the app. Absent: nothing is traced. */
  readonly tracer?: Tracer | undefined;
  readonly offers: readonly Offer[];
  /** Closed with the app, after the engines. */
  readonly fetcher: GuardedFetcher;
  readonly settings: AppSettings;
  /** Told after each step of a task; for tests that end the process there. */
  readonly onStep?: (step: TaskStep, taskId: string) => void;
};

export type AppSettings = {
  /** What this process does: everything, the public and the operator's API, or the work behind them. */
  readonly role: 'all' | 'api' | 'worker';
  readonly isApiDisabled: boolean;
  readonly rateLimits: { readonly createsPerMinute: number; readonly readsPerMinute: number };
  readonly timeouts: Pick<TaskTimeouts, 'queueMs' | 'taskMs'> & Partial<TaskTimeouts>;
  readonly retention: { readonly uploadMs: number; readonly resultMs: number };
  /** Which engines make a model, in their order; without a route, all that can and are paid for. */
  readonly routes: Routes;
};

export interface App {
  readonly http: HttpServer;
  readonly health: Health;
  /** How callers reach the server, and where media URLs start; both known once it listens. Without a slash at the end. */
  setUrls(urls: { readonly publicUrl: string; readonly mediaBaseUrl: string }): void;
  /** Every engine, the models it is to make and how its credentials stand. */
  readEngines(): Promise<readonly EngineState[]>;
  /** Starts the worker and the sweepers. */
  start(): Promise<void>;
  /** Stops taking, finishes or hands back what runs within `graceMs`, and closes what it opened; not the store. */
  stop(graceMs: number): Promise<void>;
}

const SWEEP_MS = MINUTE_MS;
const SWEEP_BATCH = 100;
/** Walks the whole media store, for what a crash left between a write and its commit. */
const ORPHAN_SWEEP_MS = HOUR_MS;
/** How long the last requests may take once nothing new is accepted. */
const LAST_ANSWERS_MS = 5 * SECOND_MS;
/** How long receivers of webhooks may take to answer then; what is cut off is sent again by the next start. */
const LAST_DELIVERIES_MS = 5 * SECOND_MS;

/** Wires the features together. Nothing runs before `start`. */
export function createApp(parts: AppParts): App {
  const telemetry = createTelemetry(parts.log, parts.tracer);
  const features = createFeatures(parts, telemetry);
  const http = createHttpServer(parts.log);
  telemetry.watchRequests(http);
  const health = addHealth(http, parts);
  addMetrics(http, features, parts, telemetry);
  addRoutes(http, features, parts);
  const loops: Loop[] = [];
  const stopping = new AbortController();
  let sweeping = ALWAYS;
  return {
    http,
    health,
    setUrls({ publicUrl, mediaBaseUrl }) {
      features.publicUrl.current = publicUrl;
      features.urls.mediaBaseUrl = mediaBaseUrl;
    },
    readEngines: () => readEngines(features.generations),
    async start() {
      telemetry.metrics.watchProcess();
      loops.push(startKeyUse(features, parts.log));
      if (parts.settings.role === 'api') return;
      // With a store of its own nobody else holds anything; others' leases and claims run out by themselves.
      if (parts.db.kind === 'sqlite') await voidAllLeases(parts.db);
      if (parts.db.kind === 'sqlite') await releaseAllClaims(features.webhooks);
      await parts.db.exclusively('reroute', () => rerouteQueuedTasks(features.generations));
      features.worker.current = startWorker(features.generations);
      features.sender.current = startSender(features.webhooks);
      sweeping = tenureIn(parts, 'sweep');
      loops.push(...startSweepers(features, parts.log, { tenure: sweeping, stopping: stopping.signal }));
    },
    async stop(graceMs) {
      // While pictures end, polls are still answered and `/readyz` says 503, so that callers go elsewhere by themselves.
      health.isDraining = true;
      stopping.abort();
      await Promise.all([features.worker.current?.stop(graceMs), ...loops.map((loop) => loop.stop())]);
      await sweeping.end();
      features.generations.waiters.wakeAll();
      // A caller who never finishes sending must not keep the server from stopping.
      const cutOff = setTimeout(() => http.server.closeAllConnections(), LAST_ANSWERS_MS);
      await http.close();
      clearTimeout(cutOff);
      // After the last task has ended, so that what could be told at once was.
      await features.sender.current?.stop(Math.min(graceMs, LAST_DELIVERIES_MS));
      await features.registry.close();
      await parts.fetcher.close();
      parts.store.close?.();
      // Worth a line in the log, not worth a failed stop.
      await flushKeyUse(features.accounts).catch((error: unknown) =>
        parts.log.warn({ err: error }, 'last use of keys not kept'),
      );
      await parts.tracer?.close();
    },
  };
}

type Features = ReturnType<typeof createFeatures>;

function createFeatures(parts: AppParts, telemetry: Telemetry) {
  const { db, signals, clock, log, secrets, store, offers, fetcher, settings } = parts;
  const catalogue = createCatalogue();
  const descriptors = catalogue.list().map(({ descriptor }) => descriptor);
  const registry = createRegistry(telemetry.observe(offers), descriptors, settings.routes);
  const urls = { mediaBaseUrl: '' };
  const publicUrl = { current: '' };
  const files: FileDeps = { db, clock, log, secrets, store, catalogue, urls, retention: settings.retention };
  const worker: { current: Worker | undefined } = { current: undefined };
  const sender: { current: Sender | undefined } = { current: undefined };
  const wake = (queue: string) => signals.send('queued', [queue]);
  const base = {
    ...{ db, clock, log, catalogue, registry, files, fetcher, wake },
    published: () => signals.send('published', []),
    ended: (ids: readonly string[]) => signals.send('ended', ids),
    resumed: (engineId: string, credential: string | undefined) =>
      signals.send('resumed', credential === undefined ? [engineId] : [engineId, credential]),
    tenure: (name: string, hooks: TenureHooks) => tenureIn(parts, name, hooks),
    ...(db.kind === 'sqlite' ? {} : { leading: leadingIn(signals, worker) }),
    fetchGates: createFetchGates(),
    gates: new Gates(registry, clock, wake),
    timeouts: { ...FIXED_TIMEOUTS, ...settings.timeouts },
    waiters: new Waiters(),
    watch: telemetry.watch,
    onStep(step: TaskStep, taskId: string) {
      telemetry.onStep(step, taskId);
      parts.onStep?.(step, taskId);
    },
  };
  const generations: GenerationDeps = { ...base, settles: createSettleQueue(base), polls: createPollQueue(base) };
  const webhooks: WebhookDeps = {
    ...{ db, clock, log, secrets, fetcher },
    attempted: telemetry.attempted,
    readGenerations: (ids) => readGenerations(generations, ids),
    wake: () => signals.send('published', []),
  };
  listen(signals, { worker, sender, gates: base.gates, waiters: base.waiters });
  const accounts = { db, clock, log, settings: { isApiDisabled: settings.isApiDisabled, ...settings.rateLimits } };
  return { catalogue, registry, urls, publicUrl, files, worker, sender, generations, webhooks, accounts };
}

/** Of several processes one makes the calls with an engine's credentials. */
function leadingIn(signals: Signals, worker: Ears['worker']): Leading {
  return {
    leads: (engineId) => worker.current?.leads(engineId) ?? false,
    askCancel: (engineId) => signals.send('cancelling', [engineId]),
  };
}

type Ears = {
  readonly worker: { readonly current: Worker | undefined };
  readonly sender: { readonly current: Sender | undefined };
  readonly gates: Gates;
  readonly waiters: Waiters;
};

/** Who in this process is woken by what; a missed signal wakes everybody. */
function listen(signals: Signals, { worker, sender, gates, waiters }: Ears): void {
  signals.listen('queued', (queues) => worker.current?.wake(queues));
  signals.listen('cancelling', (engineIds) => worker.current?.answerCancels(engineIds));
  signals.listen('hinted', (taskIds) => worker.current?.hint(taskIds ?? []));
  signals.listen('resumed', ([engineId, credential] = []) => resumeGates({ gates }, engineId ?? '', credential));
  signals.listen('published', () => sender.current?.wake());
  signals.listen('ended', (taskIds) => (taskIds === undefined ? waiters.wakeAll() : waiters.wake(taskIds)));
}

/** What one process does for all: this one always with a store of its own, else when the others leave it to it. */
function tenureIn({ db, log }: AppParts, name: string, hooks: TenureHooks = {}): Tenure {
  return db.kind === 'sqlite' ? ALWAYS : startTenure({ db, log }, { name, ...hooks });
}

/** `/metrics`, and where its gauges are read. */
function addMetrics(http: HttpServer, features: Features, parts: AppParts, telemetry: Telemetry): void {
  const { db, adminToken, metricsToken } = parts;
  const { generations, webhooks } = features;
  const sources = {
    readQueues: () => readQueues(generations),
    readEngines: () => readEngines(generations),
    readBacklog: () => readBacklog(webhooks),
    readTotals: () => readTotals({ db }),
    readIncidents: () => countOpenIncidents(db),
    canWrite: () => db.canWrite(),
    connections: db.connections,
  };
  telemetry.watchServer(sources, db.kind);
  addMetricsRoute(http, telemetry.metrics, metricsToken === undefined ? [adminToken] : [adminToken, metricsToken]);
}

function addRoutes(http: HttpServer, features: Features, parts: AppParts): void {
  // A process that only works answers for its health and nothing else.
  if (parts.settings.role === 'worker') return;
  const { db, signals, clock, log, secrets, adminToken } = parts;
  const { catalogue, registry, accounts, generations, files, webhooks, publicUrl } = features;
  addAuthentication(http, accounts);
  modelRoutes(http, { catalogue, noticesOf: (id) => registry.noticesOf(catalogue.get(id).descriptor) });
  generationRoutes(http, { ...generations, creates: createQueue(generations) });
  fileRoutes(http, files);
  mediaRoutes(http, files);
  creditRoutes(http, { db });
  webhookRoutes(http, webhooks, GenerationBody);
  callbackRoutes(http, { secrets, hint: (taskIds) => signals.send('hinted', taskIds) });
  adminRoutes(http, {
    ...{ db, clock, log, adminToken },
    verifyGenerations: () => verifyGenerations(db),
    readEngines: () => readEngines(generations),
    resumeEngine: (id, credential) => resumeEngine(generations, id, credential),
  });
  referenceRoutes(http, { catalogue, baseUrl: () => publicUrl.current });
  http.refuseOtherMethods();
}

function startKeyUse({ accounts }: Features, log: Log): Loop {
  const round = async () => void (await flushKeyUse(accounts));
  return startLoop({ name: 'key use', everyMs: SWEEP_MS, log, round });
}

/** What is swept once for all processes. */
function startSweepers(
  { files, webhooks, generations }: Features,
  log: Log,
  { tenure, stopping }: { readonly tenure: Tenure; readonly stopping: AbortSignal },
): readonly Loop[] {
  const sweepWebhooks = createWebhookSweep(webhooks);
  const sealSecrets = createSecretSealing(webhooks);
  const sweepStranded = createStrandedSweep(generations);
  const sweepOnce = async () => (tenure.isHeld() ? await sweep(files, sweepWebhooks) : undefined);
  const sendOnce = async () => void (tenure.isHeld() && (await sweepStranded()));
  const sealOnce = async () => (tenure.isHeld() ? await sealSecrets() : SWEEP_MS);
  const sweepMedia = async () => void (tenure.isHeld() && (await sweepOrphans(files, stopping)));
  return [
    startLoop({ name: 'retention', everyMs: SWEEP_MS, log, round: sweepOnce }),
    startLoop({ name: 'stranded tasks', everyMs: SWEEP_MS, log, round: sendOnce }),
    startLoop({ name: 'orphans', everyMs: ORPHAN_SWEEP_MS, log, round: sweepMedia }),
    startLoop({ name: 'signing secrets', everyMs: HOUR_MS, log, round: sealOnce }),
  ];
}

/** One small batch of each; asks for the next at once while there is more. */
async function sweep(files: FileDeps, sweepWebhooks: (batchSize: number) => Promise<number>): Promise<number> {
  const counts = [
    await sweepFiles(files, SWEEP_BATCH),
    await sweepIdempotencyKeys(files.db, files.clock, SWEEP_BATCH),
    await sweepWebhooks(SWEEP_BATCH),
    await sweepBuckets(files.db, files.clock.now(), SWEEP_BATCH),
  ];
  return counts.some((count) => count >= SWEEP_BATCH) ? 1 : SWEEP_MS;
}
