import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../engines/index.ts';
import { newId } from '../platform/ids.ts';
import { SECOND_MS } from '../platform/units.ts';
import {
  deleteCancelRequest,
  findCancelRequest,
  insertCancelRequest,
  withdrawCancelRequest,
} from './cancel-request-store.ts';
import type { GenerationDeps, Leading } from './deps.ts';

const LOOK_MS = { first: 10, most: 250 } as const;
/** For the store and the answer's way, beside the call itself. */
const ON_THE_WAY_MS = 2 * SECOND_MS;

/**
 * Has another process, the one that does the engine's work, ask the upstream to take a task back: a credential's limits
 * hold only where one process makes all its calls. `false` when the task runs on: the upstream did not confirm it, or
 * nobody took the request or answered it in time.
 */
export async function requestCancel(
  deps: GenerationDeps,
  leading: Leading,
  { engine, taskId }: { readonly engine: Engine; readonly taskId: string },
): Promise<boolean> {
  const { db, clock, timeouts } = deps;
  const id = newId('cancel', clock.now());
  await db.transaction((tx) => insertCancelRequest(tx, { id, generation_id: taskId, engine: engine.id }, clock.now()));
  leading.askCancel(engine.id);
  const isTaken = await looked(deps, id, timeouts.cancelTakenMs, (found) => found?.isTaken !== false);
  if (!isTaken && (await db.transaction((tx) => withdrawCancelRequest(tx, id)))) {
    deps.log.warn({ taskId, engine: engine.id }, 'no process took a request to cancel');
    return false;
  }
  let answer: string | undefined;
  await looked(deps, id, timeouts.cancelMs + ON_THE_WAY_MS, (found) => {
    answer = found?.answer;
    return found === undefined || answer !== undefined;
  });
  await db.transaction((tx) => deleteCancelRequest(tx, id));
  return answer === 'cancelled';
}

type Found = Awaited<ReturnType<typeof findCancelRequest>>;

/** Looks at the request until it is as wanted; `false` when it is not within `waitMs`. */
async function looked(
  { db }: GenerationDeps,
  id: string,
  waitMs: number,
  isAsWanted: (found: Found) => boolean,
): Promise<boolean> {
  const untilMs = performance.now() + waitMs;
  for (let lookMs: number = LOOK_MS.first; ; lookMs = Math.min(LOOK_MS.most, lookMs * 1.5)) {
    if (isAsWanted(await findCancelRequest(db.read, id))) return true;
    if (performance.now() >= untilMs) return false;
    await sleep(lookMs);
  }
}
