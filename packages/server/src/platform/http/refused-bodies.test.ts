import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { silentLog } from '../testing.ts';
import { fail } from './errors.ts';
import { createHttpServer } from './server.ts';
import { converse, countConnections } from './testing-socket.ts';

const CHUNK_BYTES = 200_000;
const chunk = 'x'.repeat(CHUNK_BYTES);
const chunks = (count: number) => Array.from({ length: count }, () => chunk);
const encoded = (count: number) => chunks(count).map((text) => `${text.length.toString(16)}\r\n${text}\r\n`);
const head = (path: string, ...headers: string[]) =>
  `${[`POST ${path} HTTP/1.1`, 'Host: a', 'Content-Type: application/json', ...headers].join('\r\n')}\r\n\r\n`;

async function setUp(t: TestContext) {
  const app = createHttpServer(silentLog);
  t.after(() => app.close());
  app.route({ method: 'POST', url: '/things', handler: () => ({ ok: true }) });
  app.route({
    method: 'POST',
    url: '/guarded',
    onRequest: (_request, _reply, done) => done(fail('api_key_missing', { public: 'No key.' })),
    handler: () => ({ ok: true }),
  });
  app.route({
    method: 'POST',
    url: '/refused',
    handler: () => {
      throw fail('validation_failed', { public: 'Not this one.' });
    },
  });
  return { app, url: await app.listen({ port: 0, host: '127.0.0.1' }) };
}

describe('a refused body', () => {
  test('413: a sender who goes on for megabytes reads the answer and is not reset', async (t) => {
    const { url } = await setUp(t);
    const start = head('/things', `Content-Length: ${30 * CHUNK_BYTES}`);
    const { answer } = await converse(url, [start, chunk], { after: chunks(29) });
    assert.equal(answer.statusCode, 413);
    assert.equal(answer.headers['connection'], 'close');
  });

  test('413: the same for a body that does not say how long it is', async (t) => {
    const { url } = await setUp(t);
    const start = head('/things', 'Transfer-Encoding: chunked');
    const { answer } = await converse(url, [start, ...encoded(6)], { after: [...encoded(10), '0\r\n\r\n'] });
    assert.equal(answer.statusCode, 413);
    assert.equal(answer.headers['connection'], 'close');
  });

  test('401: refused on the headers, before any of it came', async (t) => {
    const { url } = await setUp(t);
    const start = head('/guarded', `Content-Length: ${5 * CHUNK_BYTES}`);
    const { answer } = await converse(url, [start], { after: chunks(5) });
    assert.equal(answer.statusCode, 401);
    assert.equal(answer.headers['connection'], 'close');
  });

  test('what follows it on the connection is never taken for a request', async (t) => {
    const { app, url } = await setUp(t);
    let requests = 0;
    app.server.on('request', () => {
      requests += 1;
    });
    const start = head('/guarded', 'Content-Length: 10');
    const { received } = await converse(url, [start], { after: ['0123456789', head('/things', 'Content-Length: 0')] });
    assert.equal(received.match(/HTTP\/1\.1 /g)?.length, 1);
    assert.equal(await countConnections(app.server), 0);
    assert.equal(requests, 1);
  });

  test('its sender may hold the connection for five seconds, not longer', async (t) => {
    const { app, url } = await setUp(t);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { socket } = await converse(url, [head('/guarded', 'Content-Length: 1000')], { staysOpen: true });
    t.after(() => void socket.destroy());
    t.mock.timers.tick(4_999);
    assert.equal(await countConnections(app.server), 1);
    t.mock.timers.tick(1);
    assert.equal(await countConnections(app.server), 0);
  });
});

test('a body that was read leaves the connection open for the next request', async (t) => {
  const { url } = await setUp(t);
  const first = `${head('/things', 'Content-Length: 2')}{}`;
  const second = `${head('/things', 'Transfer-Encoding: chunked')}2\r\n{}\r\n0\r\n\r\n`;
  const last = `${head('/things', 'Content-Length: 2', 'Connection: close')}{}`;
  const { received } = await converse(url, [first, second, last]);
  assert.equal(received.match(/HTTP\/1\.1 200 /g)?.length, 3);
  assert.equal(received.match(/^connection: close/gim)?.length, 1);
});

test('a refusal after the body was read leaves the connection open too', async (t) => {
  const { url } = await setUp(t);
  const refused = `${head('/refused', 'Content-Length: 2')}{}`;
  const last = `${head('/things', 'Content-Length: 2', 'Connection: close')}{}`;
  const { received } = await converse(url, [refused, last]);
  assert.match(received, /^HTTP\/1\.1 400 /);
  assert.match(received, /HTTP\/1\.1 200 /);
});
