import type { UpstreamFile } from '../engines/index.ts';
import { discardOutputs, NotAPicture, type StoredOutput, storeOutput } from '../files/index.ts';
import { openIncident } from '../platform/incidents.ts';
import { SECOND_MS } from '../platform/units.ts';
import type { GenerationDeps } from './deps.ts';
import { endFailed } from './fail-task.ts';
import { type FetchedFile, fetchOutputs } from './fetch-outputs.ts';
import { storeLater } from './store-later.ts';
import type { Step } from './task-step.ts';
import { withTries } from './with-tries.ts';

/**
 * Fetches what an engine made, stores it, and only then says that the task succeeded. While the media store is out of
 * order the task waits. What was made and cannot be had or kept at all is never bought again: the caller gets the credits
 * back and the operator is told.
 */
export async function succeed(
  deps: GenerationDeps,
  step: Step,
  outputs: readonly UpstreamFile[],
  signal: AbortSignal,
): Promise<void> {
  if (outputs.length === 0) {
    const error = { code: 'generation_failed', message: 'The engine made no picture.' } as const;
    return await endFailed(deps, step, { error, bought: 'no' });
  }
  const { taskId } = step.job;
  const gate = deps.gates.find(step.engine.id, step.attempt.credential);
  gate?.deliver(step.attempt.id);
  deps.onStep?.('delivered', taskId);
  const fetched = await fetchOutputs(deps, step, outputs, signal);
  if (signal.aborted) return;
  if (!fetched.ok)
    return await endLost(deps, step, { what: 'fetched', detail: fetched.problem, pictures: outputs.length });
  deps.onStep?.('fetched', taskId);
  gate?.keepResult();
  const stored = await storeAll(deps, step, fetched.files, signal);
  // Told to stop while the store fails: the handle is kept, so the next start can fetch the result again.
  if (!stored.ok && signal.aborted) return;
  if (!stored.ok) {
    if (stored.mayRecover && (await storeLater(deps, step))) return;
    return await endLost(deps, step, { what: 'stored', detail: 'see the log', pictures: outputs.length });
  }
  deps.onStep?.('stored', taskId);
  await settle(deps, step, stored.files);
  gate?.leave(step.attempt.id);
}

async function settle(deps: GenerationDeps, step: Step, stored: readonly StoredOutput[]): Promise<void> {
  const { engine, task, job } = step;
  const cost = engine.costOf?.(job.model);
  const ending = {
    id: job.taskId,
    accountId: task.row.account_id,
    lease: task.lease,
    status: 'succeeded',
    outputs: stored,
    ...(cost === undefined ? {} : { cost: { ...cost, micros: cost.micros * stored.length } }),
  } as const;
  const isEnded = await deps.settles.submit({ ending }).catch(async (error: unknown) => {
    await discardOutputs(deps.files, stored, error);
    throw error;
  });
  deps.onStep?.('settled', job.taskId);
  if (isEnded) return;
  deps.log.info(
    { taskId: job.taskId, accountId: task.row.account_id },
    'a result came after its task had ended and was thrown away',
  );
  await discardOutputs(deps.files, stored);
}

/** Made and paid, if the engine is one that is paid, and nobody has it. */
async function endLost(
  deps: GenerationDeps,
  step: Step,
  { what, detail, pictures }: { what: 'fetched' | 'stored'; detail: string; pictures: number },
): Promise<void> {
  const message = `The picture was made but could not be ${what}. Nothing was charged.`;
  await endFailed(deps, step, {
    error: { code: 'engine_unavailable', message },
    bought: 'yes',
    pictures,
    incident: { kind: 'result_lost', message: `The result was made but could not be ${what}: ${detail}.` },
  });
  const gate = deps.gates.find(step.engine.id, step.attempt.credential);
  if (what === 'fetched' && gate?.loseResult(detail) === true) await tellLosing(deps, step, detail);
  gate?.leave(step.attempt.id);
}

/** Each further purchase would be lost as well, as behind a firewall that lets calls out and pictures not in. */
async function tellLosing(deps: GenerationDeps, { engine, attempt, job }: Step, detail: string): Promise<void> {
  const message = `Pictures are bought and cannot be fetched: ${detail}. Only one at a time is bought until one arrives, or after "rivya engines resume".`;
  const subjectId = `${engine.id}/${attempt.credential}`;
  const facts = { taskId: job.taskId, engine: engine.id, credential: attempt.credential };
  deps.log.error({ ...facts, incident: 'results_unreachable' }, message);
  await deps.db.transaction((tx) => openIncident(tx, deps.clock, { kind: 'results_unreachable', subjectId, message }));
}

type Stored =
  | { readonly ok: true; readonly files: readonly StoredOutput[] }
  | { readonly ok: false; readonly mayRecover: boolean };

/** Puts the results away before anything is said about them; a full disk may have room again in a moment. */
async function storeAll(
  deps: GenerationDeps,
  { task: { row } }: Step,
  files: readonly FetchedFile[],
  signal: AbortSignal,
): Promise<Stored> {
  const onFailure = (error: unknown) => deps.log.error({ err: error, taskId: row.id }, 'a result could not be stored');
  const stored: StoredOutput[] = [];
  try {
    for (const [position, { bytes, seed }] of files.entries()) {
      const output = { accountId: row.account_id, generationId: row.id, bytes, seed, position };
      const tries = { waitsMs: deps.timeouts.storeRetriesMs, signal: withPatience(deps, signal), onFailure };
      stored.push(await withTries(tries, () => storeOutput(deps.files, output)));
    }
    return { ok: true, files: stored };
  } catch (error) {
    await discardOutputs(deps.files, stored);
    return { ok: false, mayRecover: !(error instanceof NotAPicture) };
  }
}

/** A bucket that lets each try wait for minutes is tried once: whatever holds this slot keeps others from being asked for. */
function withPatience({ timeouts: { storeRetriesMs } }: GenerationDeps, signal: AbortSignal): AbortSignal {
  const patienceMs = storeRetriesMs.reduce((sum, waitMs) => sum + waitMs, PATIENCE_MS);
  return AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
}

/** For the tries themselves, beside the waits between them. */
const PATIENCE_MS = 2 * SECOND_MS;
