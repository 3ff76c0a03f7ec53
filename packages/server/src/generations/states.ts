/** Where a task is in its story. `succeeded` and `failed` never change again. */
export type Status = 'queued' | 'processing' | 'succeeded' | 'failed';

export const STATUSES = ['queued', 'processing', 'succeeded', 'failed'] as const satisfies readonly Status[];

/** The legal moves; every update of a status names the states it may come from out of this table. */
export const NEXT = {
  queued: ['processing', 'failed'],
  processing: ['succeeded', 'failed'],
  succeeded: [],
  failed: [],
} as const satisfies Record<Status, readonly Status[]>;

/** The states a task may be in to move to this one. */
export function statesBefore(next: Status): readonly Status[] {
  return STATUSES.filter((status) => listOf(NEXT[status]).includes(next));
}

export function isTerminal(status: Status): boolean {
  return NEXT[status].length === 0;
}

/** Why a task failed, as callers see it. */
export const TASK_ERROR_CODES = [
  'generation_failed',
  'content_rejected',
  'engine_unavailable',
  'cancelled',
  'expired',
] as const;
export type TaskErrorCode = (typeof TASK_ERROR_CODES)[number];

export type TaskError = { readonly code: TaskErrorCode; readonly message: string };

function listOf(states: readonly Status[]): readonly Status[] {
  return states;
}
