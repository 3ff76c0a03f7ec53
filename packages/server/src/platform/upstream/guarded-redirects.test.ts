import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answer, type Scenario, startRawServer } from './testing.ts';
import { assertRefused, fetcherFor, fetchFrom, ok, request } from './testing-fetcher.ts';

describe('redirects', () => {
  const to =
    (location: string, status = 302): Scenario =>
    async (connection) => {
      const text = await connection.requests();
      if (text.startsWith('GET /end')) connection.end(answer(text));
      else connection.end(answer('elsewhere', { status, headers: { location } }));
    };

  test('are refused unless they are allowed', async (t) => {
    for (const status of [300, 301, 302, 303, 304, 307, 308, 399]) {
      await assertRefused(fetchFrom(t, to('/end', status)), 'redirected');
    }
  });

  test('are followed as far as allowed, with the headers on the same host', async (t) => {
    for (const status of [301, 302, 303, 307, 308]) {
      const found = await fetchFrom(t, to('/end?x#y', status), { redirectsMax: 1, headers: { 'x-mine': 'yes' } });
      assert.match(Buffer.from(found.bytes).toString(), /^GET \/end\?x HTTP.*x-mine: yes/s);
    }
    await assertRefused(fetchFrom(t, to('/again'), { redirectsMax: 3 }), 'redirected');
  });

  test('are never followed with a body, without a place to go or when they are none', async (t) => {
    await assertRefused(fetchFrom(t, to('/end', 307), { redirectsMax: 1, method: 'POST', body: 'x' }), 'redirected');
    await assertRefused(fetchFrom(t, to('/end', 304), { redirectsMax: 1 }), 'redirected');
    await assertRefused(fetchFrom(t, to('https://[', 302), { redirectsMax: 1 }), 'redirected');
    const nowhere: Scenario = async (connection) => {
      await connection.requests();
      connection.end(answer('', { status: 302 }));
    };
    await assertRefused(fetchFrom(t, nowhere, { redirectsMax: 1 }), 'redirected');
  });

  test('every hop is checked like the first', async (t) => {
    const inner = await startRawServer(t, ok);
    const hops = [
      ['http://169.254.169.254/latest/meta-data/', 'address_forbidden'],
      [`http://127.0.0.2:${inner.port}/`, 'address_forbidden'],
      ['https://[::ffff:10.0.0.1]/', 'address_forbidden'],
      ['http://8.8.8.8/', 'url_forbidden'],
      ['file:///etc/passwd', 'url_forbidden'],
      [`http://user:secret@127.0.0.1:${inner.port}/`, 'url_forbidden'],
      ['//127.0.0.1:0/', 'url_forbidden'],
    ] as const;
    for (const [location, reason] of hops) {
      await assertRefused(fetchFrom(t, to(location), { redirectsMax: 5 }), reason);
    }
    assert.deepEqual(inner.received, []);
  });

  test('headers are not carried to another origin, nor back', async (t) => {
    const origins: string[] = [];
    const first = await startRawServer(t, async (connection) => {
      const text = await connection.requests();
      if (text.startsWith('GET /back')) connection.end(answer('back'));
      else connection.end(answer('', { status: 302, headers: { location: `${origins[0]}/other` } }));
    });
    const second = await startRawServer(t, async (connection) => {
      await connection.requests();
      connection.end(answer('', { status: 302, headers: { location: `${first.origin}/back` } }));
    });
    origins.push(second.origin);
    await fetcherFor(t).fetchUntrusted(first.origin, { ...request, redirectsMax: 2, headers: { 'x-secret': 'abc' } });
    assert.match(first.received[0] ?? '', /x-secret: abc/);
    assert.doesNotMatch(second.received[0] ?? '', /x-secret/);
    assert.match(first.received[1] ?? '', /^GET \/back/);
    assert.doesNotMatch(first.received[1] ?? '', /x-secret/);
  });

  test('share one time limit', async (t) => {
    let hops = 0;
    const endless: Scenario = async (connection) => {
      await connection.requests();
      hops += 1;
      await new Promise((resolve) => setTimeout(resolve, 15));
      connection.end(answer('', { status: 302, headers: { location: `/${hops}` } }));
    };
    await assertRefused(fetchFrom(t, endless, { redirectsMax: 1_000_000, timeoutMs: 100 }), 'timeout');
  });
});
