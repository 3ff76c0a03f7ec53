import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Type } from 'typebox';
import { silentLog } from '../testing.ts';
import { createHttpServer, JSON_BODY_BYTES_MAX } from './server.ts';
import { converse, countConnections } from './testing-socket.ts';

const Body = Type.Object(
  { name: Type.String(), note: Type.Optional(Type.Union([Type.String({ maxLength: 3 }), Type.Null()])) },
  { additionalProperties: false },
);

function setUp(t: TestContext) {
  const app = createHttpServer(silentLog);
  t.after(() => app.close());
  app.route({ method: 'POST', url: '/things', schema: { body: Body }, handler: (request) => request.body });
  app.route({ method: 'GET', url: '/things/:id', handler: (request) => request.params });
  app.route({
    method: 'GET',
    url: '/boom',
    handler: () => {
      throw new Error('the password is hunter2');
    },
  });
  app.refuseOtherMethods();
  const post = (payload: string | undefined, contentType = 'application/json') =>
    app.inject({ method: 'POST', url: '/things', headers: { 'content-type': contentType }, payload: payload ?? '' });
  return { app, post };
}

type Answer = { statusCode: number; headers: Record<string, unknown>; json(): unknown };

/** The documented shape, with the same id in the header, and nothing else. */
function assertRefused(answer: Answer, status: number, code: string): string {
  const body = answer.json();
  assert.ok(body !== null && typeof body === 'object' && 'error' in body);
  const { error } = body;
  assert.ok(error !== null && typeof error === 'object' && 'code' in error && 'message' in error);
  assert.equal(answer.statusCode, status);
  assert.equal(error.code, code);
  assert.ok('requestId' in error && /^req_[0-9a-z]{26}$/.test(String(error.requestId)));
  assert.equal(answer.headers['x-request-id'], error.requestId);
  assert.match(String(answer.headers['content-type']), /^application\/json/);
  return String(error.message);
}

describe('503 overloaded', () => {
  test('says that nothing was kept only where that is known', async (t) => {
    const { app } = setUp(t);
    const full = Object.assign(new Error('the disk is full'), { code: '53100' });
    const cutOff = new Error('Connection terminated unexpectedly');
    app.route({ method: 'GET', url: '/full', handler: () => Promise.reject(full) });
    app.route({ method: 'GET', url: '/cut-off', handler: () => Promise.reject(cutOff) });
    const refused = assertRefused(await app.inject('/full'), 503, 'overloaded');
    assert.match(refused, /Nothing was reserved or kept/);
    const unknown = assertRefused(await app.inject('/cut-off'), 503, 'overloaded');
    assert.match(unknown, /cannot tell whether this was kept.*same Idempotency-Key/);
  });
});

describe('error pages', () => {
  test('may answer a refusal in their own way, also of a path that cannot be decoded; what they leave is JSON', async (t) => {
    const { app } = setUp(t);
    app.errorPages.push((failure, request, reply) => {
      if (!request.url.startsWith('/pages/')) return false;
      reply.code(404).type('text/plain').send(`no page: ${failure.code}`);
      return true;
    });
    for (const [url, body] of [
      ['/pages/x', 'no page: not_found'],
      ['/pages/%ff', 'no page: validation_failed'],
    ] as const) {
      const answer = await app.inject(url);
      assert.deepEqual([answer.statusCode, answer.body], [404, body]);
      assert.match(String(answer.headers['x-request-id']), /^req_/);
    }
    assertRefused(await app.inject('/elsewhere'), 404, 'not_found');
    assertRefused(await app.inject('/%ff'), 400, 'validation_failed');
  });
});

describe('the HTTP server', () => {
  test('200: every answer carries an id of its own', async (t) => {
    const { app, post } = setUp(t);
    const answers = [await post('{"name":"a"}'), await app.inject('/things/1'), await app.inject('/things/1')];
    const ids = answers.map(({ statusCode, headers }) => {
      assert.equal(statusCode, 200);
      return headers['x-request-id'];
    });
    assert.equal(new Set(ids).size, 3);
  });

  test('ids are ours: one that a caller sends is not taken over', async (t) => {
    const { app } = setUp(t);
    const answer = await app.inject({ url: '/things/1', headers: { 'x-request-id': 'mine', 'request-id': 'mine' } });
    assert.match(String(answer.headers['x-request-id']), /^req_/);
  });

  test('404 not_found: unknown paths, whatever is sent there', async (t) => {
    const { app } = setUp(t);
    const headers = { 'content-type': 'application/json' };
    for (const request of [
      { method: 'GET', url: '/nothing?key=secret' },
      { method: 'POST', url: '/nothing', headers, payload: '{' },
      { method: 'DELETE', url: '/' },
    ] as const) {
      const message = assertRefused(await app.inject(request), 404, 'not_found');
      assert.doesNotMatch(message, /secret/);
    }
  });

  test('404 not_found: an id longer than any id', async (t) => {
    assertRefused(await setUp(t).app.inject(`/things/${'a'.repeat(201)}`), 404, 'not_found');
  });

  test('400 validation_failed: a path that cannot be decoded', async (t) => {
    assertRefused(await setUp(t).app.inject('/things/%E0%A4%A'), 400, 'validation_failed');
  });

  test('405 method_not_allowed: every other method on a known path, with Allow', async (t) => {
    const { app } = setUp(t);
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
      const answer = await app.inject({ method, url: '/things' });
      assertRefused(answer, 405, 'method_not_allowed');
      assert.equal(answer.headers['allow'], 'POST');
    }
    const head = await app.inject({ method: 'HEAD', url: '/things' });
    assert.equal(head.statusCode, 405);
    assert.equal(head.body, '');
    const post = await app.inject({ method: 'POST', url: '/things/1', payload: 'x' });
    assertRefused(post, 405, 'method_not_allowed');
    assert.equal(post.headers['allow'], 'GET, HEAD');
    assert.equal((await app.inject({ method: 'HEAD', url: '/things/1' })).statusCode, 200);
  });

  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense']) {
    test(`415 unsupported_media_type: ${type}`, async (t) => {
      assertRefused(await setUp(t).post('{"name":"a"}', type), 415, 'unsupported_media_type');
    });
  }

  test('200: JSON with a charset is JSON', async (t) => {
    assert.equal((await setUp(t).post('{"name":"ä"}', 'application/json; charset=utf-8')).json().name, 'ä');
  });

  for (const [what, body] of [
    ['broken JSON', '{"name":'],
    ['two JSON values', '{"name":"a"}{}'],
    ['__proto__', '{"name":"a","__proto__":{"isAdmin":true}}'],
    ['__proto__ far down', '{"name":"a","note":{"a":[{"__proto__":1}]}}'],
    ['constructor.prototype', '{"name":"a","constructor":{"prototype":{}}}'],
  ] as const) {
    test(`400 validation_failed: ${what}`, async (t) => {
      assert.match(assertRefused(await setUp(t).post(body), 400, 'validation_failed'), /not valid JSON/);
    });
  }

  for (const [what, body] of [
    ['an empty body', undefined],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"name"'],
  ] as const) {
    test(`400 validation_failed: ${what} where an object is needed`, async (t) => {
      const message = assertRefused(await setUp(t).post(body), 400, 'validation_failed');
      assert.equal(message, 'The request body must be an object.');
    });
  }

  test('413 payload_too_large: one byte over the limit, announced or not', async (t) => {
    const { post } = setUp(t);
    const fill = JSON_BODY_BYTES_MAX - '{"name":""}'.length;
    assert.equal((await post(`{"name":"${'a'.repeat(fill)}"}`)).statusCode, 200);
    assertRefused(await post(`{"name":"${'a'.repeat(fill + 1)}"}`), 413, 'payload_too_large');
  });

  test('500 internal_error: tells nobody what went wrong', async (t) => {
    const answer = await setUp(t).app.inject('/boom');
    assertRefused(answer, 500, 'internal_error');
    assert.doesNotMatch(answer.body, /hunter2|password|Error:|at /);
  });
});

describe('what is not a request', () => {
  async function listen(t: TestContext): Promise<string> {
    const { app } = setUp(t);
    return await app.listen({ port: 0, host: '127.0.0.1' });
  }

  for (const [what, text, message] of [
    ['garbage bytes', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n', /not a valid HTTP/],
    ['a broken header', 'GET /things/1 HTTP/1.1\r\nhost: a\r\nbad header\r\n\r\n', /not a valid HTTP/],
    ['two lengths', 'POST /things HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', /HTTP/],
    ['20 kB of headers', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, /headers are too large/],
    ['no Host', 'GET /things/1 HTTP/1.1\r\nconnection: close\r\n\r\n', /Host/],
    ['an odd Expect', 'GET /things/1 HTTP/1.1\r\nhost: a\r\nexpect: wonders\r\n\r\n', /100-continue/],
  ] as const) {
    test(`400 validation_failed: ${what}, answered in the documented shape on a closed connection`, async (t) => {
      const { answer } = await converse(await listen(t), [text]);
      assert.match(assertRefused(answer, 400, 'validation_failed'), message);
    });
  }

  test('its sender may hold the connection for five seconds, not longer', async (t) => {
    const { app } = setUp(t);
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { socket } = await converse(url, ['garbage\r\n\r\n'], { staysOpen: true });
    t.after(() => void socket.destroy());
    t.mock.timers.tick(4_999);
    assert.equal(await countConnections(app.server), 1);
    t.mock.timers.tick(1);
    assert.equal(await countConnections(app.server), 0);
  });

  test('its sender gets the answer although more is on the way', async (t) => {
    const more = Array.from({ length: 5 }, () => 'x'.repeat(10_000));
    const { answer } = await converse(await listen(t), ['garbage\r\n\r\n'], { after: more });
    assertRefused(answer, 400, 'validation_failed');
  });
});
