import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bakeSections, pack } from '../../build/bake-sections.ts';
import { readSectionOf, SECTIONS } from './read-section.ts';

describe('a baked file', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rivya-sections-'));
  });
  after(() => rm(folder, { recursive: true }));

  const at = (name: string) => pathToFileURL(join(folder, name));

  test('gives back each section as it was, whichever is asked for', async () => {
    const contents = SECTIONS.map((name, index) => ({ name, content: `${name} 松鼠 `.repeat(1 + index * 400) }));
    await bakeSections(
      at('whole.bin'),
      contents.map(({ name, content }) => ({ name, packed: pack(content) })),
    );
    for (const { name, content } of contents.toReversed()) {
      assert.equal((await readSectionOf(at('whole.bin'), name)).toString('utf8'), content);
    }
  });

  test('replaces the one before and leaves no draft behind', async () => {
    await bakeSections(at('twice.bin'), [{ name: 'terms', packed: pack('old') }]);
    await bakeSections(at('twice.bin'), [{ name: 'terms', packed: pack('new') }]);
    assert.equal((await readSectionOf(at('twice.bin'), 'terms')).toString('utf8'), 'new');
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith('twice')),
      ['twice.bin'],
    );
  });

  test('assets_missing: for a section it does not have', async () => {
    await bakeSections(at('few.bin'), [{ name: 'terms', packed: pack('words') }]);
    await assert.rejects(readSectionOf(at('few.bin'), 'glyphs'), { code: 'assets_missing' });
  });

  test('assets_missing: for a file cut short or of another version', async () => {
    await bakeSections(at('full.bin'), [{ name: 'terms', packed: pack('words of many kinds') }]);
    const bytes = await readFile(at('full.bin'));
    await writeFile(at('short.bin'), bytes.subarray(0, bytes.length - 5));
    await writeFile(at('other.bin'), Buffer.concat([Buffer.from('X'), bytes.subarray(1)]));
    await writeFile(at('empty.bin'), '');
    for (const name of ['short.bin', 'other.bin', 'empty.bin']) {
      await assert.rejects(readSectionOf(at(name), 'terms'), { code: 'assets_missing' }, name);
    }
  });
});
