import type { CreditTotals } from '../credits/index.ts';
import type { EngineState, QueueState } from '../generations/index.ts';
import type { Connections } from '../platform/db/database.ts';
import type { Metrics } from '../platform/metrics.ts';
import { SECOND_MS } from '../platform/units.ts';
import type { WebhookBacklog } from '../webhooks/index.ts';
import type { Figures } from './figures.ts';

/** Where gauges come from; all of it is of the whole installation, but for connections and the states of credentials. */
export type GaugeSources = {
  readonly readQueues: () => Promise<readonly QueueState[]>;
  readonly readEngines: () => Promise<readonly EngineState[]>;
  readonly readBacklog: () => Promise<WebhookBacklog>;
  readonly readTotals: () => Promise<CreditTotals>;
  readonly readIncidents: () => Promise<ReadonlyMap<string, number>>;
  readonly canWrite: () => Promise<boolean>;
  /** Absent for the embedded store, which has none. */
  readonly connections?: (() => Connections) | undefined;
};

const STATES = ['open', 'busy', 'failing', 'stopped'] as const;

/**
 * Reads at scrape time what only the store knows. All of it or nothing: when the store is gone the gauges it would have
 * set have no value, `rivya_store_up` is 0, and everything else is told as usual.
 */
export function readGaugesFrom(sources: GaugeSources, metrics: Metrics, figures: Figures): void {
  metrics.beforeScrape({
    name: 'store',
    async read() {
      const known = await readAll(sources);
      return () => {
        forget(figures);
        setTasks(figures, known);
        setEngines(figures, known);
        setOthers(figures, known);
      };
    },
    forget() {
      forget(figures);
      figures.store.up.set(0);
    },
  });
  const { connections } = sources;
  if (connections === undefined) return;
  metrics.beforeScrape({
    name: 'connections',
    read: () => Promise.resolve(() => setConnections(figures, connections())),
    forget: () => undefined,
  });
}

type Known = Awaited<ReturnType<typeof readAll>>;

async function readAll(sources: GaugeSources) {
  return {
    queues: await sources.readQueues(),
    engines: await sources.readEngines(),
    backlog: await sources.readBacklog(),
    totals: await sources.readTotals(),
    incidents: await sources.readIncidents(),
    canWrite: await sources.canWrite(),
  };
}

/** No value rather than an old one, or a 0 that nobody counted. */
function forget({ tasks, credits, engines, webhooks, incidents }: Figures): void {
  const labelled = [tasks.queued, tasks.oldest, tasks.processing, tasks.waitingAgain, incidents];
  for (const gauge of [...labelled, engines.credentialState, engines.credentialTasks]) gauge.reset();
  const plain = [credits.available, credits.held, credits.wallets];
  for (const gauge of [...plain, webhooks.pending, webhooks.failing, webhooks.overdue]) gauge.remove();
}

function setTasks({ tasks }: Figures, { queues }: Known): void {
  for (const { engine, queued, oldestMs, processing, waitingAgain } of queues) {
    tasks.queued.set({ engine }, queued);
    tasks.oldest.set({ engine }, oldestMs / SECOND_MS);
    tasks.processing.set({ engine }, processing);
    tasks.waitingAgain.set({ engine }, waitingAgain);
  }
}

function setEngines(figures: Figures, { engines }: Known): void {
  for (const { id: engine, credentials } of engines) {
    for (const { name: credential, state, tasksInProcess } of credentials) {
      figures.engines.credentialTasks.set({ engine, credential }, tasksInProcess);
      for (const one of STATES) {
        figures.engines.credentialState.set({ engine, credential, state: one }, one === state ? 1 : 0);
      }
    }
  }
}

function setOthers({ credits, webhooks, incidents, store }: Figures, known: Known): void {
  const { backlog, totals } = known;
  credits.available.set(totals.balance);
  credits.held.set(totals.held);
  credits.wallets.set(totals.wallets);
  webhooks.pending.set(backlog.pending);
  webhooks.failing.set(backlog.failingEndpoints);
  webhooks.overdue.set(backlog.overdueMs / SECOND_MS);
  for (const [kind, count] of known.incidents) incidents.set({ kind }, count);
  store.up.set(known.canWrite ? 1 : 0);
}

function setConnections({ store }: Figures, { open, idle, waiting, max }: Connections): void {
  store.connections.set({ state: 'busy' }, open - idle);
  store.connections.set({ state: 'idle' }, idle);
  store.connections.set({ state: 'waiting' }, waiting);
  store.connectionsMax.set(max);
}
