import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { Failure } from '../platform/http/errors.ts';
import { fetcherFor } from '../platform/upstream/testing-fetcher.ts';
import { checkEndpointUrl } from './check-endpoint-url.ts';
import { FORBIDDEN_URLS, MISLEADING_URLS, RESOLVER_BEHAVIOURS, resolveHere } from './testing-addresses.ts';

const PUBLIC = [{ address: '93.184.216.34', family: 4 }] as const;

describe('checkEndpointUrl', () => {
  for (const [why, url] of [...FORBIDDEN_URLS, ...MISLEADING_URLS]) {
    test(`refuses ${why}`, async (t) => {
      const found = MISLEADING_URLS.some(([, misleading]) => misleading === url)
        ? PUBLIC
        : [...(await resolveHere(''))];
      const fetcher = fetcherFor(t, { allowlist: [], resolve: () => Promise.resolve(found) });
      await assertRejected(checkEndpointUrl(fetcher, url.replace('PORT', '8443')));
    });
  }

  const taken = [
    ['https://example.com/rivya/webhook', 'https://example.com/rivya/webhook'],
    ['https://example.com', 'https://example.com/'],
    ['HTTPS://Example.COM:443/A?b=c&d=%20', 'https://example.com/A?b=c&d=%20'],
    ['https://example.com:8443/', 'https://example.com:8443/'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['https://localhost.example.com/', 'https://localhost.example.com/'],
    ['https://homely.example.com/', 'https://homely.example.com/'],
    ['https://example.com/a@b', 'https://example.com/a@b'],
    ['https://example.com/?to=a@b', 'https://example.com/?to=a@b'],
    ['https://8.8.8.8/', 'https://8.8.8.8/'],
    ['https://[2606:4700:4700::1111]/', 'https://[2606:4700:4700::1111]/'],
  ] as const;
  for (const [url, expected] of taken) {
    test(`takes ${url} as ${expected}`, async (t) => {
      const fetcher = fetcherFor(t, { allowlist: [], resolve: () => Promise.resolve(PUBLIC) });
      assert.equal(await checkEndpointUrl(fetcher, url), expected);
    });
  }

  describe('when the resolver answers', () => {
    for (const { name, resolve, isTaken, error } of RESOLVER_BEHAVIOURS) {
      // The one that never answers takes the three seconds that are given to it.
      test(`${name}: ${isTaken ? 'takes a public name' : 'refuses'}`, async (t) => {
        const fetcher = fetcherFor(t, { allowlist: [], resolve: resolve() });
        const checking = checkEndpointUrl(fetcher, 'https://hooks.example.com/');
        if (isTaken) assert.equal(await checking, 'https://hooks.example.com/');
        else await assertRejected(checking);
        if (isTaken && error !== 'timeout') await refusesWhatIsNoPublicName(t, resolve);
      });
    }
  });

  describe('with an allowlist of 127.0.0.0/8', () => {
    const allowed = [
      ['http://127.0.0.1:3000/hook', 'http://127.0.0.1:3000/hook'],
      ['https://127.9.9.9/hook', 'https://127.9.9.9/hook'],
      ['http://receiver.test:3000/', 'http://receiver.test:3000/'],
      ['http://localhost:3000/', 'http://localhost:3000/'],
    ] as const;
    for (const [url, expected] of allowed) {
      test(`takes ${url}`, async (t) => {
        assert.equal(
          await checkEndpointUrl(fetcherFor(t, { resolve: resolveHere, allowlist: LOOPBACK }), url),
          expected,
        );
      });
    }

    for (const url of [
      'http://10.0.0.1/',
      'https://10.0.0.1/',
      'http://[::1]/',
      'http://8.8.8.8/',
      'http://0.0.0.0/',
    ]) {
      test(`still refuses ${url}`, async (t) => {
        await assertRejected(checkEndpointUrl(fetcherFor(t, { resolve: resolveHere, allowlist: LOOPBACK }), url));
      });
    }

    test('still refuses http to a name that does not resolve, or leads elsewhere too', async (t) => {
      const nowhere = fetcherFor(t, { resolve: () => Promise.resolve([]), allowlist: LOOPBACK });
      await assertRejected(checkEndpointUrl(nowhere, 'http://hooks.example.com/'));
      const both = [...PUBLIC, { address: '127.0.0.1', family: 4 }] as const;
      const two = fetcherFor(t, { resolve: () => Promise.resolve(both), allowlist: LOOPBACK });
      await assertRejected(checkEndpointUrl(two, 'http://hooks.example.com/'));
    });

    test('still refuses credentials and fragments', async (t) => {
      const fetcher = fetcherFor(t, { resolve: resolveHere, allowlist: LOOPBACK });
      await assertRejected(checkEndpointUrl(fetcher, 'http://user@127.0.0.1/'));
      await assertRejected(checkEndpointUrl(fetcher, 'http://127.0.0.1/#a'));
    });
  });
});

const LOOPBACK = ['127.0.0.0/8'];

/** A name that cannot be resolved is given the benefit of the doubt only if it could be one of the internet's. */
async function refusesWhatIsNoPublicName(t: TestContext, resolve: (typeof RESOLVER_BEHAVIOURS)[number]['resolve']) {
  const found = await resolve()('').catch(() => []);
  if (found.length > 0) return;
  for (const url of ['https://intranet/', 'https://nas.lan/', 'https://a.home.arpa./', 'http://hooks.example.com/']) {
    await assertRejected(checkEndpointUrl(fetcherFor(t, { allowlist: [], resolve: resolve() }), url));
  }
}

async function assertRejected(checking: Promise<string>): Promise<void> {
  const error = await checking.then(
    (url) => assert.fail(`${url} was taken`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Failure, String(error));
  assert.equal(error.code, 'webhook_url_rejected');
  assert.equal(error.status, 400);
  assert.deepEqual(
    error.details?.map(({ path }) => path),
    ['url'],
  );
  assert.doesNotMatch(error.message, /127\.0\.0\.1|secret/, 'what a name leads to is not told');
}
