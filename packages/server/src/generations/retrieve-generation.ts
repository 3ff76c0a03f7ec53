import { listOutputs, outputUrl } from '../files/index.ts';
import { fail } from '../platform/http/errors.ts';
import type { GenerationDeps } from './deps.ts';
import { isTerminal } from './states.ts';
import { findGeneration, type GenerationRow } from './store.ts';
import { type GenerationView, generationView } from './view.ts';

/** The longest a poll may be held open, in seconds. */
export const WAIT_SECONDS_MAX = 60;
/** Beyond this many held polls the rest is answered at once instead of holding more memory. */
const WAITING_MAX = 10_000;

/** The caller's own task as it is now. Throws `not_found` for unknown and foreign ids alike. */
export async function retrieveGeneration(deps: GenerationDeps, accountId: string, id: string): Promise<GenerationView> {
  const row = await findOwn(deps, accountId, id);
  const [view] = await toViews(deps, [row]);
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
    const row = await findOwn(deps, accountId, id);
    if (!isTerminal(row.status) && deps.waiters.count <= WAITING_MAX) await ended;
  } finally {
    leave.abort();
  }
  return await retrieveGeneration(deps, accountId, id);
}

/** Rows to wire, with their results looked up together. */
export async function toViews(
  deps: GenerationDeps,
  rows: readonly GenerationRow[],
): Promise<readonly GenerationView[]> {
  const succeeded = rows.filter(({ status }) => status === 'succeeded').map(({ id }) => id);
  const outputs = succeeded.length === 0 ? new Map() : await listOutputs(deps.db.read, deps.clock, succeeded);
  return rows.map((row) => generationView(row, outputs.get(row.id) ?? [], (file) => outputUrl(deps.files, file)));
}

export function noSuchGeneration() {
  return fail('not_found', { public: 'No generation with this id exists in this account.' });
}

async function findOwn(deps: GenerationDeps, accountId: string, id: string): Promise<GenerationRow> {
  const row = await findGeneration(deps.db.read, accountId, id);
  if (row === undefined) throw noSuchGeneration();
  return row;
}
