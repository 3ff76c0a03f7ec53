import { HOUR_MS, SECOND_MS } from '../units.ts';

const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w :-]+?(?: GMT)?$/;

/**
 * What a `Retry-After` header asks for, in milliseconds from now: at least 0, at most `maxMs`. It is a number of seconds
 * (some servers send fractions) or an HTTP date in any of its three forms (RFC 9110, 10.2.3 and 5.6.7). `undefined` when
 * there is none or it is neither.
 */
export function parseRetryAfter(
  header: string | undefined,
  nowMs: number,
  maxMs: number = HOUR_MS,
): number | undefined {
  const text = header?.trim() ?? '';
  const delayMs = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * SECOND_MS : readDate(text) - nowMs;
  return Number.isNaN(delayMs) ? undefined : Math.ceil(Math.min(Math.max(delayMs, 0), maxMs));
}

/**
 * How long to wait after so many failures in a row: `baseMs · 2^failures`, at most `maxMs`, of that a random part between
 * half and the whole. `random` is in [0, 1).
 */
export function backoffMs(
  failures: number,
  { baseMs, maxMs }: { readonly baseMs: number; readonly maxMs: number },
  random: () => number = Math.random,
): number {
  // Beyond 2^50 nothing is left to decide, and infinity times a base of 0 would be no number.
  const wholeMs = Math.min(maxMs, baseMs * 2 ** Math.min(Math.max(failures, 0), 50));
  return Math.round((wholeMs / 2) * (1 + random()));
}

/** One of the three forms leaves the zone out, and it is always GMT. */
function readDate(text: string): number {
  if (!HTTP_DATE.test(text)) return Number.NaN;
  return Date.parse(text.endsWith(' GMT') ? text : `${text} GMT`);
}
