import { MINUTE_MS, SECOND_MS } from '../platform/units.ts';

/** What a bucket says after a call. Seconds are whole, rounded up; `retryAfterSeconds` is at least 1. */
export type Quota = {
  readonly isExceeded: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until the bucket is full again. */
  readonly resetSeconds: number;
  /** Until there is a token again. */
  readonly retryAfterSeconds: number;
};

/** What to tell of a bucket whose level, in tokens × milliseconds of a minute, is this after the call. */
export function quotaOf({
  perMinute,
  level,
  isExceeded,
}: {
  readonly perMinute: number;
  readonly level: number;
  readonly isExceeded: boolean;
}): Quota {
  const secondsFor = (missing: number) => Math.ceil(missing / perMinute / SECOND_MS);
  return {
    isExceeded,
    limit: perMinute,
    remaining: Math.floor(level / MINUTE_MS),
    resetSeconds: secondsFor(perMinute * MINUTE_MS - level),
    retryAfterSeconds: Math.max(1, secondsFor(MINUTE_MS - level)),
  };
}
