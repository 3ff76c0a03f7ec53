/** Wakes those who wait for a task to end. Nothing here is a promise: whoever wakes up reads the task again. */
export class Waiters {
  readonly #byId = new Map<string, Set<() => void>>();
  #count = 0;

  /** How many wait right now. */
  get count(): number {
    return this.#count;
  }

  /** Resolves when the task ended, the time is up, the signal aborted or everybody was sent home. */
  wait(id: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#byId.get(id) ?? new Set();
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        waiting.delete(leave);
        if (waiting.size === 0) this.#byId.delete(id);
        this.#count -= 1;
        resolve();
      };
      const timer = setTimeout(leave, timeoutMs);
      this.#byId.set(id, waiting);
      waiting.add(leave);
      this.#count += 1;
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave);
    });
  }

  wake(ids: Iterable<string>): void {
    for (const id of ids) for (const leave of [...(this.#byId.get(id) ?? [])]) leave();
  }

  /** Sends everybody home: the server is about to stop. */
  wakeAll(): void {
    this.wake([...this.#byId.keys()]);
  }
}
