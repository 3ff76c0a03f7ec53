import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, count, elapsed, moment, table } from './format.ts';

test('a table is aligned, numbers to the right, and nothing trails', () => {
  assert.equal(
    table(
      ['ID', 'CREDITS', 'NAME'],
      [
        ['a', '1,000', 'x'],
        ['bcd', '5', 'long name'],
      ],
      [1],
    ),
    ['ID   CREDITS  NAME', 'a      1,000  x', 'bcd        5  long name'].join('\n'),
  );
});

test('control characters in a cell do not reach the terminal', () => {
  assert.equal(table(['A'], [['x\u001b[2Jy\nz']]), 'A\nx [2Jy z');
});

test('lengths of time read well at every scale', () => {
  assert.deepEqual([0.4, 85, 1_949, 59_960, 125_000].map(elapsed), ['0 ms', '85 ms', '1.9 s', '60.0 s', '2 min 5 s']);
});

test('sizes read well at every scale', () => {
  assert.deepEqual([0, 7_000, 104_857, 104_858, 5_600_000].map(bytes), ['1 kB', '7 kB', '102 kB', '0.1 MB', '5.3 MB']);
});

test('counts have separators and the right number', () => {
  assert.deepEqual(
    [count(1, 'credit'), count(-1, 'credit'), count(1_000, 'credit')],
    ['1 credit', '-1 credit', '1,000 credits'],
  );
});

test('a moment is shown to the second', () => {
  assert.deepEqual([moment('2026-05-11T01:02:03.456Z'), moment(null)], ['2026-05-11 01:02:03Z', '-']);
});
