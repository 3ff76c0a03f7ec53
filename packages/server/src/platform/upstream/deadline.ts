/** A signal that must be ended, or its timer and its listeners stay. */
export type Deadline = { readonly signal: AbortSignal; end(): void };

/** The reason of a deadline's signal when its time ran out. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
  readonly code = 'ETIMEDOUT';
}

const TIMER_MS_MAX = 2 ** 31 - 1;

/**
 * One signal out of a time limit and any number of others, with the reason of whichever came first.
 *
 * `AbortSignal.any` is not used: what it makes stays tied to a signal that lives as long as the server.
 */
export function startDeadline(timeoutMs: number, signals: readonly (AbortSignal | undefined)[]): Deadline {
  const controller = new AbortController();
  const sources = signals.filter((signal) => signal !== undefined);
  const onAbort = (event: Event) => {
    if (event.target instanceof AbortSignal) controller.abort(event.target.reason);
  };
  const passed = () => controller.abort(new DeadlinePassed(`Not done within ${timeoutMs} ms.`));
  const timer = setTimeout(passed, Math.min(timeoutMs, TIMER_MS_MAX));
  for (const source of sources) {
    if (source.aborted) controller.abort(source.reason);
    else source.addEventListener('abort', onAbort, { once: true });
  }
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      for (const source of sources) source.removeEventListener('abort', onAbort);
    },
  };
}

/** The promise's outcome, or a throw of the signal's reason as soon as it aborts; what comes later is dropped. */
export function untilAborted<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  const { promise: outcome, resolve, reject } = Promise.withResolvers<Value>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  promise.then(resolve, reject);
  return outcome.finally(() => signal.removeEventListener('abort', onAbort));
}
