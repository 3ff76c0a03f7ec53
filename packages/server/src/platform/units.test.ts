import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toIso } from './clock.ts';
import { credits, DAY_MS, MB, unreachable } from './units.ts';

describe('credits', () => {
  for (const amount of [0, 12, -12, Number.MAX_SAFE_INTEGER]) {
    test(`takes ${amount}`, () => assert.equal(credits(amount), amount));
  }
  for (const amount of [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1]) {
    test(`refuses ${amount}`, () => assert.throws(() => credits(amount), RangeError));
  }
});

test('a megabyte is 2^20 bytes and a day 24 hours', () => {
  assert.equal(MB, 1_048_576);
  assert.equal(DAY_MS, 86_400_000);
});

test('a member nobody thought of is an error that names it', () => {
  // What a store written by a later version may hand us in spite of the types.
  assert.throws(() => Reflect.apply(unreachable, undefined, ['paused']), /"paused"/);
});

test('times are written in UTC with milliseconds', () => {
  assert.equal(toIso(Date.UTC(2026, 4, 11)), '2026-05-11T00:00:00.000Z');
});
