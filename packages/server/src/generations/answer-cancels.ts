import type { Engine } from '../engines/index.ts';
import type { Tenure } from '../platform/tenures.ts';
import { MINUTE_MS } from '../platform/units.ts';
import {
  answerCancelRequest,
  type CancelRequest,
  deleteOldCancelRequests,
  hasCancelRequests,
  takeCancelRequests,
} from './cancel-request-store.ts';
import { cancelUpstream } from './cancel-upstream.ts';
import type { GenerationDeps } from './deps.ts';

/** Asked of the upstream at once; its own pace decides how fast that is. */
const BATCH = 20;
const OLD_MS = MINUTE_MS;

/**
 * Makes the calls that other processes asked for, as long as this one does the engine's work, and tells them what came of
 * it. Answers how long to wait for the next look at most, in milliseconds, if there may be more.
 */
export async function answerCancels(
  deps: GenerationDeps,
  engine: Engine,
  tenure: Pick<Tenure, 'isHeld'>,
): Promise<number | undefined> {
  const { db, clock } = deps;
  if (!tenure.isHeld() || !(await hasCancelRequests(db.read, engine.id))) return undefined;
  const nowMs = clock.now();
  const taken = await db.transaction(async (tx) => {
    await deleteOldCancelRequests(tx, engine.id, nowMs - OLD_MS);
    return await takeCancelRequests(tx, engine.id, { nowMs, limit: BATCH });
  });
  await Promise.all(taken.map((request) => answer(deps, engine, { request, tenure })));
  return taken.length === BATCH ? 1 : undefined;
}

type Asked = { readonly request: CancelRequest; readonly tenure: Pick<Tenure, 'isHeld'> };

async function answer(deps: GenerationDeps, engine: Engine, { request, tenure }: Asked): Promise<void> {
  // The store may have been slow: by now the calls may be another process's to make.
  const isCancelled = tenure.isHeld() && (await cancelUpstream(deps, engine, request.generation_id));
  await deps.db.transaction((tx) => answerCancelRequest(tx, request.id, isCancelled ? 'cancelled' : 'runs_on'));
}
