import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import type { Log } from '../platform/log.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { GuardedFetcher } from '../platform/upstream/guarded-fetcher.ts';
import type { Attempt } from './states.ts';

/** What every use case of this folder stands on. */
export type WebhookDeps = {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly fetcher: GuardedFetcher;
  /** What the status route answers for these tasks; one that is gone is left out. */
  readonly readGenerations: (ids: readonly string[]) => Promise<ReadonlyMap<string, object>>;
  /** How long a receiver may take to answer, everything included; `ATTEMPT_MS_MAX` unless a test has less time. */
  readonly attemptMsMax?: number;
  /** Told what came of each attempt in this process, for figures; must not throw. Absent: nobody counts. */
  readonly attempted?: (attempt: Attempt) => void;
  /** Tells the sender that something is due. */
  readonly wake: () => void;
};
