import { CredentialStopped, type FoundWork, type Progress } from '../engines/index.ts';
import { MINUTE_MS, SECOND_MS, unreachable } from '../platform/units.ts';
import { type Attempt, markUnclear } from './attempt-store.ts';
import { decidePurchase, type Window } from './decide-purchase.ts';
import type { GenerationDeps } from './deps.ts';
import { takeTrouble } from './fail-task.ts';
import { findLatestWork, findTaken, selectGivenUp, selectInDoubt } from './purchase-store.ts';
import { isHeld, putDown } from './queue-store.ts';
import { heldBy, type Step } from './task-step.ts';

const LOOK_AGAIN_MS = 5 * SECOND_MS;
/** How long after a call was given up its upstream may still begin on it. */
const TAKEN_LATE_MS_MAX = 2 * MINUTE_MS;
/** Submits given up longer ago can have left nothing that fits. */
const RIVAL_MS_MAX = 10 * MINUTE_MS;
const SUBMIT_AGAIN = { afterMs: SECOND_MS, triesMax: 4 } as const;

/**
 * Looks once for what a submit of unknown outcome bought. Answers how it goes on: with the work that was found, with
 * another try because nothing was bought, or with a failure that cannot be decided. Nothing when there is another look.
 */
export async function lookForPurchase(
  deps: GenerationDeps,
  step: Step,
  signal: AbortSignal,
): Promise<Progress | undefined> {
  const { engine, job, attempt } = step;
  const nowMs = deps.clock.now();
  const doubt = toDoubt(deps, step, nowMs);
  // By a clock that was set back nothing in the upstream's list can be told from what was there before.
  if (nowMs < doubt.fromMs) return undecided();
  if (attempt.state === 'submitting') await writeDown(deps, step, doubt);
  const isUnderWay = mayBeUnderWay(deps) && nowMs < doubt.untilMs;
  if (engine.findWork === undefined) return isUnderWay ? await lookLater(deps, step, doubt.untilMs) : undecided();
  const nextMs = isUnderWay ? nowMs + LOOK_AGAIN_MS : nextLookAt(deps, doubt.untilMs, nowMs);
  // Taken up before the first look is due, as after a restart.
  const firstMs = doubt.untilMs + (deps.timeouts.looksMs[0] ?? 0);
  if (nowMs < firstMs && !isUnderWay) return await lookLater(deps, step, firstMs);
  // The upstream may have taken the task after it let go of the call, so everything since then counts.
  const window = { fromMs: doubt.fromMs, untilMs: Math.min(nowMs, doubt.untilMs + TAKEN_LATE_MS_MAX) };
  const found = await findWork(deps, step, window, signal);
  if (found === 'aborted') return undefined;
  if (found === 'unable') {
    const sinceMs = deps.gates.find(engine.id, attempt.credential)?.lookFailed(attempt.id) ?? doubt.untilMs;
    if (nowMs - sinceMs >= deps.timeouts.looksFailMs) return undecided();
    return await lookLater(deps, step, nowMs + LOOK_AGAIN_MS);
  }
  const foundIds = found.map(({ upstreamId }) => upstreamId);
  const rivals = await rivalsOf(deps, step, window);
  const taken = await findTaken(deps.db.read, foundIds);
  const knowledge = { taken, rivals, marginMs: deps.timeouts.clockMarginMs };
  const verdict = decidePurchase({ ...window, requestId: attempt.requestId }, found, knowledge);
  deps.log.info(
    {
      taskId: job.taskId,
      engine: engine.id,
      verdict: verdict.verdict,
      listed: found.length,
      isLast: nextMs === undefined,
    },
    'looked for a submit of unknown outcome',
  );
  switch (verdict.verdict) {
    case 'ours':
      return { status: 'pending', handle: verdict.work.handle, upstreamId: verdict.work.upstreamId, pollAfterMs: 0 };
    case 'nothing':
      return nextMs === undefined ? notBought() : await lookLater(deps, step, nextMs);
    case 'several': {
      // A rival still on its way may yet tell which work is its own.
      const mayClear = rivals.some(({ untilMs }) => untilMs === Infinity);
      if (nextMs !== undefined) return await lookLater(deps, step, nextMs);
      return mayClear ? await lookLater(deps, step, nowMs + LOOK_AGAIN_MS) : undecided();
    }
    default:
      return unreachable(verdict);
  }
}

/** When the next look is due for a submit that ended at `endedMs`; nothing when the last one is due or over. */
export function nextLookAt(deps: GenerationDeps, endedMs: number, nowMs: number): number | undefined {
  return deps.timeouts.looksMs.map((afterMs) => endedMs + afterMs).find((dueMs) => dueMs > nowMs);
}

/**
 * A process that died in a submit left no end of it: it was over when we looked, or when it must have timed out. Where
 * another process may still be waiting for its answer, only the latter is certain.
 */
function toDoubt(deps: GenerationDeps, { attempt }: Step, nowMs: number): Window {
  const fromMs = attempt.sentAtMs ?? attempt.createdAtMs;
  const latestMs = fromMs + deps.timeouts.submitMsMax;
  const untilMs = attempt.unclearAtMs ?? (mayBeUnderWay(deps) ? latestMs : Math.min(nowMs, latestMs));
  return { fromMs, untilMs };
}

/** A store of one process's own is opened by nobody else while that process lives. */
function mayBeUnderWay({ db }: GenerationDeps): boolean {
  return db.kind === 'postgres';
}

async function writeDown(deps: GenerationDeps, step: Step, { untilMs }: Window): Promise<void> {
  const nowMs = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await isHeld(tx, heldBy(step)))) return;
    await markUnclear(tx, step.attempt.id, { unclearAtMs: untilMs, requestId: undefined, nowMs });
  });
}

async function lookLater(deps: GenerationDeps, step: Step, dueAtMs: number): Promise<undefined> {
  await deps.db.transaction((tx) => putDown(tx, heldBy(step), { dueAtMs }));
}

async function findWork(
  deps: GenerationDeps,
  step: Step,
  window: Window,
  signal: AbortSignal,
): Promise<readonly FoundWork[] | 'unable' | 'aborted'> {
  const { engine, job, attempt } = step;
  const knownId = await findLatestWork(deps.db.read, engine.id, attempt.credential);
  const search = {
    credential: attempt.credential,
    ...(knownId === undefined ? {} : { knownId }),
    model: job.model,
    fromMs: window.fromMs - deps.timeouts.clockMarginMs,
    untilMs: window.untilMs + deps.timeouts.clockMarginMs,
  };
  try {
    return (await engine.findWork?.(search, signal)) ?? 'unable';
  } catch (error) {
    if (signal.aborted) return 'aborted';
    deps.log.warn({ err: error, taskId: job.taskId, engine: engine.id }, 'an engine could not be asked for its work');
    if (error instanceof CredentialStopped) {
      await takeTrouble(deps, step, { kind: 'stopped', message: error.message });
    }
    return 'unable';
  }
}

/**
 * When other submits that may have made the same work were on their way: those in doubt, also in flight now, and those
 * that were given up. Whichever credential they used: two of them may belong to one upstream account.
 */
async function rivalsOf(
  deps: GenerationDeps,
  { engine, attempt }: Step,
  { fromMs }: Window,
): Promise<readonly Window[]> {
  const inDoubt = await selectInDoubt(deps.db.read, engine.id);
  const givenUp = await selectGivenUp(deps.db.read, engine.id, fromMs - RIVAL_MS_MAX);
  return [
    ...inDoubt.filter(({ id }) => id !== attempt.id).map((rival) => windowOf(rival, TAKEN_LATE_MS_MAX)),
    ...givenUp.map((rival) => windowOf(rival, deps.timeouts.looksMs.at(-1) ?? 0)),
  ];
}

/** Without an end while it is still on its way. */
function windowOf({ sentAtMs, createdAtMs, unclearAtMs }: Attempt, lateMs: number): Window {
  return { fromMs: sentAtMs ?? createdAtMs, untilMs: (unclearAtMs ?? Infinity) + lateMs };
}

function notBought(): Progress {
  return {
    status: 'failed',
    reason: 'unavailable',
    message: 'The engine did not take the task.',
    bought: 'no',
    retry: SUBMIT_AGAIN,
  };
}

function undecided(): Progress {
  return {
    status: 'failed',
    reason: 'unavailable',
    message: 'It is not known whether the engine took the task. Nothing was charged.',
    bought: 'unknown',
  };
}
