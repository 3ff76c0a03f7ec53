import { engineTenure, isHeldByAny } from '../platform/tenures.ts';
import { MINUTE_MS } from '../platform/units.ts';
import type { GenerationDeps } from './deps.ts';
import { closeEmptyLanes, holdQueue, moveQueuedTasks, openLanes } from './lane-store.ts';
import { pickEngine } from './pick-engine.ts';
import { voidEndedLeasesOf } from './queue-store.ts';
import { sendStrandedOn } from './reroute-queued-tasks.ts';
import { selectOtherQueues } from './stranded-store.ts';

/** Longer than it takes to start a process again: one with other settings may only be away for a moment. */
const ABANDONED_MS = 2 * MINUTE_MS;

/**
 * What a start does for tasks of engines that are gone from the settings, done again and again: others may be handed back,
 * or accepted, by a process that stops later. Left alone is the queue of an engine that any process works on, or did two
 * minutes ago: while settings are changed one process after the other, it may be new and not gone. What was sent there
 * stays, as at a start.
 */
export function createStrandedSweep(deps: GenerationDeps): () => Promise<void> {
  const known = deps.registry.engines.map(({ id }) => id);
  const aloneSinceMs = new Map<string, number>();
  return async () => {
    // A store of this process's own: there is nobody else to leave anything behind.
    if (deps.db.kind === 'sqlite') return;
    const others = await selectOtherQueues(deps.db.read, known);
    const nowMs = deps.clock.now();
    const seen = new Map<string, number>();
    for (const queue of others) {
      const isLed = await deps.db.transaction((tx) => isHeldByAny(tx, engineTenure(queue)));
      if (!isLed) seen.set(queue, aloneSinceMs.get(queue) ?? nowMs);
    }
    aloneSinceMs.clear();
    for (const [queue, sinceMs] of seen) aloneSinceMs.set(queue, sinceMs);
    const abandoned = [...seen].flatMap(([queue, sinceMs]) => (nowMs - sinceMs >= ABANDONED_MS ? [queue] : []));
    const untouched = [...known, ...others.filter((queue) => !abandoned.includes(queue))];
    for (const queue of abandoned) await sendOn(deps, queue, untouched);
  };
}

async function sendOn(deps: GenerationDeps, from: string, known: readonly string[]): Promise<void> {
  // Whoever held them was killed; what a paused process still does changes nothing. One that has just begun, or begins
  // while this one stands still, keeps what it has in hand.
  await voidEndedLeasesOf(deps.db, from, deps.clock.now());
  for (const { id: model } of deps.catalogue.list()) {
    const to = pickEngine(deps, model);
    const count = await deps.db.transaction(async (tx) => {
      // Before any task is held: one that claims holds the queue first.
      await holdQueue(tx, from);
      const queued = await moveQueuedTasks(tx, model, { to, from });
      if (queued.length > 0) await openLanes(tx, queued);
      await closeEmptyLanes(tx, from);
      return queued.length + (await sendStrandedOn(tx, deps, model, { to, known }));
    });
    if (count === 0) continue;
    deps.log.warn({ model, from, to, tasks: count }, 'tasks of an engine that is not among the settings go to another');
    deps.wake(to);
  }
}
