import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { DAY_MS, HOUR_MS, MB } from '../platform/units.ts';
import { storeOutput, sweepOrphans } from './index.ts';
import { testImage } from './inspect/testing.ts';
import type { S3Settings } from './store/s3-settings.ts';
import { mediaIn, openTestBucket, openTestS3Store, testS3Settings } from './store/testing-s3.ts';
import { createTestFiles, createTestServer, sendForm } from './testing.ts';

const Uploaded = Type.Object({ id: Type.String(), url: Type.String(), sha256: Type.String() });

async function setUp(t: TestContext, delivery: S3Settings['delivery']) {
  const bucket = await openTestBucket(t);
  const store = await openTestS3Store(t, { ...testS3Settings(t, bucket), delivery }, { tries: 1 });
  const deps = { ...(await createTestFiles(t)), store };
  const server = await createTestServer(t, deps);
  const { authorization } = await server.openAccount('owner');
  const upload = (bytes: Uint8Array) =>
    sendForm(server.url, authorization, [
      ['file', bytes, 'Büro 1.png'],
      ['kind', 'image'],
    ]);
  return { bucket, deps, server, upload };
}

/** A picture that goes up in two parts. */
async function largeImage(): Promise<Buffer> {
  return Buffer.concat([await testImage('png'), Buffer.alloc(6 * MB)]);
}

async function uploaded(t: TestContext, delivery: S3Settings['delivery']) {
  const set = await setUp(t, delivery);
  const png = await largeImage();
  const file = Value.Parse(Uploaded, await (await set.upload(png)).json());
  const url = file.url.replace('https://media.test', set.server.url);
  const ask = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(url, { method, headers, redirect: 'manual' });
  return { ...set, png, file, ask };
}

describe('media in a bucket, sent by the server', () => {
  test('an upload lies there under its id with its type, and comes back as from a disk', async (t) => {
    const { bucket, png, file, ask } = await uploaded(t, 'proxy');
    assert.deepEqual(mediaIn(bucket), [{ key: `media/${file.id}`, sizeBytes: png.length, contentType: 'image/png' }]);
    const whole = await ask();
    assert.equal(whole.status, 200);
    assert.equal(whole.headers.get('etag'), `"${file.sha256}"`);
    assert.ok(png.equals(await whole.bytes()));
    const part = await ask({ range: 'bytes=-10' });
    assert.deepEqual(
      [part.status, part.headers.get('content-range')],
      [206, `bytes ${png.length - 10}-${png.length - 1}/${png.length}`],
    );
    assert.equal((await part.bytes()).length, 10);
    assert.equal((await ask({ 'if-none-match': `"${file.sha256}"` })).status, 304);
    assert.equal((await ask({ range: `bytes=${png.length}-` })).status, 416);
    assert.equal((await ask({}, 'HEAD')).headers.get('content-length'), String(png.length));
  });

  test('an upload the bucket does not take is refused without its name, and leaves neither row nor bytes', async (t) => {
    const { bucket, deps, upload } = await setUp(t, 'proxy');
    bucket.inject('put', { kind: 'code', code: 'AccessDenied' });
    const response = await upload(await testImage('png'));
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /bucket|media"|AccessDenied|PutObject/);
    assert.deepEqual(await deps.db.read.selectFrom('files').selectAll().execute(), []);
    assert.deepEqual(mediaIn(bucket), []);
  });

  test('a result has its type there too', async (t) => {
    const { bucket, deps } = await setUp(t, 'proxy');
    const output = { accountId: 'acct_owner', generationId: 'task_1', position: 0, seed: null };
    const { fileId } = await storeOutput(deps, { ...output, bytes: await testImage('webp') });
    assert.deepEqual(
      mediaIn(bucket).map(({ key, contentType }) => [key, contentType]),
      [[`media/${fileId}`, 'image/webp']],
    );
  });
});

describe('media in a bucket, sent by the bucket', () => {
  test('302 to a short-lived address with the type and the name of the file', async (t) => {
    const { bucket, png, ask } = await uploaded(t, 'redirect');
    const before = bucket.requests();
    const answer = await ask({ range: 'bytes=0-3' });
    assert.deepEqual([answer.status, answer.headers.get('cache-control'), await answer.text()], [302, 'no-store', '']);
    assert.deepEqual(bucket.requests(), before, 'the bucket is not asked');
    const location = answer.headers.get('location') ?? '';
    assert.equal(new URL(location).searchParams.get('X-Amz-Expires'), '900');
    const object = await fetch(location);
    assert.equal(object.headers.get('content-type'), 'image/png');
    assert.equal(
      object.headers.get('content-disposition'),
      `inline; filename="B_ro 1.png"; filename*=UTF-8''B%C3%BCro%201.png`,
    );
    assert.ok(png.equals(await object.bytes()));
  });

  test('the address ends no later than the file, and then there is none', async (t) => {
    const { deps, ask } = await uploaded(t, 'redirect');
    deps.clock.advance(deps.retention.uploadMs - 60_000);
    const location = (await ask()).headers.get('location') ?? '';
    assert.equal(new URL(location).searchParams.get('X-Amz-Expires'), '60');
    deps.clock.advance(60_000);
    assert.equal((await ask()).status, 404);
  });

  test('HEAD and If-None-Match are answered here', async (t) => {
    const { png, file, ask } = await uploaded(t, 'redirect');
    const head = await ask({}, 'HEAD');
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(png.length)]);
    assert.equal((await ask({ 'if-none-match': `"${file.sha256}"` })).status, 304);
  });
});

test('the orphan sweep drops old bytes without a row and uploads that never ended, and nothing else', async (t) => {
  const { bucket, deps, upload } = await setUp(t, 'proxy');
  assert.equal((await upload(await testImage('png'))).status, 201);
  await deps.store.put(`file_${'z'.repeat(26)}`, Buffer.from('nobody names it'));
  bucket.set({ denied: ['complete_upload', 'abort_upload'] });
  assert.equal((await upload(await largeImage())).status, 500);
  bucket.set({ denied: [] });
  assert.equal(await sweepOrphans(deps), 0, 'young');
  deps.clock.advance(2 * HOUR_MS);
  assert.equal(await sweepOrphans(deps), 1);
  assert.deepEqual([mediaIn(bucket).length, bucket.unfinished().length], [1, 1]);
  deps.clock.advance(DAY_MS);
  assert.equal(await sweepOrphans(deps), 1);
  assert.deepEqual([mediaIn(bucket).length, bucket.unfinished().length], [1, 0]);
});
