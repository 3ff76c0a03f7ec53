import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createHighlight } from './create-highlight.ts';

function open(t: TestContext) {
  const { highlight, close } = createHighlight();
  t.after(close);
  return highlight;
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

  test('after its program has ended code is coloured by a new one; while it ends, shown without colours', async (t) => {
    const { highlight, close } = createHighlight();
    t.after(close);
    const asked = highlight([{ language: 'json', code: '[1]' }]);
    close();
    assert.deepEqual((await asked).map(plain), ['[1]']);
    assert.match((await highlight([{ language: 'json', code: '[2]' }]))[0] ?? '', /k-constant/);
  });
});
