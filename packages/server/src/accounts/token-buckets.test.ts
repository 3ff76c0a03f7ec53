import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MINUTE_MS } from '../platform/units.ts';
import { TokenBuckets } from './token-buckets.ts';

const START = 1_000_000;

function takeMany(buckets: TokenBuckets, times: number, nowMs: number) {
  return Array.from({ length: times }, () => buckets.take('a', nowMs)).at(-1);
}

describe('token buckets', () => {
  test('gives the per-minute number at once, then refuses', () => {
    const buckets = new TokenBuckets(600);
    const first = buckets.take('a', START);
    assert.deepEqual(first, { isExceeded: false, limit: 600, remaining: 599, resetSeconds: 1, retryAfterSeconds: 1 });
    const last = takeMany(buckets, 599, START);
    assert.equal(last?.isExceeded, false);
    assert.equal(last?.remaining, 0);
    assert.equal(last?.resetSeconds, 60);
    const refused = buckets.take('a', START);
    assert.deepEqual(refused, { isExceeded: true, limit: 600, remaining: 0, resetSeconds: 60, retryAfterSeconds: 1 });
  });

  test('refills continuously and to the millisecond', () => {
    const buckets = new TokenBuckets(600);
    takeMany(buckets, 600, START);
    assert.equal(buckets.take('a', START + 99)?.isExceeded, true);
    assert.equal(buckets.take('a', START + 100)?.isExceeded, false);
    assert.equal(buckets.take('a', START + 100)?.isExceeded, true);
    assert.equal(buckets.take('a', START + 100 + MINUTE_MS / 2)?.remaining, 299);
  });

  test('never holds more than its capacity', () => {
    const buckets = new TokenBuckets(5);
    takeMany(buckets, 5, START);
    assert.equal(buckets.take('a', START + 100 * MINUTE_MS)?.remaining, 4);
  });

  test('tells how long a slow bucket needs for one token', () => {
    const buckets = new TokenBuckets(2);
    takeMany(buckets, 2, START);
    assert.equal(buckets.take('a', START)?.retryAfterSeconds, 30);
    assert.equal(buckets.take('a', START + 29_999)?.retryAfterSeconds, 1);
    assert.equal(buckets.take('a', START + 30_000)?.isExceeded, false);
  });

  test('refused calls do not cost anything', () => {
    const buckets = new TokenBuckets(1);
    buckets.take('a', START);
    for (let second = 1; second < 60; second += 1)
      assert.equal(buckets.take('a', START + second * 1000)?.isExceeded, true);
    assert.equal(buckets.take('a', START + MINUTE_MS)?.isExceeded, false);
  });

  test('a clock set back gives and takes nothing', () => {
    const buckets = new TokenBuckets(10);
    takeMany(buckets, 4, START);
    assert.equal(buckets.take('a', START - 60_000)?.remaining, 5);
  });

  test('0 is off', () => {
    const buckets = new TokenBuckets(0);
    assert.equal(buckets.take('a', START), undefined);
    assert.equal(buckets.size, 0);
  });

  test('buckets that are full again leave memory', () => {
    const buckets = new TokenBuckets(10);
    for (let index = 0; index < 1000; index += 1) buckets.take(`id-${index}`, START + index);
    assert.equal(buckets.size, 1000);
    buckets.take('later', START + MINUTE_MS + 499);
    assert.equal(buckets.size, 501);
  });

  test('memory is bounded: beyond the maximum the longest idle bucket goes', () => {
    const buckets = new TokenBuckets(10, 100);
    takeMany(buckets, 10, START);
    for (let index = 0; index < 99; index += 1) buckets.take(`id-${index}`, START);
    assert.equal(buckets.take('a', START)?.isExceeded, true, 'still known, and now the last one used');
    for (let index = 0; index < 99; index += 1) buckets.take(`new-${index}`, START);
    assert.equal(buckets.size, 100);
    assert.equal(buckets.take('a', START)?.isExceeded, true);
    for (let index = 0; index < 100; index += 1) buckets.take(`newer-${index}`, START);
    assert.equal(buckets.size, 100);
    assert.equal(buckets.take('a', START)?.isExceeded, false);
  });
});
