import type { EngineState } from '../generations/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db/database.ts';
import type { Log } from '../platform/log.ts';

/** What the operator's API stands on. */
export type AdminDeps = {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Who has it may do everything here. */
  readonly adminToken: string;
  /** Proves that every task and the ledger tell the same; one message for each that does not. */
  readonly verifyGenerations: () => Promise<{ readonly checked: number; readonly problems: readonly string[] }>;
  /** Every engine of this process and how its credentials stand. */
  readonly readEngines: () => Promise<readonly EngineState[]>;
  /** Ends the pauses of an engine's credentials, or of one of them, at once; false when there is no such thing. */
  readonly resumeEngine: (engineId: string, credential: string | undefined) => Promise<boolean>;
};
