import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, EngineJob, Handle, Progress } from '../engines/index.ts';
import { discardOutputs, readFileBytes, type StoredOutput, storeOutput } from '../files/index.ts';
import { SECOND_MS, unreachable } from '../platform/units.ts';
import { type Attempt, closeAttempts, findAttempts, openAttempts, saveHandle } from './attempt-store.ts';
import type { ClaimedTask } from './claim-tasks.ts';
import type { GenerationDeps } from './deps.ts';
import { isHeld, putDown } from './queue-store.ts';
import type { TaskError } from './states.ts';
import type { TaskInput } from './store.ts';

/** How many times a task is tried at its engine when nothing was bought and the engine asked for another try. */
const ATTEMPTS_MAX = 3;
/** How long to wait when an engine could not be asked. */
const POLL_AGAIN_MS = 5 * SECOND_MS;

type Failed = Extract<Progress, { status: 'failed' }>;

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
  const job = toJob(deps, task);
  const attempt = task.attempt ?? (await openAttempt(deps, task));
  if (attempt === undefined) return;
  const progress = await firstStep(deps, engine, { task, job, attempt }, signal);
  if (progress !== undefined) await follow(deps, engine, { task, job, attempt, progress }, signal);
}

type Step = { readonly task: ClaimedTask; readonly job: EngineJob; readonly attempt: Attempt };

async function firstStep(deps: GenerationDeps, engine: Engine, step: Step, signal: AbortSignal) {
  const { task, job, attempt } = step;
  if (attempt.handle !== undefined) return await poll(deps, engine, { ...step, handle: attempt.handle }, signal);
  if (task.isFresh || task.attempt === undefined) return await submit(deps, engine, step, signal);
  // The server died between "submitting" and the handle: only the engine knows whether the work was bought.
  const answer = (await engine.reconcile?.(job, attempt.createdAtMs, signal)) ?? 'undecided';
  if (signal.aborted) return undefined;
  if (answer === 'not_bought') return await submit(deps, engine, step, signal);
  if (answer === 'undecided') return unknownPurchase('It is not known whether the work was bought.');
  return { status: 'pending', handle: answer, pollAfterMs: 0 } satisfies Progress;
}

async function submit(deps: GenerationDeps, engine: Engine, { task, job }: Step, signal: AbortSignal) {
  try {
    return await engine.submit(job, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    deps.log.error({ err: error, taskId: task.row.id, engine: engine.id }, 'an engine failed to take a task');
    return unknownPurchase('The engine failed while taking the task.');
  }
}

async function poll(deps: GenerationDeps, engine: Engine, step: Step & { handle: Handle }, signal: AbortSignal) {
  try {
    return await engine.poll(step.job, step.handle, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    deps.log.warn(
      { err: error, taskId: step.task.row.id, engine: engine.id },
      'an engine could not be asked; asking later',
    );
    return { status: 'pending', handle: step.handle, pollAfterMs: POLL_AGAIN_MS } satisfies Progress;
  }
}

/** Writes down what the engine said, and asks on as long as it wants to be asked at once. */
async function follow(
  deps: GenerationDeps,
  engine: Engine,
  step: Step & { progress: Progress },
  signal: AbortSignal,
): Promise<void> {
  let progress: Progress | undefined = step.progress;
  while (progress?.status === 'pending') {
    const { handle, pollAfterMs }: { handle: Handle; pollAfterMs: number } = progress;
    await keepHandle(deps, step, handle, pollAfterMs);
    if (pollAfterMs > 0 || signal.aborted) return;
    progress = await poll(deps, engine, { ...step, handle }, signal);
  }
  if (progress === undefined || signal.aborted) return;
  switch (progress.status) {
    case 'done':
      return await succeed(deps, step, progress.outputs, signal);
    case 'failed':
      return await failOrRetry(deps, step, progress);
    default:
      return unreachable(progress);
  }
}

/** The handle is committed before it is used; a task that has to wait is put down in the same transaction. */
async function keepHandle(deps: GenerationDeps, { task, attempt }: Step, handle: Handle, pollAfterMs: number) {
  const nowMs = deps.clock.now();
  const held = { id: task.row.id, lease: task.lease };
  await deps.db.transaction(async (tx) => {
    // Ended or taken over meanwhile: what this worker knows counts no more.
    if (!(await isHeld(tx, held))) return;
    await saveHandle(tx, attempt.id, handle, nowMs);
    if (pollAfterMs > 0) await putDown(tx, held, nowMs + pollAfterMs);
  });
}

async function succeed(
  deps: GenerationDeps,
  step: Step,
  outputs: readonly { bytes: Uint8Array; seed: number | null }[],
  signal: AbortSignal,
): Promise<void> {
  const { id, account_id } = step.task.row;
  if (outputs.length === 0) {
    return await end(deps, step, { error: failure('generation_failed', 'The engine made no picture.'), bought: 'no' });
  }
  const stored = await storeAll(deps, step, outputs, signal);
  // Told to stop while the store fails: the handle is kept, so the next start can fetch the result again.
  if (stored === undefined && signal.aborted) return;
  if (stored === undefined) {
    const error = failure('engine_unavailable', 'The picture was made but could not be stored. Nothing was charged.');
    return await end(deps, step, { error, bought: 'yes', incident: 'The result could not be stored; see the log.' });
  }
  const ending = { id, lease: step.task.lease, status: 'succeeded', outputs: stored } as const;
  const isEnded = await deps.settles.submit({ ending }).catch(async (error: unknown) => {
    await discardOutputs(deps.files, stored);
    throw error;
  });
  if (isEnded) return;
  deps.log.info({ taskId: id, accountId: account_id }, 'a result came after its task had ended and was thrown away');
  await discardOutputs(deps.files, stored);
}

/** Puts the results away before anything is said about them; a full disk may have room again in a moment. */
async function storeAll(
  deps: GenerationDeps,
  { task: { row } }: Step,
  outputs: readonly { bytes: Uint8Array; seed: number | null }[],
  signal: AbortSignal,
): Promise<readonly StoredOutput[] | undefined> {
  const stored: StoredOutput[] = [];
  for (const [position, { bytes, seed }] of outputs.entries()) {
    const output = { accountId: row.account_id, generationId: row.id, bytes, seed, position };
    const kept = await withTries(deps, row.id, signal, () => storeOutput(deps.files, output));
    if (kept === undefined) {
      await discardOutputs(deps.files, stored);
      return undefined;
    }
    stored.push(kept);
  }
  return stored;
}

async function withTries<Result>(
  deps: GenerationDeps,
  taskId: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
) {
  for (const waitMs of [...deps.timeouts.storeRetriesMs, undefined]) {
    try {
      return await work();
    } catch (error) {
      deps.log.error({ err: error, taskId }, 'a result could not be stored');
      if (waitMs === undefined || signal.aborted) return undefined;
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

async function failOrRetry(deps: GenerationDeps, step: Step, failed: Failed): Promise<void> {
  const { row, lease } = step.task;
  if (failed.cause !== undefined) deps.log.warn({ err: failed.cause, taskId: row.id }, 'an engine failed at a task');
  const tries = await findAttempts(deps.db.read, [row.id]);
  if (failed.retryAfterMs !== undefined && failed.bought === 'no' && tries.length < ATTEMPTS_MAX) {
    const nowMs = deps.clock.now();
    const dueAtMs = nowMs + failed.retryAfterMs;
    await deps.db.transaction(async (tx) => {
      if (!(await isHeld(tx, { id: row.id, lease }))) return;
      await closeAttempts(tx, [row.id], { state: 'failed', bought: failed.bought, nowMs });
      await putDown(tx, { id: row.id, lease }, dueAtMs);
    });
    return;
  }
  const error = failure(codeFor(failed.reason), failed.message);
  const isUnclear = failed.bought === 'unknown' || (failed.bought === 'yes' && failed.reason !== 'rejected');
  await end(deps, step, { error, bought: failed.bought, ...(isUnclear ? { incident: failed.message } : {}) });
}

type End = { readonly error: TaskError; readonly bought: Failed['bought']; readonly incident?: string };

async function end(deps: GenerationDeps, { task, attempt }: Step, { error, bought, incident }: End): Promise<void> {
  const ending = { id: task.row.id, lease: task.lease, status: 'failed', error, bought } as const;
  const message = `${incident} (engine ${attempt.engine})`;
  await deps.settles.submit(
    incident === undefined ? { ending } : { ending, incident: { kind: 'purchase_unclear', message } },
  );
}

async function openAttempt(deps: GenerationDeps, { row }: ClaimedTask): Promise<Attempt | undefined> {
  const [attempt] = await deps.db.transaction((tx) => openAttempts(tx, [row], deps.clock.now()));
  return attempt;
}

function toJob(deps: GenerationDeps, { row }: ClaimedTask): EngineJob {
  const input: TaskInput = JSON.parse(row.input);
  return {
    taskId: row.id,
    model: row.model,
    prompt: input.prompt,
    params: input.params,
    width: input.width,
    height: input.height,
    references: input.references.map((reference) => ({
      ...reference,
      read: () => readFileBytes(deps.files, reference.fileId),
    })),
  };
}

function unknownPurchase(message: string): Failed {
  return { status: 'failed', reason: 'unavailable', message, bought: 'unknown' };
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

function failure(code: TaskError['code'], message: string): TaskError {
  return { code, message };
}
