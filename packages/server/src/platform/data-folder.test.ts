import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { DataFolderLocked, openDataFolder } from './data-folder.ts';
import { testFolder } from './testing.ts';

const SOURCE = join(import.meta.dirname, 'data-folder.ts');

function open(t: TestContext, path: string) {
  const folder = openDataFolder(path);
  t.after(() => folder.release());
  return folder;
}

/** Another process that holds the folder until it is killed. */
async function holdElsewhere(t: TestContext, path: string): Promise<ChildProcess> {
  const script = `
    const { openDataFolder } = await import(${JSON.stringify(SOURCE)});
    globalThis.held = openDataFolder(${JSON.stringify(path)});
    console.log('held');
    setInterval(() => undefined, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => void child.kill('SIGKILL'));
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => assert.fail('the child ended before it held the folder')),
  ]);
  return child;
}

describe('openDataFolder', () => {
  test('makes what is missing, readable by its owner only', (t) => {
    const path = join(testFolder(t), 'deep', 'data');
    const folder = open(t, path);
    assert.equal(folder.storePath, join(path, 'rivya.sqlite'));
    for (const made of [path, folder.mediaPath]) assert.equal(statSync(made).mode & 0o777, 0o700);
  });

  test('is refused a second time while it is held, and free after its release', (t) => {
    const path = testFolder(t);
    const first = openDataFolder(path);
    assert.throws(() => openDataFolder(path), DataFolderLocked);
    assert.throws(
      () => openDataFolder(path),
      (error) => error instanceof Error && error.message.includes(path),
    );
    first.release();
    open(t, path);
  });

  test('is refused while another process holds it, and free once that one was killed', async (t) => {
    const path = testFolder(t);
    const child = await holdElsewhere(t, path);
    assert.throws(() => openDataFolder(path), DataFolderLocked);
    child.kill('SIGKILL');
    await once(child, 'exit');
    open(t, path);
  });

  test('does not take a folder that is a file for a locked one', (t) => {
    const path = join(testFolder(t), 'file');
    writeFileSync(path, '');
    assert.throws(
      () => openDataFolder(path),
      (error) => error instanceof Error && !(error instanceof DataFolderLocked),
    );
  });
});

describe('ownFile', () => {
  test('is made once, for its owner only, and stays as it is', (t) => {
    const folder = open(t, testFolder(t));
    assert.equal(
      folder.ownFile('secret', () => 'first'),
      'first',
    );
    assert.equal(
      folder.ownFile('secret', () => 'second'),
      'first',
    );
    const path = join(folder.path, 'secret');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(readFileSync(path, 'utf8'), 'first\n');
    assert.equal(existsSync(`${path}.new`), false);
  });

  test('takes what an operator wrote, without the line break', (t) => {
    const path = testFolder(t);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'admin.token'), ' chosen-by-hand \n');
    assert.equal(
      open(t, path).ownFile('admin.token', () => 'made'),
      'chosen-by-hand',
    );
  });

  test('is not half there after a crash while it was made', (t) => {
    const path = testFolder(t);
    writeFileSync(join(path, 'secret.new'), 'ha');
    assert.equal(
      open(t, path).ownFile('secret', () => 'whole'),
      'whole',
    );
  });
});
