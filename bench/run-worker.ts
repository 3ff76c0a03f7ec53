import { createApp } from '../packages/server/src/app.ts';
import type { Engine } from '../packages/server/src/engines/index.ts';
import { openMedia } from '../packages/server/src/open-stores.ts';
import { systemClock } from '../packages/server/src/platform/clock.ts';
import { createLog } from '../packages/server/src/platform/log.ts';
import { createSecrets } from '../packages/server/src/platform/secrets.ts';
import { createGuardedFetcher } from '../packages/server/src/platform/upstream/guarded-fetcher.ts';
import { openPlace, type Place } from './places.ts';

/** The engine that `runWorker` works for, which is also the queue it takes tasks from. */
export const INSTANT = 'instant';

export type WorkPlan = {
  /** How many tasks may be in hand at once. */
  readonly slots: number;
  /** Ends after so many tasks, or after so long. */
  readonly tasksMax: number;
  readonly forMs: number;
};

export type WorkResult = {
  readonly tasks: number;
  readonly perSecond: number;
  /** From the commit of the claim until the end is committed, sorted. */
  readonly latenciesMs: Float64Array;
};

/**
 * Runs the server's worker, in this process, on tasks that wait in a store, with an engine that ends each at once
 * without a picture: what is left is the claim and the end, with its money. Measured from the first claim on.
 */
export async function runWorker(place: Place, plan: WorkPlan): Promise<WorkResult> {
  const { config, stores } = await openPlace(place);
  const log = createLog('error');
  const secrets = createSecrets(config.secrets ?? []);
  const count = countTasks(plan);
  const app = createApp({
    ...{ db: stores.db, signals: stores.signals, clock: systemClock, log, secrets, settings: config },
    fetcher: createGuardedFetcher({ allowlist: [] }),
    store: await openMedia(config, stores, secrets),
    adminToken: place.env.RIVYA_ADMIN_TOKEN,
    offers: [{ engine: instantEngine(plan.slots), serves: () => true }],
    onStep: count.onStep,
  });
  await app.start();
  await count.isOver;
  const result = count.take();
  await app.stop(GRACE_MS);
  await stores.close();
  return result;
}

const GRACE_MS = 5_000;

/** It makes nothing, so that nothing but the store is measured. */
function instantEngine(slots: number): Engine {
  const refused = { status: 'failed', reason: 'rejected', message: 'Refused.', bought: 'no' } as const;
  const answer = () => Promise.resolve(refused);
  return { id: INSTANT, notices: [], isFree: true, callsMax: slots, submit: answer, poll: answer };
}

function countTasks({ tasksMax, forMs }: WorkPlan) {
  const claimedAtMs = new Map<string, number>();
  const latencies: number[] = [];
  const { promise: isOver, resolve } = Promise.withResolvers<void>();
  let firstAtMs = 0;
  let lastAtMs = 0;
  // Also ends a run in which nothing is claimed.
  const timer = setTimeout(resolve, forMs);
  return {
    isOver,
    onStep(step: string, taskId: string): void {
      const nowMs = performance.now();
      if (step === 'claimed') {
        firstAtMs ||= nowMs;
        claimedAtMs.set(taskId, nowMs);
      }
      if (step !== 'settled') return;
      lastAtMs = nowMs;
      latencies.push(nowMs - (claimedAtMs.get(taskId) ?? Number.NaN));
      claimedAtMs.delete(taskId);
      if (latencies.length >= tasksMax) resolve();
    },
    take(): WorkResult {
      clearTimeout(timer);
      const tasks = latencies.length;
      return {
        tasks,
        perSecond: (tasks * 1000) / (lastAtMs - firstAtMs),
        latenciesMs: Float64Array.from(latencies).sort(),
      };
    },
  };
}
