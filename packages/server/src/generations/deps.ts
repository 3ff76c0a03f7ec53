import type { Catalogue } from '../catalogue/index.ts';
import type { EngineRegistry } from '../engines/index.ts';
import type { FileDeps } from '../files/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import type { Log } from '../platform/log.ts';
import type { Tenure, TenureHooks } from '../platform/tenures.ts';
import { MINUTE_MS, SECOND_MS } from '../platform/units.ts';
import type { GuardedFetcher } from '../platform/upstream/guarded-fetcher.ts';
import type { FetchGates } from './fetch-outputs.ts';
import type { Gates } from './gates.ts';
import type { PollQueue } from './poll-queue.ts';
import type { SettleQueue } from './settle-queue.ts';
import type { TaskWatch } from './task-watch.ts';
import type { Waiters } from './waiters.ts';

/** How long things may take, in milliseconds. */
export type TaskTimeouts = {
  /** How long a task may wait in the queue, and how long it may take from its first submit on. */
  readonly queueMs: number;
  readonly taskMs: number;
  /** The waits between tries to store a result, which a full disk may need; then the task fails. */
  readonly storeRetriesMs: readonly number[];
  /** When to look for a submit of unknown outcome, after it ended; the last look decides. */
  readonly looksMs: readonly number[];
  /** For how long an upstream may be unable to answer such a look. */
  readonly looksFailMs: number;
  /** The longest that a submit can be on its way; what a crash interrupted has ended by then. */
  readonly submitMsMax: number;
  /** For how long the download of a result is tried, and how long one try may take. */
  readonly fetchMs: number;
  readonly fetchOnceMs: number;
  /** By how much work found upstream may seem to be made before or after its submit, beside what clocks may differ. */
  readonly clockMarginMs: number;
  /** How long an upstream may take to answer a cancel, and how long the process that is to ask it may take to begin. */
  readonly cancelMs: number;
  readonly cancelTakenMs: number;
};

/** The waits that are no setting of the operator's. */
export const FIXED_TIMEOUTS = {
  storeRetriesMs: [500, 2_000, 8_000],
  looksMs: [SECOND_MS, 4 * SECOND_MS, 10 * SECOND_MS],
  looksFailMs: 5 * MINUTE_MS,
  submitMsMax: 60 * SECOND_MS,
  fetchMs: 20 * SECOND_MS,
  fetchOnceMs: 15 * SECOND_MS,
  clockMarginMs: SECOND_MS,
  cancelMs: 10 * SECOND_MS,
  // Longer than it takes until another process has taken over from one that was lost.
  cancelTakenMs: 10 * SECOND_MS,
} as const satisfies Partial<TaskTimeouts>;

/** The steps of a task between which a process may die, in order. */
export const TASK_STEPS = [
  'claimed',
  'submitting',
  'submitted',
  'in_doubt',
  'handle_kept',
  'delivered',
  'fetched',
  'stored',
  'settled',
] as const;
export type TaskStep = (typeof TASK_STEPS)[number];

/** What every use case of this folder stands on. */
export type GenerationDeps = {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalogue: Catalogue;
  readonly registry: EngineRegistry;
  readonly files: FileDeps;
  readonly timeouts: TaskTimeouts;
  /** Fetches results from where an upstream says they are. */
  readonly fetcher: GuardedFetcher;
  /** How many results may be fetched and looked at at once: each is held in memory meanwhile. */
  readonly fetchGates: FetchGates;
  /** What stands between tasks and upstream credentials. */
  readonly gates: Gates;
  /** Told after each step of a task was taken: for traces, and for tests that end the process there. */
  readonly onStep?: (step: TaskStep, taskId: string) => void;
  /** Told what happened in this process; absent: nobody counts. */
  readonly watch?: TaskWatch;
  /** Who waits for the end of a task in this process. */
  readonly waiters: Waiters;
  /** Where workers hand in how their tasks ended. */
  readonly settles: SettleQueue;
  /** Where polls are read together. */
  readonly polls: PollQueue;
  /** Tells whoever delivers events that there are new ones. */
  readonly published: () => void;
  /** Tells those who wait for these tasks, in whichever process, that they ended. */
  readonly ended: (taskIds: readonly string[]) => void;
  /** Tells every process that the pauses of an engine's credentials, or of one, have ended. */
  readonly resumed: (engineId: string, credential: string | undefined) => void;
  /** What one process does for all of them, by name. */
  readonly tenure: (name: string, hooks: TenureHooks) => Tenure;
  /** Tells the worker of a queue that there is work. */
  readonly wake: (queue: string) => void;
  /** Absent: this process does the work of every engine. */
  readonly leading?: Leading;
};

/** Which process makes the calls with an engine's credentials. */
export type Leading = {
  /** Whether it is this one. */
  readonly leads: (engineId: string) => boolean;
  /** Tells the one it is that a cancel was asked for. */
  readonly askCancel: (engineId: string) => void;
};
