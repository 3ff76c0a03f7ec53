import { AbortError } from '../errors/local-errors.ts';

/** Timers take no more than this; they run at once beyond it. About 24 days. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Waits, unless the signal is or becomes aborted: then it rejects with `AbortError`. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(new AbortError(signal.reason));
    const stop = startTimer(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    const onAbort = () => {
      stop();
      reject(new AbortError(signal?.reason));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Calls back once after `ms`, by a clock that nobody can set, unless it is stopped before. `Infinity` is never. */
export function startTimer(ms: number, onTime: () => void): () => void {
  const timer = setTimeout(onTime, Math.max(0, Math.min(ms, TIMER_MS_MAX)));
  return () => clearTimeout(timer);
}
