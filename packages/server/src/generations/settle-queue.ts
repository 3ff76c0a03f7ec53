import { Batcher } from '../platform/db/batcher.ts';
import { openIncident } from '../platform/incidents.ts';
import type { GenerationDeps } from './deps.ts';
import { type Ending, settleGenerations } from './settle-generations.ts';
import { toEndedTask } from './task-watch.ts';

/** An ending and, when an operator has to look at it, why. */
export type EndRequest = {
  readonly ending: Ending;
  readonly incident?: { readonly kind: string; readonly message: string };
};

/** Where the endings of this process's workers meet to be committed together; answers whether this ending took effect. */
export type SettleQueue = Batcher<EndRequest, boolean>;

export function createSettleQueue(
  deps: Pick<GenerationDeps, 'db' | 'clock' | 'files' | 'ended' | 'published' | 'watch'>,
): SettleQueue {
  return new Batcher(
    async (requests) => {
      const ended = await deps.db.transaction(async (tx) => {
        const effective = await settleGenerations(
          tx,
          deps,
          requests.map(({ ending }) => ending),
        );
        for (const { ending, incident } of requests) {
          if (incident === undefined || !effective.has(ending)) continue;
          await openIncident(tx, deps.clock, { ...incident, subjectId: ending.id });
        }
        return effective;
      });
      deps.ended([...ended.keys()].map(({ id }) => id));
      for (const [ending, row] of ended) deps.watch?.taskEnded(toEndedTask(ending, row, deps.clock.now()));
      if (ended.size > 0) deps.published();
      for (const { ending, incident } of requests) {
        if (incident === undefined || !ended.has(ending)) continue;
        deps.files.log.error({ taskId: ending.id, incident: incident.kind }, incident.message);
      }
      return requests.map(({ ending }) => ({ ok: true, value: ended.has(ending) }) as const);
    },
    undefined,
    (done) => deps.watch?.grouped('settles', done),
  );
}
