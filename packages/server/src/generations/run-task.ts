import { CredentialStopped, type Engine, type Handle, type Progress } from '../engines/index.ts';
import { SECOND_MS, unreachable } from '../platform/units.ts';
import type { ClaimedTask } from './claim-tasks.ts';
import type { GenerationDeps } from './deps.ts';
import { failOrRetry, takeTrouble } from './fail-task.ts';
import { keepHandle } from './keep-handle.ts';
import { lookForPurchase } from './look-for-purchase.ts';
import { putDown } from './queue-store.ts';
import { submitTask } from './submit-task.ts';
import { succeed } from './succeed-task.ts';
import { heldBy, type Step, toJob } from './task-step.ts';

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
