import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setDefaultCACertificates } from 'node:tls';
import type { FetchRefusal, Resolve } from './guarded-fetcher.ts';
import { answer, type RawServer, startRawServer } from './testing.ts';
import { makeCertificate } from './testing-certificate.ts';
import { assertRefused, fetcherFor, ok, refusalOf, request, SHORT_MS } from './testing-fetcher.ts';

describe('the addresses of a URL', () => {
  test('a literal outside the allowlist is never connected to, however it is written', async (t) => {
    const server = await startRawServer(t, ok);
    const hosts = [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '017700000001',
      '0177.0.0.1',
      '127.0.0.1.',
      '%31%32%37.0.0.1',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::127.0.0.1]',
      '[64:ff9b::7f00:1]',
      '[::1]',
      '[::]',
      '0.0.0.0',
      '0',
    ];
    const fetcher = fetcherFor(t, { allowlist: [] });
    for (const host of hosts) {
      for (const scheme of ['http', 'https']) {
        await assertRefused(
          fetcher.fetchUntrusted(`${scheme}://${host}:${server.port}/`, request),
          'address_forbidden',
        );
      }
    }
    assert.deepEqual(server.received, []);
  });

  test('a literal on the allowlist is fetched, however it is written', async (t) => {
    const server = await startRawServer(t, ok);
    for (const host of ['127.0.0.1', '127.1', '2130706433', '0x7f.1']) {
      const { status } = await fetcherFor(t).fetchUntrusted(`http://${host}:${server.port}/`, request);
      assert.equal(status, 200);
    }
  });

  test('plain http is for allowlisted addresses only', async (t) => {
    const error = await refusalOf(fetcherFor(t).fetchUntrusted('http://8.8.8.8/', request));
    assert.equal(error.reason, 'url_forbidden');
    assert.match(error.message, /https/);
  });

  type Answers = readonly string[] | (() => Promise<readonly string[]>);
  const rows: readonly (readonly [string, string, Answers, FetchRefusal | 'fetched'])[] = [
    ['only allowlisted answers', 'media.test', ['127.0.0.1'], 'fetched'],
    ['a dead address before a live one', 'media.test', ['::1', '127.0.0.1'], 'fetched'],
    ['a public answer over plain http', 'media.test', ['8.8.8.8'], 'url_forbidden'],
    ['a public answer beside an allowlisted one', 'media.test', ['127.0.0.1', '8.8.8.8'], 'url_forbidden'],
    ['a private answer', 'media.test', ['10.0.0.1'], 'address_forbidden'],
    ['a private answer beside an allowlisted one', 'media.test', ['127.0.0.1', '10.0.0.1'], 'address_forbidden'],
    ['a private answer beside a public one', 'media.test', ['8.8.8.8', '10.0.0.1'], 'address_forbidden'],
    [
      'the last of many answers private',
      'media.test',
      [...Array(99).fill('127.0.0.1'), '10.0.0.1'],
      'address_forbidden',
    ],
    ['a private address mapped into IPv6', 'media.test', ['::ffff:10.0.0.1'], 'address_forbidden'],
    ['a metadata address over NAT64', 'media.test', ['64:ff9b::a9fe:a9fe'], 'address_forbidden'],
    ['an address with a zone', 'media.test', ['fe80::1%lo'], 'address_forbidden'],
    ['an octal address', 'media.test', ['0177.0.0.1'], 'address_forbidden'],
    ['a name for an answer', 'media.test', ['localhost'], 'address_forbidden'],
    ['nothing', 'media.test', [], 'unreachable'],
    ['an error', 'media.test', () => Promise.reject(new Error('ENOTFOUND')), 'unreachable'],
    ['a throw that is no error', 'media.test', () => Promise.reject('away'), 'unreachable'],
    ['a localhost name that is allowlisted', 'a.localhost', ['127.0.0.1'], 'fetched'],
    ['a localhost name that is not', 'localhost', ['127.0.0.2'], 'address_forbidden'],
    ['a name of 300 characters', `${'a.'.repeat(148)}test`, ['127.0.0.1'], 'url_forbidden'],
    ['a name of 253 characters', `${'a.'.repeat(124)}test.`, ['127.0.0.1'], 'fetched'],
  ];
  for (const [what, host, answers, expected] of rows) {
    test(`the resolver has ${what}: ${expected}`, async (t) => {
      const server = await startRawServer(t, ok);
      const resolve: Resolve = async () => {
        const found = typeof answers === 'function' ? await answers() : answers;
        // The family is what resolvers get wrong; it is read off the address.
        return found.map((address) => ({ address, family: 6 }));
      };
      const fetcher = fetcherFor(t, { allowlist: ['127.0.0.1/32', '::1/128'], resolve });
      const fetching = fetcher.fetchUntrusted(`http://${host}:${server.port}/`, request);
      if (expected === 'fetched') assert.equal((await fetching).status, 200);
      else await assertRefused(fetching, expected);
      assert.equal(server.received.length, expected === 'fetched' ? 1 : 0);
    });
  }

  test('a local name that leads to a public address is refused over https too', async (t) => {
    for (const host of ['metadata.google.internal', 'printer.local', 'localhost.']) {
      const resolve: Resolve = () => Promise.resolve([{ address: '8.8.8.8', family: 4 }]);
      await assertRefused(fetcherFor(t, { resolve }).fetchUntrusted(`https://${host}/`, request), 'url_forbidden');
    }
  });

  test('a name that leads elsewhere at the second look is checked at every look, and looked up once for each', async (t) => {
    const server = await startRawServer(t, ok);
    let looks = 0;
    const resolve: Resolve = () => {
      looks += 1;
      return Promise.resolve([{ address: looks === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
    };
    const fetcher = fetcherFor(t, { resolve });
    const url = `http://rebinding.test:${server.port}/`;
    assert.equal((await fetcher.fetchUntrusted(url, request)).status, 200);
    assert.equal(looks, 1);
    await assertRefused(fetcher.fetchUntrusted(url, request), 'address_forbidden');
    assert.equal(server.received.length, 1);
  });

  test('a name that leads elsewhere after a redirect is checked again', async (t) => {
    const server: RawServer = await startRawServer(t, async (connection) => {
      await connection.requests();
      connection.end(answer('', { status: 302, headers: { location: '/next' } }));
    });
    let looks = 0;
    const resolve: Resolve = () => {
      looks += 1;
      return Promise.resolve([{ address: looks === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
    };
    const fetching = fetcherFor(t, { resolve }).fetchUntrusted(`http://rebinding.test:${server.port}/`, {
      ...request,
      redirectsMax: 3,
    });
    await assertRefused(fetching, 'address_forbidden');
    assert.equal(server.received.length, 1);
  });

  test('a resolver that is too slow runs into the time limit, and its late answer is not used', async (t) => {
    const server = await startRawServer(t, ok);
    const late = Promise.withResolvers<readonly { address: string; family: 4 }[]>();
    const fetcher = fetcherFor(t, { resolve: () => late.promise });
    const fetching = fetcher.fetchUntrusted(`http://slow.test:${server.port}/`, { ...request, timeoutMs: SHORT_MS });
    await assertRefused(fetching, 'timeout');
    late.resolve([{ address: '127.0.0.1', family: 4 }]);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(server.received, []);
  });

  test('without a resolver of its own it asks the system', async (t) => {
    const server = await startRawServer(t, ok);
    const fetcher = fetcherFor(t, { allowlist: ['127.0.0.0/8', '::1/128'] });
    assert.equal((await fetcher.fetchUntrusted(`http://localhost:${server.port}/`, request)).status, 200);
    const unlisted = fetcherFor(t, { allowlist: ['10.0.0.0/8'] });
    await assertRefused(unlisted.fetchUntrusted(`http://localhost:${server.port}/`, request), 'address_forbidden');
    assert.equal(server.received.length, 1);
  });
});

describe('over TLS', () => {
  const certificate = makeCertificate('media.test');
  const resolve: Resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);

  test('a certificate that nobody vouches for: unreachable, and nothing was sent', async (t) => {
    const server = await startRawServer(t, ok, certificate);
    const fetching = fetcherFor(t, { resolve }).fetchUntrusted(`https://media.test:${server.port}/`, request);
    await assertRefused(fetching, 'unreachable');
    assert.equal(server.received.join(''), '');
  });

  test('the certificate is that of the name, although the connection is made to an address', async (t) => {
    setDefaultCACertificates([certificate.cert]);
    const server = await startRawServer(t, ok, certificate);
    const fetcher = fetcherFor(t, { resolve });
    const found = await fetcher.fetchUntrusted(`https://media.test:${server.port}/a`, request);
    assert.equal(Buffer.from(found.bytes).toString(), 'fine');
    assert.match(server.received[0] ?? '', /host: media\.test/);
    assert.equal((await fetcher.fetchUntrusted(`https://media.test.:${server.port}/a`, request)).status, 200);
    await assertRefused(fetcher.fetchUntrusted(`https://other.test:${server.port}/`, request), 'unreachable');
    await assertRefused(fetcher.fetchUntrusted(`https://127.0.0.1:${server.port}/`, request), 'unreachable');
  });

  test('a handshake that never ends runs into the time limit', async (t) => {
    const server = await startRawServer(t, () => undefined);
    const fetching = fetcherFor(t, { resolve }).fetchUntrusted(`https://media.test:${server.port}/`, {
      ...request,
      timeoutMs: SHORT_MS,
    });
    await assertRefused(fetching, 'timeout');
    await server.idle();
  });
});
