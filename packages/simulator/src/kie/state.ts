import type { FaultBook } from '../faults/fault-book.ts';
import type { Listener } from '../http/listen.ts';
import type { KieAccount, KieAccounts } from './accounts.ts';
import type { CallbackDesk, SentCallback } from './callbacks.ts';
import type { KieFaults } from './faults.ts';
import type { KieFiles } from './files.ts';
import type { KieOptions } from './options.ts';
import { type KieTask, reservedOf } from './task.ts';

/** A create as it arrived, accepted or not. */
export type SeenCreate = {
  readonly atMs: number;
  readonly key: string;
  /** The parsed body; undefined if it was no JSON. */
  readonly body: unknown;
  /** `code` of the answer that was meant; null when a fault kept the work from being done. */
  readonly code: number | null;
  readonly taskId: string | null;
  /** The kind of the fault it met. */
  readonly fault: string | null;
};

/** Everything a running simulator consists of. */
export type KieState = {
  options: KieOptions;
  readonly accounts: KieAccounts;
  readonly tasks: Map<string, KieTask>;
  readonly files: KieFiles;
  readonly faults: FaultBook<KieFaults>;
  readonly creates: SeenCreate[];
  readonly callbacks: CallbackDesk;
  readonly sent: SentCallback[];
  readonly requests: Map<string, number>;
  readonly leaks: string[];
  readonly closing: AbortSignal;
  /** Set once the hosts listen. */
  hosts: { readonly api: Listener; readonly results: Listener; readonly uploads: Listener } | undefined;
};

/** The hosts; throws before they listen. */
export function hostsOf(state: KieState): NonNullable<KieState['hosts']> {
  if (state.hosts === undefined) throw new Error('The simulator does not listen yet.');
  return state.hosts;
}

/** The account's tasks, oldest first. */
export function tasksOf(state: KieState, account: KieAccount): readonly KieTask[] {
  return [...state.tasks.values()].filter((task) => task.by.account === account);
}

/** What the account can still spend. */
export function creditsLeft(state: KieState, account: KieAccount): number {
  return account.credits - creditsSpent(state, account);
}

/** What the account spent, tasks under way included. */
export function creditsSpent(state: KieState, account: KieAccount): number {
  const nowMs = state.options.now();
  return tasksOf(state, account).reduce(
    (sum, task) => sum + reservedOf(task, nowMs) * priceOf(state, task.asked.model),
    0,
  );
}

/** Credits a picture of the model costs. */
export function priceOf(state: KieState, model: string): number {
  return state.options.creditsPerImage[model] ?? 0;
}
