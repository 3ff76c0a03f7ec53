import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { backoffMs, parseRetryAfter } from './retry-after.ts';

const NOW_MS = Date.UTC(1994, 10, 6, 8, 49, 0);

describe('parseRetryAfter', () => {
  const rows = [
    ['0', 0],
    ['1', 1_000],
    [' 120 ', 120_000],
    ['0.5', 500],
    ['1.0001', 1_001],
    ['3600', 3_600_000],
    ['3601', 3_600_000],
    ['9'.repeat(400), 3_600_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 37_000],
    ['Sun Nov  6 08:49:37 1994', 37_000],
    ['Sun, 06 Nov 1994 08:48:00 GMT', 0],
    ['Sun, 06 Nov 2094 08:49:37 GMT', 3_600_000],
    ['', undefined],
    [undefined, undefined],
    ['-1', undefined],
    ['soon', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['120, 60', undefined],
    ['1994-11-06T08:49:37Z', undefined],
    ['Sun, 06 Foo 1994 08:49:37 GMT', undefined],
    ['Sun, 06 Nov 1994 08:49:37 +0900', undefined],
    ['Infinity', undefined],
  ] as const;
  for (const [header, expected] of rows) {
    test(`${header === undefined ? 'no header' : `"${header.slice(0, 40)}"`} is ${expected}`, () => {
      assert.equal(parseRetryAfter(header, NOW_MS), expected);
    });
  }
});

describe('backoffMs', () => {
  const range = { baseMs: 1_000, maxMs: 60_000 };
  const most = () => 1 - 2 ** -53;
  const rows = [
    [0, 500, 1_000],
    [1, 1_000, 2_000],
    [3, 4_000, 8_000],
    [6, 30_000, 60_000],
    [5_000, 30_000, 60_000],
    [-3, 500, 1_000],
  ] as const;
  for (const [failures, least, whole] of rows) {
    test(`after ${failures} failures it is from ${least} to ${whole} ms`, () => {
      assert.equal(
        backoffMs(failures, range, () => 0),
        least,
      );
      assert.equal(backoffMs(failures, range, most), whole);
      const drawn = backoffMs(failures, range);
      assert.ok(drawn >= least && drawn <= whole, `${drawn}`);
    });
  }

  test('a base of nothing stays nothing', () => assert.equal(backoffMs(5_000, { baseMs: 0, maxMs: 1_000 }), 0));
});
