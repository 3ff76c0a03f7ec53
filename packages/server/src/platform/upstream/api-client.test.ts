import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type ApiCall, createApiClient } from './api-client.ts';
import { answer, startRawServer } from './testing.ts';
import { type Answer, answered, clientFor, json, KEY, purchase, query } from './testing-api.ts';

describe('a call', () => {
  test('is the base, the path and the query, with the headers of both and the body as JSON', async (t) => {
    const server = await startRawServer(t, json({ ok: true }));
    const client = clientFor(t, server.origin);
    const outcome = await answered(
      client.call({
        ...purchase,
        path: '/services/a%2Fb',
        query: { from: 20_261_122, name: 'a b&c' },
        headers: { 'X-DashScope-Async': 'enable' },
        body: { prompt: 'Grüße', seed: 0 },
      }),
    );
    assert.deepEqual(outcome.body, { ok: true });
    const text = server.received[0] ?? '';
    assert.match(text, /^POST \/api\/v1\/services\/a%2Fb\?from=20261122&name=a\+b%26c HTTP\/1\.1\r\n/);
    assert.match(text, new RegExp(`\r\nhost: 127\\.0\\.0\\.1:${server.port}\r\n`));
    assert.match(text, new RegExp(`\r\nauthorization: Bearer ${KEY}\r\n`));
    assert.match(text, /\r\nx-dashscope-async: enable\r\n/);
    assert.match(text, /\r\ncontent-type: application\/json\r\n/);
    assert.ok(text.endsWith(Buffer.from('\r\n\r\n{"prompt":"Grüße","seed":0}').toString('latin1')));
  });

  test('without a body sends none, and headers of the call win', async (t) => {
    const server = await startRawServer(t, json({}));
    const client = clientFor(t, server.origin);
    await answered(client.call({ ...purchase, body: undefined, headers: { Authorization: 'Bearer other' } }));
    const [text = ''] = server.received;
    assert.doesNotMatch(text, /content-type/);
    assert.match(text, /\r\ncontent-length: 0\r\n/);
    assert.match(text, /\r\nauthorization: Bearer other\r\n/);
    assert.doesNotMatch(text, new RegExp(KEY));
  });

  test('queries share kept connections, a purchase has its own', async (t) => {
    const server = await startRawServer(t, json({}));
    const client = clientFor(t, server.origin);
    for (const call of [query, query, query, purchase, purchase, purchase, query]) {
      await answered(client.call(call));
      // A connection is free again one turn of the event loop after its answer.
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(server.received.length, 4);
    assert.equal((server.received[0] ?? '').match(/^GET /gm)?.length, 4);
    assert.match(server.received[1] ?? '', /\r\nconnection: close\r\n/);
  });

  const unwritable: readonly (readonly [string, Partial<ApiCall>])[] = [
    ['a path that leads upwards', { path: '/tasks/..' }],
    ['a path that leads upwards, escaped', { path: '/tasks/%2E%2e/keys' }],
    ['a path with a dot segment', { path: '/./tasks' }],
    ['a path with a query', { path: '/tasks?x=y' }],
    ['a path with a fragment', { path: '/tasks#x' }],
    ['a path with a line break', { path: '/tasks\r\nx: y' }],
    ['a path without a slash', { path: 'tasks' }],
    ['a path beyond Latin', { path: '/tasks/任务' }],
    ['a header that is none', { headers: { 'x-a': 'b\r\nx-c: d' } }],
    ['a body that is no JSON', { body: { n: 1n } }],
  ];
  for (const [what, part] of unwritable) {
    test(`with ${what} is not sent`, async (t) => {
      const server = await startRawServer(t, json({}));
      const client = clientFor(t, server.origin);
      for (const call of [query, purchase]) {
        const outcome = await client.call({ ...call, ...part });
        assert.equal(outcome.kind, 'not_sent', inspect(outcome));
      }
      assert.equal(server.received.join(''), '');
    });
  }
});

describe('an answer', () => {
  const rows: readonly (readonly [string, Uint8Array, Partial<Answer>])[] = [
    ['JSON', answer('{"a":[1]}'), { status: 200, body: { a: [1] }, excerpt: '{"a":[1]}' }],
    ['JSON after a byte order mark', answer('\ufeff{"a":1}'), { body: { a: 1 } }],
    ['JSON that is null', answer('null'), { body: null }],
    [
      'an error with JSON',
      answer('{"code":"Throttling"}', { status: 429 }),
      { status: 429, body: { code: 'Throttling' } },
    ],
    ['JSON that breaks off', answer('{"a":'), { status: 200, body: undefined, excerpt: '{"a":' }],
    ['HTML of a proxy', answer('<html>502</html>', { status: 502 }), { status: 502, body: undefined }],
    ['nothing', answer(''), { status: 200, body: undefined, excerpt: '' }],
    ['no content', Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'), { status: 204, body: undefined, excerpt: '' }],
    ['a redirect', answer('', { status: 307, headers: { location: 'https://elsewhere.test/' } }), { status: 307 }],
    ['gzip', answer(gzipSync('{"a":1}'), { headers: { 'content-encoding': 'gzip' } }), { body: { a: 1 } }],
    [
      'chunked gzip',
      Buffer.concat([
        Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n'),
        ...[gzipSync('{"a":1}')].flatMap((bytes) => [Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes]),
        Buffer.from('\r\n0\r\n\r\n'),
      ]),
      { body: { a: 1 } },
    ],
    ['bytes that are no text', answer(Buffer.from([0xff, 0xfe, 0x00])), { body: undefined }],
    ['a hint before it', Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'), answer('1')]), { body: 1 }],
  ];
  for (const [what, bytes, expected] of rows) {
    test(`may be ${what}`, async (t) => {
      const server = await startRawServer(t, async (connection) => {
        await connection.requests();
        connection.send(bytes);
      });
      const client = clientFor(t, server.origin);
      for (const call of [query, purchase]) {
        const { kind, headers, ...found } = await answered(client.call(call));
        assert.deepEqual({ ...found, ...expected }, found);
        assert.equal(headers['location'], what === 'a redirect' ? 'https://elsewhere.test/' : undefined);
      }
      assert.equal(server.received.length, 2);
    });
  }

  test('its excerpt is its first 300 characters', async (t) => {
    const server = await startRawServer(t, json('ü'.repeat(1_000)));
    const { excerpt } = await answered(clientFor(t, server.origin).call(query));
    assert.equal(excerpt, `"${'ü'.repeat(299)}`);
  });

  test('does not repeat the key it was asked with', async (t) => {
    const server = await startRawServer(t, json({ message: `Invalid API-key provided: ${KEY}, other-0123456789` }));
    const call = { ...query, headers: { 'X-Api-Key': 'other-0123456789' } };
    const { body, excerpt } = await answered(clientFor(t, server.origin).call(call));
    assert.deepEqual(body, { message: 'Invalid API-key provided: [secret], [secret]' });
    assert.doesNotMatch(excerpt, /0123456789/);
  });
});

describe('ending early', () => {
  test('throws the reason of the signal, and cuts the connection', async (t) => {
    const server = await startRawServer(t, () => undefined);
    const client = clientFor(t, server.origin);
    for (const call of [query, purchase]) {
      const stopping = new AbortController();
      const calling = client.call({ ...call, signal: stopping.signal });
      setImmediate(() => stopping.abort(new Error('stopped')));
      await assert.rejects(calling, { message: 'stopped' });
      await assert.rejects(client.call({ ...call, signal: stopping.signal }), { message: 'stopped' });
    }
    await server.idle();
    assert.ok(server.received.length <= 2);
  });

  test('close cuts what is under way; later calls are not sent', async (t) => {
    const arrived = Promise.withResolvers<void>();
    let count = 0;
    const server = await startRawServer(t, async (connection) => {
      await connection.requests();
      count += 1;
      if (count === 2) arrived.resolve();
    });
    const client = clientFor(t, server.origin);
    const calling = [client.call(query), client.call(purchase)];
    await arrived.promise;
    await client.close();
    assert.deepEqual(
      (await Promise.all(calling)).map(({ kind }) => kind),
      ['unknown', 'unknown'],
    );
    assert.equal((await client.call(query)).kind, 'not_sent');
    assert.equal((await client.call(purchase)).kind, 'not_sent');
    await server.idle();
    assert.equal(server.received.length, 2);
  });

  test('one that gives up does not take its neighbour with it', async (t) => {
    const asked = Promise.withResolvers<void>();
    const gaveUp = Promise.withResolvers<void>();
    const server = await startRawServer(t, async (connection) => {
      const text = await connection.requests();
      if (text.includes('/silent')) return asked.resolve();
      await gaveUp.promise;
      connection.send(answer('{"a":1}'));
    });
    const client = clientFor(t, server.origin);
    const stopping = new AbortController();
    const calling = client.call({ ...query, path: '/silent', signal: stopping.signal });
    const neighbour = client.call(query);
    await asked.promise;
    stopping.abort(new Error('stopped'));
    await assert.rejects(calling, { message: 'stopped' });
    gaveUp.resolve();
    await answered(neighbour);
  });

  test('many at once leave no warning behind', async (t) => {
    const warnings: unknown[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning);
    process.on('warning', onWarning);
    t.after(() => process.off('warning', onWarning));
    const server = await startRawServer(t, json({}));
    const client = clientFor(t, server.origin);
    const { signal } = new AbortController();
    const calls = Array.from({ length: 100 }, (_, index) => client.call({ ...(index % 4 ? query : purchase), signal }));
    for (const { kind } of await Promise.all(calls)) assert.equal(kind, 'answer');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(warnings, []);
  });
});

describe('createApiClient', () => {
  const refused = [
    '',
    'api.example.com',
    'ftp://example.com',
    'https://user:secret@example.com/',
    'https://example.com/?a=b',
  ];
  for (const baseUrl of refused) {
    test(`refuses the base URL "${baseUrl}" without showing it`, () => {
      assert.throws(
        () => createApiClient({ baseUrl }),
        (error) => error instanceof RangeError && !/example|secret/.test(error.message),
      );
    });
  }

  test('takes a base URL with or without a slash at its end, or without a path', async (t) => {
    const server = await startRawServer(t, json({}));
    for (const path of ['', '/', '/api/v1', '/api/v1/']) {
      const client = createApiClient({ baseUrl: `${server.origin}${path}` });
      t.after(() => client.close());
      await answered(client.call(query));
    }
    const paths = server.received.map((text) => text.split(' ')[1]);
    assert.deepEqual(paths, ['/tasks/1', '/tasks/1', '/api/v1/tasks/1', '/api/v1/tasks/1']);
  });
});
