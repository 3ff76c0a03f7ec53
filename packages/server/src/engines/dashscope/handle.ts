import type { Handle } from '../engine.ts';

/** Where a task is asked for, and what it answered lately that has to be heard more than once before it is believed. */
export type TaskHandle = {
  readonly credential: string;
  /** The upstream's id of the task. */
  readonly taskId: string;
  /** By this server's clock. */
  readonly submittedAtMs: number;
  readonly streak?: Streak;
};

/** The same odd answer, again and again. */
export type Streak = { readonly answer: string; readonly count: number; readonly sinceMs: number };

/** As plain JSON of one level, which is what is kept. */
export function toHandle({ credential, taskId, submittedAtMs, streak }: TaskHandle): Handle {
  return {
    credential,
    taskId,
    submittedAtMs,
    ...(streak === undefined
      ? {}
      : { streak: streak.answer, streakCount: streak.count, streakSinceMs: streak.sinceMs }),
  };
}

/** Throws when it is no handle of this engine. */
export function readHandle(handle: Handle): TaskHandle {
  const { credential, taskId, submittedAtMs, streak, streakCount, streakSinceMs } = handle;
  if (typeof credential !== 'string' || typeof taskId !== 'string' || typeof submittedAtMs !== 'number') {
    throw new Error('This is no handle of a DashScope task.');
  }
  const task = { credential, taskId, submittedAtMs };
  if (typeof streak !== 'string' || typeof streakCount !== 'number' || typeof streakSinceMs !== 'number') return task;
  return { ...task, streak: { answer: streak, count: streakCount, sinceMs: streakSinceMs } };
}

/** The handle after one more answer of this kind; a different one starts anew. */
export function withAnswer(task: TaskHandle, answer: string, nowMs: number): TaskHandle & { readonly streak: Streak } {
  const { streak } = task;
  const isSame = streak?.answer === answer;
  return {
    ...task,
    streak: isSame ? { ...streak, count: streak.count + 1 } : { answer, count: 1, sinceMs: nowMs },
  };
}

/** The handle after an answer that leaves nothing to doubt. */
export function withoutStreak({ credential, taskId, submittedAtMs }: TaskHandle): TaskHandle {
  return { credential, taskId, submittedAtMs };
}
