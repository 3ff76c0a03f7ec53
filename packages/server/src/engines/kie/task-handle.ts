import type { Handle } from '../engine.ts';

/** What finds a task again, and what was odd about the last answers. */
export type TaskHandle = {
  readonly credential: string;
  readonly taskId: string;
  /** By this server's clock. */
  readonly submittedAtMs: number;
  /** How often in a row the upstream knew no such task, and since when. */
  readonly missing?: number;
  readonly missingSinceMs?: number;
  /** How often in a row it had succeeded without saying where the picture is. */
  readonly unreadable?: number;
};

/** Throws when the handle is none of this engine's. */
export function readTaskHandle(handle: Handle): TaskHandle {
  const { credential, taskId, submittedAtMs } = handle;
  if (typeof credential !== 'string' || typeof taskId !== 'string' || typeof submittedAtMs !== 'number') {
    throw new Error('This handle is not one of this engine.');
  }
  return {
    credential,
    taskId,
    submittedAtMs,
    ...numbersOf(handle, ['missing', 'missingSinceMs', 'unreadable']),
  };
}

function numbersOf(handle: Handle, keys: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = handle[key];
      return typeof value === 'number' ? [[key, value]] : [];
    }),
  );
}
