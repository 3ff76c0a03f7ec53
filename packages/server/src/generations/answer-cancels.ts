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
const IN_HAND_MAX = 20;
/** When as many are in hand as may be, one of them may end soon. */
const FULL_MS = 100;
const OLD_MS = MINUTE_MS;

export type CancelAnswers = {
  /** Takes up what is asked for. Answers how long to wait for the next look at most, in milliseconds, if there may be more. */
  take(): Promise<number | undefined>;
  /** Resolves when everything that was taken up is answered. */
  settled(): Promise<void>;
};

/**
 * Makes the calls that other processes asked for, as long as this one does the engine's work, and tells them what came of
 * it. An upstream that takes its time with one of them holds up none of the others.
 */
export function createCancelAnswers(
  deps: GenerationDeps,
  engine: Engine,
  tenure: Pick<Tenure, 'isHeld'>,
): CancelAnswers {
  const { db, clock } = deps;
  const inHand = new Set<Promise<void>>();
  const begin = (request: CancelRequest) => {
    const answering = answer(deps, engine, { request, tenure })
      // Whoever asked is told nothing, and gives up after a while.
      .catch((err: unknown) => deps.log.error({ err, engine: engine.id }, 'a request to cancel could not be answered'))
      .finally(() => inHand.delete(answering));
    inHand.add(answering);
  };
  return {
    async take() {
      const free = IN_HAND_MAX - inHand.size;
      if (free === 0) return FULL_MS;
      if (!tenure.isHeld() || !(await hasCancelRequests(db.read, engine.id))) return undefined;
      const nowMs = clock.now();
      const taken = await db.transaction(async (tx) => {
        await deleteOldCancelRequests(tx, engine.id, nowMs - OLD_MS);
        return await takeCancelRequests(tx, engine.id, { nowMs, limit: free });
      });
      for (const request of taken) begin(request);
      return taken.length === free ? FULL_MS : undefined;
    },
    settled: async () => void (await Promise.all(inHand)),
  };
}

type Asked = { readonly request: CancelRequest; readonly tenure: Pick<Tenure, 'isHeld'> };

async function answer(deps: GenerationDeps, engine: Engine, { request, tenure }: Asked): Promise<void> {
  // The store may have been slow: by now the calls may be another process's to make.
  const isCancelled = tenure.isHeld() && (await cancelUpstream(deps, engine, request.generation_id));
  await deps.db.transaction((tx) => answerCancelRequest(tx, request.id, isCancelled ? 'cancelled' : 'runs_on'));
}
