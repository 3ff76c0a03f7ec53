import { fail } from '../platform/http/errors.ts';
import { findAttempts, openOne } from './attempt-store.ts';
import { CANCELLED, cancelUpstream } from './cancel-upstream.ts';
import type { GenerationDeps } from './deps.ts';
import { requestCancel } from './request-cancel.ts';
import { noSuchGeneration, retrieveGeneration } from './retrieve-generation.ts';
import type { Status } from './states.ts';
import { findGeneration, type GenerationRow } from './store.ts';
import type { GenerationView } from './view.ts';

/**
 * Ends a task that has not been bought: a queued one always, a running one if nothing was sent or its engine confirms it.
 * Throws `not_found`, or `not_cancellable` when it has ended or runs on.
 */
export async function cancelGeneration(deps: GenerationDeps, accountId: string, id: string): Promise<GenerationView> {
  const row = await findGeneration(deps.db.read, accountId, id);
  if (row === undefined) throw noSuchGeneration();
  const isCancelled =
    (await endFrom(deps, row, ['queued'])) ||
    (await endFrom(deps, row, ['processing'], { onlyIfUnsent: true })) ||
    (await cancelRunning(deps, row));
  if (!isCancelled) throw await refusal(deps, accountId, id);
  return await retrieveGeneration(deps, accountId, id);
}

function endFrom(
  deps: GenerationDeps,
  { id, account_id: accountId }: GenerationRow,
  from: readonly Status[],
  guard: { onlyIfUnsent?: true } = {},
): Promise<boolean> {
  return deps.settles.submit({
    ending: { id, accountId, status: 'failed', from, ...guard, error: CANCELLED, bought: 'no' },
  });
}

/** The call is made where all calls with the engine's credentials are made: here, or in the process that does its work. */
async function cancelRunning(deps: GenerationDeps, { id }: GenerationRow): Promise<boolean> {
  const attempt = openOne(await findAttempts(deps.db.read, [id]));
  if (attempt?.state !== 'pending' || attempt.handle === undefined) return false;
  const engine = deps.registry.byId(attempt.engine);
  if (engine?.cancel === undefined) return false;
  const { leading } = deps;
  const isOurs = leading === undefined || engine.credentials === undefined || leading.leads(engine.id);
  if (isOurs) return await cancelUpstream(deps, engine, id);
  return await requestCancel(deps, leading, { engine, taskId: id });
}

async function refusal(deps: GenerationDeps, accountId: string, id: string) {
  const row = await findGeneration(deps.db.read, accountId, id);
  return fail('not_cancellable', {
    public:
      row?.status === 'processing'
        ? 'The generation is being made and can no longer be cancelled; it runs on.'
        : `The generation has already ended (${row?.status ?? 'gone'}).`,
  });
}
