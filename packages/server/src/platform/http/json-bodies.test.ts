import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Type } from 'typebox';
import { silentLog } from '../testing.ts';
import { fail } from './errors.ts';
import { createHttpServer } from './server.ts';
import { converse } from './testing-socket.ts';

function setUp(t: TestContext) {
  const app = createHttpServer(silentLog);
  t.after(() => app.close());
  app.addHook('onRequest', (request, _reply, done) => {
    done(request.headers.authorization === 'bad' ? fail('api_key_invalid', { public: 'no' }) : undefined);
  });
  const schema = { body: Type.Object({ name: Type.String() }) };
  app.route({ method: 'POST', url: '/things', schema, handler: (request) => request.body });
  const post = (payload: string | Buffer, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: '/things',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    });
  return { app, post };
}

describe('a JSON body', () => {
  for (const charset of ['utf-8', 'UTF8', '"utf-8"']) {
    test(`200: announced as ${charset}`, async (t) => {
      const answer = await setUp(t).post('{"name":"星"}', { 'content-type': `application/json; charset=${charset}` });
      assert.deepEqual(answer.json(), { name: '星' });
    });
  }

  for (const [what, headers] of [
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['a compressed body', { 'content-encoding': 'gzip' }],
  ] as const) {
    test(`415 unsupported_media_type: ${what}`, async (t) => {
      const answer = await setUp(t).post('{"name":"a"}', headers);
      assert.equal(answer.statusCode, 415);
      assert.equal(answer.json().error.code, 'unsupported_media_type');
    });
  }

  for (const bytes of [
    [0xff, 0xfe],
    [0xed, 0xa0, 0x80],
  ]) {
    test(`400 validation_failed: bytes that are not UTF-8 (${bytes.join(' ')})`, async (t) => {
      const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from(bytes), Buffer.from('"}')]);
      const answer = await setUp(t).post(body);
      assert.equal(answer.statusCode, 400);
      assert.match(answer.json().error.message, /UTF-8/);
    });
  }
});

describe('Expect: 100-continue', () => {
  const head = (authorization: string) =>
    `POST /things HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: ${authorization}\r\n` +
    'content-type: application/json\r\ncontent-length: 12\r\nexpect: 100-continue\r\n\r\n';

  test('a refused request is answered at once, without asking for its body', async (t) => {
    const { app } = setUp(t);
    const url = await app.listen({ port: 0 });
    const { received } = await converse(url, [head('bad')]);
    assert.match(received, /^HTTP\/1\.1 401 /);
    assert.doesNotMatch(received, /100 Continue/);
  });

  test('an accepted request is asked for its body', async (t) => {
    const { app } = setUp(t);
    const url = await app.listen({ port: 0 });
    const { received } = await converse(url, [head('good'), '{"name":"a"}']);
    assert.match(received, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  });
});
