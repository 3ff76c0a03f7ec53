import type { FaultBook } from '../faults/fault-book.ts';
import type { Listener } from '../http/listen.ts';
import type { Accounts } from './accounts.ts';
import type { DashscopeFaults } from './faults.ts';
import type { DashscopeOptions } from './options.ts';
import type { Results } from './results.ts';
import type { Tasks } from './tasks.ts';
import type { Uploads } from './uploads.ts';

/** A submit as it arrived, accepted or not. */
export type SeenSubmit = {
  readonly atMs: number;
  readonly key: string;
  readonly isSync: boolean;
  /** The parsed body with images shortened to their first 40 characters and their length; undefined if it was no JSON. */
  readonly body: unknown;
  readonly requestId: string;
  /** Of the answer that was meant, whatever a fault made of it; null when a fault kept the work from being done. */
  readonly status: number | null;
  readonly taskId: string | null;
  /** The kind of the fault it met. */
  readonly fault: string | null;
};

/** Everything a running simulator consists of. */
export type DashscopeState = {
  options: DashscopeOptions;
  readonly accounts: Accounts;
  readonly tasks: Tasks;
  readonly results: Results;
  readonly uploads: Uploads;
  readonly faults: FaultBook<DashscopeFaults>;
  readonly submits: SeenSubmit[];
  /** Calls by operation. */
  readonly requests: Map<string, number>;
  readonly leaks: string[];
  readonly closing: AbortSignal;
  /** Set once the hosts listen. */
  hosts: { readonly api: Listener; readonly results: Listener; readonly uploads: Listener } | undefined;
};

/** Such as `http://127.0.0.1:40002`, with the host name the settings give to result links. */
export function resultOrigin(state: DashscopeState): string {
  const port = hostsOf(state).results.port;
  return `http://${state.options.resultHostName}:${port}`;
}

/** The three hosts; throws before they listen. */
export function hostsOf(state: DashscopeState): NonNullable<DashscopeState['hosts']> {
  if (state.hosts === undefined) throw new Error('The simulator does not listen yet.');
  return state.hosts;
}
