import type { GenerationDeps } from './deps.ts';
import { type Ending, settleGenerations } from './settle-generations.ts';
import type { Status } from './states.ts';
import { selectExpired } from './store.ts';

const BATCH = 100;

/** Ends tasks whose time is up and returns their credits, a small batch at a time; tells which. */
export async function expireGenerations(deps: GenerationDeps): Promise<readonly string[]> {
  const ended: string[] = [];
  for (;;) {
    const late = await selectExpired(deps.db.read, deps.clock.now(), BATCH);
    if (late.length === 0) return ended;
    const ids = await deps.db.transaction((tx) => settleGenerations(tx, deps, late.map(toEnding)));
    deps.waiters.wake(ids);
    ended.push(...ids);
    if (late.length < BATCH) return ended;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function toEnding({ id, status }: { id: string; status: Status }): Ending {
  const message =
    status === 'queued'
      ? 'The generation waited in the queue for too long. Nothing was charged.'
      : 'The generation took too long. Nothing was charged.';
  // An engine that was called may have been paid by now; one that never was has cost nothing.
  const bought = status === 'queued' ? 'no' : 'unknown';
  return { id, status: 'failed', from: [status], error: { code: 'expired', message }, bought };
}
