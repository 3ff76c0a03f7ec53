import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { GuardedFetcher } from '../../platform/upstream/guarded-fetcher.ts';
import type { Cost, Credential } from '../engine.ts';
import type { KieAccount } from './accounts.ts';
import type { Slots } from './slots.ts';

export type KieSettings = {
  /** Names the engine. */
  readonly id: string;
  /** Ends in `/api/v1`. */
  readonly baseUrl: string;
  /** Where reference files are uploaded, such as `https://kieai.redpandaai.co`. */
  readonly uploadBaseUrl: string;
  readonly credentials: readonly (Credential & { readonly apiKey: string; readonly queriesPerSecond: number })[];
  /** What the operator pays for a picture, by public model id. */
  readonly prices: Readonly<Record<string, Cost>>;
  readonly submitTimeoutMs: number;
  readonly queryTimeoutMs: number;
  /**
   * Makes the address that is told when a task of ours ended; absent: nobody is told. A call there is only a hint to
   * ask for the task: nothing posted is read, because the upstream's signature does not cover it.
   */
  readonly callbackUrlOf: ((taskId: string) => string) | undefined;
};

export type KieDeps = {
  readonly clock: Clock;
  readonly log: Log;
  /** Carries the uploads of references. */
  readonly fetcher: GuardedFetcher;
};

/** What submitting and polling share. */
export type KieParts = KieDeps & {
  readonly settings: KieSettings;
  readonly accounts: ReadonlyMap<string, KieAccount>;
  readonly uploads: Slots;
};
