import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { RivyaClient } from '../client.ts';
import { InvalidArgumentError } from '../errors/local-errors.ts';
import { json, scriptedClient } from '../testing.ts';
import { VERSION } from '../version.ts';

const KEY = 'rvya_sk_0123456789';
const BALANCE = json({ current_credits: 7 });

/** What was sent by a client with these options. */
async function sent(options: ConstructorParameters<typeof RivyaClient>[0]) {
  const { client, asked } = scriptedClient([BALANCE], { apiKey: undefined, baseURL: undefined, ...options });
  await client.credits.retrieve();
  const [first] = asked;
  return first ?? assert.fail('Nothing was sent.');
}

afterEach(() => {
  delete process.env['RIVYA_URL'];
  delete process.env['RIVYA_API_KEY'];
  Reflect.deleteProperty(globalThis, 'window');
  Reflect.deleteProperty(globalThis, 'document');
});

function pretendToBeAPage(): void {
  Object.assign(globalThis, { window: globalThis, document: {} });
}

describe('baseURL', () => {
  for (const [given, url] of [
    ['https://rivya.example', 'https://rivya.example/api/v1/credits'],
    ['https://rivya.example///', 'https://rivya.example/api/v1/credits'],
    ['https://example.com/media/rivya/', 'https://example.com/media/rivya/api/v1/credits'],
    ['http://127.0.0.1:8787/api/v1/', 'http://127.0.0.1:8787/api/v1/credits'],
    [' http://[::1]:8787 ', 'http://[::1]:8787/api/v1/credits'],
  ] as const) {
    test(`${given} leads to ${url}`, async () => {
      assert.equal((await sent({ baseURL: given })).url, url);
    });
  }

  test('is RIVYA_URL unless given, else this machine; empty counts as not set', async () => {
    assert.equal((await sent({})).url, 'http://127.0.0.1:8787/api/v1/credits');
    process.env['RIVYA_URL'] = 'https://env.example';
    assert.equal((await sent({})).url, 'https://env.example/api/v1/credits');
    process.env['RIVYA_URL'] = ' ';
    assert.equal((await sent({})).url, 'http://127.0.0.1:8787/api/v1/credits');
  });

  for (const baseURL of [
    '',
    'rivya.example',
    '/rivya',
    'ftp://a.example',
    'https://a:b@c.example',
    'https://a.example/?b=c',
  ]) {
    test(`${JSON.stringify(baseURL)}: InvalidArgumentError`, () => {
      assert.throws(() => new RivyaClient({ baseURL }), /baseURL \(or RIVYA_URL\) must be an http/);
    });
  }
});

describe('apiKey', () => {
  test('goes into every call as a bearer, without the line break of the file it came from', async () => {
    const { init } = await sent({ apiKey: `${KEY}\n` });
    assert.equal(init.headers['authorization'], `Bearer ${KEY}`);
    assert.equal(init.headers['user-agent'], `rivya-sdk/${VERSION}`);
  });

  test('is RIVYA_API_KEY unless given; without one the call goes without', async () => {
    assert.equal((await sent({})).init.headers['authorization'], undefined);
    process.env['RIVYA_API_KEY'] = KEY;
    assert.equal((await sent({})).init.headers['authorization'], `Bearer ${KEY}`);
  });

  for (const apiKey of ['', '  ', `“${KEY}”`, 'two words', 'line\nbreak']) {
    test(`${JSON.stringify(apiKey)}: InvalidArgumentError that does not show it`, () => {
      const { message } = thrownBy(() => new RivyaClient({ apiKey }));
      assert.match(message, /^apiKey /);
      assert.ok(apiKey.trim() === '' || !message.includes(apiKey.trim()));
    });
  }

  test('is not seen by whoever prints the client or writes it as JSON', () => {
    const client = new RivyaClient({ apiKey: KEY });
    assert.ok(!inspect(client, { depth: 10, showHidden: true }).includes(KEY));
    assert.ok(!JSON.stringify(client).includes(KEY));
  });
});

describe('in a web page', () => {
  test('a key is refused, with the two ways out', () => {
    pretendToBeAPage();
    const { message } = thrownBy(() => new RivyaClient({ apiKey: KEY }));
    assert.match(message, /baseURL.*dangerouslyAllowBrowser: true/);
    assert.ok(!message.includes(KEY));
  });

  test('a key is taken with dangerouslyAllowBrowser', async () => {
    pretendToBeAPage();
    const { init } = await sent({ apiKey: KEY, dangerouslyAllowBrowser: true });
    assert.equal(init.headers['authorization'], `Bearer ${KEY}`);
  });

  test('without a key a proxy can be anywhere, also at a path of the page itself', async () => {
    pretendToBeAPage();
    assert.equal((await sent({ baseURL: '/rivya/' })).url, '/rivya/api/v1/credits');
    const { url, init } = await sent({ baseURL: 'https://proxy.example' });
    assert.equal(url, 'https://proxy.example/api/v1/credits');
    assert.deepEqual(init.headers, { accept: 'application/json' });
  });
});

describe('options that no client has', () => {
  for (const [given, meant] of [
    [{ baseUrl: 'https://rivya.example' }, 'baseURL'],
    [{ base_url: 'https://rivya.example' }, 'baseURL'],
    [{ baseURI: 'https://rivya.example' }, 'baseURL'],
    [{ url: undefined }, 'baseURL'],
    [{ apikey: KEY }, 'apiKey'],
    [{ api_key: KEY }, 'apiKey'],
    [{ timeout: 5 }, 'timeoutMs'],
    [{ maxRetry: 5 }, 'maxRetries'],
    [{ dangerouslyAllowBrowsers: true }, 'dangerouslyAllowBrowser'],
  ] as const) {
    const [name = ''] = Object.keys(given);
    test(`${name}: InvalidArgumentError that asks for ${meant}`, () => {
      const { message } = thrownBy(() => Reflect.construct(RivyaClient, [given]));
      assert.equal(message, `RivyaClient has no option "${name}". Did you mean ${meant}?`);
    });
  }

  test('nothing like one: InvalidArgumentError with all there are', () => {
    const { message } = thrownBy(() => Reflect.construct(RivyaClient, [{ organization: 'acme' }]));
    assert.match(
      message,
      /"organization"\. Its options are apiKey, baseURL, timeoutMs, maxRetries, fetch, dangerously/,
    );
  });

  test('a key instead of options: InvalidArgumentError that does not show it', () => {
    const { message } = thrownBy(() => Reflect.construct(RivyaClient, [KEY]));
    assert.match(message, /takes an object/);
    assert.ok(!message.includes(KEY));
    assert.throws(() => Reflect.construct(RivyaClient, [null]), InvalidArgumentError);
  });
});

describe('other settings', () => {
  for (const options of [
    { timeoutMs: 0 },
    { timeoutMs: -1 },
    { timeoutMs: Number.NaN },
    { maxRetries: -1 },
    { maxRetries: 1.5 },
  ]) {
    test(`${inspect(options)}: InvalidArgumentError, for the client and for a call`, async () => {
      assert.throws(() => new RivyaClient(options), InvalidArgumentError);
      const { client, asked } = scriptedClient([BALANCE]);
      await assert.rejects(client.credits.retrieve(options), InvalidArgumentError);
      await assert.rejects(client.generations.wait('task_1', options), InvalidArgumentError);
      assert.equal(asked.length, 0);
    });
  }

  test('without a fetch of its own the client uses the one that is there when it calls', async (t) => {
    const client = new RivyaClient();
    t.mock.method(globalThis, 'fetch', () => Promise.resolve(json({ current_credits: 3 })));
    assert.deepEqual(await client.credits.retrieve(), { current_credits: 3 });
  });
});

function thrownBy(work: () => unknown): InvalidArgumentError {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error;
  }
  return assert.fail('It should have thrown InvalidArgumentError.');
}
