import type { Tx } from '../platform/db/database.ts';
import { closeAttempts, findSent } from './attempt-store.ts';
import type { GenerationDeps } from './deps.ts';
import { closeEmptyLanes, moveQueuedTasks, openLanes } from './lane-store.ts';
import { pickEngine } from './pick-engine.ts';
import { countStranded, moveStranded, moveWaitingTasks, selectStranded } from './queue-store.ts';

const BATCH = 500;

/** At start-up: what waits for an engine that no longer serves its model waits for the one that does. */
export async function rerouteQueuedTasks(deps: GenerationDeps): Promise<void> {
  const known = deps.registry.engines.map(({ id }) => id);
  await deps.db.transaction(async (tx) => {
    for (const { id: model } of deps.catalogue.list()) {
      const to = pickEngine(deps, model);
      const lanes = await moveQueuedTasks(tx, model, { to });
      if (lanes.length > 0) await openLanes(tx, lanes);
      await sendStrandedOn(tx, deps, model, { to, known });
    }
  });
  const stranded = await countStranded(deps.db.read, known);
  if (stranded === 0) return;
  deps.log.error(
    { stranded },
    'tasks were sent to engines that are not among the settings; they wait until their time is up',
  );
}

/** What was only being prepared for an engine that is gone bought nothing there, and is no try. Tells how many go on. */
export async function sendStrandedOn(
  tx: Tx,
  deps: GenerationDeps,
  model: string,
  { to, known }: { readonly to: string; readonly known: readonly string[] },
): Promise<number> {
  for (let count = 0; ; ) {
    const found = await selectStranded(tx, model, { known, limit: BATCH });
    // Asked again now that nobody else can take them up: one may have been sent in the moment before it was held.
    const sent = await findSent(tx, found);
    const ids = found.filter((id) => !sent.has(id));
    await closeAttempts(tx, ids, { state: 'failed', bought: 'no', isCounted: false, nowMs: deps.clock.now() });
    await moveStranded(tx, ids, { to, queueMs: deps.timeouts.queueMs });
    count += ids.length;
    if (found.length < BATCH) return count;
  }
}

/** While an engine can buy nothing: what waits for it goes to another engine of its model's route that can. */
export async function rerouteFrom(deps: GenerationDeps, engineId: string): Promise<void> {
  if (deps.gates.isUsable(engineId)) return;
  for (const { id: model } of deps.catalogue.list()) {
    const to = pickEngine(deps, model);
    if (to === engineId || !deps.gates.isUsable(to)) continue;
    const count = await deps.db.transaction(async (tx) => {
      const queued = await moveQueuedTasks(tx, model, { to, from: engineId });
      if (queued.length > 0) await openLanes(tx, queued);
      // Lanes that are empty now are not looked through again, which would read the account's history each time.
      await closeEmptyLanes(tx, engineId);
      return queued.length + (await moveWaitingTasks(tx, model, { to, from: engineId }));
    });
    if (count === 0) continue;
    deps.log.warn({ model, from: engineId, to, tasks: count }, 'tasks that wait go to another engine');
    deps.wake(to);
  }
}
