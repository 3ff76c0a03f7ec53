import type { Progress, Trouble } from '../engines/index.ts';
import { openIncident } from '../platform/incidents.ts';
import { MINUTE_MS, unreachable } from '../platform/units.ts';
import { backoffMs } from '../platform/upstream/retry-after.ts';
import { closeAttempts, findAttempts } from './attempt-store.ts';
import type { GenerationDeps } from './deps.ts';
import { nextEngine } from './pick-engine.ts';
import { isHeld, putDown } from './queue-store.ts';
import type { TaskError } from './states.ts';
import { heldBy, type Step } from './task-step.ts';

type Failed = Extract<Progress, { status: 'failed' }>;

const RETRY_MS_MAX = MINUTE_MS;

/**
 * What follows a failure. Nothing is tried again unless nothing was bought: then at the same engine as often as it
 * allows, afterwards at the next one of the model's route. Everything else ends the task and returns the credits.
 */
export async function failOrRetry(deps: GenerationDeps, step: Step, failed: Failed): Promise<void> {
  const { engine, job, attempt } = step;
  if (failed.cause !== undefined) {
    deps.log.warn({ err: failed.cause, taskId: job.taskId, engine: engine.id }, 'an engine failed at a task');
  }
  if (failed.trouble !== undefined) await takeTrouble(deps, step, failed.trouble);
  const next = await whereNext(deps, step, failed);
  if (next === undefined) {
    await endFailed(deps, step, {
      error: { code: codeFor(failed.reason), message: failed.message },
      bought: failed.bought,
      ...incidentOf(failed),
    });
  } else {
    await tryAgain(deps, step, { ...next, isCounted: isCounted(failed) });
  }
  deps.gates.find(engine.id, attempt.credential)?.leave(attempt.id);
}

/** Tells the credential's gate, and the operator when it can buy nothing any more. */
export async function takeTrouble(deps: GenerationDeps, { engine, attempt }: Step, trouble: Trouble): Promise<void> {
  const gate = deps.gates.find(engine.id, attempt.credential);
  const isNews = gate?.trouble(trouble) === true;
  if (!isNews) return;
  const subjectId = `${engine.id}/${attempt.credential}`;
  const isStopped = trouble.kind === 'stopped';
  const kind = isStopped ? 'credential_stopped' : 'engine_failing';
  const message = isStopped
    ? `The upstream refuses this credential: ${trouble.message} Nothing is submitted with it; it is tried again now and then, and at once after "rivya engines resume".`
    : `Submits keep failing: ${trouble.message} They are paused and tried again by and by.`;
  deps.log.error({ engine: engine.id, credential: attempt.credential, kind }, message);
  await deps.db.transaction((tx) => openIncident(tx, deps.clock, { kind, subjectId, message }));
}

type Failure = {
  readonly error: TaskError;
  readonly bought: Failed['bought'];
  readonly incident?: { readonly kind: string; readonly message: string };
};

/** Ends the task, returns its credits and tells the operator if there is something to look at. */
export async function endFailed(deps: GenerationDeps, step: Step, failure: Failure): Promise<void> {
  const { task, attempt, job } = step;
  const { error, bought, incident } = failure;
  const ending = { id: job.taskId, lease: task.lease, status: 'failed', error, bought } as const;
  const where = [attempt.engine, attempt.credential].filter((part) => part !== '').join('/');
  await deps.settles.submit(
    incident === undefined
      ? { ending }
      : { ending, incident: { kind: incident.kind, message: `${incident.message} (${where})${workOf(step)}` } },
  );
  deps.onStep?.('settled', job.taskId);
}

/** So that the operator can look it up at the upstream. */
function workOf({ attempt: { handle, requestId } }: Step): string {
  const parts = [
    ...(handle === undefined ? [] : [`handle ${JSON.stringify(handle)}`]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
  ];
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

type Next = { readonly engineId: string; readonly afterMs: number };

/** Where and when the task is tried again; nothing when this was the end. */
async function whereNext(deps: GenerationDeps, step: Step, failed: Failed): Promise<Next | undefined> {
  const { engine, job, task } = step;
  if (failed.bought !== 'no' || failed.retry === undefined) return undefined;
  const attempts = await findAttempts(deps.db.read, [job.taskId]);
  const tried = new Set(attempts.map((attempt) => attempt.engine));
  const other = nextEngine(deps, task.row.model, tried);
  const tries = attempts.filter((attempt) => attempt.engine === engine.id && attempt.isCounted).length;
  // The attempt in hand stands among them as counted.
  const counted = isCounted(failed) ? tries : tries - 1;
  const isUsable = deps.gates.isUsable(engine.id);
  const mayStay = isCounted(failed) ? counted < failed.retry.triesMax : true;
  const isBetterElsewhere = other !== undefined && deps.gates.isUsable(other);
  if (mayStay && (isUsable || !isBetterElsewhere)) {
    const range = { baseMs: failed.retry.afterMs, maxMs: RETRY_MS_MAX };
    return { engineId: engine.id, afterMs: isCounted(failed) ? backoffMs(Math.max(0, counted - 1), range) : 0 };
  }
  return other === undefined ? undefined : { engineId: other, afterMs: 0 };
}

async function tryAgain(deps: GenerationDeps, step: Step, next: Next & { isCounted: boolean }): Promise<void> {
  const { job, engine } = step;
  const nowMs = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await isHeld(tx, heldBy(step)))) return;
    await closeAttempts(tx, [job.taskId], { state: 'failed', bought: 'no', isCounted: next.isCounted, nowMs });
    const down = { dueAtMs: nowMs + next.afterMs, wantsSubmit: true, queue: next.engineId };
    await putDown(tx, heldBy(step), down);
  });
  if (next.engineId === engine.id) return;
  deps.log.warn({ taskId: job.taskId, from: engine.id, to: next.engineId }, 'a task goes on at another engine');
  deps.wake(next.engineId);
}

/** A credential that was over its limit or stopped says nothing about the task. */
function isCounted({ trouble }: Failed): boolean {
  return trouble?.kind !== 'busy' && trouble?.kind !== 'stopped';
}

function incidentOf({ bought, reason, message }: Failed): { incident?: { kind: string; message: string } } {
  if (bought === 'unknown') return { incident: { kind: 'purchase_unclear', message } };
  if (bought === 'yes' && reason !== 'rejected') return { incident: { kind: 'result_lost', message } };
  return {};
}

function codeFor(reason: Failed['reason']): TaskError['code'] {
  switch (reason) {
    case 'rejected':
      return 'content_rejected';
    case 'failed':
      return 'generation_failed';
    case 'unavailable':
      return 'engine_unavailable';
    default:
      return unreachable(reason);
  }
}
