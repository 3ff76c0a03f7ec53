import type { Reader } from '../platform/db/database.ts';
import type { GenerationDeps } from './deps.ts';
import {
  countOpen,
  countProcessing,
  sampleQueued,
  selectOldestQueuedAt,
  selectOpenQueues,
} from './queue-figures-store.ts';

/** How much there is to do at one engine, in all processes. */
export type QueueState = {
  readonly engine: string;
  /** Exact up to `SAMPLE_MAX` and when one engine has all of them; beyond that the engines' shares are estimated. */
  readonly queued: number;
  /** How long the oldest queued one has waited, in milliseconds; 0 when none does. */
  readonly oldestMs: number;
  /** Taken up and not ended. */
  readonly processing: number;
  /** Those of them that wait for room at the engine to be submitted again. */
  readonly waitingAgain: number;
};

const SAMPLE_MAX = 20_000;
/** Lanes are looked at from the oldest mark on, and no task is older than its lane's mark: the first few have the oldest. */
const LANES_MAX = 100;

/** Every engine of this process, and every other that has work. Costs a few index look-ups, whatever the history. */
export async function readQueues(
  deps: Pick<GenerationDeps, 'db' | 'clock' | 'registry'>,
): Promise<readonly QueueState[]> {
  const { read } = deps.db;
  const processing = await countProcessing(read);
  const inProcess = sum(processing.map(({ count }) => count));
  const open = await selectOpenQueues(read);
  const queued = await spread(read, open, Math.max(0, (await countOpen(read)) - inProcess));
  const nowMs = deps.clock.now();
  const engines = new Set([
    ...deps.registry.engines.map(({ id }) => id),
    ...processing.map(({ queue }) => queue),
    ...queued.keys(),
  ]);
  return await Promise.all(
    [...engines].map(async (engine) => {
      const own = processing.filter(({ queue }) => queue === engine);
      const oldestAtMs = open.includes(engine) ? await selectOldestQueuedAt(read, engine, LANES_MAX) : undefined;
      return {
        engine,
        queued: queued.get(engine) ?? 0,
        oldestMs: oldestAtMs === undefined ? 0 : Math.max(0, nowMs - oldestAtMs),
        processing: sum(own.map(({ count }) => count)),
        waitingAgain: sum(own.flatMap(({ wants_submit, count }) => (wants_submit === 1 ? [count] : []))),
      };
    }),
  );
}

/** Which queue how many of the queued tasks are in. */
async function spread(read: Reader, open: readonly string[], total: number): Promise<ReadonlyMap<string, number>> {
  const [only] = open;
  if (total === 0 || only === undefined) return new Map();
  if (open.length === 1) return new Map([[only, total]]);
  const sample = await sampleQueued(read, SAMPLE_MAX);
  const size = sum(sample.map(({ count }) => count));
  // Counted a moment apart from each other: a small sample is the truth, a cut one only says how they are spread.
  const factor = size < SAMPLE_MAX ? 1 : total / size;
  return new Map(sample.map(({ queue, count }) => [queue, Math.round(Number(count) * factor)]));
}

function sum(counts: readonly (number | string | bigint)[]): number {
  return counts.reduce<number>((total, count) => total + Number(count), 0);
}
