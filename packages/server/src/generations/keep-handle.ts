import type { Progress } from '../engines/index.ts';
import type { Tx } from '../platform/db/database.ts';
import { openIncident } from '../platform/incidents.ts';
import { saveHandle } from './attempt-store.ts';
import type { GenerationDeps } from './deps.ts';
import { saveLateHandle } from './purchase-store.ts';
import { isHeld, putDown } from './queue-store.ts';
import { heldBy, type Step, workOf } from './task-step.ts';
import { withTries } from './with-tries.ts';

type Pending = Extract<Progress, { status: 'pending' }>;

/**
 * The handle is committed before it is used; a task that has to wait is put down in the same transaction. False when the
 * task has ended or was taken over.
 */
export async function keepHandle(deps: GenerationDeps, step: Step, pending: Pending): Promise<boolean> {
  const { attempt, engine, job } = step;
  const isFirst = attempt.state !== 'pending';
  const isNew = JSON.stringify(attempt.handle) !== JSON.stringify(pending.handle);
  if (!isNew && pending.pollAfterMs <= 0) return true;
  const waitsMs = isFirst ? deps.timeouts.storeRetriesMs : [];
  // What was just bought must not be forgotten because the store fails for a moment.
  const { isOurs, tooLate } = await withTries({ waitsMs }, () => write(deps, step, pending, isNew));
  if (!isFirst) return isOurs;
  if (tooLate !== undefined) deps.log.error({ taskId: job.taskId, incident: TOO_LATE }, tooLate);
  deps.gates.find(engine.id, attempt.credential)?.leave(attempt.id);
  deps.onStep?.('handle_kept', job.taskId);
  return isOurs;
}

const TOO_LATE = 'purchase_unclear';

/** `tooLate` is for the operator: the attempt was closed meanwhile. */
type Written = { readonly isOurs: boolean; readonly tooLate?: string };

/** A worker that only lost its lease still writes down what was bought. */
async function write(deps: GenerationDeps, step: Step, pending: Pending, isNew: boolean): Promise<Written> {
  const { handle, upstreamId, pollAfterMs } = pending;
  const nowMs = deps.clock.now();
  return await deps.db.transaction(async (tx) => {
    const isOurs = await isHeld(tx, heldBy(step));
    const mayWrite = isNew && (isOurs || step.attempt.state !== 'pending');
    const isKept = mayWrite ? await saveHandle(tx, step.attempt.id, { handle, upstreamId }, nowMs) : true;
    if (isOurs && pollAfterMs > 0) await putDown(tx, heldBy(step), { dueAtMs: nowMs + pollAfterMs });
    if (isKept || step.engine.isFree === true) return { isOurs };
    return { isOurs, tooLate: await writeTooLate(tx, deps, step, pending) };
  });
}

/**
 * Its task ended while the upstream was taking it: nobody waits for this picture, and it will be billed. A purchase that
 * was given up as unclear has its incident already, and does not get another; where it is found is in its attempt.
 */
async function writeTooLate(tx: Tx, deps: GenerationDeps, step: Step, pending: Pending): Promise<string> {
  const { attempt, job } = step;
  const { handle, upstreamId } = pending;
  const message = `The upstream took this task after it had ended, and bills for it${workOf({ ...attempt, handle })}`;
  const { wasUnclear } = await saveLateHandle(tx, attempt.id, { handle, upstreamId }, deps.clock.now());
  if (!wasUnclear) await openIncident(tx, deps.clock, { kind: TOO_LATE, subjectId: job.taskId, message });
  return message;
}
