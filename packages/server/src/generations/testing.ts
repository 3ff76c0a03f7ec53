import { join } from 'node:path';
import { accountMigrations, type Caller, createAccount, createKey, SCOPES } from '../accounts/index.ts';
import { createCatalogue } from '../catalogue/index.ts';
import { creditMigrations, grantCredits } from '../credits/index.ts';
import { createRegistry, type Engine, type EngineJob, type Handle, type Progress } from '../engines/index.ts';
import { createDiskStore, type FileDeps, fileMigrations } from '../files/index.ts';
import { idempotencyMigrations } from '../platform/http/idempotency.ts';
import { incidentMigrations } from '../platform/incidents.ts';
import { createSecrets } from '../platform/secrets.ts';
import { openTestDb, silentLog, testClock, testFolder } from '../platform/testing.ts';
import { credits, HOUR_MS, MINUTE_MS } from '../platform/units.ts';
import { claimDueTasks, claimQueuedTasks } from './claim-tasks.ts';
import { type CreateRequest, createGeneration, createQueue } from './create-generation.ts';
import { generationMigrations, Waiters } from './index.ts';
import { createPollQueue } from './poll-queue.ts';
import { runTask } from './run-task.ts';
import { createSettleQueue } from './settle-queue.ts';

/** For tests only: an engine that answers what it is told, and remembers what it was asked. */
export class ScriptedEngine implements Engine {
  readonly id: string = 'scripted';
  readonly notices = ['scripted'];
  readonly callsMax: number;
  readonly asked: string[] = [];
  onSubmit: (job: EngineJob, signal: AbortSignal) => Promise<Progress>;
  onPoll: (job: EngineJob, handle: Handle, signal: AbortSignal) => Promise<Progress>;
  onCancel: (handle: Handle) => Promise<'cancelled' | 'too_late'> = () => Promise.resolve('too_late');
  onReconcile: (job: EngineJob) => Promise<Handle | 'not_bought' | 'undecided'> = () => Promise.resolve('undecided');

  constructor(onSubmit: (job: EngineJob, signal: AbortSignal) => Promise<Progress>, callsMax = 4) {
    this.callsMax = callsMax;
    this.onSubmit = onSubmit;
    this.onPoll = (job, _handle, signal) => this.onSubmit(job, signal);
  }

  submit(job: EngineJob, signal: AbortSignal): Promise<Progress> {
    this.asked.push(`submit ${job.taskId}`);
    return this.onSubmit(job, signal);
  }

  poll(job: EngineJob, handle: Handle, signal: AbortSignal): Promise<Progress> {
    this.asked.push(`poll ${job.taskId}`);
    return this.onPoll(job, handle, signal);
  }

  cancel(handle: Handle): Promise<'cancelled' | 'too_late'> {
    this.asked.push('cancel');
    return this.onCancel(handle);
  }

  reconcile(job: EngineJob): Promise<Handle | 'not_bought' | 'undecided'> {
    this.asked.push(`reconcile ${job.taskId}`);
    return this.onReconcile(job);
  }
}

/** The smallest PNG: one pixel. */
export const ONE_PIXEL_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export const paints = (): Promise<Progress> =>
  Promise.resolve({ status: 'done', outputs: [{ bytes: ONE_PIXEL_PNG, seed: 7 }] });

type TestHooks = { after(work: () => void | Promise<void>): void };

/** The whole feature on a real store and a real folder, with a clock turned by hand and a worker stepped by hand. */
export async function setUpGenerations(test: TestHooks, engine: ScriptedEngine = new ScriptedEngine(paints)) {
  const clock = testClock();
  const db = await openTestDb(
    test,
    ...[accountMigrations, creditMigrations, fileMigrations],
    ...[idempotencyMigrations, incidentMigrations, generationMigrations],
  );
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
  const base = {
    ...{ db, clock, log: silentLog, catalogue, files },
    registry: createRegistry([{ engine, serves: () => true }], models),
    timeouts: { queueMs: 24 * HOUR_MS, taskMs: 30 * MINUTE_MS, storeRetriesMs: [1, 1] },
    waiters: new Waiters(),
    wake: (queue: string) => void woken.push(queue),
  };
  const deps = { ...base, settles: createSettleQueue(base), polls: createPollQueue(base) };
  const creates = createQueue(deps);
  let turn = 0;
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
      turn += 1;
      const request = { queue, limit, turn, taskTimeoutMs: deps.timeouts.taskMs };
      return db.transaction((tx) => claimQueuedTasks(tx, clock, request));
    },
    claimDue: (limit = 1) => db.transaction((tx) => claimDueTasks(tx, clock, { queue: engine.id, limit })),
    run: (task: Awaited<ReturnType<typeof claimQueuedTasks>>[number], signal = new AbortController().signal) =>
      runTask(deps, engine, task, signal),
  };
}

export type TestGenerations = Awaited<ReturnType<typeof setUpGenerations>>;
