import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { testFolder } from '../../platform/testing.ts';
import { MB } from '../../platform/units.ts';
import { storedObjects } from '../testing.ts';
import { createDiskStore } from './disk.ts';
import type { MediaStore } from './store.ts';
import { peakBytes } from './testing-memory.ts';
import { openTestBucket, openTestS3Store, testS3Settings } from './testing-s3.ts';

const KEY = 'file_0123456789abcdefghjkmnpqrs';
const keyOf = (index: number) => `file_${String(index).padStart(26, '0')}`;
const bytes = (value: string) => new TextEncoder().encode(value);
/** Long enough for several parts, and no two of its stretches are alike. */
const LARGE_BYTES = 60 * MB;

/** A store, and what lies around of uploads that have not ended. */
type Subject = { readonly store: MediaStore; readonly litter: () => readonly string[] };

const SUBJECTS: Readonly<Record<string, (t: TestContext) => Promise<Subject>>> = {
  disk(t) {
    const folder = testFolder(t);
    return Promise.resolve({ store: createDiskStore(folder), litter: () => readdirSync(join(folder, 'tmp')) });
  },
  async bucket(t) {
    const bucket = await openTestBucket(t);
    const settings = testS3Settings(t, bucket);
    const litter = () => [...readdirSync(settings.stagingFolder), ...bucket.unfinished().map(({ key }) => key)];
    return { store: await openTestS3Store(t, settings), litter };
  },
};

for (const [name, open] of Object.entries(SUBJECTS)) {
  describe(`the media store: ${name}`, () => {
    test('gives an object back whole and in parts', async (t) => {
      const { store, litter } = await open(t);
      await store.put(KEY, bytes('hello world'), 'text/plain');
      assert.equal(await store.size(KEY), 11);
      const parts = [
        undefined,
        { start: 0, end: 0 },
        { start: 6, end: 8 },
        { start: 10, end: 10 },
        { start: 0, end: 10 },
      ];
      const read = await Promise.all(parts.map(async (part) => await textOf(store, KEY, part)));
      assert.deepEqual(read, ['hello world', 'h', 'wor', 'd', 'hello world']);
      assert.deepEqual(litter(), []);
    });

    test('keeps an object of no bytes, put or staged', async (t) => {
      const { store } = await open(t);
      await store.put(keyOf(1), new Uint8Array());
      const staged = await stagedWith(store, '');
      await staged.commit(keyOf(2));
      for (const key of [keyOf(1), keyOf(2)]) {
        assert.equal(await store.size(key), 0);
        assert.equal(await textOf(store, key), '');
      }
    });

    test('has neither size nor bytes for an object that is not there or was removed, and removes it again', async (t) => {
      const { store } = await open(t);
      await store.put(keyOf(1), bytes('x'));
      await store.delete(keyOf(1));
      for (const key of [keyOf(1), keyOf(2)]) {
        assert.equal(await store.size(key), undefined);
        assert.equal(await store.open(key), undefined);
        assert.equal(await store.open(key, { start: 0, end: 0 }), undefined);
        await store.delete(key);
      }
      assert.deepEqual(await storedObjects(store), []);
    });

    test('shows nothing of a staged file until it is committed, and nothing of it stays when it is discarded', async (t) => {
      const { store, litter } = await open(t);
      const dropped = await stagedWith(store, 'half');
      assert.deepEqual(await storedObjects(store), []);
      await dropped.discard();
      const kept = await stagedWith(store, 'whole');
      await kept.commit(KEY, 'text/plain');
      await kept.discard();
      assert.equal(await textOf(store, KEY), 'whole');
      assert.deepEqual(litter(), []);
    });

    test('takes a staged file as a stream, and leaves nothing of one that was cut off', async (t) => {
      const { store, litter } = await open(t);
      const staged = await store.stage();
      const writer = staged.write();
      writer.write('cut o');
      writer.destroy();
      await once(writer, 'close');
      await staged.discard();
      assert.deepEqual([await storedObjects(store), litter()], [[], []]);
    });

    test('never uses a key that is not of our making', async (t) => {
      const { store } = await open(t);
      for (const key of ['../../etc/passwd', 'file_/../../x', '', 'short', `${KEY}/..`, `${KEY}\0`, `${KEY}?x`]) {
        await assert.rejects(store.open(key), /not a key/);
        await assert.rejects(store.size(key), /not a key/);
        await assert.rejects(store.put(key, bytes('x')), /not a key/);
        await assert.rejects(store.delete(key), /not a key/);
        const staged = await stagedWith(store, 'x');
        await assert.rejects(staged.commit(key), /not a key/);
        await staged.discard();
      }
      assert.deepEqual(await storedObjects(store), []);
    });

    test('lists more than a thousand objects, each once and with its age, in batches of at most 500', async (t) => {
      const { store } = await open(t);
      const keys = Array.from({ length: 1_100 }, (_, index) => keyOf(index));
      const fromMs = Date.now() - 2_000;
      for (let at = 0; at < keys.length; at += 20) {
        await Promise.all(keys.slice(at, at + 20).map((key) => store.put(key, bytes('x'))));
      }
      const listed: string[] = [];
      for await (const batch of store.list()) {
        assert.ok(batch.length <= 500);
        assert.ok(batch.every(({ storedAtMs }) => storedAtMs >= fromMs && storedAtMs <= Date.now()));
        listed.push(...batch.map(({ key }) => key));
      }
      assert.deepEqual(listed.sort(), keys);
    });

    test('keeps objects apart that are written at the same time', async (t) => {
      const { store, litter } = await open(t);
      const sizes = Array.from({ length: 24 }, (_, index) => (index % 4 === 0 ? 6 * MB : 1_000) + index);
      const put = async (size: number, index: number) => {
        if (index % 2 === 0) return await store.put(keyOf(index), pattern(size));
        const staged = await store.stage();
        writeFileSync(staged.path, pattern(size));
        await staged.commit(keyOf(index));
      };
      await Promise.all(sizes.map(put));
      for (const [index, size] of sizes.entries()) {
        const stream = await store.open(keyOf(index));
        assert.ok(stream !== undefined && pattern(size).equals(await buffer(stream)), `object ${index}`);
      }
      assert.deepEqual(litter(), []);
    });

    test('takes and gives 60 MB without having them in memory', async (t) => {
      const { store, litter } = await open(t);
      const staged = await store.stage();
      const content = pattern(LARGE_BYTES);
      const expected = createHash('sha256').update(content).digest('hex');
      const tail = content.subarray(-100).toString('hex');
      writeFileSync(staged.path, content);
      const peakUp = await peakBytes(() => staged.commit(KEY));
      const found = createHash('sha256');
      const peakDown = await peakBytes(async () => {
        for await (const chunk of (await store.open(KEY)) ?? []) found.update(chunk);
      });
      assert.equal(await store.size(KEY), LARGE_BYTES);
      assert.equal(found.digest('hex'), expected);
      const last = await store.open(KEY, { start: LARGE_BYTES - 100, end: LARGE_BYTES - 1 });
      assert.equal(last && (await buffer(last)).toString('hex'), tail);
      t.diagnostic(`peak ${(peakUp / MB).toFixed(1)} MB up, ${(peakDown / MB).toFixed(1)} MB down`);
      assert.ok(peakUp < 30 * MB, `${peakUp} bytes on the way up`);
      assert.ok(peakDown < 10 * MB, `${peakDown} bytes on the way down`);
      assert.deepEqual(litter(), []);
    });

    test('lets go of an object whose reader goes away half-way', async (t) => {
      const { store } = await open(t);
      await store.put(KEY, pattern(8 * MB));
      const stream = await store.open(KEY);
      assert.ok(stream);
      await once(stream, 'readable');
      stream.destroy();
      await once(stream, 'close');
      assert.equal(await textOf(store, KEY, { start: 0, end: 3 }), pattern(4).toString());
    });
  });
}

async function stagedWith(store: MediaStore, content: string) {
  const staged = await store.stage();
  const writer = staged.write();
  writer.end(content);
  await once(writer, 'close');
  return staged;
}

async function textOf(store: MediaStore, key: string, part?: { start: number; end: number }): Promise<string> {
  const stream = await store.open(key, part);
  assert.ok(stream, key);
  return await text(stream);
}

/** Bytes that differ from block to block, so that parts in a wrong order would show. */
function pattern(sizeBytes: number): Buffer {
  const content = Buffer.alloc(sizeBytes, 'abcdefg');
  for (let at = 0; at + 4 <= sizeBytes; at += 4_096) content.writeUInt32BE(at, at);
  return content;
}
