import type { ChancePlan } from '../faults/fault-book.ts';
import type { DashscopeFaults, DashscopeOperation } from './faults.ts';
import type { DashscopeSettings } from './options.ts';
import type { SeenSubmit } from './state.ts';
import type { TaskStatus } from './task.ts';

/** A task as a test sees it. */
export type SimTask = {
  readonly id: string;
  /** Of the submit, as lists show it. */
  readonly requestId: string;
  /** The key it was submitted with, and that key's account. */
  readonly key: string;
  readonly account: string;
  readonly model: string;
  readonly prompt: string;
  readonly seed: number | null;
  /** Such as `2048*2048`. */
  readonly size: string;
  readonly n: number;
  /** Reference images sent with it. */
  readonly references: number;
  /** What is really the case; a query may answer UNKNOWN all the same. */
  readonly status: Exclude<TaskStatus, 'UNKNOWN'>;
  /** Pictures delivered, and billed; 0 until it has SUCCEEDED. */
  readonly imageCount: number;
  readonly submittedAtMs: number;
  /** Queries by its own account. */
  readonly polls: number;
  readonly isSync: boolean;
  /** Made by `submitElsewhere`. */
  readonly isElsewhere: boolean;
};

/** The worst an account's clients did to its limits. Every account is counted; the largest number is given. */
export type Observed = {
  /** Most submits that arrived within one `limitWindowMs`, refused ones included. */
  readonly submitsPerSecondMax: number;
  /** Most tasks that would have been in process at once, refused submits included. */
  readonly tasksInProcessMax: number;
  readonly queriesPerSecondMax: number;
  /** Calls answered 429 because of a limit, not because of a fault. */
  readonly refusedForLimits: number;
};

/** Work another application of the same account submits. */
export type ElsewhereTask = {
  /** Default `wan2.7-image-pro`. */
  readonly model?: string;
  /** Default `a task of another application`. */
  readonly prompt?: string;
  /** Default `1024*1024`. */
  readonly size?: string;
  readonly seed?: number;
  /** Default 1. */
  readonly n?: number;
  /** Whose account; default the first key. */
  readonly key?: string;
  /** The request id lists show for it; default a random one. */
  readonly requestId?: string;
};

/** A running simulator of Alibaba Model Studio. */
export interface DashscopeSimulator {
  /** Ends in `/api/v1`. */
  readonly baseUrl: string;
  /** The first account's key. */
  readonly key: string;
  /** Where finished pictures are fetched, such as `http://127.0.0.1:40002`. */
  readonly resultOrigin: string;
  /** Where temporary uploads go. */
  readonly uploadOrigin: string;

  /** Changes settings from now on; tasks keep the times they were submitted with. */
  set(settings: Partial<DashscopeSettings>): void;
  /** A foreign account. */
  addAccount(): { readonly key: string };
  /** A further key of the account that a key belongs to; default the first account. */
  addKey(ofKey?: string): { readonly key: string };
  /** From now on the key answers with this documented code, such as `InvalidApiKey` or `Arrearage`. Throws a RangeError. */
  disableKey(key: string, code: string): void;
  enableKey(key: string): void;
  /** A task of the same account that the client under test did not make; no limit refuses it and no fault meets it. */
  submitElsewhere(task?: ElsewhereTask): SimTask;
  /** Ends a task at once, as its outcome has it; one that `never_ends` succeeds. Throws a RangeError for an unknown id. */
  finish(taskId: string): void;

  /** The next `times` (default 1) calls of the operation meet the fault. Throws a RangeError for an undocumented code or a wrong field. */
  inject<O extends DashscopeOperation>(operation: O, fault: DashscopeFaults[O], times?: number): void;
  /**
   * Each call of an operation in the list meets one of its faults with the probability `rate` (0 to 1): the k-th call of an
   * operation always the same one for a seed, whatever the other operations do. Replaces what was set before.
   */
  injectRandomly(plan: ChancePlan<DashscopeFaults>): void;
  /** Forgets all faults, planned and by chance. */
  clearFaults(): void;
  /** How many faults really happened, by `operation:kind`. */
  struck(): Readonly<Record<string, number>>;

  /** Pictures billed to all accounts: those of SUCCEEDED tasks, fetched or not. */
  billed(): number;
  /** Pictures billed for what was submitted with this key. */
  billedOf(key: string): number;
  /** All tasks ever made, oldest first. */
  tasks(): readonly SimTask[];
  /** Calls by operation, refused ones included. */
  requests(): Readonly<Record<Exclude<DashscopeOperation, 'outcome'>, number>>;
  /** Submits with a valid key and within the limit, oldest first. */
  submits(): readonly SeenSubmit[];
  /** Every time an Authorization header arrived at the result or upload host. */
  leaks(): readonly string[];
  observed(): Observed;

  /** Cuts every connection and frees the ports. */
  close(): Promise<void>;
}
