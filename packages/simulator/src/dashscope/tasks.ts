import type { Account } from './accounts.ts';
import { isInProcess, type Task } from './task.ts';

/** All tasks ever made, and which of them take a place of their account. */
export class Tasks {
  readonly #byId = new Map<string, Task>();
  readonly #inProcess = new Map<Account, Set<Task>>();

  add(task: Task): void {
    this.#byId.set(task.id, task);
    const places = this.#inProcess.get(task.account) ?? new Set();
    this.#inProcess.set(task.account, places.add(task));
  }

  find(id: string): Task | undefined {
    return this.#byId.get(id);
  }

  /** In the order they were made. */
  get all(): readonly Task[] {
    return [...this.#byId.values()];
  }

  /** How many tasks of the account have not ended. */
  inProcess(account: Account, nowMs: number): number {
    const places = this.#inProcess.get(account) ?? new Set();
    for (const task of places) {
      if (!isInProcess(task, nowMs)) places.delete(task);
    }
    return places.size;
  }
}
