import { setTimeout as sleep } from 'node:timers/promises';

export type Tries = {
  /** Between two tries, in milliseconds; there is one try more than waits. */
  readonly waitsMs: readonly number[];
  /** Once aborted, the try under way is the last. */
  readonly signal?: AbortSignal;
  readonly onFailure?: (error: unknown) => void;
};

/** Does what may fail for a moment, such as writing to a full disk. Throws what the last try threw. */
export async function withTries<Result>(tries: Tries, work: () => Promise<Result>): Promise<Result> {
  for (const waitMs of [...tries.waitsMs, undefined]) {
    try {
      return await work();
    } catch (error) {
      tries.onFailure?.(error);
      if (waitMs === undefined || tries.signal?.aborted === true) throw error;
      await sleep(waitMs, undefined, { signal: tries.signal }).catch(() => undefined);
    }
  }
  throw new Error('There was no try.');
}
