import { fail } from '../../platform/http/errors.ts';

/** Beyond this many waiting the rest is sent away: each keeps a whole file on the disk meanwhile. */
const WAITING_MAX = 64;

/**
 * Lets at most so much work run at once; the rest waits its turn, first come, first served.
 * Throws `overloaded` when too much is waiting.
 */
export class Gate {
  #free: number;
  readonly #slots: number;
  readonly #waitingMax: number;
  readonly #waiting: { readonly slots: number; readonly start: () => void }[] = [];

  constructor(slots: number, waitingMax = WAITING_MAX) {
    this.#waitingMax = waitingMax;
    this.#slots = slots;
    this.#free = slots;
  }

  /** Runs the work once `slots` of the gate are free; one that asks for all of them runs alone. */
  async run<Result>(slots: number, work: () => Promise<Result>): Promise<Result> {
    const taken = Math.min(slots, this.#slots);
    await this.#enter(taken);
    try {
      return await work();
    } finally {
      this.#free += taken;
      this.#startWaiting();
    }
  }

  #enter(slots: number): Promise<void> {
    if (this.#waiting.length >= this.#waitingMax) throw tooMany();
    return new Promise((start) => {
      this.#waiting.push({ slots, start });
      this.#startWaiting();
    });
  }

  /** In order, also when a later one would fit: else large work would never get its turn. */
  #startWaiting(): void {
    for (let next = this.#waiting[0]; next !== undefined && next.slots <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.slots;
      next.start();
    }
  }
}

function tooMany() {
  return fail('overloaded', {
    public: 'Too many uploads are waiting to be looked at. Nothing was kept; try again shortly.',
    headers: { 'retry-after': '10' },
  });
}
