import { fail } from '../platform/http/errors.ts';
import type { GenerationDeps } from './deps.ts';
import { isTerminal } from './states.ts';
import type { GenerationView } from './view.ts';

/** The longest a poll may be held open, in seconds. */
export const WAIT_SECONDS_MAX = 60;
/** Beyond this many held polls the rest is answered at once instead of holding more memory. */
const WAITING_MAX = 10_000;

/** The caller's own task as it is now. Throws `not_found` for unknown and foreign ids alike. */
export async function retrieveGeneration(deps: GenerationDeps, accountId: string, id: string): Promise<GenerationView> {
  const view = await deps.polls.submit({ accountId, id });
  if (view === undefined) throw noSuchGeneration();
  return view;
}

/** The same, but held until the task ended or `waitMs` passed, whichever comes first. */
export async function waitForGeneration(
  deps: GenerationDeps,
  accountId: string,
  id: string,
  waiting: { waitMs: number; signal: AbortSignal },
): Promise<GenerationView> {
  const leave = new AbortController();
  const signal = AbortSignal.any([waiting.signal, leave.signal]);
  // Listening starts before the first look, so an end between the two is not missed.
  const ended = deps.waiters.wait(id, waiting.waitMs, signal);
  try {
    const { status } = await retrieveGeneration(deps, accountId, id);
    if (!isTerminal(status) && deps.waiters.count <= WAITING_MAX) await ended;
  } finally {
    leave.abort();
  }
  return await retrieveGeneration(deps, accountId, id);
}

export function noSuchGeneration() {
  return fail('not_found', { public: 'No generation with this id exists in this account.' });
}
