import type { Size } from '../wan/tier-size.ts';
import type { KieKey } from './accounts.ts';
import type { CheckedCreate } from './check-input.ts';
import type { KieOutcomeFault } from './faults.ts';
import type { KieSettings } from './options.ts';

/** A task: what was asked for, and when it moves on. Its state follows from the clock alone. */
export type KieTask = {
  readonly id: string;
  readonly by: KieKey;
  readonly asked: CheckedCreate;
  /** The create's body, as a record repeats it. */
  readonly param: string;
  readonly size: Size;
  readonly createdAtMs: number;
  readonly queuesAtMs: number;
  readonly generatesAtMs: number;
  endsAtMs: number;
  readonly outcome: KieOutcomeFault | undefined;
  readonly forgottenAtMs: number;
  readonly urlLifeMs: number;
  /** Queries that still do not find it. */
  unknownsLeft: number;
  polls: number;
};

/** What is known of a task when it is made. */
export type NewKieTask = Pick<KieTask, 'id' | 'by' | 'asked' | 'param' | 'size' | 'outcome'>;

/** A task made now. */
export function newKieTask(wanted: NewKieTask, settings: KieSettings, nowMs: number): KieTask {
  const queuesAtMs = nowMs + settings.waitingMs;
  const generatesAtMs = queuesAtMs + settings.queuingMs;
  const { outcome } = wanted;
  return {
    ...wanted,
    createdAtMs: nowMs,
    queuesAtMs,
    generatesAtMs,
    endsAtMs: outcome?.kind === 'never_ends' ? Number.POSITIVE_INFINITY : generatesAtMs + settings.generatingMs,
    forgottenAtMs: nowMs + settings.forgetAfterMs,
    urlLifeMs: settings.urlLifeMs,
    unknownsLeft: outcome?.kind === 'unknown_once' ? (outcome.times ?? 1) : 0,
    polls: 0,
  };
}

/** The state a record shows: one of the documented five, or the odd one a fault asked for. */
export function stateOf(task: KieTask, nowMs: number): string {
  if (nowMs >= task.endsAtMs) {
    return task.outcome?.kind === 'failed' || task.outcome?.kind === 'moderated' ? 'fail' : 'success';
  }
  if (nowMs < task.queuesAtMs) return 'waiting';
  if (nowMs < task.generatesAtMs) return 'queuing';
  return task.outcome?.kind === 'odd_state' ? task.outcome.state : 'generating';
}

/** Pictures a task delivers that ends well. */
export function deliveredOf(task: KieTask): number {
  if (task.outcome?.kind === 'zero_images') return 0;
  if (task.outcome?.kind === 'fewer_images') return Math.min(Math.max(task.outcome.count, 1), task.asked.n);
  return task.asked.n;
}

/** Pictures the account pays for: those a task delivered that ended well, fetched or not. */
export function billedOf(task: KieTask, nowMs: number): number {
  const isFree = task.outcome?.kind === 'forgotten' && task.outcome.isBilled === false;
  return stateOf(task, nowMs) === 'success' && !isFree ? deliveredOf(task) : 0;
}

/** Pictures whose credits are gone or set aside: all that were asked for until the task ends. */
export function reservedOf(task: KieTask, nowMs: number): number {
  return nowMs < task.endsAtMs ? task.asked.n : billedOf(task, nowMs);
}

/** Why a failed task failed. */
export function failureOf(task: KieTask): { readonly code: string; readonly message: string } {
  if (task.outcome?.kind === 'failed') {
    return {
      code: task.outcome.code ?? '500',
      message: task.outcome.message ?? 'Internal Error, Please try again later.',
    };
  }
  return { code: '400', message: 'Output data may contain inappropriate content.' };
}

/** Whether no query finds the task any more. */
export function isForgotten(task: KieTask, nowMs: number): boolean {
  return task.outcome?.kind === 'forgotten' || nowMs >= task.forgottenAtMs;
}
