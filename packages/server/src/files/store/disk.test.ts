import assert from 'node:assert/strict';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { testFolder } from '../../platform/testing.ts';
import { storedObjects } from '../testing.ts';
import { createDiskStore } from './disk.ts';

const KEY = 'file_0123456789abcdefghjkmnpqrs';
const bytes = (value: string) => new TextEncoder().encode(value);

describe('the disk store', () => {
  test('keeps an object in a sub-folder of its own and gives it back whole or in parts', async (t) => {
    const folder = testFolder(t);
    const store = createDiskStore(folder);
    await store.put(KEY, bytes('hello world'));
    assert.ok(existsSync(join(folder, 'rs', KEY)));
    assert.equal(await store.size(KEY), 11);
    const whole = await store.open(KEY);
    const part = await store.open(KEY, { start: 6, end: 8 });
    assert.ok(whole && part);
    assert.equal(await text(whole), 'hello world');
    assert.equal(await text(part), 'wor');
    assert.deepEqual(readdirSync(join(folder, 'tmp')), []);
  });

  test('an object that is not there has no size, no bytes, and counts as removed', async (t) => {
    const store = createDiskStore(testFolder(t));
    assert.equal(await store.size(KEY), undefined);
    assert.equal(await store.open(KEY), undefined);
    await store.delete(KEY);
  });

  test('a staged file is nothing until committed, and leaves nothing when discarded', async (t) => {
    const folder = testFolder(t);
    const store = createDiskStore(folder);
    const staged = await store.stage();
    writeFileSync(staged.path, 'half');
    assert.equal(await store.size(KEY), undefined);
    await staged.discard();
    assert.ok(!existsSync(staged.path));
    const kept = await store.stage();
    writeFileSync(kept.path, 'whole');
    await kept.commit(KEY);
    await kept.discard();
    assert.equal(await store.size(KEY), 5);
  });

  test('what a crash left half-written is removed at the start; objects stay', async (t) => {
    const folder = testFolder(t);
    const store = createDiskStore(folder);
    await store.put(KEY, bytes('kept'));
    writeFileSync((await store.stage()).path, 'left behind');
    const next = createDiskStore(folder);
    assert.deepEqual(readdirSync(join(folder, 'tmp')), []);
    assert.equal(await next.size(KEY), 4);
  });

  test('a key that is not of our making never becomes a path', async (t) => {
    const store = createDiskStore(testFolder(t));
    for (const key of ['../../etc/passwd', 'file_/../../x', '', 'short', `${KEY}/..`, `${KEY}\0`]) {
      await assert.rejects(store.open(key), /not a key/);
      await assert.rejects(store.put(key, bytes('x')), /not a key/);
      await assert.rejects(store.delete(key), /not a key/);
    }
  });

  test('lists everything with its age, and nothing that is still arriving', async (t) => {
    const folder = testFolder(t);
    const store = createDiskStore(folder);
    const keys = Array.from({ length: 5 }, (_, index) => `${KEY.slice(0, -1)}${index}`);
    for (const key of keys) await store.put(key, bytes('x'));
    utimesSync(join(folder, 'r0', `${KEY.slice(0, -1)}0`), 1000, 1000);
    writeFileSync((await store.stage()).path, 'arriving');
    const objects = await storedObjects(store);
    assert.deepEqual(objects.map(({ key }) => key).sort(), keys);
    assert.equal(objects.find(({ key }) => key === keys[0])?.storedAtMs, 1_000_000);
  });
});
