/** How likely a call meets a fault, 0 to 1, and the dice. */
export type Chance = { readonly random: () => number; readonly rate: number };

/** What lies in wait for the next calls of one operation. */
export class FaultQueue<F extends { readonly kind: string }> {
  readonly #planned: F[] = [];
  readonly #struck = new Map<string, number>();
  readonly #possible: F[] = [];
  #chance: Chance | undefined;

  /** The next `times` calls meet the fault, after those already planned. */
  add(fault: F, times: number): void {
    for (let count = 0; count < times; count += 1) this.#planned.push(fault);
  }

  /** From now on a call without a planned fault meets, by chance, one of those named with `mayMeet` afterwards. */
  strikeByChance(chance: Chance): void {
    this.#chance = chance;
    this.#possible.length = 0;
  }

  /** Adds a fault to those met by chance. */
  mayMeet(fault: F): void {
    this.#possible.push(fault);
  }

  /** The fault for this call, if there is one. */
  take(): F | undefined {
    const fault = this.#planned.shift() ?? this.#draw();
    if (fault !== undefined) this.#count(fault, 1);
    return fault;
  }

  /** Puts back a fault that needed an accepted call and met a refused one. */
  giveBack(fault: F): void {
    this.#planned.unshift(fault);
    this.#count(fault, -1);
  }

  /** Forgets everything planned and every chance. */
  clear(): void {
    this.#planned.length = 0;
    this.#possible.length = 0;
    this.#chance = undefined;
  }

  /** Faults still planned. */
  get planned(): number {
    return this.#planned.length;
  }

  /** How many calls met each kind of fault. */
  get struck(): ReadonlyMap<string, number> {
    return this.#struck;
  }

  #draw(): F | undefined {
    const chance = this.#chance;
    if (chance === undefined || this.#possible.length === 0) return undefined;
    // Both numbers are drawn on every call, so that the k-th call meets the same fault whatever the rate.
    const strikes = chance.random() < chance.rate;
    const choice = Math.floor(chance.random() * this.#possible.length);
    return strikes ? this.#possible[choice] : undefined;
  }

  #count(fault: F, by: number): void {
    this.#struck.set(fault.kind, (this.#struck.get(fault.kind) ?? 0) + by);
  }
}
