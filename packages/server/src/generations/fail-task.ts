import type { Progress, Trouble } from '../engines/index.ts';
import type { Tx } from '../platform/db/database.ts';
import { openIncident } from '../platform/incidents.ts';
import { MINUTE_MS, SECOND_MS, unreachable } from '../platform/units.ts';
import { backoffMs } from '../platform/upstream/retry-after.ts';
import { type Attempt, closeAttempts, findAttempts, hasHandle, saveCost } from './attempt-store.ts';
import type { CredentialGate } from './credential-gate.ts';
import type { GenerationDeps } from './deps.ts';
import { nextEngine } from './pick-engine.ts';
import { isHeld, putDown } from './queue-store.ts';
import type { TaskError } from './states.ts';
import { heldBy, type Step, workOf } from './task-step.ts';

type Failed = Extract<Progress, { status: 'failed' }>;

const RETRY_MS_MAX = MINUTE_MS;
const BUSY_MS_MIN = SECOND_MS;

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
  if (isInDoubt(step) && (await deps.db.transaction((tx) => goOnIfAnswered(tx, deps, step)))) return;
  const next = await whereNext(deps, step, failed);
  if (next === undefined) {
    await endFailed(deps, step, {
      error: { code: codeFor(failed.reason), message: failed.message },
      bought: failed.bought,
      ...incidentOf(failed),
    });
  } else {
    await tryAgain(deps, step, failed, next);
  }
  deps.gates.find(engine.id, attempt.credential)?.leave(attempt.id);
}

function isInDoubt({ attempt }: Step): boolean {
  return attempt.state === 'submitting' || attempt.state === 'unclear';
}

/**
 * While one worker looked for what a call bought, another one whose lease had run out may have had that call's answer.
 * Then there is nothing to decide any more: the work is asked for.
 */
async function goOnIfAnswered(tx: Tx, deps: GenerationDeps, step: Step): Promise<boolean> {
  // The task is held before its attempt, as wherever both are, or two transactions would wait for each other.
  await isHeld(tx, heldBy(step));
  if (!(await hasHandle(tx, step.attempt.id))) return false;
  await putDown(tx, heldBy(step), { dueAtMs: deps.clock.now() });
  return true;
}

/** Tells the credential's gate, and the operator when something can be bought with it no longer. */
export async function takeTrouble(deps: GenerationDeps, step: Step, trouble: Trouble): Promise<void> {
  const { engine, attempt, job } = step;
  const gate = deps.gates.find(engine.id, attempt.credential);
  if (gate === undefined || !isNews(gate, trouble, job.model)) return;
  const kind = INCIDENTS[trouble.kind];
  const message = incidentText(trouble, job.model);
  const subjectId = `${engine.id}/${attempt.credential}`;
  const { taskId } = job;
  deps.log.error({ taskId, engine: engine.id, credential: attempt.credential, incident: kind }, message);
  await deps.db.transaction((tx) => openIncident(tx, deps.clock, { kind, subjectId, message }));
}

const INCIDENTS = {
  busy: 'engine_busy',
  failing: 'engine_failing',
  stopped: 'credential_stopped',
  model: 'model_refused',
} as const satisfies Record<Trouble['kind'], string>;

function isNews(gate: CredentialGate, trouble: Trouble, model: string): boolean {
  const { kind } = trouble;
  return kind === 'model' ? gate.refuseModel(model) : gate.trouble({ ...trouble, kind });
}

function incidentText({ kind, message: said }: Trouble, model: string): string {
  const message = /[.!?]$/.test(said) ? said : `${said}.`;
  switch (kind) {
    case 'stopped':
      return `The upstream refuses this credential: ${message} Nothing is submitted with it; it is tried again now and then, and at once after "rivya engines resume".`;
    case 'model':
      return `The upstream refuses the model ${model} to this credential: ${message} Its tasks go to the next engine of the route, or fail.`;
    case 'failing':
    case 'busy':
      return `Submits keep failing: ${message} They are paused and tried again by and by.`;
    default:
      return unreachable(kind);
  }
}

type Failure = {
  readonly error: TaskError;
  readonly bought: Failed['bought'];
  readonly incident?: { readonly kind: string; readonly message: string };
  /** How many pictures were made, if any were bought; 1 unless it is said. */
  readonly pictures?: number;
};

/** Ends the task, returns its credits and tells the operator if there is something to look at, and what it cost. */
export async function endFailed(deps: GenerationDeps, step: Step, failure: Failure): Promise<void> {
  const { task, attempt, job } = step;
  const { error, bought, incident } = failure;
  const costs = bought === 'yes' ? await writeCost(deps, step, failure.pictures ?? 1) : '';
  const accountId = task.row.account_id;
  const ending = { id: job.taskId, accountId, lease: task.lease, status: 'failed', error, bought } as const;
  await deps.settles.submit(
    incident === undefined
      ? { ending }
      : { ending, incident: { kind: incident.kind, message: `${incident.message}${workOf(attempt)}${costs}` } },
  );
  deps.onStep?.('settled', job.taskId);
}

/** Nobody has the picture, and the operator paid for it all the same. Answers a sentence for the incident. */
async function writeCost(deps: GenerationDeps, { engine, job }: Step, pictures: number): Promise<string> {
  const each = engine.costOf?.(job.model);
  if (each === undefined) return '';
  const cost = { ...each, micros: each.micros * pictures };
  await deps.db.transaction((tx) => saveCost(tx, job.taskId, cost));
  return ` It cost ${cost.micros / 1e6} ${cost.currency}.`;
}

type Next = { readonly engineId: string; readonly afterMs: number };

/** Where and when the task is tried again; nothing when this was the end. */
async function whereNext(deps: GenerationDeps, step: Step, failed: Failed): Promise<Next | undefined> {
  const { engine, job, task } = step;
  if (failed.bought !== 'no' || failed.retry === undefined) return undefined;
  const attempts = await findAttempts(deps.db.read, [job.taskId]);
  const tried = new Set([engine.id, ...attempts.filter((one) => one.isCounted).map((one) => one.engine)]);
  const other = nextEngine(deps, task.row.model, tried);
  const tries = attempts.filter((one) => one.engine === engine.id && one.isCounted && isOfKind(one, failed)).length;
  // The attempt in hand stands among them as counted.
  const counted = isCounted(failed) ? tries : tries - 1;
  const isUsable = deps.gates.isUsable(engine.id);
  const mayStay = isCounted(failed) ? counted < failed.retry.triesMax : true;
  const isBetterElsewhere = other !== undefined && deps.gates.isUsable(other);
  if (mayStay && (isUsable || !isBetterElsewhere)) {
    const range = { baseMs: failed.retry.afterMs, maxMs: RETRY_MS_MAX };
    if (isCounted(failed)) return { engineId: engine.id, afterMs: backoffMs(Math.max(0, counted - 1), range) };
    // The gate says when; an engine without one must not be asked over and over.
    const hasGate = deps.gates.find(engine.id, step.attempt.credential) !== undefined;
    return { engineId: engine.id, afterMs: hasGate ? 0 : Math.max(BUSY_MS_MIN, failed.retry.afterMs) };
  }
  return other === undefined ? undefined : { engineId: other, afterMs: 0 };
}

/** Failures of other kinds use up none of its tries. One that is open, as that in hand is, has no kind yet. */
function isOfKind({ failedAs }: Attempt, { reason }: Failed): boolean {
  return failedAs === undefined || failedAs === reason;
}

async function tryAgain(deps: GenerationDeps, step: Step, failed: Failed, next: Next): Promise<void> {
  const { job, engine } = step;
  const nowMs = deps.clock.now();
  const end = { state: 'failed', bought: 'no', isCounted: isCounted(failed), failedAs: failed.reason, nowMs } as const;
  await deps.db.transaction(async (tx) => {
    if (!(await isHeld(tx, heldBy(step)))) return;
    if (isInDoubt(step) && (await goOnIfAnswered(tx, deps, step))) return;
    await closeAttempts(tx, [job.taskId], end);
    // A task that waited long before its first try must live to see the next one.
    const grace = end.isCounted ? { graceUntilMs: nowMs + deps.timeouts.taskMs } : {};
    const wait = { queueMs: deps.timeouts.queueMs, ...grace };
    const down = { dueAtMs: nowMs + next.afterMs, wantsSubmit: true, queue: next.engineId, wait };
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

/** For the operator, who wants to know what may have been paid and why nobody has it. */
function incidentOf({ bought, reason, trouble, cause }: Failed): { incident?: { kind: string; message: string } } {
  const why = trouble?.message ?? (cause instanceof Error ? cause.message : undefined);
  const because = why === undefined ? '' : `: ${why.replace(/\.$/, '')}`;
  if (bought === 'unknown') {
    const message = `It is not known whether the upstream took this task and bills for it${because}`;
    return { incident: { kind: 'purchase_unclear', message } };
  }
  if (bought === 'yes' && reason !== 'rejected') {
    return {
      incident: { kind: 'result_lost', message: `The upstream billed this task and gave no picture${because}` },
    };
  }
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
