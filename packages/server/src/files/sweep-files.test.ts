import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DAY_MS, HOUR_MS } from '../platform/units.ts';
import { deleteFile } from './delete-file.ts';
import {
  discardOutputs,
  insertOutputs,
  listOutputs,
  pinFiles,
  readFileBytes,
  type StoredOutput,
  storeOutput,
  sweepFiles,
  sweepOrphans,
  unpinFiles,
} from './index.ts';
import { emptyPng, testImage } from './inspect/testing.ts';
import { createTestFiles, storedObjects, type TestFiles } from './testing.ts';

const OWNER = 'acct_owner';

async function addResult(deps: TestFiles, generationId: string, position = 0): Promise<StoredOutput> {
  const bytes = await testImage('png');
  const output = await storeOutput(deps, { accountId: OWNER, generationId, position, seed: 7, bytes });
  await deps.db.transaction((tx) => insertOutputs(tx, deps.clock, deps.retention, [output]));
  return output;
}

const pin = (deps: TestFiles, ...pins: Parameters<typeof pinFiles>[2]) =>
  deps.db.transaction((tx) => pinFiles(tx, deps.clock, pins));

describe('results', () => {
  test('are measured, hashed and named by content, and listed in order with their task', async (t) => {
    const deps = await createTestFiles(t);
    const second = await addResult(deps, 'task_1', 1);
    const first = await addResult(deps, 'task_1', 0);
    const other = await addResult(deps, 'task_2');
    const listed = await listOutputs(deps.db.read, deps.clock, ['task_1', 'task_2', 'task_3']);
    assert.deepEqual([...listed.keys()].sort(), ['task_1', 'task_2']);
    assert.deepEqual(
      listed.get('task_1')?.map(({ id }) => id),
      [first.fileId, second.fileId],
    );
    assert.deepEqual(listed.get('task_2')?.[0], {
      id: other.fileId,
      name: 'task_2-1.png',
      mimeType: 'image/png',
      expiresAtMs: deps.clock.now() + 30 * DAY_MS,
      sizeBytes: other.sizeBytes,
      sha256: other.sha256,
      width: 64,
      height: 48,
      seed: 7,
    });
    assert.equal((await readFileBytes(deps, first.fileId)).length, first.sizeBytes);
  });

  test('that are no pictures, or too large ones, are not stored', async (t) => {
    const deps = await createTestFiles(t);
    const output = { accountId: OWNER, generationId: 'task_1', position: 0, seed: null };
    for (const bytes of [Buffer.from('<html>'), emptyPng(30_000, 30_000), Buffer.alloc(0)]) {
      await assert.rejects(storeOutput(deps, { ...output, bytes }));
    }
    assert.deepEqual(await storedObjects(deps.store), []);
  });

  test('without a row are unseen, and gone when discarded', async (t) => {
    const deps = await createTestFiles(t);
    const bytes = await testImage('webp');
    const output = { accountId: OWNER, generationId: 'task_1', position: 0, seed: null };
    const stored = await storeOutput(deps, { ...output, bytes });
    assert.equal((await listOutputs(deps.db.read, deps.clock, ['task_1'])).size, 0);
    await discardOutputs(deps, [stored]);
    await assert.rejects(readFileBytes(deps, stored.fileId), /not in the media store/);
  });

  test('stay for the orphan sweep when the commit was cut off: it may yet be made', async (t) => {
    const deps = await createTestFiles(t);
    const output = { accountId: OWNER, generationId: 'task_1', position: 0, seed: null };
    const stored = await storeOutput(deps, { ...output, bytes: await testImage('webp') });
    await discardOutputs(deps, [stored], new Error('Connection terminated unexpectedly'));
    assert.equal((await readFileBytes(deps, stored.fileId)).length, stored.sizeBytes);
    await discardOutputs(deps, [stored], new Error('refused'));
    assert.deepEqual(await storedObjects(deps.store), []);
  });

  test('with a row keep their bytes even when discarded: the commit that made it may have lost its answer', async (t) => {
    const deps = await createTestFiles(t);
    const stored = await addResult(deps, 'task_1');
    await discardOutputs(deps, [stored]);
    assert.equal((await readFileBytes(deps, stored.fileId)).length, stored.sizeBytes);
  });
});

describe('pins', () => {
  test('are refused for the task of which a file is gone or foreign, and for no other', async (t) => {
    const deps = await createTestFiles(t);
    const [kept, gone] = [await addResult(deps, 'task_1'), await addResult(deps, 'task_2')];
    await deleteFile(deps, OWNER, gone.fileId);
    const refused = await pin(
      deps,
      { generationId: 'task_a', accountId: OWNER, fileIds: [kept.fileId, kept.fileId] },
      { generationId: 'task_b', accountId: OWNER, fileIds: [kept.fileId, gone.fileId] },
      { generationId: 'task_c', accountId: 'acct_other', fileIds: [kept.fileId] },
      { generationId: 'task_d', accountId: OWNER, fileIds: [] },
    );
    assert.deepEqual([...refused].sort(), ['task_b', 'task_c']);
    const pins = await deps.db.read.selectFrom('file_pins').selectAll().execute();
    assert.deepEqual(
      pins.map(({ generation_id }) => generation_id),
      ['task_a'],
    );
  });
});

describe('the sweep', () => {
  test('removes expired and deleted files in small batches, rows and bytes', async (t) => {
    const deps = await createTestFiles(t);
    const files = [await addResult(deps, 'task_1'), await addResult(deps, 'task_2'), await addResult(deps, 'task_3')];
    assert.equal(await sweepFiles(deps, 10), 0);
    await deleteFile(deps, OWNER, files[0]?.fileId ?? '');
    assert.equal(await sweepFiles(deps, 10), 1);
    deps.clock.advance(30 * DAY_MS);
    assert.equal(await sweepFiles(deps, 1), 1);
    assert.equal(await sweepFiles(deps, 1), 1);
    assert.equal(await sweepFiles(deps, 1), 0);
    assert.deepEqual(await storedObjects(deps.store), []);
    assert.deepEqual(await deps.db.read.selectFrom('files').selectAll().execute(), []);
  });

  test('leaves what a running task needs, deleted or expired, until the task lets go', async (t) => {
    const deps = await createTestFiles(t);
    const [deleted, expired] = [await addResult(deps, 'task_1'), await addResult(deps, 'task_2')];
    await pin(deps, { generationId: 'task_a', accountId: OWNER, fileIds: [deleted.fileId, expired.fileId] });
    await pin(deps, { generationId: 'task_b', accountId: OWNER, fileIds: [expired.fileId] });
    await deleteFile(deps, OWNER, deleted.fileId);
    deps.clock.advance(31 * DAY_MS);
    assert.equal((await listOutputs(deps.db.read, deps.clock, ['task_1', 'task_2'])).size, 0);
    assert.equal(await sweepFiles(deps, 10), 0);
    assert.ok((await readFileBytes(deps, deleted.fileId)).length > 0);
    await deps.db.transaction((tx) => unpinFiles(tx, ['task_a']));
    assert.equal(await sweepFiles(deps, 10), 1);
    assert.ok((await readFileBytes(deps, expired.fileId)).length > 0);
    await deps.db.transaction((tx) => unpinFiles(tx, ['task_b']));
    assert.equal(await sweepFiles(deps, 10), 1);
  });

  test('a pinned file at the front does not keep others from their turn', async (t) => {
    const deps = await createTestFiles(t);
    const [pinned, free] = [await addResult(deps, 'task_1'), await addResult(deps, 'task_2')];
    await pin(deps, { generationId: 'task_a', accountId: OWNER, fileIds: [pinned.fileId] });
    await deleteFile(deps, OWNER, pinned.fileId);
    await deleteFile(deps, OWNER, free.fileId);
    assert.equal(await sweepFiles(deps, 1), 1);
    assert.equal(await deps.store.size(free.fileId), undefined);
  });

  test('bytes without a row are removed an hour later; younger ones and those with a row stay', async (t) => {
    const deps = await createTestFiles(t);
    const kept = await addResult(deps, 'task_1');
    const young = `file_${'y'.repeat(26)}`;
    const old = `file_${'z'.repeat(26)}`;
    for (const key of [young, old]) await deps.store.put(key, Buffer.from('x'));
    const longAgo = (deps.clock.now() - HOUR_MS - 1000) / 1000;
    for (const key of [old, kept.fileId]) utimesSync(join(deps.folder, key.slice(-2), key), longAgo, longAgo);
    assert.equal(await sweepOrphans(deps), 1);
    assert.equal(await deps.store.size(old), undefined);
    assert.equal(await deps.store.size(young), 1);
    assert.ok(await deps.store.size(kept.fileId));
  });

  test('the sweep of bytes without a row ends between two batches when the server stops', async (t) => {
    const deps = await createTestFiles(t);
    const stopping = new AbortController();
    const looked: number[] = [];
    const list = async function* () {
      for (let page = 0; page < 3; page += 1) {
        looked.push(page);
        yield await Promise.resolve([{ key: `file_${'z'.repeat(26)}`, storedAtMs: 0 }]);
        stopping.abort();
      }
    };
    const store = { ...deps.store, list };
    assert.equal(await sweepOrphans({ ...deps, store }, stopping.signal), 1);
    assert.deepEqual(looked, [0, 1]);
  });
});
