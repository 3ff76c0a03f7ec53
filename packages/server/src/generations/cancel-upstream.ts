import type { Engine } from '../engines/index.ts';
import { findAttempts, openOne } from './attempt-store.ts';
import type { GenerationDeps } from './deps.ts';
import { findGenerations } from './store.ts';

/** How every task ends that was cancelled. */
export const CANCELLED = { code: 'cancelled', message: 'Cancelled on request. Nothing was charged.' } as const;

/**
 * Asks an engine to take a task back and ends the task if it confirms. To be called in the process that does the engine's
 * work: the call counts against the limits of its credential. `false` when the task runs on, or ended in another way.
 */
export async function cancelUpstream(deps: GenerationDeps, engine: Engine, taskId: string): Promise<boolean> {
  const [task] = await findGenerations(deps.db.read, [taskId]);
  const attempt = openOne(await findAttempts(deps.db.read, [taskId]));
  if (
    task === undefined ||
    attempt?.state !== 'pending' ||
    attempt.handle === undefined ||
    attempt.engine !== engine.id
  )
    return false;
  try {
    // Asked outside of any transaction; the row decides afterwards who was first.
    const answer = await engine.cancel?.(attempt.handle, AbortSignal.timeout(deps.timeouts.cancelMs));
    if (answer !== 'cancelled') return false;
  } catch (error) {
    deps.log.warn({ err: error, taskId, engine: engine.id }, 'an engine could not be asked to cancel');
    return false;
  }
  const { id, account_id: accountId } = task;
  const ending = { id, accountId, status: 'failed', from: ['processing'], error: CANCELLED, bought: 'no' } as const;
  return await deps.settles.submit({ ending });
}
