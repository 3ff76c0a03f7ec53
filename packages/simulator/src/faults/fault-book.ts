import type { FaultQueue } from './fault-queue.ts';
import { seededRandom } from './random.ts';

/** Faults by the operation that can meet them. */
export type FaultMap = { readonly [operation: string]: { readonly kind: string } };

/** One queue of faults for each operation. */
export type FaultBook<F extends FaultMap> = { readonly [O in keyof F]: FaultQueue<F[O]> };

/** An operation and a fault that fits it. */
export type FaultAt<F extends FaultMap, O extends keyof F = keyof F> = {
  [K in O]: { readonly operation: K; readonly fault: F[K] };
}[O];

/** Which faults calls meet by chance. */
export type ChancePlan<F extends FaultMap> = {
  /** The same seed gives the k-th call of an operation the same fault. */
  readonly seed: number;
  /** 0 to 1. */
  readonly rate: number;
  readonly faults: readonly FaultAt<F>[];
};

/** Lets every operation meet its faults of the plan by chance; replaces an earlier plan. Throws a RangeError for a wrong rate. */
export function spreadByChance<F extends FaultMap>(book: FaultBook<F>, plan: ChancePlan<F>): void {
  if (!(plan.rate >= 0 && plan.rate <= 1)) throw new RangeError(`rate must be from 0 to 1; got ${plan.rate}.`);
  for (const [operation, queue] of queuesOf(book)) {
    queue.strikeByChance({ random: seededRandom(plan.seed, operation), rate: plan.rate });
  }
  for (const at of plan.faults) mayMeet(book, at);
}

function mayMeet<F extends FaultMap, O extends keyof F>(book: FaultBook<F>, at: FaultAt<F, O>): void {
  book[at.operation].mayMeet(at.fault);
}

/** Forgets all faults of all operations. */
export function clearFaults<F extends FaultMap>(book: FaultBook<F>): void {
  for (const [, queue] of queuesOf(book)) queue.clear();
}

/** How many faults really happened, by `operation:kind`. */
export function countStruck<F extends FaultMap>(book: FaultBook<F>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [operation, queue] of queuesOf(book)) {
    for (const [kind, count] of queue.struck) if (count > 0) counts[`${operation}:${kind}`] = count;
  }
  return counts;
}

/** What needs no knowledge of the fault's kind. */
type AnyQueue = Pick<FaultQueue<{ readonly kind: string }>, 'strikeByChance' | 'clear' | 'struck'>;

function queuesOf<F extends FaultMap>(book: FaultBook<F>): readonly (readonly [string, AnyQueue])[] {
  return Object.entries(book);
}
