import type { GenerationDeps } from './deps.ts';
import { moveQueuedTasks, openLanes } from './queue-store.ts';

/** At start-up: what waits for an engine that no longer serves its model waits for the one that does. */
export async function rerouteQueuedTasks(deps: GenerationDeps): Promise<void> {
  await deps.db.transaction(async (tx) => {
    for (const model of deps.catalogue.list()) {
      const lanes = await moveQueuedTasks(tx, model.id, deps.registry.engineFor(model.descriptor).id);
      if (lanes.length > 0) await openLanes(tx, lanes);
    }
  });
}
