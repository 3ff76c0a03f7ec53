import type { GenerationDeps } from './deps.ts';
import { toViews } from './poll-queue.ts';
import { findGenerations } from './store.ts';
import type { GenerationView } from './view.ts';

/** These tasks as the status route answers them, whoever owns them; one that is not there is left out. */
export async function readGenerations(
  deps: Pick<GenerationDeps, 'db' | 'clock' | 'files'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, GenerationView>> {
  const views = await toViews(deps, await findGenerations(deps.db.read, ids));
  return new Map(views.map((view) => [view.id, view]));
}
