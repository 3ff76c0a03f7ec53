import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { startS3Simulator } from './start-simulator.ts';
import { chunked, codeOf, sendSigned, type TestRequest } from './testing.ts';

const PART_BYTES = 5 * 2 ** 20;

async function setUp(t: TestContext) {
  const simulator = await startS3Simulator();
  t.after(() => simulator.close());
  const send = (request: TestRequest) => sendSigned(simulator, request);
  const answer = async (request: TestRequest) => {
    const response = await send(request);
    return [response.status, await codeOf(response)];
  };
  const begin = async (headers: Readonly<Record<string, string>> = {}) => {
    const text = await (await send({ method: 'POST', path: '/a-key?uploads=', headers })).text();
    return /<UploadId>([\w-]+)</.exec(text)?.[1] ?? '';
  };
  return { simulator, send, answer, begin };
}

const put = (more: TestRequest): TestRequest => ({ method: 'PUT', path: '/a-key', ...more });
const crc = (text: string | Uint8Array) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString('base64');
};

describe('a body', () => {
  const right = chunked('hello world', `x-amz-checksum-crc32:${crc('hello world')}`);
  for (const [what, request, expected] of [
    ['in chunks with its checksum behind', right, [200, undefined]],
    [
      'in chunks with another checksum behind',
      chunked('hello world', `x-amz-checksum-crc32:${crc('x')}`),
      [400, 'BadDigest'],
    ],
    ['in chunks with another trailer', chunked('hello', 'x-amz-checksum-md5:AAAA'), [501, 'NotImplemented']],
    ['in chunks that end too early', { ...right, body: '5\r\nhello\r\n' }, [400, 'IncompleteBody']],
    ['in chunks with a size that is none', { ...right, body: 'x\r\nhello\r\n0\r\n\r\n' }, [400, 'IncompleteBody']],
    ['in chunks longer than they say', { ...right, body: '4\r\nhello\r\n0\r\n\r\n' }, [400, 'IncompleteBody']],
    [
      'in chunks of another length',
      { ...right, headers: { ...right.headers, 'x-amz-decoded-content-length': '9' } },
      [400, 'IncompleteBody'],
    ],
    ['with its checksum', { body: 'x', headers: { 'x-amz-checksum-crc32': crc('x') } }, [200, undefined]],
    ['with another checksum', { body: 'x', headers: { 'x-amz-checksum-crc32': crc('y') } }, [400, 'BadDigest']],
    [
      'with two checksums',
      { body: 'x', headers: { 'x-amz-checksum-crc32': crc('x'), 'x-amz-checksum-sha1': 'y' } },
      [400, 'InvalidRequest'],
    ],
    [
      'with another checksum than announced',
      { body: 'x', headers: { 'x-amz-sdk-checksum-algorithm': 'SHA1', 'x-amz-checksum-crc32': crc('x') } },
      [400, 'InvalidRequest'],
    ],
    ['with another MD5', { body: 'x', headers: { 'content-md5': '1B2M2Y8AsgTpgAmY7PhCfg==' } }, [400, 'BadDigest']],
    [
      'signed in a way nobody knows',
      { body: 'x', headers: { 'x-amz-content-sha256': 'STREAMING-OTHER' } },
      [501, 'NotImplemented'],
    ],
  ] as const satisfies readonly (readonly [string, TestRequest, readonly [number, string | undefined]])[]) {
    test(`${what}: ${expected.join(' ')}`, async (t) => {
      const { simulator, answer } = await setUp(t);
      assert.deepEqual(await answer(put(request)), expected);
      assert.equal(simulator.objects().length, expected[0] === 200 ? 1 : 0);
    });
  }

  test('in chunks comes out as it went in', async (t) => {
    const { send } = await setUp(t);
    await send(put(right));
    const object = await send({ path: '/a-key' });
    assert.equal(await object.text(), 'hello world');
    assert.equal(object.headers.get('etag'), `"${createHash('md5').update('hello world').digest('hex')}"`);
  });
});

describe('an object', () => {
  for (const [range, expected] of [
    ['bytes=0-4', [206, 'hello', 'bytes 0-4/11']],
    ['bytes=6-', [206, 'world', 'bytes 6-10/11']],
    ['bytes=-3', [206, 'rld', 'bytes 8-10/11']],
    ['bytes=9-99', [206, 'ld', 'bytes 9-10/11']],
    ['items=0-4', [200, 'hello world', null]],
  ] as const) {
    test(`read with ${range}: ${expected[0]} ${expected[2]}`, async (t) => {
      const { send } = await setUp(t);
      await send(put({ body: 'hello world' }));
      const part = await send({ path: '/a-key', headers: { range } });
      assert.deepEqual([part.status, await part.text(), part.headers.get('content-range')], expected);
    });
  }

  test('read from behind its end: 416 InvalidRange; unknown: 404 NoSuchKey; removed twice: 204', async (t) => {
    const { answer } = await setUp(t);
    await answer(put({ body: 'hello' }));
    assert.deepEqual(await answer({ path: '/a-key', headers: { range: 'bytes=5-' } }), [416, 'InvalidRange']);
    for (let times = 0; times < 2; times += 1)
      assert.deepEqual(await answer({ method: 'DELETE', path: '/a-key' }), [204, undefined]);
    assert.deepEqual(await answer({ path: '/a-key' }), [404, 'NoSuchKey']);
  });

  test('nothing undocumented is let through', async (t) => {
    const { answer } = await setUp(t);
    assert.deepEqual(await answer({ path: '/a-key?acl=' }), [501, 'NotImplemented']);
    assert.deepEqual(await answer({ path: '?list-type=1' }), [501, 'NotImplemented']);
    assert.deepEqual(await answer({ method: 'PUT' }), [405, 'MethodNotAllowed']);
  });
});

describe('an upload in parts', () => {
  const xmlOf = (parts: readonly (readonly [number, string])[]) =>
    `<CompleteMultipartUpload>${parts.map(([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`).join('')}</CompleteMultipartUpload>`;
  const large = Buffer.alloc(PART_BYTES, 'a');
  const [largeTag, smallTag] = [large, 'b'].map((part) => createHash('md5').update(part).digest('hex'));

  async function withParts(t: TestContext) {
    const set = await setUp(t);
    const id = await set.begin();
    const part = (number: number) => `/a-key?partNumber=${number}&uploadId=${id}`;
    await set.send(put({ path: part(1), body: large }));
    await set.send(put({ path: part(2), body: 'b' }));
    const complete = (parts: readonly (readonly [number, string | undefined])[]) =>
      set.answer({
        method: 'POST',
        path: `/a-key?uploadId=${id}`,
        body: xmlOf(parts.map(([n, tag = '']) => [n, tag])),
      });
    return { ...set, id, complete };
  }

  test('becomes an object with the tag of its parts, once', async (t) => {
    const { simulator, send, complete } = await withParts(t);
    assert.deepEqual(
      await complete([
        [1, largeTag],
        [2, smallTag],
      ]),
      [200, undefined],
    );
    const object = await send({ path: '/a-key' });
    assert.equal((await object.bytes()).length, PART_BYTES + 1);
    assert.match(object.headers.get('etag') ?? '', /^"[0-9a-f]{32}-2"$/);
    assert.deepEqual(
      await complete([
        [1, largeTag],
        [2, smallTag],
      ]),
      [404, 'NoSuchUpload'],
    );
    assert.deepEqual(simulator.unfinished(), []);
  });

  test('is not completed with wrong parts, and stays', async (t) => {
    const { simulator, answer, id, complete } = await withParts(t);
    assert.deepEqual(
      await complete([
        [2, smallTag],
        [1, largeTag],
      ]),
      [400, 'InvalidPartOrder'],
    );
    assert.deepEqual(await complete([[1, smallTag]]), [400, 'InvalidPart']);
    assert.deepEqual(
      await complete([
        [1, largeTag],
        [3, smallTag],
      ]),
      [400, 'InvalidPart'],
    );
    assert.deepEqual(await complete([]), [400, 'MalformedXML']);
    await answer(put({ path: `/a-key?partNumber=3&uploadId=${id}`, body: 'b' }));
    assert.deepEqual(
      await complete([
        [2, smallTag],
        [3, smallTag],
      ]),
      [400, 'EntityTooSmall'],
    );
    assert.deepEqual([simulator.unfinished(), simulator.objects()], [[{ key: 'a-key', parts: 3 }], []]);
    assert.deepEqual(await answer(put({ path: `/a-key?partNumber=10001&uploadId=${id}` })), [400, 'InvalidArgument']);
    assert.deepEqual(await answer({ method: 'DELETE', path: `/a-key?uploadId=${id}` }), [204, undefined]);
    assert.deepEqual(await answer({ method: 'DELETE', path: `/a-key?uploadId=${id}` }), [404, 'NoSuchUpload']);
  });

  test('begun with checksums, every part must have one', async (t) => {
    const { answer, begin } = await setUp(t);
    const path = `/a-key?partNumber=1&uploadId=${await begin({ 'x-amz-checksum-algorithm': 'CRC32' })}`;
    assert.deepEqual(await answer(put({ path, body: 'b' })), [400, 'InvalidRequest']);
    assert.deepEqual(await answer(put({ path, body: 'b', headers: { 'x-amz-checksum-crc32': crc('b') } })), [
      200,
      undefined,
    ]);
  });
});

describe('lists', () => {
  const all = (text: string, name: string) =>
    [...text.matchAll(new RegExp(`<${name}>([^<]*)<`, 'g'))].map(([, value]) => value);

  test('objects under a prefix, in byte order, page by page', async (t) => {
    const { send } = await setUp(t);
    for (const key of ['a/3', 'a/1', 'b/1', 'a/2', 'a/Z']) await send(put({ path: `/${key}` }));
    const pages: (string | undefined)[][] = [];
    for (let token: string | undefined = ''; token !== undefined; ) {
      const after: string = token === '' ? '' : `&continuation-token=${token}`;
      const text: string = await (
        await send({ path: `?list-type=2&max-keys=3&prefix=${encodeURIComponent('a/')}${after}` })
      ).text();
      pages.push(all(text, 'Key'));
      token = all(text, 'NextContinuationToken')[0];
    }
    assert.deepEqual(pages, [['a/1', 'a/2', 'a/3'], ['a/Z']]);
  });

  test('uploads that have not ended, page by page', async (t) => {
    const { send, begin } = await setUp(t);
    const ids = [await begin(), await begin(), await begin()];
    const found: (string | undefined)[] = [];
    for (let after: string | undefined = ''; after !== undefined; ) {
      const text: string = await (await send({ path: `?uploads=&max-uploads=2${after}` })).text();
      found.push(...all(text, 'UploadId'));
      const [key, id] = [all(text, 'NextKeyMarker')[0], all(text, 'NextUploadIdMarker')[0]];
      after = id === undefined ? undefined : `&key-marker=${key}&upload-id-marker=${id}`;
    }
    assert.deepEqual(found.sort(), ids.sort());
  });
});

test('scattered faults strike the same calls for the same seed, until they are cleared', async (t) => {
  const runs = await Promise.all(
    [1, 2].map(async () => {
      const { simulator, answer } = await setUp(t);
      const faults = [{ operation: 'put', fault: { kind: 'code', code: 'SlowDown' } }] as const;
      simulator.injectRandomly({ seed: 7, rate: 0.5, faults });
      const statuses: unknown[] = [];
      for (let times = 0; times < 12; times += 1) statuses.push((await answer(put({ body: 'x' })))[0]);
      simulator.clearFaults();
      assert.deepEqual(await answer(put({ body: 'x' })), [200, undefined]);
      return statuses;
    }),
  );
  assert.deepEqual(runs[0], runs[1]);
  assert.deepEqual([...new Set(runs[0])].sort(), [200, 503]);
});

test('faults strike as often as planned, and a closed bucket leaves nothing', async (t) => {
  const { simulator, answer } = await setUp(t);
  simulator.inject('put', { kind: 'code', code: 'SlowDown' }, 2);
  simulator.inject('put', { kind: 'reset_after' });
  assert.throws(() => simulator.inject('put', { kind: 'hang' }, 0), RangeError);
  assert.deepEqual(await answer(put({ body: 'x' })), [503, 'SlowDown']);
  assert.deepEqual(await answer(put({ body: 'x' })), [503, 'SlowDown']);
  await assert.rejects(answer(put({ body: 'x' })));
  assert.deepEqual([simulator.objects().length, simulator.requests().put], [1, 3]);
  assert.deepEqual(simulator.struck(), { 'put:code': 2, 'put:reset_after': 1 });
  await simulator.close();
  await assert.rejects(fetch(simulator.endpoint));
});
