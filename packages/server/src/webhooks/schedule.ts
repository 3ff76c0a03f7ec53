import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../platform/units.ts';

/** How long after the attempt before it each attempt is made: eleven of them within about 75 hours. */
const DELAYS_MS = [
  0,
  5 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  DAY_MS,
] as const;

/** How much later than that an attempt may be, so that what failed together does not come back together. */
const JITTER = 0.1;

/** How many attempts a delivery has. */
export const ATTEMPTS_MAX = DELAYS_MS.length;

/** The longest that a receiver's `Retry-After` is followed: as long as the longest wait of our own. */
export const RETRY_AFTER_MS_MAX = DAY_MS;

/**
 * How long to wait, in milliseconds, after this many failed attempts: the schedule's delay and up to a tenth of it, or
 * longer if the receiver asked for it. Nothing when the attempts are used up. `random` is in [0, 1).
 */
export function nextDelayMs(
  attempts: number,
  retryAfterMs: number | undefined,
  random: () => number = Math.random,
): number | undefined {
  const delayMs = DELAYS_MS[attempts];
  if (delayMs === undefined) return undefined;
  return Math.max(Math.round(delayMs * (1 + JITTER * random())), Math.min(retryAfterMs ?? 0, RETRY_AFTER_MS_MAX));
}
