import { join } from 'node:path';
import { accountMigrations, type Caller, createAccount, createKey, SCOPES } from '../accounts/index.ts';
import { createCatalogue } from '../catalogue/index.ts';
import { creditMigrations, grantCredits } from '../credits/index.ts';
import {
  type Credential,
  createRegistry,
  type Engine,
  type EngineHost,
  type EngineJob,
  type FoundWork,
  type Handle,
  type Offer,
  type Progress,
  type SubmitCall,
  type WorkSearch,
} from '../engines/index.ts';
import { createDiskStore, type FileDeps, fileMigrations } from '../files/index.ts';
import { idempotencyMigrations } from '../platform/http/idempotency.ts';
import { incidentMigrations } from '../platform/incidents.ts';
import { createSecrets } from '../platform/secrets.ts';
import { ALWAYS } from '../platform/tenures.ts';
import { openTestDb, silentLog, testClock, testFolder } from '../platform/testing.ts';
import { credits, HOUR_MS, MINUTE_MS } from '../platform/units.ts';
import { parseCidr } from '../platform/upstream/address-rules.ts';
import { createGuardedFetcher } from '../platform/upstream/guarded-fetcher.ts';
import { webhookMigrations } from '../webhooks/index.ts';
import { type ClaimedTask, claimDueTasks, claimQueuedTasks, claimRetries } from './claim-tasks.ts';
import { type CreateRequest, createGeneration, createQueue } from './create-generation.ts';
import { FIXED_TIMEOUTS } from './deps.ts';
import { createFetchGates } from './fetch-outputs.ts';
import { Gates } from './gates.ts';
import { generationMigrations, Waiters } from './index.ts';
import { createPollQueue } from './poll-queue.ts';
import { runTask } from './run-task.ts';
import { createSettleQueue } from './settle-queue.ts';

/** For tests only: an engine that answers what it is told, and remembers what it was asked. */
export class ScriptedEngine implements Engine {
  readonly id: string;
  readonly notices = ['scripted'];
  readonly callsMax: number;
  /** Given: it is paid, so it says when it is sending. */
  readonly credentials?: readonly Credential[];
  readonly asked: string[] = [];
  onSubmit: (job: EngineJob, signal: AbortSignal) => Promise<Progress>;
  onPoll: (job: EngineJob, handle: Handle, signal: AbortSignal) => Promise<Progress>;
  onCancel: (handle: Handle) => Promise<'cancelled' | 'too_late'> = () => Promise.resolve('too_late');
  onFindWork: (search: WorkSearch) => Promise<readonly FoundWork[]> = () => Promise.resolve([]);
  host: EngineHost | undefined;

  constructor(
    onSubmit: (job: EngineJob, signal: AbortSignal) => Promise<Progress>,
    options: { id?: string; callsMax?: number; credentials?: readonly Credential[] } = {},
  ) {
    this.id = options.id ?? 'scripted';
    this.callsMax = options.callsMax ?? 4;
    if (options.credentials !== undefined) this.credentials = options.credentials;
    this.onSubmit = onSubmit;
    this.onPoll = (job, _handle, signal) => this.onSubmit(job, signal);
  }

  start(host: EngineHost): void {
    this.host = host;
  }

  async submit(job: EngineJob, call: SubmitCall, signal: AbortSignal): Promise<Progress> {
    if (this.credentials !== undefined) await call.sending();
    this.asked.push(`submit ${job.taskId}`);
    return await this.onSubmit(job, signal);
  }

  poll(job: EngineJob, handle: Handle, signal: AbortSignal): Promise<Progress> {
    this.asked.push(`poll ${job.taskId}`);
    return this.onPoll(job, handle, signal);
  }

  cancel(handle: Handle): Promise<'cancelled' | 'too_late'> {
    this.asked.push('cancel');
    return this.onCancel(handle);
  }

  findWork(search: WorkSearch): Promise<readonly FoundWork[]> {
    this.asked.push('find');
    return this.onFindWork(search);
  }

  costOf(): { micros: number; currency: string } {
    return { micros: 75_000, currency: 'USD' };
  }
}

/** A credential that holds nothing up, whatever the clock says. */
export const FAST_CREDENTIAL: Credential = { name: 'main', submitsPerSecond: 1e9, submitsAtOnce: 1, tasksMax: 100 };

/** The smallest PNG: one pixel. */
export const ONE_PIXEL_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export const paints = (): Promise<Progress> =>
  Promise.resolve({ status: 'done', outputs: [{ bytes: ONE_PIXEL_PNG, seed: 7 }] });

const TEST_TIMEOUTS = {
  queueMs: 24 * HOUR_MS,
  taskMs: 30 * MINUTE_MS,
  storeRetriesMs: [1, 1],
  fetchMs: 3_000,
};

const MIGRATIONS = [
  ...[accountMigrations, creditMigrations, fileMigrations, idempotencyMigrations],
  ...[incidentMigrations, generationMigrations, webhookMigrations],
];

type TestHooks = { after(work: () => void | Promise<void>): void };

/** The whole feature on a real store and a real folder, with a clock turned by hand and a worker stepped by hand. */
export async function setUpGenerations(
  test: TestHooks,
  engine: ScriptedEngine = new ScriptedEngine(paints),
  more: readonly ScriptedEngine[] = [],
) {
  const clock = testClock();
  const db = await openTestDb(test, ...MIGRATIONS);
  const catalogue = createCatalogue();
  const models = catalogue.list().map(({ descriptor }) => descriptor);
  const files: FileDeps = {
    ...{ db, clock, log: silentLog, catalogue },
    secrets: createSecrets(['0123456789abcdef0123456789abcdef']),
    store: await createDiskStore(join(testFolder(test), 'media')),
    urls: { mediaBaseUrl: 'http://media.test' },
    retention: { uploadMs: 7 * 24 * HOUR_MS, resultMs: 30 * 24 * HOUR_MS },
  };
  const woken: string[] = [];
  const wake = (queue: string) => void woken.push(queue);
  const registry = createRegistry(
    [engine, ...more].map((one): Offer => ({ engine: one, serves: () => true })),
    models,
  );
  const fetcher = createGuardedFetcher({ allowlist: [parseCidr('127.0.0.0/8')] });
  test.after(() => fetcher.close());
  const waiters = new Waiters();
  const base = {
    ...{ db, clock, log: silentLog, catalogue, files, registry, fetcher },
    gates: new Gates(registry, clock, wake),
    fetchGates: createFetchGates(),
    timeouts: { ...FIXED_TIMEOUTS, ...TEST_TIMEOUTS },
    waiters,
    published: () => undefined,
    ended: (ids: readonly string[]) => waiters.wake(ids),
    tenure: () => ALWAYS,
    resumed: () => undefined,
    wake,
  };
  const deps = { ...base, settles: createSettleQueue(base), polls: createPollQueue(base) };
  const creates = createQueue(deps);
  let turn = 1;
  const names = (limit: number) => Array.from({ length: limit }, () => engine.credentials?.[0]?.name ?? '');
  return {
    ...{ deps, clock, db, engine, woken, creates },
    /** A new account with credits and a key. */
    async caller(name: string, balance = 1_000): Promise<Caller> {
      const account = await createAccount({ db, clock }, name);
      if (balance > 0) await grantCredits({ db, clock }, { accountId: account.id, amount: credits(balance) });
      const { key } = await createKey({ db, clock }, { accountId: account.id });
      return { accountId: account.id, keyId: key.id, scopes: new Set(SCOPES) };
    },
    create: (caller: Caller, request: Partial<CreateRequest> = {}) =>
      createGeneration(
        { ...deps, creates },
        caller,
        { model: 'wan-2-7-image', prompt: 'a lake', ...request },
        undefined,
      ),
    claim(limit = 1, queue = engine.id) {
      const request = { queue, credentials: names(limit), turn, taskTimeoutMs: deps.timeouts.taskMs };
      turn += limit;
      return db.transaction((tx) => claimQueuedTasks(tx, clock, request));
    },
    claimDue: (limit = 1, queue = engine.id) => db.transaction((tx) => claimDueTasks(tx, clock, { queue, limit })),
    claimRetries: (limit = 1, queue = engine.id) =>
      db.transaction((tx) =>
        claimRetries(tx, clock, { queue, credentials: names(limit), taskTimeoutMs: deps.timeouts.taskMs }),
      ),
    run: (task: ClaimedTask, signal = new AbortController().signal) => {
      const at = registry.byId(task.row.queue) ?? engine;
      return runTask(deps, at, task, signal);
    },
  };
}

export type TestGenerations = Awaited<ReturnType<typeof setUpGenerations>>;
