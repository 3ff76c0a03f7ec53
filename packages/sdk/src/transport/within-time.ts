import { AbortError, type TimeoutError } from '../errors/local-errors.ts';
import { startTimer } from './pause.ts';

export type TimeLimit = {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** What to say when the time is up. */
  readonly late: () => TimeoutError;
};

/**
 * Does work until it ends, its time is up or the caller's signal is aborted, and throws what the work threw, a
 * `TimeoutError` or an `AbortError`. The work is given a signal for all of that; it is left alone if it does not care.
 */
export async function withinTime<Result>(
  { timeoutMs, signal, late }: TimeLimit,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (signal?.aborted === true) throw new AbortError(signal.reason);
  const controller = new AbortController();
  const ended = controller.signal;
  const stopTimer = startTimer(timeoutMs, () => controller.abort(late()));
  const onAbort = () => controller.abort(new AbortError(signal?.reason));
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(ended), rejectionOf(ended)]);
  } catch (error) {
    throw ended.aborted ? ended.reason : error;
  } finally {
    stopTimer();
    signal?.removeEventListener('abort', onAbort);
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
