import assert from 'node:assert/strict';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DataFolderMoved, MOVED_FILE, markMoved, readMoved } from './moved-folder.ts';
import { testFolder } from './testing.ts';

describe('a data folder whose installation was moved', () => {
  test('says where to and when, until its marker is removed', (t) => {
    const path = testFolder(t);
    assert.equal(readMoved(path), undefined);
    markMoved(path, { database: 'db.internal/rivya', atMs: Date.UTC(2026, 10, 23) });
    assert.equal(readMoved(path), 'to db.internal/rivya on 2026-11-23');
    assert.deepEqual(readdirSync(path), [MOVED_FILE]);
    assert.equal(statSync(join(path, MOVED_FILE)).mode & 0o777, 0o600);
    rmSync(join(path, MOVED_FILE));
    assert.equal(readMoved(path), undefined);
  });

  test('counts as moved whatever its marker says', (t) => {
    const path = testFolder(t);
    for (const text of ['', 'null', '{"database": 7}', 'see the wiki']) {
      writeFileSync(join(path, MOVED_FILE), text);
      assert.equal(readMoved(path), 'elsewhere');
    }
  });

  test('a folder that is not there was not moved', (t) => {
    assert.equal(readMoved(join(testFolder(t), 'none')), undefined);
  });

  test('is refused with what to do', () => {
    const { message, code } = new DataFolderMoved('/data', 'to db.internal/rivya on 2026-11-23');
    assert.equal(code, 'data_folder_moved');
    assert.match(message, /db\.internal\/rivya/);
    assert.match(message, /remove \/data\/moved\.json/);
  });
});
