import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { testClock } from '../../../platform/testing.ts';
import type { CodeBlock } from '../markdown/fences.ts';
import { createHighlight } from './create-highlight.ts';

function open(t: TestContext) {
  const { highlight, close } = createHighlight();
  t.after(close);
  return async (blocks: readonly CodeBlock[]) => (await highlight(blocks)).blocks;
}

const plain = (html: string | undefined) => html?.replace(/<\/?span[^>]*>/g, '');

describe('highlight', () => {
  test('colours every language of the docs by classes, and changes no character', async (t) => {
    const blocks = [
      { language: 'bash', code: `curl -s "$URL" \\\n  -d '{"a": 1}'  # call` },
      { language: 'ts', code: 'const a = await b.c(`x`); // <d>' },
      { language: 'python', code: 'import os\nprint(f"{os.name}", True)' },
      { language: 'json', code: '{ "a": [1, true, null, "b"] }' },
    ];
    const coloured = await open(t)(blocks);
    for (const [index, { language, code }] of blocks.entries()) {
      assert.match(coloured[index] ?? '', /<span class="k-(?:keyword|function)">/, language);
      assert.equal(
        plain(coloured[index]),
        code.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
      );
      assert.doesNotMatch(coloured[index] ?? '', /style=/);
    }
  });

  test('a language it does not know is shown without colours', async (t) => {
    const blocks = ['', 'text', 'cobol', '__proto__'].map((language) => ({ language, code: 'MOVE "A" TO <B>.' }));
    assert.deepEqual(await open(t)(blocks), Array(4).fill('MOVE &quot;A&quot; TO &lt;B&gt;.'));
  });

  test('pages that ask at the same time get each its own', async (t) => {
    const highlight = open(t);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        highlight([
          { language: 'json', code: String(index) },
          { language: '', code: 'x' },
        ]),
      ),
    );
    assert.deepEqual(
      answers.map((answer) => answer.map(plain)),
      answers.map((_, index) => [String(index), 'x']),
    );
  });

  test('while its process ends, the next page gets a new one', async (t) => {
    const { highlight, close } = createHighlight();
    t.after(close);
    assert.equal((await highlight([json('[1]')])).isWhole, true);
    close();
    assert.match((await highlight([json('[2]')])).blocks[0] ?? '', /k-constant/);
  });

  test('an idle process ends, and what is asked then is coloured by another', async (t) => {
    const { highlight, close } = createHighlight({ idleMs: 0 });
    t.after(close);
    for (const number of [1, 2, 3]) {
      assert.match((await highlight([json(`[${number}]`)])).blocks[0] ?? '', /k-constant/);
      await setImmediate();
    }
  });

  test('code of a process that failed comes without colours, and is coloured at a later try', async (t) => {
    const clock = testClock();
    const { highlight, close } = createHighlight({ clock });
    t.after(close);
    const asked = highlight([json('["<"]')]);
    close();
    const uncoloured = { blocks: ['[&quot;&lt;&quot;]'], isWhole: false };
    assert.deepEqual(await asked, uncoloured);
    assert.deepEqual(await highlight([json('["<"]')]), uncoloured, 'not at once: it may fail for everybody');
    clock.advance(30_000);
    const { blocks, isWhole } = await highlight([json('["<"]')]);
    assert.equal(isWhole, true);
    assert.match(blocks[0] ?? '', /k-string/);
  });
});

const json = (code: string) => ({ language: 'json', code });
