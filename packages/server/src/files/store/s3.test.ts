import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { createSecrets } from '../../platform/secrets.ts';
import { DAY_MS, MB, MINUTE_MS } from '../../platform/units.ts';
import { storedObjects } from '../testing.ts';
import { createS3Store } from './s3.ts';
import { s3ClientConfig } from './s3-client.ts';
import { DEFAULT_S3_LIMITS, type S3Settings } from './s3-settings.ts';
import { mediaIn, openTestBucket, openTestS3Store, testS3Secrets, testS3Settings } from './testing-s3.ts';

type BucketOptions = NonNullable<Parameters<typeof openTestBucket>[1]>;

const KEY = 'file_0123456789abcdefghjkmnpqrs';
const REPLY = { contentType: 'image/png', contentDisposition: 'inline; filename="a b.png"', lifeMs: MINUTE_MS };

/** What opening a store in such a bucket, with such settings, fails with. */
async function refusal(t: TestContext, options: BucketOptions, settings: Partial<S3Settings> = {}): Promise<Error> {
  const bucket = await openTestBucket(t, options);
  const opening = createS3Store(
    { secrets: testS3Secrets },
    { ...testS3Settings(t, bucket), ...settings },
    { tries: 2, connectMs: 1_000 },
  );
  const error: unknown = await opening.then(
    (store) => store.close?.(),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error, 'the store was opened');
  return error;
}

describe('opening a bucket', () => {
  test('tries it out and leaves nothing but the mark of its owner', async (t) => {
    const bucket = await openTestBucket(t);
    await openTestS3Store(t, testS3Settings(t, bucket));
    assert.deepEqual(mediaIn(bucket), []);
    const { list, put, get, delete: deleted } = bucket.requests();
    assert.deepEqual([list, put, get, deleted], [1, 2, 2, 1]);
    assert.deepEqual(
      bucket.objects().map(({ key }) => key),
      ['media/owner'],
    );
  });

  for (const [what, options, settings, message] of [
    [
      'no such bucket',
      {},
      { bucket: 'other' },
      /"other" answered 404 NoSuchBucket .* create it, or correct RIVYA_S3_BUCKET/,
    ],
    ['an unknown key', {}, { accessKeyId: 'OTHERKEY' }, /403 InvalidAccessKeyId .* correct RIVYA_S3_ACCESS_KEY_ID/],
    [
      'a wrong secret',
      {},
      { secretAccessKey: 'hunter2-hunter2' },
      /SignatureDoesNotMatch .*RIVYA_S3_SECRET_ACCESS_KEY/,
    ],
    ['another region', {}, { region: 'eu-west-9' }, /another region: correct RIVYA_S3_REGION/],
    ['no right to list', { denied: ['list'] }, {}, /to ListObjectsV2\. .*allow it s3:ListBucket/],
    ['no right to write', { denied: ['put'] }, {}, /to PutObject\. .*allow it s3:PutObject/],
    ['no right to read', { denied: ['get'] }, {}, /to GetObject\. .*allow it s3:GetObject/],
    ['no right to delete', { denied: ['delete'] }, {}, /to DeleteObject\. .*allow it s3:DeleteObject/],
    ['no checksums', { takesChecksums: false }, {}, /501 NotImplemented .*RIVYA_S3_CHECKSUMS=required/],
    ['a clock behind', { now: () => Date.now() + 20 * MINUTE_MS }, {}, /clock is 20 minutes behind the bucket's/],
    ['a clock ahead', { now: () => Date.now() - 20 * MINUTE_MS }, {}, /clock is 20 minutes ahead of the bucket's/],
    ['a clock that is little off', { now: () => Date.now() + 7 * MINUTE_MS }, {}, /7 minutes behind/],
    [
      'nothing that listens',
      {},
      { endpoint: 'http://127.0.0.1:1' },
      /did not answer \(ECONNREFUSED\) .*RIVYA_S3_ENDPOINT/,
    ],
  ] as const satisfies readonly (readonly [string, BucketOptions, Partial<S3Settings>, RegExp])[]) {
    test(`${what}: one line that says what to do, and no secret`, async (t) => {
      const error = await refusal(t, options, settings);
      assert.equal(error.name, 'BucketUnusable');
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      assert.doesNotMatch(inspect(error, { depth: 9 }), /hunter2|simulator-secret|Signature=|Credential=/);
    });
  }
});

describe('the owner of a prefix', () => {
  const [old, fresh] = ['old-secret-old-secret-old-secret-old', 'new-secret-new-secret-new-secret-new'];

  test('another installation is refused until it has a place of its own', async (t) => {
    const bucket = await openTestBucket(t);
    const settings = testS3Settings(t, bucket);
    await (await openTestS3Store(t, settings)).put(KEY, Buffer.from('x'));
    const other = { secrets: createSecrets([fresh]) };
    await assert.rejects(createS3Store(other, settings), /belong to another installation: set RIVYA_S3_PREFIX/);
    const store = await createS3Store(other, { ...settings, prefix: 'other/' });
    t.after(() => store.close?.());
    assert.deepEqual(await storedObjects(store), []);
  });

  test('a rotated secret still owns it, and so does the new one alone afterwards', async (t) => {
    const bucket = await openTestBucket(t);
    const settings = testS3Settings(t, bucket);
    for (const secrets of [[old], [fresh, old], [fresh]]) {
      const store = await createS3Store({ secrets: createSecrets(secrets) }, settings);
      t.after(() => store.close?.());
    }
    await assert.rejects(createS3Store({ secrets: createSecrets([old]) }, settings), { name: 'BucketUnusable' });
  });
});

describe('settings', () => {
  test('required checksums only: a bucket that refuses others takes everything', async (t) => {
    const bucket = await openTestBucket(t, { takesChecksums: false });
    const store = await openTestS3Store(t, { ...testS3Settings(t, bucket), checksums: 'required' });
    await store.put(KEY, Buffer.alloc(6 * MB));
    assert.equal(await store.size(KEY), 6 * MB);
    assert.ok(bucket.refusals().every((line) => !line.includes('NotImplemented')));
  });

  test('objects have the prefix and their type, in one part or in several', async (t) => {
    const bucket = await openTestBucket(t);
    const store = await openTestS3Store(t, { ...testS3Settings(t, bucket), prefix: '' });
    await store.put(KEY, Buffer.alloc(6 * MB), 'image/webp');
    const prefixed = await openTestS3Store(t, testS3Settings(t, bucket));
    const staged = await prefixed.stage();
    writeFileSync(staged.path, 'x');
    await staged.commit(KEY, 'image/png');
    assert.deepEqual(mediaIn(bucket), [
      { key: KEY, sizeBytes: 6 * MB, contentType: 'image/webp' },
      { key: `media/${KEY}`, sizeBytes: 1, contentType: 'image/png' },
    ]);
    assert.equal((await storedObjects(store)).length, 1, 'what lies under another prefix is not ours');
  });

  test('without an endpoint the bucket is a part of the host; the environment changes neither', async () => {
    const settings: S3Settings = {
      ...{ endpoint: undefined, bucket: 'pictures', region: 'eu-central-1', accessKeyId: 'A', secretAccessKey: 'B' },
      ...{ isPathStyle: false, prefix: '', stagingFolder: '' },
      checksums: 'always',
      delivery: 'proxy',
    };
    const { S3Client, GetObjectCommand } = await import('@aws-sdk/client-s3');
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
    process.env['AWS_ENDPOINT_URL_S3'] = 'https://elsewhere.example';
    try {
      const client = new S3Client(s3ClientConfig(settings, DEFAULT_S3_LIMITS));
      const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'pictures', Key: KEY }));
      assert.equal(new URL(url).host, 'pictures.s3.eu-central-1.amazonaws.com');
    } finally {
      delete process.env['AWS_ENDPOINT_URL_S3'];
    }
  });

  test('staged files a day old are removed at the start; younger ones and foreign files stay', async (t) => {
    const bucket = await openTestBucket(t);
    const settings = testS3Settings(t, bucket);
    mkdirSync(settings.stagingFolder, { recursive: true });
    const [old, young] = [`staged_${'0'.repeat(36)}`, `staged_${'1'.repeat(36)}`];
    for (const name of [old, young, 'not-ours']) writeFileSync(join(settings.stagingFolder, name), 'x');
    const longAgo = (Date.now() - DAY_MS - MINUTE_MS) / 1000;
    for (const name of [old, 'not-ours']) utimesSync(join(settings.stagingFolder, name), longAgo, longAgo);
    await openTestS3Store(t, settings);
    assert.deepEqual(readdirSync(settings.stagingFolder).sort(), ['not-ours', young]);
    assert.ok(!existsSync(join(settings.stagingFolder, old)));
  });
});

describe('redirects', () => {
  test('lead to the bytes with type and name, ranges too, and end', async (t) => {
    const bucket = await openTestBucket(t);
    const store = await openTestS3Store(t, { ...testS3Settings(t, bucket), delivery: 'redirect' });
    await store.put(KEY, Buffer.from('hello world'));
    const url = (await store.redirectUrl?.(KEY, REPLY)) ?? '';
    const whole = await fetch(url);
    assert.deepEqual(
      [whole.status, whole.headers.get('content-type'), whole.headers.get('content-disposition'), await whole.text()],
      [200, REPLY.contentType, REPLY.contentDisposition, 'hello world'],
    );
    const part = await fetch(url, { headers: { range: 'bytes=6-' } });
    assert.deepEqual([part.status, await part.text()], [206, 'world']);
    assert.equal((await fetch(url.replace(KEY, KEY.replace('0', '1')))).status, 403);
    bucket.set({ now: () => Date.now() + MINUTE_MS + 1_000 });
    assert.equal((await fetch(url)).status, 403);
  });

  test('are not made by a store whose bytes the server sends', async (t) => {
    const bucket = await openTestBucket(t);
    const store = await openTestS3Store(t, testS3Settings(t, bucket));
    assert.equal(store.redirectUrl, undefined);
  });
});
