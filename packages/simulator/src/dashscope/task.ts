import type { Size } from '../wan/tier-size.ts';
import type { Account, AccountKey } from './accounts.ts';
import type { OutcomeFault } from './faults.ts';
import type { DashscopeSettings } from './options.ts';
import { documented } from './refusal.ts';

/** The states a query can answer. */
export const STATUSES = ['PENDING', 'RUNNING', 'SUSPENDED', 'SUCCEEDED', 'FAILED', 'CANCELED', 'UNKNOWN'] as const;
export type TaskStatus = (typeof STATUSES)[number];

/** A task: what was asked for, and when it moves on. Its state follows from the clock alone. */
export type Task = {
  readonly id: string;
  /** Of the submit. */
  readonly requestId: string;
  readonly by: AccountKey;
  readonly account: Account;
  readonly model: string;
  readonly prompt: string;
  readonly seed: number | null;
  readonly size: Size;
  readonly n: number;
  readonly references: number;
  readonly isSet: boolean;
  readonly isSync: boolean;
  readonly isElsewhere: boolean;
  readonly submittedAtMs: number;
  startsAtMs: number;
  endsAtMs: number;
  readonly outcome: OutcomeFault | undefined;
  readonly forgottenAtMs: number;
  readonly listedFromMs: number;
  readonly urlLifeMs: number;
  isCancelled: boolean;
  /** Queries still to be answered with UNKNOWN. */
  unknownsLeft: number;
  polls: number;
};

/** What is known of a task when it is made. */
export type NewTask = Pick<
  Task,
  | 'id'
  | 'requestId'
  | 'by'
  | 'model'
  | 'prompt'
  | 'seed'
  | 'size'
  | 'n'
  | 'references'
  | 'isSet'
  | 'isSync'
  | 'isElsewhere'
> & { readonly outcome: OutcomeFault | undefined };

/** A task made now. */
export function newTask(wanted: NewTask, settings: DashscopeSettings, nowMs: number): Task {
  const startsAtMs = nowMs + settings.pendingMs;
  const { outcome } = wanted;
  return {
    ...wanted,
    account: wanted.by.account,
    submittedAtMs: nowMs,
    startsAtMs,
    endsAtMs: outcome?.kind === 'never_ends' ? Number.POSITIVE_INFINITY : startsAtMs + settings.runningMs,
    forgottenAtMs: nowMs + settings.forgetAfterMs,
    listedFromMs: nowMs + settings.listDelayMs,
    urlLifeMs: settings.urlLifeMs,
    isCancelled: false,
    unknownsLeft: outcome?.kind === 'unknown_once' ? (outcome.times ?? 1) : 0,
    polls: 0,
  };
}

/** What is really the case with the task, whoever asks. */
export function statusOf(task: Task, nowMs: number): Exclude<TaskStatus, 'UNKNOWN'> {
  if (task.isCancelled) return 'CANCELED';
  if (nowMs < task.startsAtMs) return 'PENDING';
  if (nowMs < task.endsAtMs) return task.outcome?.kind === 'suspended' ? 'SUSPENDED' : 'RUNNING';
  if (task.outcome?.kind === 'canceled') return 'CANCELED';
  return task.outcome?.kind === 'failed' || task.outcome?.kind === 'moderated' ? 'FAILED' : 'SUCCEEDED';
}

/** Whether the upstream has no record of the task, neither in a query nor in a list. */
export function isForgotten(task: Task, nowMs: number): boolean {
  return task.outcome?.kind === 'forgotten' || nowMs >= task.forgottenAtMs;
}

/** Whether the task takes one of the account's places. */
export function isInProcess(task: Task, nowMs: number): boolean {
  return !task.isCancelled && nowMs < task.endsAtMs;
}

/** Pictures a SUCCEEDED task delivers. */
export function deliveredOf(task: Task): number {
  if (task.outcome?.kind === 'zero_images') return 0;
  if (task.outcome?.kind === 'fewer_images') return Math.min(Math.max(task.outcome.count, 1), task.n);
  return task.n;
}

/** Pictures the account pays for: those a SUCCEEDED task delivered, fetched or not. */
export function billedOf(task: Task, nowMs: number): number {
  const isFree = task.outcome?.kind === 'forgotten' && task.outcome.isBilled === false;
  return statusOf(task, nowMs) === 'SUCCEEDED' && !isFree ? deliveredOf(task) : 0;
}

/** Why a FAILED task failed. */
export function failureOf(task: Task): { readonly code: string; readonly message: string } {
  if (task.outcome?.kind === 'failed') {
    const { code, message } = task.outcome;
    return { code, message: message ?? documented(code).message };
  }
  return { code: 'DataInspectionFailed', message: 'Output data may contain inappropriate content.' };
}
