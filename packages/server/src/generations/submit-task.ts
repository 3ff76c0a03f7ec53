import { NotNow, type Progress } from '../engines/index.ts';
import { SECOND_MS } from '../platform/units.ts';
import { closeAttempts, markSubmitting, markUnclear } from './attempt-store.ts';
import type { GenerationDeps } from './deps.ts';
import { takeTrouble } from './fail-task.ts';
import { nextLookAt } from './look-for-purchase.ts';
import { isHeld, putDown } from './queue-store.ts';
import { heldBy, type Step } from './task-step.ts';

const PREPARE_AGAIN_MS = 2 * SECOND_MS;
const PREPARES_MAX = 3;

type Failed = Extract<Progress, { status: 'failed' }>;

/**
 * Makes the call that may buy something, once its credential's turn has come and "submitting" is committed. Answers
 * nothing when the task was put down: the call must not be made now, or its outcome has to be looked for.
 */
export async function submitTask(deps: GenerationDeps, step: Step, signal: AbortSignal): Promise<Progress | undefined> {
  const { engine, job, attempt } = step;
  const gate = deps.gates.find(engine.id, attempt.credential);
  // The credential this was prepared for is no longer among the settings.
  if (gate === undefined && engine.credentials !== undefined) return await postpone(deps, step);
  const sent: { atMs: number | undefined } = { atMs: undefined };
  const sending = async () => {
    await gate?.enter(attempt.id, signal);
    sent.atMs = await commitSubmitting(deps, step);
  };
  const progress = await callEngine(deps, step, { sending, signal });
  const isSent = sent.atMs !== undefined;
  const isTaken = typeof progress !== 'string' && progress.status === 'pending';
  // An answer that came together with the abort counts: its handle is kept, and then the task is let go of.
  if (signal.aborted && !isTaken) {
    // What was sent is looked for by whoever takes the task up; what was not sent can be begun again.
    if (isSent) gate?.doubt(attempt.id);
    return undefined;
  }
  if (progress === 'not_now') return await postpone(deps, step);
  if (isSent) deps.onStep?.('submitted', job.taskId);
  const outcome = progress === 'threw' ? afterThrow(isSent) : progress;
  if (outcome.status !== 'failed') gate?.accept(attempt.id);
  if (outcome.status === 'failed' && outcome.bought === 'unknown' && isSent && engine.findWork !== undefined) {
    return await beginLooking(deps, step, outcome);
  }
  return outcome;
}

type Call = { readonly sending: () => Promise<void>; readonly signal: AbortSignal };

async function callEngine(deps: GenerationDeps, { engine, job, attempt }: Step, { sending, signal }: Call) {
  try {
    return await engine.submit(job, { credential: attempt.credential, sending }, signal);
  } catch (error) {
    if (error instanceof NotNow) return 'not_now';
    if (!signal.aborted) {
      deps.log.error({ err: error, taskId: job.taskId, engine: engine.id }, 'an engine failed to take a task');
    }
    return 'threw';
  }
}

/** Throws `NotNow` when the task was ended or taken over while it was being prepared. */
async function commitSubmitting(deps: GenerationDeps, step: Step): Promise<number> {
  const nowMs = deps.clock.now();
  const isOurs = await deps.db.transaction(async (tx) => {
    if (!(await isHeld(tx, heldBy(step)))) return false;
    await markSubmitting(tx, step.attempt.id, nowMs);
    return true;
  });
  if (!isOurs) throw new NotNow('The task is no longer in the hands of this worker.');
  deps.onStep?.('submitting', step.job.taskId);
  return nowMs;
}

/** Nothing was sent; the task waits for room at a credential without having used up a try. */
async function postpone(deps: GenerationDeps, step: Step): Promise<undefined> {
  const nowMs = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await isHeld(tx, heldBy(step)))) return;
    await closeAttempts(tx, [step.job.taskId], { state: 'failed', bought: 'no', isCounted: false, nowMs });
    await putDown(tx, heldBy(step), { dueAtMs: nowMs, wantsSubmit: true, wait: { queueMs: deps.timeouts.queueMs } });
  });
}

async function beginLooking(deps: GenerationDeps, step: Step, failed: Failed): Promise<undefined> {
  const { engine, job, attempt } = step;
  deps.log.warn(
    { err: failed.cause, taskId: job.taskId, engine: engine.id, upstreamRequestId: failed.requestId },
    'the outcome of a submit is unknown; looking for it',
  );
  const nowMs = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await isHeld(tx, heldBy(step)))) return;
    await markUnclear(tx, attempt.id, { unclearAtMs: nowMs, requestId: failed.requestId, nowMs });
    await putDown(tx, heldBy(step), { dueAtMs: nextLookAt(deps, nowMs, nowMs) ?? nowMs });
  });
  deps.gates.find(engine.id, attempt.credential)?.doubt(attempt.id);
  if (failed.trouble !== undefined) await takeTrouble(deps, step, failed.trouble);
  deps.onStep?.('in_doubt', job.taskId);
}

function afterThrow(isSent: boolean): Failed {
  const failed = { status: 'failed', reason: 'unavailable' } as const;
  return isSent
    ? { ...failed, message: 'The engine failed while taking the task.', bought: 'unknown' }
    : {
        ...failed,
        message: 'The task could not be prepared.',
        bought: 'no',
        retry: { afterMs: PREPARE_AGAIN_MS, triesMax: PREPARES_MAX },
      };
}
