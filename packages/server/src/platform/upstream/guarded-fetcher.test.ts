import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import type { FetchRefusal, Resolve, UntrustedRequest } from './guarded-fetcher.ts';
import { answer, type Scenario, startRawServer } from './testing.ts';
import { assertRefused, fetcherFor, fetchFrom, ok, refusalOf, request, SHORT_MS } from './testing-fetcher.ts';

describe('fetchUntrusted', () => {
  test('answers with status, headers and bytes, and closes the connection', async (t) => {
    const server = await startRawServer(t, async (connection) => {
      const text = await connection.requests();
      connection.send(
        answer(text, { status: 404, headers: { 'X-One': 'a', 'x-one': 'b', 'Content-Type': 'text/plain' } }),
      );
    });
    const found = await fetcherFor(t).fetchUntrusted(`${server.origin}/a%20b?c=d#e`, {
      ...request,
      headers: { 'X-Mine': 'yes' },
    });
    await server.idle();
    assert.equal(found.status, 404);
    assert.equal(found.headers['content-type'], 'text/plain');
    assert.equal(found.headers['x-one'], 'a, b');
    const sent = Buffer.from(found.bytes).toString();
    assert.match(sent, /^GET \/a%20b\?c=d HTTP\/1\.1\r\n/);
    assert.match(sent, new RegExp(`\r\nhost: 127\\.0\\.0\\.1:${server.port}\r\n`));
    assert.match(sent, /\r\naccept-encoding: identity\r\n/);
    assert.match(sent, /\r\nx-mine: yes\r\n/);
    assert.match(sent, /\r\nconnection: close\r\n/);
  });

  test('posts a body', async (t) => {
    const found = await fetchFrom(t, async (connection) => connection.end(answer(await connection.requests())), {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    assert.match(Buffer.from(found.bytes).toString(), /^POST .*content-length: 7\r\n.*\{"a":1\}$/s);
  });

  test('hands over compressed bytes as they are', async (t) => {
    const found = await fetchFrom(t, async (connection) => {
      await connection.requests();
      connection.end(answer(Buffer.from([0x1f, 0x8b, 8, 0]), { headers: { 'content-encoding': 'gzip' } }));
    });
    assert.deepEqual([...found.bytes], [0x1f, 0x8b, 8, 0]);
    assert.equal(found.headers['content-encoding'], 'gzip');
  });

  test('every request has a connection of its own', async (t) => {
    const server = await startRawServer(t, async (connection) => {
      await connection.requests();
      connection.send(answer('fine', { headers: { connection: 'keep-alive' } }));
    });
    const fetcher = fetcherFor(t);
    for (let round = 0; round < 3; round += 1) await fetcher.fetchUntrusted(server.origin, request);
    assert.equal(server.received.length, 3);
  });

  test('a body that ends with its connection is whole', async (t) => {
    const found = await fetchFrom(t, async (connection) => {
      await connection.requests();
      connection.end('HTTP/1.1 200 OK\r\n\r\nall of it');
    });
    assert.equal(Buffer.from(found.bytes).toString(), 'all of it');
  });

  test('a body as large as allowed is taken, chunked or not', async (t) => {
    const whole = await fetchFrom(t, async (connection) => {
      await connection.requests();
      connection.end(answer('x'.repeat(1_000)));
    });
    const chunked = await fetchFrom(t, async (connection) => {
      await connection.requests();
      connection.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3e8\r\n${'x'.repeat(1_000)}\r\n0\r\n\r\n`);
    });
    assert.deepEqual([whole.bytes.length, chunked.bytes.length], [1_000, 1_000]);
  });

  test('a larger one is cut off when that is wanted', async (t) => {
    for (const head of ['content-length: 5000', 'x: y']) {
      const found = await fetchFrom(
        t,
        async (connection) => {
          await connection.requests();
          connection.send(`HTTP/1.1 500 No\r\n${head}\r\n\r\n`, 'x'.repeat(700), 'y'.repeat(700));
        },
        { isCutOff: true },
      );
      assert.equal(found.status, 500);
      assert.equal(Buffer.from(found.bytes).toString(), 'x'.repeat(700) + 'y'.repeat(300));
    }
  });
});

describe('an answer that is refused', () => {
  const rows: readonly (readonly [string, FetchRefusal, Scenario, Partial<UntrustedRequest>?])[] = [
    [
      'announces more bytes than allowed, and is not read',
      'too_large',
      async (connection) => {
        await connection.requests();
        connection.send('HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n');
      },
    ],
    [
      'has more bytes than allowed without announcing them',
      'too_large',
      async (connection) => {
        await connection.requests();
        connection.send(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3e9\r\n${'x'.repeat(1_001)}`);
      },
    ],
    [
      'has headers without end',
      'unreachable',
      async (connection) => {
        await connection.requests();
        connection.send(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`);
      },
    ],
    [
      'is shorter than announced',
      'incomplete',
      async (connection) => {
        await connection.requests();
        connection.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n123456789');
      },
    ],
    [
      'breaks off between chunks',
      'incomplete',
      async (connection) => {
        await connection.requests();
        connection.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n');
      },
    ],
    [
      'is reset in the middle of a body with a length',
      'incomplete',
      async (connection) => {
        await connection.requests();
        connection.send('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345');
        connection.reset();
      },
    ],
    [
      'is reset in the middle of a body without one',
      'incomplete',
      async (connection) => {
        await connection.requests();
        connection.send('HTTP/1.1 200 OK\r\n\r\n12345');
        connection.reset();
      },
    ],
    [
      'is no HTTP',
      'unreachable',
      async (connection) => {
        await connection.requests();
        connection.end('SSH-2.0-OpenSSH_9.2\r\n');
      },
    ],
    [
      'never comes: the connection is closed',
      'unreachable',
      async (connection) => {
        await connection.requests();
        connection.end();
      },
    ],
    [
      'never comes: the connection is reset',
      'unreachable',
      async (connection) => {
        await connection.requests();
        connection.reset();
      },
    ],
    ['never comes: silence', 'timeout', () => undefined, { timeoutMs: SHORT_MS }],
    [
      'has headers and then silence',
      'timeout',
      async (connection) => {
        await connection.requests();
        connection.send('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345');
      },
      { timeoutMs: SHORT_MS },
    ],
    [
      'trickles for longer than allowed',
      'timeout',
      async (connection) => {
        await connection.requests();
        connection.send('HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n');
        const timer = setInterval(() => connection.send('x'), 10);
        connection.socket.once('close', () => clearInterval(timer));
      },
      { timeoutMs: SHORT_MS * 2 },
    ],
  ];
  for (const [what, reason, scenario, options] of rows) {
    test(`${what}: ${reason}, and the connection is cut`, async (t) => {
      const server = await startRawServer(t, scenario);
      const fetching = fetcherFor(t).fetchUntrusted(server.origin, { ...request, ...options });
      await assertRefused(fetching, reason);
      await server.idle();
    });
  }

  test('no server is there: unreachable', async (t) => {
    await assertRefused(fetcherFor(t).fetchUntrusted('http://127.0.0.1:1/', request), 'unreachable');
  });
});

test('a proxy of the environment has no say', async (t) => {
  const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
  for (const name of names) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : 'http://127.0.0.1:1';
  t.after(() => names.map((name) => delete process.env[name]));
  assert.equal((await fetchFrom(t, ok)).status, 200);
});

describe('ending early', () => {
  test('throws the reason of the signal, at any stage', async (t) => {
    const server = await startRawServer(t, () => undefined);
    const stages: readonly (readonly [string, Resolve])[] = [
      ['resolving', () => new Promise(() => undefined)],
      ['waiting', () => Promise.resolve([{ address: '127.0.0.1', family: 4 }])],
    ];
    for (const [stage, resolve] of stages) {
      const stopping = new AbortController();
      const fetching = fetcherFor(t, { resolve }).fetchUntrusted(`http://media.test:${server.port}/`, {
        ...request,
        signal: stopping.signal,
      });
      setImmediate(() => stopping.abort(new Error(`stopped while ${stage}`)));
      await assert.rejects(fetching, { message: `stopped while ${stage}` });
    }
    const early = fetcherFor(t).fetchUntrusted('nonsense', {
      ...request,
      signal: AbortSignal.abort(new Error('early')),
    });
    await assert.rejects(early, { message: 'early' });
    await server.idle();
  });

  test('close cuts what is under way and refuses what comes later', async (t) => {
    const server = await startRawServer(t, () => undefined);
    const fetcher = fetcherFor(t);
    const fetching = assertRefused(fetcher.fetchUntrusted(server.origin, request), 'unreachable');
    await new Promise((resolve) => setImmediate(resolve));
    await fetcher.close();
    await fetching;
    await server.idle();
    await assertRefused(fetcher.fetchUntrusted(server.origin, request), 'unreachable');
  });

  test('many at once leave no warning behind', async (t) => {
    const warnings: unknown[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning);
    process.on('warning', onWarning);
    t.after(() => process.off('warning', onWarning));
    const server = await startRawServer(t, ok);
    const fetcher = fetcherFor(t);
    const { signal } = new AbortController();
    const all = Array.from({ length: 40 }, () => fetcher.fetchUntrusted(server.origin, { ...request, signal }));
    await Promise.all(all);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(warnings, []);
  });
});

test('no error shows the query, the path or the credentials of a URL', async (t) => {
  const server = await startRawServer(t, (connection) => connection.reset());
  const fetcher = fetcherFor(t);
  const urls = [
    `${server.origin}/secret-path?Signature=secret-query`,
    'https://secret-user:secret-password@example.com/?secret-query',
    'https://10.0.0.1/secret-path?secret-query',
    'http://8.8.8.8/secret-path?secret-query',
    'ftp://example.com/secret-path?secret-query',
    'https://[secret-query',
    `https://example.com/?secret-query=${'x'.repeat(9_000)}`,
  ];
  for (const url of urls) {
    const error = await refusalOf(fetcher.fetchUntrusted(url, request));
    assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /secret-/, url.slice(0, 60));
  }
});
