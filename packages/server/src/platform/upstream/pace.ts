import { SECOND_MS } from '../units.ts';

/** Time as a pace sees it; tests turn it by hand. */
export type PaceTime = {
  /** Milliseconds since any fixed point; never goes back. */
  now(): number;
  /** Runs the work once, after at least about the delay. Answers how to call it off. */
  after(delayMs: number, work: () => void): () => void;
};

const SYSTEM_TIME: PaceTime = {
  now: () => performance.now(),
  after(delayMs, work) {
    const timer = setTimeout(work, delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * Calls that leave a second apart may arrive that much closer together, and then share one of the upstream's seconds with
 * all between them. With 20 a second this also leaves room for one that arrives late by any time.
 */
const JITTER_MS = 60;

type Waiter = { readonly start: () => void };

/**
 * Spaces calls evenly, slightly more than `1000 / perSecond` milliseconds apart, so that no second sees more than
 * `perSecond` of them, neither here nor where they arrive. Time in which nobody called is not saved up: an upstream that counts shorter spans sees no burst.
 */
export class Pace {
  readonly #intervalMs: number;
  readonly #time: PaceTime;
  readonly #urgent = new Set<Waiter>();
  readonly #others = new Set<Waiter>();
  #nextAtMs = Number.NEGATIVE_INFINITY;
  #callOff: (() => void) | undefined;

  /** `perSecond` may be a fraction. Throws `RangeError` unless it is above 0 and finite. */
  constructor(perSecond: number, time: PaceTime = SYSTEM_TIME) {
    if (!(perSecond > 0 && Number.isFinite(perSecond))) {
      throw new RangeError(`A pace needs a number of calls per second above 0; got ${perSecond}.`);
    }
    this.#intervalMs = (SECOND_MS + JITTER_MS) / perSecond;
    this.#time = time;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#urgent.size + this.#others.size;
  }

  /**
   * Resolves when the call may leave: urgent ones before all others, otherwise first come, first served. Throws the
   * signal's reason when it aborts; whoever leaves takes up no turn.
   */
  async turn(signal: AbortSignal, options: { readonly isUrgent?: boolean } = {}): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const line = options.isUrgent === true ? this.#urgent : this.#others;
    const waiter = { start: resolve };
    const onAbort = () => {
      line.delete(waiter);
      this.#advance();
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    line.add(waiter);
    this.#advance();
    await promise.finally(() => signal.removeEventListener('abort', onAbort));
  }

  /** Starts whoever is due, and keeps a timer for the next, but only while somebody waits. */
  #advance(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const nowMs = this.#time.now();
      if (nowMs < this.#nextAtMs) {
        // Timers count whole milliseconds and may fire early by a part of one; then they are set again.
        this.#callOff = this.#time.after(Math.ceil(this.#nextAtMs - nowMs), () => this.#advance());
        return;
      }
      this.#urgent.delete(next);
      this.#others.delete(next);
      // From now, not from when it was due: timers are late, and two calls must never be closer than the interval.
      this.#nextAtMs = nowMs + this.#intervalMs;
      next.start();
    }
  }

  #next(): Waiter | undefined {
    const [next] = this.#urgent.size > 0 ? this.#urgent : this.#others;
    return next;
  }
}
