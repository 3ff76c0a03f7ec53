import { setImmediate } from 'node:timers/promises';
import type { PaintOptions } from './paint-request.ts';

const YIELD_EVERY_MS = 15;

/** Lets long work be aborted and watched: call `checkpoint` between bands of rows. */
export type Control = { readonly checkpoint: (share: number) => Promise<void> };

export function createControl({ signal, onProgress }: PaintOptions): Control {
  let yieldedAt = performance.now();
  let reported = 0;
  return {
    checkpoint: async (share) => {
      signal?.throwIfAborted();
      // An abort or a message can only arrive when the loop turns; each turn costs about 10 µs.
      if (performance.now() - yieldedAt < YIELD_EVERY_MS) return;
      await setImmediate();
      yieldedAt = performance.now();
      signal?.throwIfAborted();
      reported = Math.max(reported, Math.min(1, share));
      onProgress?.(reported);
    },
  };
}

/** The part of the progress from `from` to `to`, seen from inside as 0 to 1. */
export function partOf(control: Control, from: number, to: number): Control {
  return { checkpoint: (share) => control.checkpoint(from + (to - from) * share) };
}
