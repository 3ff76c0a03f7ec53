import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../platform/units.ts';
import { ATTEMPTS_MAX, nextDelayMs, RETRY_AFTER_MS_MAX } from './schedule.ts';

const DOCUMENTED_MS = [
  5 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
const earliest = () => 0;
const latest = () => 1 - Number.EPSILON;

describe('nextDelayMs', () => {
  test('eleven attempts: at once, and after the documented times', () => {
    const delays = Array.from({ length: ATTEMPTS_MAX }, (_, index) => nextDelayMs(index + 1, undefined, earliest));
    assert.deepEqual(delays, [...DOCUMENTED_MS, undefined]);
  });

  test('all of them lie within 75 to 84 hours', () => {
    const sum = (random: () => number) =>
      DOCUMENTED_MS.reduce((total, _, index) => total + (nextDelayMs(index + 1, undefined, random) ?? 0), 0);
    assert.ok(sum(earliest) > 75 * HOUR_MS && sum(earliest) < 76 * HOUR_MS);
    assert.ok(sum(latest) < 84 * HOUR_MS);
  });

  test('each is up to a tenth longer, so that what failed together does not come back together', () => {
    for (const [index, delayMs] of DOCUMENTED_MS.entries()) {
      assert.equal(nextDelayMs(index + 1, undefined, latest), Math.round(delayMs * 1.1));
    }
    const seen = new Set(Array.from({ length: 100 }, () => nextDelayMs(5, undefined)));
    assert.ok(seen.size > 90, `${seen.size} different delays of 100`);
  });

  test('a receiver can ask for more time, not for less, and for no more than a day', () => {
    assert.equal(nextDelayMs(1, HOUR_MS, earliest), HOUR_MS);
    assert.equal(nextDelayMs(4, SECOND_MS, earliest), 30 * MINUTE_MS);
    assert.equal(nextDelayMs(1, 30 * DAY_MS, earliest), RETRY_AFTER_MS_MAX);
    assert.equal(nextDelayMs(1, 0, earliest), 5 * SECOND_MS);
  });

  test('a receiver cannot ask for a twelfth attempt', () => {
    assert.equal(nextDelayMs(ATTEMPTS_MAX, HOUR_MS), undefined);
  });
});
