import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDirectives } from './wire.ts';

describe('readDirectives', () => {
  test('a prompt without directives stays as it is', () => {
    for (const prompt of [
      'A lighthouse at dusk',
      'a [fail] b',
      '[[failure]]',
      '[[slow motion]]',
      '[[ ]]',
      '[[fail',
      '',
    ]) {
      assert.deepEqual(readDirectives(prompt), { prompt, waitMs: 0, ending: undefined });
    }
  });

  for (const [text, reason] of [
    ['[[fail]]', 'failed'],
    ['A cat [[FAIL]] ', 'failed'],
    ['[[ Reject ]] a cat', 'rejected'],
    ['[[reject]][[fail]]', 'rejected'],
    ['[[fail]] a [[reject]]', 'failed'],
  ] as const) {
    test(`${text} ends as ${reason}`, () => {
      const { ending, waitMs, prompt } = readDirectives(text);
      assert.equal(ending?.reason, reason);
      assert.equal(waitMs, 0);
      assert.doesNotMatch(prompt, /\[|\]/);
    });
  }

  for (const [seconds, waitMs] of [
    ['0', 0],
    ['0.5', 500],
    ['2.25', 2_250],
    [' 10 ', 10_000],
    ['0.0004', 0],
    ['600', 600_000],
    ['600.0', 600_000],
    ['007', 7_000],
  ] as const) {
    test(`[[slow:${seconds}]] waits ${waitMs} ms`, () => {
      const text = `A cat [[slow:${seconds}]]`;
      assert.deepEqual(readDirectives(text), { prompt: 'A cat', waitMs, ending: undefined });
    });
  }

  for (const seconds of ['601', '600.001', '1000', '-1', '', ' ', 'abc', '1e2', '0x10', '1,5', '.', 'Infinity']) {
    test(`[[slow:${seconds}]] fails and says what is allowed`, () => {
      const { ending, waitMs } = readDirectives(`A cat [[slow:${seconds}]]`);
      assert.equal(waitMs, 0);
      assert.equal(ending?.reason, 'failed');
      assert.match(ending.message, /0 to 600 seconds/);
      assert.ok(ending.message.includes(JSON.stringify(seconds.trim())));
    });
  }

  test('[[slow]] without seconds fails, and a long wrong value is shown cut', () => {
    assert.match(readDirectives('[[slow]]').ending?.message ?? '', /got ""/);
    assert.ok((readDirectives(`[[slow:${'9'.repeat(4_000)}]]`).ending?.message.length ?? 999) < 120);
  });

  test('several at once: the last wait counts, and the ending comes after it', () => {
    const directives = readDirectives('A [[slow:1]] cat [[slow : 2.5]] and [[fail]] a dog');
    assert.equal(directives.waitMs, 2_500);
    assert.equal(directives.ending?.reason, 'failed');
    assert.equal(directives.prompt.replaceAll(/ +/g, ' '), 'A cat and a dog');
  });

  test('a prompt of directives only leaves an empty one', () => {
    assert.equal(readDirectives(' [[slow:1]] ').prompt, '');
  });
});

test('a prompt made to be slow to read is read like any other', { timeout: 60_000 }, () => {
  const hostile = `${'[[slow:'.repeat(238)}${' '.repeat(3333)}x`;
  // One reading took 3.7 seconds once: as many as these would not end before the test is given up.
  for (let round = 0; round < 100; round += 1) assert.equal(readDirectives(hostile).prompt, hostile);
});
