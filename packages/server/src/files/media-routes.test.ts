import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { newId } from '../platform/ids.ts';
import { createSecrets } from '../platform/secrets.ts';
import { MB } from '../platform/units.ts';
import { outputUrl } from './index.ts';
import { testImage } from './inspect/testing.ts';
import { createTestFiles, createTestServer, sendForm } from './testing.ts';

const Uploaded = Type.Object({ id: Type.String(), url: Type.String(), sha256: Type.String() });

async function setUp(t: TestContext, bytes?: Uint8Array) {
  const deps = await createTestFiles(t);
  const server = await createTestServer(t, deps);
  const { authorization } = await server.openAccount('owner');
  const png = bytes ?? (await testImage('png'));
  const response = await sendForm(server.url, authorization, [
    ['file', png, 'Büro 1.png'],
    ['kind', 'image'],
  ]);
  const file = Value.Parse(Uploaded, await response.json());
  const url = file.url.replace('https://media.test', server.url);
  const ask = (headers: Record<string, string> = {}, method = 'GET') => fetch(url, { method, headers });
  return { deps, server: server.url, authorization, png, file, url, ask };
}

const read = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('GET and HEAD /media/{fileId}/{name}', () => {
  test('200: the bytes to whoever holds the URL, with what a browser needs to be safe', async (t) => {
    const { ask, png, file, deps } = await setUp(t);
    const answer = await ask();
    assert.equal(answer.status, 200);
    assert.deepEqual(await read(answer), Buffer.from(png));
    const expected = {
      'content-type': 'image/png',
      'content-length': String(png.length),
      'content-disposition': 'inline; filename="B_ro 1.png"; filename*=UTF-8\'\'B%C3%BCro%201.png',
      etag: `"${file.sha256}"`,
      'accept-ranges': 'bytes',
      'cache-control': `private, max-age=${deps.retention.uploadMs / 1000}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
    };
    for (const [name, value] of Object.entries(expected)) assert.equal(answer.headers.get(name), value, name);
    const head = await ask({}, 'HEAD');
    assert.equal(head.status, 200);
    assert.equal((await read(head)).length, 0);
    for (const [name, value] of Object.entries(expected)) assert.equal(head.headers.get(name), value, name);
  });

  test('206 and 416: parts', async (t) => {
    const { ask, png } = await setUp(t);
    const size = png.length;
    for (const [range, start, end] of [
      ['bytes=0-9', 0, 9],
      ['bytes=10-', 10, size - 1],
      ['bytes=-5', size - 5, size - 1],
      [`bytes=5-${size + 100}`, 5, size - 1],
    ] as const) {
      const answer = await ask({ range });
      assert.equal(answer.status, 206, range);
      assert.equal(answer.headers.get('content-range'), `bytes ${start}-${end}/${size}`);
      assert.equal(answer.headers.get('content-length'), String(end - start + 1));
      assert.deepEqual(await read(answer), Buffer.from(png.subarray(start, end + 1)));
    }
    const beyond = await ask({ range: `bytes=${size}-` });
    assert.equal(beyond.status, 416);
    assert.equal(beyond.headers.get('content-range'), `bytes */${size}`);
    assert.match(await beyond.text(), /"code":"range_not_satisfiable"/);
    assert.equal((await ask({ range: 'bytes=99999999999999999999-' })).status, 416);
    for (const range of ['bytes=0-1,5-6', 'pages=1', 'bytes=9-1']) {
      const answer = await ask({ range });
      assert.equal(answer.status, 200, range);
      assert.equal((await read(answer)).length, size);
    }
  });

  test('304 for the version at hand; If-Range gives the part only of that version', async (t) => {
    const { ask, file, png } = await setUp(t);
    const etag = `"${file.sha256}"`;
    const same = await ask({ 'if-none-match': `W/${etag}, "x"` });
    assert.equal(same.status, 304);
    assert.equal(same.headers.get('etag'), etag);
    assert.equal((await ask({ 'if-none-match': '"x"' })).status, 200);
    assert.equal((await ask({ range: 'bytes=0-1', 'if-range': etag })).status, 206);
    const whole = await ask({ range: 'bytes=0-1', 'if-range': '"x"' });
    assert.deepEqual([whole.status, (await read(whole)).length], [200, png.length]);
  });

  test('404 without a hint: wrong, missing, foreign or altered signatures, expired and deleted files', async (t) => {
    const { deps, server, authorization, file, url } = await setUp(t);
    const { pathname, searchParams } = new URL(url);
    const [expires, signature] = [searchParams.get('expires') ?? '', searchParams.get('signature') ?? ''];
    const stranger = { ...deps, secrets: createSecrets(['another-secret-another-secret-another']) };
    const servable = { id: file.id, name: 'a', mimeType: 'image/png', expiresAtMs: Number(expires) };
    const refusal = async (address: string) => {
      const response = await fetch(address);
      const text = (await response.text()).replace(/req_[0-9a-z]{26}/, 'req');
      return { status: response.status, text };
    };
    const expected = await refusal(`${server}${pathname}`);
    assert.equal(expected.status, 404);
    assert.match(expected.text, /"code":"not_found"/);
    const addresses = [
      `${server}${pathname}?expires=${expires}`,
      `${server}${pathname}?signature=${signature}`,
      `${server}${pathname}?expires=${Number(expires) + 1}&signature=${signature}`,
      `${server}${pathname}?expires=${expires}&signature=${signature.slice(0, -1)}`,
      `${server}${pathname}?expires=${expires}&expires=${expires}&signature=${signature}`,
      `${server}${pathname}?expires=x&signature=${signature}`,
      `${server}/media/${newId('file')}/a.png?expires=${expires}&signature=${signature}`,
      `${server}/media/..%2f..%2fetc/passwd?expires=${expires}&signature=${signature}`,
      outputUrl({ ...stranger, urls: { mediaBaseUrl: server } }, servable),
      outputUrl({ ...deps, urls: { mediaBaseUrl: server } }, { ...servable, expiresAtMs: deps.clock.now() }),
      outputUrl({ ...deps, urls: { mediaBaseUrl: server } }, { ...servable, id: newId('file') }),
    ];
    for (const address of addresses) assert.deepEqual(await refusal(address), expected, address);
    assert.equal((await fetch(url)).status, 200);
    await fetch(`${server}/api/v1/files/${file.id}`, { method: 'DELETE', headers: { authorization } });
    assert.deepEqual(await refusal(url), expected);
  });

  test('404 once the file has expired, or its bytes are gone; 405 for other methods', async (t) => {
    const { deps, url, file, ask } = await setUp(t);
    assert.equal((await ask({}, 'DELETE')).status, 405);
    await deps.store.delete(file.id);
    assert.equal((await fetch(url)).status, 404);
    deps.clock.advance(deps.retention.uploadMs);
    assert.equal((await fetch(url)).status, 404);
  });

  test('a URL from before a rotation of the secret stays good', async (t) => {
    const deps = await createTestFiles(t);
    const old = createSecrets(['old-secret-old-secret-old-secret-old']);
    const rotated = createSecrets(['new-secret-new-secret-new-secret-new', 'old-secret-old-secret-old-secret-old']);
    const { url, openAccount } = await createTestServer(t, { ...deps, secrets: rotated });
    const { authorization } = await openAccount('owner');
    const answer = await sendForm(url, authorization, [
      ['file', await testImage('png')],
      ['kind', 'image'],
    ]);
    const { id } = Value.Parse(Uploaded, await answer.json());
    const file = { id, name: 'a', mimeType: 'image/png', expiresAtMs: deps.clock.now() + 1000 };
    assert.equal((await fetch(outputUrl({ secrets: old, urls: { mediaBaseUrl: url } }, file))).status, 200);
  });

  test('a client that goes away half-way ends the reading too', async (t) => {
    const padding = Buffer.alloc(9 * MB);
    const { deps, url } = await setUp(t, Buffer.concat([await testImage('jpeg'), padding]));
    const opened = Promise.withResolvers<{ readonly closed: Promise<unknown> }>();
    const open = deps.store.open.bind(deps.store);
    deps.store.open = async (key, range) => {
      const stream = await open(key, range);
      if (stream !== undefined) opened.resolve({ closed: once(stream, 'close') });
      return stream;
    };
    const request = get(url);
    const [response] = await once(request, 'response');
    response.destroy();
    await (await opened.promise).closed;
  });
});
