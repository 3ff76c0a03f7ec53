import type { Catalogue } from '../catalogue/index.ts';
import type { EngineRegistry } from '../engines/index.ts';
import type { FileDeps } from '../files/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import type { Log } from '../platform/log.ts';
import type { PollQueue } from './poll-queue.ts';
import type { SettleQueue } from './settle-queue.ts';
import type { Waiters } from './waiters.ts';

/** What every use case of this folder stands on. */
export type GenerationDeps = {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalogue: Catalogue;
  readonly registry: EngineRegistry;
  readonly files: FileDeps;
  readonly timeouts: {
    /** How long a task may wait in the queue, and how long it may take from its submit on. */
    readonly queueMs: number;
    readonly taskMs: number;
    /** The waits between tries to store a result, which a full disk may need; then the task fails. */
    readonly storeRetriesMs: readonly number[];
  };
  /** Who waits for the end of a task in this process. */
  readonly waiters: Waiters;
  /** Where workers hand in how their tasks ended. */
  readonly settles: SettleQueue;
  /** Where polls are read together. */
  readonly polls: PollQueue;
  /** Tells the worker of a queue that there is work. */
  readonly wake: (queue: string) => void;
};
