import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { ApiCall } from './api-client.ts';
import { answer, type Scenario, startRawServer } from './testing.ts';
import { clientFor, json, purchase, query, SHORT_MS } from './testing-api.ts';
import { makeCertificate } from './testing-certificate.ts';

describe('no whole answer', () => {
  const rows: readonly (readonly [string, Scenario, Partial<ApiCall>?])[] = [
    [
      'a reset before the request was read',
      (connection) => {
        connection.socket.pause();
        connection.socket.once('readable', () => connection.reset());
      },
      { method: 'POST', body: 'x'.repeat(1_000_000) },
    ],
    [
      'a reset after the request was read',
      async (connection) => {
        await connection.requests();
        connection.reset();
      },
    ],
    [
      'a connection closed without an answer',
      async (connection) => {
        await connection.requests();
        connection.end();
      },
    ],
    [
      'half an answer and a close',
      async (connection) => {
        await connection.requests();
        connection.end('HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{"a":');
      },
    ],
    [
      'half an answer and a reset',
      async (connection) => {
        await connection.requests();
        connection.send('HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{"a":');
        connection.reset();
      },
    ],
    [
      'chunks without the last one',
      async (connection) => {
        await connection.requests();
        connection.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n');
      },
    ],
    [
      'an answer larger than allowed',
      async (connection) => {
        await connection.requests();
        connection.send(answer(`"${'x'.repeat(2_000)}"`));
      },
      { bytesMax: 2_001 },
    ],
    [
      'an answer larger than allowed once it is decompressed',
      async (connection) => {
        await connection.requests();
        connection.send(answer(gzipSync(`"${'x'.repeat(2_000)}"`), { headers: { 'content-encoding': 'gzip' } }));
      },
      { bytesMax: 2_001 },
    ],
    [
      'an answer that is not compressed as it says',
      async (connection) => {
        await connection.requests();
        connection.send(answer('{}', { headers: { 'content-encoding': 'gzip' } }));
      },
    ],
    [
      'no HTTP',
      async (connection) => {
        await connection.requests();
        connection.end('{}');
      },
    ],
  ];
  for (const [what, scenario, part] of rows) {
    test(`${what}: unknown, and nothing is sent again`, async (t) => {
      const server = await startRawServer(t, scenario);
      const client = clientFor(t, server.origin);
      for (const call of [query, purchase]) {
        const outcome = await client.call({ ...call, ...part });
        assert.equal(outcome.kind, 'unknown', inspect(outcome));
      }
      await client.close();
      await server.idle();
      assert.equal(server.received.length, 2);
    });
  }

  const silences = [
    ['silence', ''],
    ['headers and then silence', 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n{"a":'],
  ] as const;
  for (const [what, beginning] of silences) {
    test(`${what} until the time is up: unknown, and nothing is sent again`, async (t) => {
      t.mock.timers.enable({ apis: ['setTimeout'] });
      const server = await startRawServer(t, async (connection) => {
        await connection.requests();
        connection.send(beginning);
        t.mock.timers.tick(query.timeoutMs);
      });
      const client = clientFor(t, server.origin);
      for (const call of [query, purchase]) {
        const outcome = await client.call(call);
        assert.equal(outcome.kind, 'unknown', inspect(outcome));
      }
      await client.close();
      await server.idle();
      assert.equal(server.received.length, 2);
    });
  }

  test('a purchase whose answer ends in a reset instead of a close: unknown', async (t) => {
    const server = await startRawServer(t, async (connection) => {
      await connection.requests();
      connection.send('HTTP/1.1 200 OK\r\n\r\n{"a":1}');
      connection.reset();
    });
    assert.equal((await clientFor(t, server.origin).call(purchase)).kind, 'unknown');
  });
});

describe('no connection', () => {
  test('no server, or no such host: not sent', async (t) => {
    for (const origin of ['http://127.0.0.1:1', 'https://127.0.0.1:1', `http://${'a'.repeat(64)}.invalid`]) {
      const client = clientFor(t, origin);
      for (const call of [query, purchase]) {
        const outcome = await client.call(call);
        assert.equal(outcome.kind, 'not_sent', inspect(outcome));
      }
    }
  });

  test('a certificate nobody vouches for, or no TLS at all: not sent', async (t) => {
    const untrusted = await startRawServer(t, json({}), makeCertificate('api.test'));
    const plain = await startRawServer(t, (connection) => {
      connection.socket.once('data', () => connection.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    for (const { port } of [untrusted, plain]) {
      const client = clientFor(t, `https://127.0.0.1:${port}`);
      for (const call of [query, purchase]) {
        const outcome = await client.call(call);
        assert.equal(outcome.kind, 'not_sent', inspect(outcome));
      }
    }
    assert.equal(untrusted.received.join(''), '');
  });

  test('a connection that takes too long to come about: not sent', async (t) => {
    const server = await startRawServer(t, () => undefined);
    const origin = `https://127.0.0.1:${server.port}`;
    const impatient = clientFor(t, origin, { connectTimeoutMs: SHORT_MS });
    const patient = clientFor(t, origin);
    for (const call of [query, purchase]) {
      assert.equal((await impatient.call(call)).kind, 'not_sent');
      assert.equal((await patient.call({ ...call, timeoutMs: SHORT_MS })).kind, 'not_sent');
    }
    await patient.close();
    await server.idle();
  });
});
