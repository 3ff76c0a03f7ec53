import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseRange } from './byte-range.ts';

describe('ranges of 10 bytes', () => {
  for (const [header, expected] of [
    ['bytes=0-3', { start: 0, end: 3 }],
    ['bytes=4-', { start: 4, end: 9 }],
    ['bytes=8-99', { start: 8, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-99', { start: 0, end: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', 'whole'],
    ['bytes=0-1,4-5', 'whole'],
    ['bytes=-', 'whole'],
    ['items=0-1', 'whole'],
    [undefined, 'whole'],
  ] as const) {
    test(`${header} is ${JSON.stringify(expected)}`, () => assert.deepEqual(parseRange(header, 10), expected));
  }
});
