import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Api, assertRefused } from './client.ts';
import { createAccount, openTarget } from './harness.ts';
import { type RawAnswer, rawRequest } from './raw-socket.ts';

const target = await openTarget();
after(() => target.close());
const { api, secret } = await createAccount(target, 5);
const anyone = new Api(target.url);
const MB = 2 ** 20;

/** Every path with the methods it takes; reading includes HEAD. */
const PATHS: readonly (readonly [path: string, methods: readonly string[]])[] = [
  ['/api/v1/models', ['GET', 'HEAD']],
  ['/api/v1/models/wan-2-7-image', ['GET', 'HEAD']],
  ['/api/v1/generations', ['GET', 'HEAD', 'POST']],
  ['/api/v1/generations/estimate', ['POST']],
  [`/api/v1/generations/task_${'0'.repeat(26)}/cancel`, ['POST']],
  ['/api/v1/files', ['GET', 'HEAD', 'POST']],
  [`/api/v1/files/file_${'0'.repeat(26)}`, ['GET', 'HEAD', 'DELETE']],
  ['/api/v1/credits', ['GET', 'HEAD']],
  ['/api/v1/credits/entries', ['GET', 'HEAD']],
];

function errorCode({ body }: RawAnswer): string {
  return JSON.parse(body).error.code;
}

describe('methods', () => {
  for (const [path, methods] of PATHS) {
    test(`405 with Allow: what ${path} does not take`, async () => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        if (methods.includes(method)) continue;
        // `estimate` stands where an id could stand, so reading it is a look-up of a task.
        if (path.endsWith('/estimate') && method === 'GET') continue;
        const answer = await api.request(method, path);
        assertRefused(answer, 405, 'method_not_allowed');
        const allow = (answer.headers.get('allow') ?? '').split(', ').toSorted();
        for (const allowed of methods) assert.ok(allow.includes(allowed), `${method} ${path}: ${allow}`);
        assert.ok(!allow.includes(method));
      }
    });
  }

  test('HEAD is GET without a body', async () => {
    for (const path of ['/api/v1/models', '/api/v1/credits', '/api/v1/generations']) {
      const [head, get] = [await api.request('HEAD', path), await api.get(path)];
      assert.equal(head.status, get.status);
      assert.equal(head.headers.get('content-type'), get.headers.get('content-type'));
      assert.equal(head.bytes.length, 0);
    }
  });

  test('404 not_found: unknown paths, with or without a key', async () => {
    for (const path of ['/api/v1/nothing', '/api/v1', '/api/v2/models', '/nothing', '/api/v1/generations/a/b/c']) {
      for (const caller of [api, anyone]) assertRefused(await caller.get(path), 404, 'not_found');
    }
  });

  test('200: /healthz and /readyz, for anyone', async () => {
    for (const path of ['/healthz', '/readyz']) assert.equal((await anyone.get(path)).status, 200);
  });
});

describe('query strings', () => {
  for (const path of ['/api/v1/generations', '/api/v1/files', '/api/v1/credits/entries']) {
    test(`400 validation_failed on ${path}: repeated, unknown or impossible keys`, async () => {
      for (const [query, field] of [
        ['limit=1&limit=2', 'limit'],
        ['limit=0', 'limit'],
        ['limit=101', 'limit'],
        ['limit=-1', 'limit'],
        ['limit=1.5', 'limit'],
        ['limit=ten', 'limit'],
        ['limit=', 'limit'],
        ['order=asc', 'order'],
        ['cursor=garbage', 'cursor'],
        ['cursor=a&cursor=b', 'cursor'],
        [`cursor=${Buffer.from("task_' or 1=1 --").toString('base64url')}`, 'cursor'],
        [`cursor=${'x'.repeat(500)}`, 'cursor'],
        ['cursor=', 'cursor'],
      ] as const) {
        const answer = await api.get(`${path}?${query}`);
        assertRefused(answer, 400, 'validation_failed', field);
      }
    });
  }

  test('400 validation_failed: filters that cannot be meant', async () => {
    for (const [query, field] of [
      ['status=done', 'status'],
      ['status=queued&status=failed', 'status'],
      ['created_after=yesterday', 'created_after'],
      ['created_before=2026-99-99', 'created_before'],
      ['model=a&model=b', 'model'],
    ] as const) {
      assertRefused(await api.get(`/api/v1/generations?${query}`), 400, 'validation_failed', field);
    }
  });

  test('400 validation_failed: an unknown query key on any route', async () => {
    for (const [path, methods] of PATHS) {
      for (const method of methods) {
        if (method === 'HEAD' || path === '/api/v1/files') continue;
        const json =
          method === 'POST' && !path.endsWith('/cancel') ? { model: 'wan-2-7-image', prompt: 'A' } : undefined;
        const answer = await api.request(method, `${path}?nonsense=1`, json === undefined ? {} : { json });
        assertRefused(answer, 400, 'validation_failed', 'nonsense');
      }
    }
  });
});

describe('headers', () => {
  test('every answer carries its own x-request-id and the rate limit', async () => {
    const answers = [
      await api.get('/api/v1/credits'),
      await api.get('/api/v1/files/x'),
      await anyone.get('/api/v1/models'),
    ];
    const ids = answers.map(({ headers }) => headers.get('x-request-id') ?? '');
    for (const id of ids) assert.match(id, /^req_[0-9a-z]{26}$/);
    assert.equal(new Set(ids).size, answers.length);
    for (const { headers } of answers) {
      for (const name of ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']) {
        assert.match(headers.get(name) ?? '', /^\d+$/, name);
      }
      assert.doesNotMatch(headers.get('server') ?? '', /\d/);
      assert.equal(headers.get('x-powered-by'), null);
    }
  });

  test('a request id of the caller is not taken over', async () => {
    const { headers } = await api.get('/api/v1/credits', { 'x-request-id': 'req_mine' });
    assert.notEqual(headers.get('x-request-id'), 'req_mine');
  });
});

describe('clients that send more than the server wants', () => {
  const json = ['Content-Type: application/json', `Authorization: Bearer ${secret}`];
  const form = ['Content-Type: multipart/form-data; boundary=b', `Authorization: Bearer ${secret}`];
  const chunk = Buffer.alloc(MB / 4, 'x');
  const body = (chunks: number, pauseMs = 5) => ({ chunks: Array.from({ length: chunks }, () => chunk), pauseMs });

  test('413 payload_too_large: an announced body of 3 MB, and one of unknown length', async () => {
    const head = ['POST /api/v1/generations HTTP/1.1', ...json];
    const announced = await rawRequest(target.url, { head: [...head, `Content-Length: ${3 * MB}`], ...body(12) });
    assert.equal(announced.status, 413);
    assert.equal(errorCode(announced), 'payload_too_large');
    assert.match(announced.head, /^connection: close$/im);
    const piece = Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]);
    const chunked = await rawRequest(target.url, {
      head: [...head, 'Transfer-Encoding: chunked'],
      chunks: [...Array.from({ length: 12 }, () => piece), '0\r\n\r\n'],
      pauseMs: 5,
    });
    assert.equal(chunked.status, 413);
    assert.equal(errorCode(chunked), 'payload_too_large');
  });

  test('an upload is refused while it is still being sent, and the answer arrives', async () => {
    const length = `Content-Length: ${30 * MB}`;
    for (const [headers, status, code] of [
      [['Content-Type: multipart/form-data; boundary=b', length], 401, 'api_key_missing'],
      [['Content-Type: application/json', `Authorization: Bearer ${secret}`, length], 415, 'unsupported_media_type'],
    ] as const) {
      const answer = await rawRequest(target.url, { head: ['POST /api/v1/files HTTP/1.1', ...headers], ...body(24) });
      assert.equal(answer.status, status);
      assert.equal(errorCode(answer), code);
    }
  });

  test('413 file_too_large and 415 reach a client in the middle of its file', async () => {
    const before = await api.state();
    const part = (kind: string, start: string) =>
      `--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\n${kind}\r\n` +
      `--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n${start}`;
    for (const start of [Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.from('just text')]) {
      const answer = await rawRequest(target.url, {
        head: ['POST /api/v1/files HTTP/1.1', ...form, `Content-Length: ${60 * MB}`],
        chunks: [part('image', ''), start, ...body(200).chunks],
        pauseMs: 2,
      });
      // Text that is too large may be refused for either.
      const isTooLarge = start[0] === 0x89 || answer.status === 413;
      assert.equal(errorCode(answer), isTooLarge ? 'file_too_large' : 'file_type_not_supported');
      assert.equal(answer.status, isTooLarge ? 413 : 415);
    }
    assert.deepEqual(await api.state(), before);
  });

  test('an upload that breaks off leaves nothing behind', async () => {
    const before = await api.state();
    const head = ['POST /api/v1/files HTTP/1.1', ...form, `Content-Length: ${5 * MB}`, 'Connection: close'];
    const begin = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n';
    const broken = rawRequest(target.url, { head, chunks: [begin, chunk] });
    await Promise.race([broken.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 500))]);
    assert.deepEqual(await api.state(), before);
  });

  test('400 in the documented shape: what is not HTTP', async () => {
    const answer = await rawRequest(target.url, { head: ['NONSENSE'] });
    assert.equal(answer.status, 400);
    assert.equal(errorCode(answer), 'validation_failed');
    assert.match(answer.head, /^x-request-id: req_[0-9a-z]{26}$/im);
  });

  test('the server is as well as before', async () => {
    assert.equal((await anyone.get('/readyz')).status, 200);
    assert.equal(await api.balance(), 5);
  });
});
