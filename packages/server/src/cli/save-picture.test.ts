import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { testFolder } from '../platform/testing.ts';
import { CliError } from './failure.ts';
import { savePicture, stemOf, targetFor } from './save-picture.ts';

const BYTES = Buffer.from('the bytes of a picture');
const { signal } = new AbortController();

async function itemServed(t: TestContext, bytes: Buffer = BYTES) {
  const server = createServer((_request, response) => response.end(bytes)).listen(0, '127.0.0.1');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return {
    url: `http://127.0.0.1:${address.port}/picture`,
    mime_type: 'image/png',
    width: 1,
    height: 1,
    size_bytes: BYTES.length,
    sha256: createHash('sha256').update(BYTES).digest('hex'),
  };
}

describe('savePicture', () => {
  test('takes a free name in a folder it makes, and never replaces a picture', async (t) => {
    const folder = join(testFolder(t), 'pictures');
    const item = await itemServed(t);
    const target = { kind: 'folder', folder, stem: 'a-cat' } as const;
    const first = await savePicture(item, target, 0, signal);
    writeFileSync(first, 'mine');
    const second = await savePicture(item, target, 0, signal);
    assert.deepEqual([first, second], [join(folder, 'a-cat.png'), join(folder, 'a-cat-2.png')]);
    assert.equal(readFileSync(first, 'utf8'), 'mine');
    assert.deepEqual(readFileSync(second), BYTES);
    assert.deepEqual(readdirSync(folder).sort(), ['a-cat-2.png', 'a-cat.png']);
  });

  test('replaces the file it was told to write; further results are numbered', async (t) => {
    const path = join(testFolder(t), 'cat.png');
    writeFileSync(path, 'old');
    const item = await itemServed(t);
    const target = { kind: 'file', path } as const;
    assert.equal(await savePicture(item, target, 0, signal), path);
    assert.deepEqual(readFileSync(path), BYTES);
    assert.equal(await savePicture(item, target, 1, signal), path.replace('.png', '-2.png'));
  });

  for (const [what, bytes] of [
    ['cut', BYTES.subarray(1)],
    ['longer', Buffer.concat([BYTES, BYTES])],
    ['changed', Buffer.from(BYTES).fill('x')],
  ] as const) {
    test(`a ${what} picture is refused and leaves nothing behind`, async (t) => {
      const folder = testFolder(t);
      const item = await itemServed(t, bytes);
      const target = { kind: 'folder', folder, stem: 'a-cat' } as const;
      await assert.rejects(savePicture(item, target, 0, signal), CliError);
      assert.deepEqual(readdirSync(folder), []);
    });
  }
});

describe('targetFor', () => {
  test('a path is a file, a folder means a free name in it', async (t) => {
    const folder = testFolder(t);
    mkdirSync(join(folder, 'inner'));
    assert.deepEqual(await targetFor(join(folder, 'x.png'), 'A cat'), { kind: 'file', path: join(folder, 'x.png') });
    assert.deepEqual(await targetFor(join(folder, 'inner'), 'A cat'), {
      kind: 'folder',
      folder: join(folder, 'inner'),
      stem: 'a-cat',
    });
  });

  test('a folder that does not exist is told before anything is bought', async (t) => {
    const path = join(testFolder(t), 'missing', 'x.png');
    await assert.rejects(targetFor(path, 'A cat'), /There is no folder/);
  });
});

test('a prompt becomes a file name of whole words in any script', () => {
  assert.deepEqual(
    ['A sailboat, on a QUIET lake!', '星空下的猫', '../../etc/passwd', '!!!', 'word '.repeat(40)].map(stemOf),
    ['a-sailboat-on-a-quiet-lake', '星空下的猫', 'etc-passwd', 'picture', Array(12).fill('word').join('-')],
  );
});
