import type { ChancePlan } from '../faults/fault-book.ts';
import type { SentCallback } from './callbacks.ts';
import type { KieFaults, KieOperation } from './faults.ts';
import type { KieSettings } from './options.ts';
import type { SeenCreate } from './state.ts';

/** A task as a test sees it. */
export type KieSimTask = {
  readonly id: string;
  /** The key it was created with, and that key's account. */
  readonly key: string;
  readonly account: string;
  readonly model: string;
  readonly prompt: string;
  readonly seed: number | null;
  /** Such as `2048*2048`: what the pictures really measure. */
  readonly size: string;
  readonly n: number;
  /** Input pictures. */
  readonly references: number;
  /** What is really the case; a query may not find the task all the same. */
  readonly status: string;
  /** Pictures delivered; 0 until it ended well. */
  readonly imageCount: number;
  readonly createdAtMs: number;
  /** Queries by its own account. */
  readonly polls: number;
  readonly callBackUrl: string | undefined;
};

/** The worst an account's clients did to its limits; the largest number over all accounts. */
export type KieObserved = {
  /** Most creates that arrived within one `createWindowMs`, refused ones included. */
  readonly createsPerWindowMax: number;
  /** Most tasks that would have been in process at once, refused creates included. */
  readonly tasksInProcessMax: number;
  readonly queriesPerSecondMax: number;
  /** Calls answered 429 because of a limit, not because of a fault. */
  readonly refusedForLimits: number;
};

/** A running simulator of kie.ai. */
export interface KieSimulator {
  /** Ends in `/api/v1`. */
  readonly baseUrl: string;
  /** Where files are uploaded: another host, with the same key. */
  readonly uploadBaseUrl: string;
  /** Where finished pictures and uploads are fetched. */
  readonly resultOrigin: string;
  /** The first account's key. */
  readonly key: string;

  /** Changes settings from now on; tasks keep the times they were created with. */
  set(settings: Partial<KieSettings>): void;
  /** A foreign account. */
  addAccount(): { readonly key: string };
  /** A further key of the account that a key belongs to; default the first account. */
  addKey(ofKey?: string): { readonly key: string };
  /** From now on the key answers with this code, such as 401, 402, 433 or 505. Throws a RangeError for others. */
  disableKey(key: string, code: number): void;
  enableKey(key: string): void;
  /** What the key's account can spend from now on. */
  setCredits(credits: number, key?: string): void;
  /** Ends a task at once, as its outcome has it, and calls back. Throws a RangeError for an unknown id. */
  finish(taskId: string): void;

  /** The next `times` (default 1) calls of the operation meet the fault. Throws a RangeError for an undocumented code or a wrong field. */
  inject<O extends KieOperation>(operation: O, fault: KieFaults[O], times?: number): void;
  /** Each call of an operation in the plan meets one of its faults by chance. Replaces what was set before. */
  injectRandomly(plan: ChancePlan<KieFaults>): void;
  /** Forgets all faults, planned and by chance. */
  clearFaults(): void;
  /** How many faults really happened, by `operation:kind`. */
  struck(): Readonly<Record<string, number>>;

  /** Pictures billed to all accounts: those of tasks that ended well, fetched or not. */
  billed(): number;
  /** Pictures billed for what was created with this key. */
  billedOf(key: string): number;
  /** All tasks ever made, oldest first. */
  tasks(): readonly KieSimTask[];
  /** Calls by operation, refused ones included. */
  requests(): Readonly<Record<'create' | 'query' | 'credit' | 'upload' | 'result', number>>;
  /** Creates with a valid key and within the limit, oldest first. */
  creates(): readonly SeenCreate[];
  /** Callbacks sent, or lost by a fault. */
  callbacks(): readonly SentCallback[];
  /** Every time an Authorization header arrived at the result host. */
  leaks(): readonly string[];
  observed(): KieObserved;

  /** Cuts every connection, drops planned callbacks and frees the ports. */
  close(): Promise<void>;
}
