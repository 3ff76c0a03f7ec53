import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readConfig } from './config.ts';
import { testFolder } from './platform/testing.ts';
import { faultsWith, KEY, readWith } from './testing-config.ts';

const DASHSCOPE_URL = 'https://dashscope-intl.aliyuncs.com/api/v1';
const KIE_URL = 'https://api.kie.ai/api/v1';
const DASHSCOPE_LIMITS = { submitsPerSecond: 5, submitsAtOnce: 1, tasksMax: 5, queriesPerSecond: 20 };
const KIE_LIMITS = { submitsPerSecond: 2, submitsAtOnce: 1, tasksMax: 100, queriesPerSecond: 10 };

const credential = { name: 'main', apiKeyEnv: 'ANY_KEY' };
const env = { ANY_KEY: KEY };

describe('engines of the environment alone', () => {
  test('a key makes its engine, with one credential called main and what the upstream documents', () => {
    const { engines, routes } = readConfig({ DASHSCOPE_API_KEY: KEY });
    const credentials = [{ name: 'main', apiKey: KEY, ...DASHSCOPE_LIMITS }];
    const dashscope = { type: 'dashscope', id: 'dashscope', baseUrl: DASHSCOPE_URL, credentials, prices: {} };
    assert.deepEqual(engines, { painter: { concurrency: 2 }, upstreams: [dashscope] });
    assert.deepEqual(routes, {});
  });

  test('both keys make both engines, DashScope first, each at the base URL that was set', () => {
    const { upstreams } = readConfig({
      KIE_API_KEY: 'kie-key',
      KIE_BASE_URL: 'http://127.0.0.1:9000/api/v1',
      DASHSCOPE_API_KEY: KEY,
      DASHSCOPE_BASE_URL: 'https://ws-1.cn-beijing.maas.aliyuncs.com/api/v1/',
    }).engines;
    assert.deepEqual(
      upstreams.map(({ id, baseUrl }) => [id, baseUrl]),
      [
        ['dashscope', 'https://ws-1.cn-beijing.maas.aliyuncs.com/api/v1'],
        ['kie', 'http://127.0.0.1:9000/api/v1'],
      ],
    );
    const uploadBaseUrl = 'https://kieai.redpandaai.co';
    const credentials = [{ name: 'main', apiKey: 'kie-key', ...KIE_LIMITS }];
    const kie = { type: 'kie', id: 'kie', baseUrl: 'http://127.0.0.1:9000/api/v1', credentials, prices: {} };
    assert.deepEqual(upstreams[1], { ...kie, uploadBaseUrl });
  });
});

describe('engines of the file', () => {
  test('everything an engine can be told is read', (t) => {
    const { engines } = readWith(
      t,
      {
        engines: {
          'kie-2': { type: 'kie', baseUrl: KIE_URL, uploadBaseUrl: 'https://up.example/', credentials: [credential] },
          dashscope: {
            baseUrl: 'https://dashscope.aliyuncs.com/api/v1',
            limits: { tasksInProcess: 50, queriesPerSecond: 1_000 },
            credentials: [
              { name: 'file', apiKeyFile: 'key-file', limits: { submitsPerSecond: 0.5, submitsAtOnce: 100 } },
              { ...credential, limits: { tasksInProcess: 10_000 } },
            ],
            prices: {
              'wan-2-7-image-pro': { amount: 0.5, currency: 'CNY' },
              'wan-2-7-image': { amount: 0.000001, currency: 'USD' },
            },
          },
        },
      },
      env,
    );
    const dashscope = {
      type: 'dashscope',
      id: 'dashscope',
      baseUrl: 'https://dashscope.aliyuncs.com/api/v1',
      credentials: [
        {
          name: 'file',
          apiKey: `${KEY}-of-the-file`,
          submitsPerSecond: 0.5,
          submitsAtOnce: 100,
          tasksMax: 50,
          queriesPerSecond: 1_000,
        },
        { name: 'main', apiKey: KEY, submitsPerSecond: 5, submitsAtOnce: 1, tasksMax: 10_000, queriesPerSecond: 1_000 },
      ],
      prices: {
        'wan-2-7-image-pro': { micros: 500_000, currency: 'CNY' },
        'wan-2-7-image': { micros: 1, currency: 'USD' },
      },
    };
    const credentials = [{ name: 'main', apiKey: KEY, ...KIE_LIMITS }];
    const uploadBaseUrl = 'https://up.example';
    const kie = { type: 'kie', id: 'kie-2', baseUrl: KIE_URL, uploadBaseUrl, credentials, prices: {} };
    assert.deepEqual(engines.upstreams, [dashscope, kie]);
    assert.ok(Object.isFrozen(engines.upstreams[0]?.credentials[0]));
  });

  test('an engine that lists no credentials has main, with the key of its variable; the file’s base URL wins', (t) => {
    const set = { DASHSCOPE_API_KEY: KEY, DASHSCOPE_BASE_URL: 'https://other.example/api/v1' };
    const { upstreams } = readWith(t, { engines: { dashscope: { baseUrl: DASHSCOPE_URL } } }, set).engines;
    assert.deepEqual(
      upstreams.map(({ baseUrl, credentials }) => [baseUrl, credentials.map(({ name, apiKey }) => [name, apiKey])]),
      [[DASHSCOPE_URL, [['main', KEY]]]],
    );
  });

  test('a key in the environment adds its engine to those of other kinds, and none beside one of its own kind', (t) => {
    const set = { ...env, DASHSCOPE_API_KEY: `${KEY}1`, KIE_API_KEY: 'k' };
    const { engines } = readWith(t, { engines: { beijing: { type: 'dashscope', credentials: [credential] } } }, set);
    assert.deepEqual(
      engines.upstreams.map(({ id }) => id),
      ['kie', 'beijing'],
    );
    assert.equal(engines.upstreams[1]?.credentials[0]?.apiKey, KEY);
  });

  test('without a route they are tried as dashscope, kie, and the others as they stand in the file', (t) => {
    const one = (key: string) => ({ credentials: [{ name: 'main', apiKeyEnv: key }] });
    const engines = {
      zurich: { type: 'kie', ...one('A') },
      kie: one('B'),
      athens: { type: 'dashscope', ...one('C') },
      dashscope: one('D'),
    };
    const { upstreams } = readWith(t, { engines }, { A: 'a', B: 'b', C: 'c', D: 'd' }).engines;
    assert.deepEqual(
      upstreams.map(({ id }) => id),
      ['dashscope', 'kie', 'zurich', 'athens'],
    );
  });

  for (const amount of [0, 0.075, 0.1, 0.3, 1.000001, 999_999.999999]) {
    test(`a price of ${amount} is taken to the millionth`, (t) => {
      const prices = { 'wan-2-7-image': { amount, currency: 'USD' } };
      const { upstreams } = readWith(t, { engines: { kie: { credentials: [credential], prices } } }, env).engines;
      assert.equal(upstreams[0]?.prices['wan-2-7-image']?.micros, Math.round(amount * 1_000_000));
    });
  }
});

describe('faults of an engine', () => {
  const engine = (more: object) => ({ engines: { kie: { credentials: [credential], ...more } } });
  const only = (given: object) => ({ engines: { kie: { credentials: [{ name: 'main', ...given }] } } });
  const price = (given: object) => engine({ prices: { 'wan-2-7-image': { amount: 1, currency: 'USD', ...given } } });
  for (const [what, content, ...messages] of [
    ['engines that are a list', { engines: [] }, /^engines must be a JSON object\.$/],
    ['a name in capitals', { engines: { Kie: {} } }, /^engines\.Kie is not a name for an engine: that has lower-case/],
    ['a name that may be a key', { engines: { [KEY]: {} } }, /^engines\.sk-… is not a name for an engine/],
    ['a foreign name without a type', { engines: { beijing: {} } }, /^engines\.beijing\.type is required\.$/],
    ['an unknown type', { engines: { x: { type: 'fal' } } }, /^engines\.x\.type must be dashscope or kie\.$/],
    [
      'the type of another',
      engine({ type: 'dashscope' }),
      /^engines\.kie\.type must be kie, or the engine must have another/,
    ],
    ['an engine that is no object', { engines: { kie: 'on' } }, /^engines\.kie must be a JSON object\.$/],
    [
      'an unknown setting',
      engine({ url: 'x' }),
      /^engines\.kie\.url is not a known setting; here are: type, baseUrl, cred/,
    ],
    [
      'a base URL without the path',
      engine({ baseUrl: 'https://api.kie.ai' }),
      /^engines\.kie\.baseUrl must end in \/api\/v1/,
    ],
    [
      'a base URL with a password',
      engine({ baseUrl: `https://a:${KEY}@x/api/v1` }),
      /baseUrl must not hold a user name/,
    ],
    ['a base URL that is no text', engine({ baseUrl: 1 }), /^engines\.kie\.baseUrl must be a text\.$/],
    [
      'an upload URL without a scheme',
      engine({ uploadBaseUrl: 'up.example' }),
      /uploadBaseUrl must be an absolute http/,
    ],
    ['no credentials', engine({ credentials: [] }), /^engines\.kie\.credentials must be a list with at least one cred/],
    [
      'credentials left out, no variable',
      { engines: { kie: {} } },
      /kie\.credentials is required as long as KIE_API_KEY/,
    ],
    ['a key in the engine', engine({ apiKey: KEY }), /^engines\.kie\.apiKey must not be here: keys do not belong into/],
    [
      'a key in a credential',
      only({ apiKey: KEY }),
      /credentials\[0\]\.apiKey must not be here: keys/,
      /apiKeyEnv \(the/,
    ],
    [
      'a key for a variable’s name',
      only({ apiKeyEnv: KEY }),
      /apiKeyEnv must be the name of a variable, in capitals; the key/,
    ],
    [
      'a variable that is not set',
      only({ apiKeyEnv: 'NO_KEY' }),
      /credentials\[0\]\.apiKeyEnv names a variable that is not set/,
    ],
    ['a variable that is empty', only({ apiKeyEnv: 'EMPTY' }), /apiKeyEnv names a variable that is empty/],
    [
      'a variable with two lines',
      only({ apiKeyEnv: 'LINES' }),
      /names a variable with something else than a key: it must have/,
    ],
    [
      'a key for a path',
      only({ apiKeyFile: KEY }),
      /credentials\[0\]\.apiKeyFile names a file that cannot be read \(ENOENT\)/,
    ],
    ['a file that is blank', only({ apiKeyFile: 'blank-file' }), /apiKeyFile names a file that is empty\.$/],
    ['a folder for a file', only({ apiKeyFile: '.' }), /apiKeyFile names a file that cannot be read \(EISDIR\)/],
    [
      'both',
      only({ apiKeyEnv: 'ANY_KEY', apiKeyFile: 'key-file' }),
      /credentials\[0\] must have apiKeyEnv or apiKeyFile, not/,
    ],
    ['no name', engine({ credentials: [{ apiKeyEnv: 'ANY_KEY' }] }), /credentials\[0\]\.name is required\.$/],
    [
      'a key for a name',
      engine({ credentials: [{ ...credential, name: KEY }] }),
      /credentials\[0\]\.name is not a name: that has/,
    ],
    [
      'a name given twice',
      engine({ credentials: [credential, { name: 'main', apiKeyFile: 'key-file' }] }),
      /^engines\.kie\.credentials\[1\]\.name is the name of another credential here\.$/,
    ],
    [
      'a key given twice',
      engine({ credentials: [credential, { ...credential, name: 'second' }] }),
      /^engines\.kie\.credentials\[1\] has the same key as engines\.kie\.credentials\[0\]: its limits would be used twice/,
    ],
    [
      'a rate too low',
      engine({ limits: { submitsPerSecond: 0.09 } }),
      /limits\.submitsPerSecond must be a number from 0\.1 to 1000\.$/,
    ],
    [
      'no submits at once',
      engine({ limits: { submitsAtOnce: 0 } }),
      /limits\.submitsAtOnce must be a whole number from 1 to 100\.$/,
    ],
    [
      'half a task',
      engine({ limits: { tasksInProcess: 1.5 } }),
      /tasksInProcess must be a whole number from 1 to 10000\.$/,
    ],
    [
      'too many queries',
      engine({ limits: { queriesPerSecond: 1001 } }),
      /queriesPerSecond must be a whole number from 1 to 1000/,
    ],
    [
      'a limit as text',
      only({ apiKeyEnv: 'ANY_KEY', limits: { tasksInProcess: '5' } }),
      /\[0\]\.limits\.tasksInProcess must be a whole/,
    ],
    [
      'an unknown limit',
      engine({ limits: { tasks: 1 } }),
      /limits\.tasks is not a known setting; here are: submitsPerSecond, sub/,
    ],
    [
      'a price below zero',
      price({ amount: -1 }),
      /prices\.wan-2-7-image\.amount must be a number from 0 to 1000000\.$/,
    ],
    ['a price with 7 decimals', price({ amount: 0.0000001 }), /amount must have at most 6 decimals\.$/],
    [
      'a price with a symbol',
      price({ currency: '€' }),
      /currency must be three capital letters, such as USD or CNY\.$/,
    ],
    [
      'a price that is a number',
      engine({ prices: { 'wan-2-7-image': 1 } }),
      /^engines\.kie\.prices\.wan-2-7-image must be a JSON/,
    ],
    [
      'a price of no model',
      engine({ prices: { wan: { amount: 1, currency: 'USD' } } }),
      /prices\.wan is no model here; there are: wan-2-7/,
    ],
  ] as const) {
    test(`${what} is refused, with its path`, (t) => {
      const faults = faultsWith(t, content, { ...env, EMPTY: '', LINES: 'a\nb' });
      assert.deepEqual([faults.length, faults], [messages.length, faults]);
      for (const [index, message] of messages.entries()) assert.match(faults[index] ?? '', message);
    });
  }

  test('a key of a Token Plan is refused wherever it comes from, but only by the upstream that has them', (t) => {
    const apiKeyFile = join(testFolder(t), 'plan.key');
    writeFileSync(apiKeyFile, 'sk-sp-hunter2');
    const credentials = [
      { name: 'variable', apiKeyEnv: 'PLAN' },
      { name: 'file', apiKeyFile },
    ];
    const faults = faultsWith(t, { engines: { dashscope: { credentials } } }, { PLAN: 'sk-sp-hunter2' });
    assert.deepEqual(
      faults.map((fault) => fault.split(' ')[0]),
      ['engines.dashscope.credentials[0].apiKeyEnv', 'engines.dashscope.credentials[1].apiKeyFile'],
    );
    for (const fault of faults) assert.match(fault, /it is a key of a Token Plan \(sk-sp-…\)/);
    assert.doesNotMatch(faults.join(), /hunter2/);
    const kie = readWith(t, { engines: { kie: { credentials: [credentials[0]] } } }, { PLAN: 'sk-sp-1' });
    assert.equal(kie.engines.upstreams[0]?.credentials[0]?.apiKey, 'sk-sp-1');
  });

  test('one key cannot serve two engines of a kind, nor the variable’s two that list none', (t) => {
    const two = { engines: { kie: {}, other: { type: 'kie' } } };
    assert.match(
      faultsWith(t, two, { KIE_API_KEY: KEY }).join(),
      /^engines\.other\.credentials has the same key as engines\.kie\.credentials/,
    );
  });

  test('all of them are told at once, each with its path', (t) => {
    const faults = faultsWith(t, {
      engines: { painter: { concurrency: 99 }, kie: { limits: { submitsAtOnce: 0 }, prices: [] }, x: {} },
      routes: { 'wan-2-7-image': [] },
    });
    assert.deepEqual(faults.map((fault) => fault.split(' ')[0]).sort(), [
      'engines.kie.credentials',
      'engines.kie.limits.submitsAtOnce',
      'engines.kie.prices',
      'engines.painter.concurrency',
      'engines.x.type',
      'routes.wan-2-7-image',
    ]);
  });
});
