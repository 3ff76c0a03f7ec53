import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { DAY_MS, MB, SECOND_MS } from '../../platform/units.ts';
import { storedObjects } from '../testing.ts';
import type { S3Limits } from './s3-settings.ts';
import type { MediaStore } from './store.ts';
import { mediaIn, openTestBucket, openTestS3Store, testS3Settings } from './testing-s3.ts';

const KEY = 'file_0123456789abcdefghjkmnpqrs';
/** Goes up in three parts. */
const THREE_PARTS = Buffer.alloc(12 * MB, 'abcdefg');
const TRIES = 3;

async function setUp(t: TestContext, limits: Partial<S3Limits> = {}) {
  const bucket = await openTestBucket(t);
  const settings = testS3Settings(t, bucket);
  const store = await openTestS3Store(t, settings, { tries: TRIES, ...limits });
  return { bucket, settings, store };
}

describe('a bucket that fails once', () => {
  for (const kind of ['reset_before', 'reset_after'] as const) {
    test(`${kind}: every call is made again, and the object is whole`, async (t) => {
      const { bucket, store } = await setUp(t);
      for (const operation of ['upload_part', 'put', 'get', 'head', 'list', 'delete'] as const) {
        bucket.inject(operation, { kind });
      }
      await store.put(KEY, THREE_PARTS);
      await store.put(KEY.replace('0', '1'), Buffer.from('small'));
      assert.equal(await store.size(KEY), THREE_PARTS.length);
      assert.equal((await textOf(store, KEY)).length, THREE_PARTS.length);
      assert.equal((await storedObjects(store)).length, 2);
      await store.delete(KEY);
      assert.equal(await store.size(KEY), undefined);
      assert.equal(Object.keys(bucket.struck()).length, 6);
    });
  }

  test('SlowDown and InternalError are waited out', async (t) => {
    const { bucket, store } = await setUp(t);
    const before = bucket.requests().put;
    bucket.inject('put', { kind: 'code', code: 'SlowDown' });
    bucket.inject('put', { kind: 'code', code: 'InternalError' });
    await store.put(KEY, Buffer.from('x'));
    assert.equal(await store.size(KEY), 1);
    assert.equal(bucket.requests().put - before, 3);
  });

  test('a completion whose answer was lost is found to be done', async (t) => {
    const { bucket, store } = await setUp(t);
    bucket.inject('complete_upload', { kind: 'reset_after' });
    await store.put(KEY, THREE_PARTS);
    assert.equal((await textOf(store, KEY)).length, THREE_PARTS.length);
    assert.deepEqual(bucket.unfinished(), []);
  });

  test('an upload that somebody else dropped is not taken for done', async (t) => {
    const { bucket, store } = await setUp(t);
    bucket.inject('complete_upload', { kind: 'code', code: 'NoSuchUpload' });
    await assert.rejects(store.put(KEY, THREE_PARTS), { code: 'NoSuchUpload' });
    assert.equal(await store.size(KEY), undefined);
  });
});

describe('a bucket that keeps failing', () => {
  for (const operation of ['create_upload', 'upload_part', 'complete_upload'] as const) {
    test(`${operation}: the upload fails and leaves no object, no parts and no staged file`, async (t) => {
      const { bucket, store } = await setUp(t);
      bucket.inject(operation, { kind: 'reset_before' }, 2 * TRIES);
      const staged = await store.stage();
      writeFileSync(staged.path, THREE_PARTS);
      await assert.rejects(staged.commit(KEY), { name: 'BucketError', operation: 'PutObject', status: undefined });
      await staged.discard();
      assert.deepEqual([mediaIn(bucket), bucket.unfinished()], [[], []]);
    });
  }

  test('a staged file that could not be committed can be committed again', async (t) => {
    const { bucket, store } = await setUp(t);
    const staged = await store.stage();
    writeFileSync(staged.path, 'second try');
    bucket.inject('put', { kind: 'code', code: 'InternalError' }, TRIES);
    await assert.rejects(staged.commit(KEY), { status: 500 });
    await staged.commit(KEY);
    assert.equal(await textOf(store, KEY), 'second try');
  });

  test('calls are tried so often and no more, and refusals once', async (t) => {
    const { bucket, store } = await setUp(t);
    const before = bucket.requests();
    bucket.inject('head', { kind: 'reset_before' }, 10);
    await assert.rejects(store.size(KEY), { name: 'BucketError' });
    bucket.inject('get', { kind: 'code', code: 'AccessDenied' }, 10);
    await assert.rejects(store.open(KEY), { code: 'AccessDenied', status: 403 });
    assert.equal(bucket.requests().head - before.head, TRIES);
    assert.equal(bucket.requests().get - before.get, 1);
  });

  test('one that never answers is given up', async (t) => {
    const { bucket, store } = await setUp(t, { tries: 1, tryMs: 2 * SECOND_MS });
    bucket.inject('head', { kind: 'hang' });
    bucket.inject('put', { kind: 'hang' });
    await Promise.all([
      assert.rejects(store.size(KEY), { name: 'BucketError', status: undefined }),
      assert.rejects(store.put(KEY, Buffer.from('x')), { name: 'BucketError', status: undefined }),
    ]);
  });

  test('an upload that takes too long is given up, and its parts are dropped', async (t) => {
    const { bucket, store } = await setUp(t, { tries: 1, tryMs: 3 * SECOND_MS, uploadMs: 2 * SECOND_MS });
    bucket.inject('upload_part', { kind: 'hang' });
    await assert.rejects(store.put(KEY, THREE_PARTS), { name: 'BucketError', code: 'TimeoutError' });
    while (bucket.unfinished().length > 0) await delay(20);
    assert.deepEqual(mediaIn(bucket), []);
  });

  test('one that stops in the middle of its answer is given up', async (t) => {
    const { bucket, store } = await setUp(t, { callMs: 2 * SECOND_MS });
    bucket.inject('list', { kind: 'stall' });
    await assert.rejects(storedObjects(store), { name: 'BucketError', code: 'TimeoutError' });
  });
});

describe('an object whose bytes stop coming', () => {
  test('cut off: the reader gets an error, never a short object', async (t) => {
    const { bucket, store } = await setUp(t);
    await store.put(KEY, THREE_PARTS);
    bucket.inject('get', { kind: 'cut' });
    await assert.rejects(textOf(store, KEY));
  });

  test('fallen silent: the reader gets an error', async (t) => {
    const { bucket, store } = await setUp(t, { stallMs: SECOND_MS });
    await store.put(KEY, THREE_PARTS);
    bucket.inject('get', { kind: 'stall' });
    await assert.rejects(textOf(store, KEY), /fell silent/);
  });

  test('a reader who is slow himself gets all of it', async (t) => {
    const { store } = await setUp(t, { stallMs: SECOND_MS });
    await store.put(KEY, THREE_PARTS);
    let [sizeBytes, hasPaused] = [0, false];
    for await (const chunk of (await store.open(KEY)) ?? []) {
      sizeBytes += chunk.length;
      if (!hasPaused && sizeBytes > MB) {
        hasPaused = true;
        await delay(1_500);
      }
    }
    assert.equal(sizeBytes, THREE_PARTS.length);
  });
});

describe('uploads that a crash left', () => {
  test('are dropped once they are older than asked for, page by page; younger and foreign ones stay', async (t) => {
    const { bucket, settings, store } = await setUp(t);
    const foreign = await openTestS3Store(t, { ...settings, prefix: 'elsewhere/' });
    bucket.set({ denied: ['complete_upload', 'abort_upload'] });
    await assert.rejects(store.put(KEY, THREE_PARTS));
    await assert.rejects(foreign.put(KEY, THREE_PARTS));
    bucket.set({ denied: [] });
    assert.equal(bucket.unfinished().length, 2);
    assert.equal(await store.dropUnfinished?.(Date.now() - DAY_MS), 0);
    assert.equal(await store.dropUnfinished?.(Date.now() + 1), 1);
    assert.deepEqual(
      bucket.unfinished().map(({ key }) => key),
      [`elsewhere/${KEY}`],
    );
  });

  test('are left to a rule of the bucket where they cannot be listed', async (t) => {
    const { bucket, store } = await setUp(t, { tries: 1 });
    bucket.inject('list_uploads', { kind: 'code', code: 'NotImplemented' });
    assert.equal(await store.dropUnfinished?.(Date.now()), 0);
    bucket.inject('list_uploads', { kind: 'code', code: 'AccessDenied' });
    await assert.rejects(async () => await store.dropUnfinished?.(Date.now()), { code: 'AccessDenied' });
  });
});

async function textOf(store: MediaStore, key: string): Promise<string> {
  const stream = await store.open(key);
  assert.ok(stream);
  return await text(stream);
}
