import { CredentialStopped, type Engine, type Handle, type Progress } from '../engines/index.ts';
import { openIncident } from '../platform/incidents.ts';
import { SECOND_MS, unreachable } from '../platform/units.ts';
import { saveHandle } from './attempt-store.ts';
import type { ClaimedTask } from './claim-tasks.ts';
import type { GenerationDeps } from './deps.ts';
import { failOrRetry, takeTrouble } from './fail-task.ts';
import { lookForPurchase } from './look-for-purchase.ts';
import { isHeld, putDown } from './queue-store.ts';
import { submitTask } from './submit-task.ts';
import { succeed } from './succeed-task.ts';
import { heldBy, type Step, toJob, workOf } from './task-step.ts';
import { withTries } from './with-tries.ts';

type Pending = Extract<Progress, { status: 'pending' }>;

/** How long to wait when an engine could not be asked. */
const POLL_AGAIN_MS = 5 * SECOND_MS;
const POLL_WHILE_STOPPED_MS = 30 * SECOND_MS;

/**
 * Takes one claimed task as far as it goes now: to its end, or to where it is put down with a later time. Ends quietly
 * when the signal aborts: the task was ended elsewhere, its lease was lost, or the server stops and hands it back.
 */
export async function runTask(
  deps: GenerationDeps,
  engine: Engine,
  task: ClaimedTask,
  signal: AbortSignal,
): Promise<void> {
  const { attempt } = task;
  // Claimed as due, but another try was never begun: it waits for a credential like every other.
  if (attempt === undefined) return await waitForSubmit(deps, task);
  const step = { engine, task, job: toJob(deps, task), attempt };
  try {
    const progress = await firstStep(deps, step, signal);
    if (progress !== undefined) await follow(deps, { ...step, progress }, signal);
  } finally {
    // Ended, handed on or put down: whoever takes it up next enters anew.
    deps.gates.find(engine.id, attempt.credential)?.forget(attempt.id);
  }
}

async function waitForSubmit(deps: GenerationDeps, task: ClaimedTask): Promise<void> {
  const nowMs = deps.clock.now();
  await deps.db.transaction((tx) =>
    putDown(tx, heldBy({ task }), { dueAtMs: nowMs, wantsSubmit: true, wait: { queueMs: deps.timeouts.queueMs } }),
  );
}

async function firstStep(deps: GenerationDeps, step: Step, signal: AbortSignal): Promise<Progress | undefined> {
  const { attempt } = step;
  switch (attempt.state) {
    case 'preparing':
      return await submitTask(deps, step, signal);
    case 'submitting':
    case 'unclear':
      return await lookForPurchase(deps, step, signal);
    case 'pending':
      return attempt.handle === undefined ? undefined : await poll(deps, step, attempt.handle, signal);
    case 'done':
    case 'failed':
      return undefined;
    default:
      return unreachable(attempt.state);
  }
}

async function poll(deps: GenerationDeps, step: Step, handle: Handle, signal: AbortSignal) {
  const { engine, job, attempt } = step;
  try {
    return await engine.poll(job, handle, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    deps.log.warn({ err: error, taskId: job.taskId, engine: engine.id }, 'an engine could not be asked; asking later');
    if (!(error instanceof CredentialStopped)) return waiting(handle, POLL_AGAIN_MS);
    // Bought and on its way: it is asked for until its time is up, in case the credential is mended.
    await takeTrouble(deps, step, { kind: 'stopped', message: error.message });
    return waiting(attempt.handle ?? handle, POLL_WHILE_STOPPED_MS);
  }
}

function waiting(handle: Handle, pollAfterMs: number) {
  return { status: 'pending', handle, pollAfterMs } satisfies Progress;
}

/** Writes down what the engine said, and asks on as long as it wants to be asked at once. */
async function follow(deps: GenerationDeps, step: Step & { progress: Progress }, signal: AbortSignal): Promise<void> {
  let { attempt } = step;
  let progress: Progress | undefined = step.progress;
  while (progress?.status === 'pending') {
    const { handle, pollAfterMs }: { handle: Handle; pollAfterMs: number } = progress;
    const isOurs = await keepHandle(deps, { ...step, attempt }, progress);
    if (!isOurs) return;
    attempt = { ...attempt, state: 'pending', handle };
    if (pollAfterMs > 0 || signal.aborted) return;
    progress = await poll(deps, { ...step, attempt }, handle, signal);
  }
  if (progress === undefined || signal.aborted) return;
  switch (progress.status) {
    case 'done':
      return await succeed(deps, { ...step, attempt }, progress.outputs, signal);
    case 'failed':
      return await failOrRetry(deps, { ...step, attempt }, progress);
    default:
      return unreachable(progress);
  }
}

/**
 * The handle is committed before it is used; a task that has to wait is put down in the same transaction. False when the
 * task has ended or was taken over.
 */
async function keepHandle(deps: GenerationDeps, step: Step, pending: Pending): Promise<boolean> {
  const { attempt, engine, job } = step;
  const isFirst = attempt.state !== 'pending';
  const isNew = JSON.stringify(attempt.handle) !== JSON.stringify(pending.handle);
  if (!isNew && pending.pollAfterMs <= 0) return true;
  const waitsMs = isFirst ? deps.timeouts.storeRetriesMs : [];
  // What was just bought must not be forgotten because the store fails for a moment.
  const { isOurs, isKept } = await withTries({ waitsMs }, () => write(deps, step, pending, isNew));
  if (!isFirst) return isOurs;
  if (!isKept && engine.isFree !== true) await tellTakenTooLate(deps, step, pending);
  deps.gates.find(engine.id, attempt.credential)?.leave(attempt.id);
  deps.onStep?.('handle_kept', job.taskId);
  return isOurs;
}

type Written = { readonly isOurs: boolean; readonly isKept: boolean };

/** Not kept: the attempt was closed meanwhile. A worker that only lost its lease still writes down what was bought. */
async function write(deps: GenerationDeps, step: Step, pending: Pending, isNew: boolean): Promise<Written> {
  const { handle, upstreamId, pollAfterMs } = pending;
  const nowMs = deps.clock.now();
  return await deps.db.transaction(async (tx) => {
    const isOurs = await isHeld(tx, heldBy(step));
    const mayWrite = isNew && (isOurs || step.attempt.state !== 'pending');
    const isKept = mayWrite ? await saveHandle(tx, step.attempt.id, { handle, upstreamId }, nowMs) : true;
    if (isOurs && pollAfterMs > 0) await putDown(tx, heldBy(step), { dueAtMs: nowMs + pollAfterMs });
    return { isOurs, isKept };
  });
}

/** Its task ended while the upstream was taking it: nobody waits for this picture, and it will be billed. */
async function tellTakenTooLate(deps: GenerationDeps, { attempt, job }: Step, { handle }: Pending): Promise<void> {
  const message = `The upstream took this task after it had ended, and bills for it${workOf({ ...attempt, handle })}`;
  deps.log.error({ taskId: job.taskId, incident: 'purchase_unclear' }, message);
  const incident = { kind: 'purchase_unclear', subjectId: job.taskId, message };
  await deps.db.transaction((tx) => openIncident(tx, deps.clock, incident));
}
