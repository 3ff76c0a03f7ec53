import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inlineDisposition, safeFileName, urlFileName, withExtension } from './file-name.ts';

describe('file names', () => {
  test('keep the last part of a path and nothing invisible', () => {
    assert.equal(safeFileName('../../etc/passwd'), 'passwd');
    assert.equal(safeFileName('C:\\Users\\me\\cat.png'), 'cat.png');
    assert.equal(safeFileName('a\u0000b\u202e\r\nc.png'), 'abc.png');
    assert.equal(safeFileName('  Ärger  im\tBüro .png'), 'Ärger imBüro .png');
    for (const name of [undefined, '', '..', '.', '/', 'a/..', '\u0001']) assert.equal(safeFileName(name), 'file');
  });

  test('have at most 255 characters, keep their extension and split no character', () => {
    const long = safeFileName(`${'🦊'.repeat(200)}.png`);
    assert.ok(long.length <= 255 && long.endsWith('🦊.png') && long.isWellFormed());
    assert.equal(safeFileName('x'.repeat(300)).length, 255);
  });

  test('are plain in a URL, with the extension of the content', () => {
    assert.equal(urlFileName('My cat (1).jpeg', 'image/png'), 'My-cat-1.png');
    assert.equal(urlFileName('猫.png', 'image/png'), 'file.png');
    assert.equal(urlFileName('evil.html', 'image/webp'), 'evil.webp');
  });

  test('stand in Content-Disposition without breaking out of it', () => {
    assert.equal(inlineDisposition('cat.png'), 'inline; filename="cat.png"');
    assert.equal(inlineDisposition('a"b\\c.png'), 'inline; filename="a_b_c.png"; filename*=UTF-8\'\'a%22b%5Cc.png');
    assert.equal(
      inlineDisposition("Büro's 猫.png"),
      "inline; filename=\"B_ro's _.png\"; filename*=UTF-8''B%C3%BCro%27s%20%E7%8C%AB.png",
    );
  });
});

test('a name ends in what its bytes are, so that nothing opens it as something else', () => {
  assert.equal(withExtension('a.html', 'image/png'), 'a.html.png');
  assert.equal(withExtension('a', 'image/png'), 'a.png');
  assert.equal(withExtension('A.PNG', 'image/png'), 'A.PNG');
  assert.equal(withExtension('a.jpeg', 'image/jpeg'), 'a.jpeg');
  assert.equal(withExtension('.png', 'image/png'), '.png');
});
