import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import {
  ConfigFaults,
  type Environment,
  environmentWithoutSettings,
  ownCommand,
  readClientConfig,
  readConfig,
} from './config.ts';
import { testFolder } from './platform/testing.ts';

function faultsOf(env: Environment, flags = {}): readonly string[] {
  try {
    readConfig(env, flags);
  } catch (error) {
    assert.ok(error instanceof ConfigFaults);
    return error.faults;
  }
  assert.fail('the settings were taken');
}

const LONG = 'k'.repeat(32);

describe('readConfig', () => {
  test('an empty environment gives the defaults', () => {
    assert.deepEqual(readConfig({}), {
      host: '127.0.0.1',
      port: 8787,
      dataDir: resolve('.rivya'),
      role: 'all',
      databaseUrl: undefined,
      s3: undefined,
      metricsToken: undefined,
      tracing: undefined,
      publicUrl: undefined,
      mediaBaseUrl: undefined,
      logLevel: 'info',
      isApiDisabled: false,
      rateLimits: { createsPerMinute: 600, readsPerMinute: 3_000 },
      timeouts: { queueMs: 86_400_000, taskMs: 1_800_000 },
      retention: { uploadMs: 7 * 86_400_000, resultMs: 30 * 86_400_000 },
      secrets: undefined,
      adminToken: undefined,
      privateNetworkAllowlist: [],
      engines: { painter: { concurrency: 2 }, upstreams: [] },
      routes: {},
    });
  });

  test('every setting is read', (t) => {
    const file = join(testFolder(t), 'rivya.json');
    writeFileSync(file, '{"engines": {"painter": {"concurrency": 0}}}');
    const config = readConfig({
      RIVYA_HOST: '0.0.0.0',
      RIVYA_PORT: '0',
      RIVYA_DATA_DIR: '/var/lib/rivya',
      RIVYA_PUBLIC_URL: 'https://api.example.com/',
      RIVYA_MEDIA_BASE_URL: 'https://cdn.example.com/pictures/',
      RIVYA_LOG_LEVEL: 'debug',
      RIVYA_API_DISABLED: 'true',
      RIVYA_RATE_LIMIT_CREATES_PER_MINUTE: '0',
      RIVYA_RATE_LIMIT_READS_PER_MINUTE: '12',
      RIVYA_QUEUE_TIMEOUT: '90s',
      RIVYA_TASK_TIMEOUT: '5m',
      RIVYA_UPLOAD_RETENTION: '2h',
      RIVYA_RESULT_RETENTION: '3650d',
      RIVYA_SECRET: `${LONG},${'o'.repeat(40)}`,
      RIVYA_ADMIN_TOKEN: 't'.repeat(16),
      RIVYA_CONFIG: file,
      RIVYA_PRIVATE_NETWORK_ALLOWLIST: '10.1.0.0/16, fd00::/8',
      RIVYA_URL: 'ignored by the server',
      RIVYA_API_KEY: 'ignored by the server',
    });
    const { privateNetworkAllowlist, ...rest } = config;
    assert.deepEqual(
      privateNetworkAllowlist.map(({ network, prefixLength }) => `${network}/${prefixLength}`),
      ['10.1.0.0/16', 'fd00::/8'],
    );
    assert.deepEqual(rest, {
      host: '0.0.0.0',
      port: 0,
      dataDir: '/var/lib/rivya',
      role: 'all',
      databaseUrl: undefined,
      s3: undefined,
      metricsToken: undefined,
      tracing: undefined,
      publicUrl: 'https://api.example.com',
      mediaBaseUrl: 'https://cdn.example.com/pictures',
      logLevel: 'debug',
      isApiDisabled: true,
      rateLimits: { createsPerMinute: 0, readsPerMinute: 12 },
      timeouts: { queueMs: 90_000, taskMs: 300_000 },
      retention: { uploadMs: 7_200_000, resultMs: 3_650 * 86_400_000 },
      secrets: [LONG, 'o'.repeat(40)],
      adminToken: 't'.repeat(16),
      engines: { painter: { concurrency: 0 }, upstreams: [] },
      routes: {},
    });
  });

  test('the result is frozen through and through', () => {
    const config = readConfig({ RIVYA_SECRET: LONG });
    assert.ok(Object.isFrozen(config) && Object.isFrozen(config.engines.painter) && Object.isFrozen(config.secrets));
  });

  test('a flag wins over the variable and is named in the fault', () => {
    const flags = { host: 'localhost', port: '9000', data: '/tmp/x', role: 'all' };
    const { host, port, dataDir } = readConfig({ RIVYA_HOST: '::1', RIVYA_PORT: '1', RIVYA_DATA_DIR: '/y' }, flags);
    assert.deepEqual({ host, port, dataDir }, { host: 'localhost', port: 9000, dataDir: '/tmp/x' });
    assert.match(
      faultsOf({}, { port: '70000' })[0] ?? '',
      /^--port must be a whole number from 0 to 65535; got "70000"/,
    );
    assert.match(faultsOf({}, { role: 'worker' })[0] ?? '', /^--role worker needs a store .*set RIVYA_DATABASE_URL/);
    assert.match(faultsOf({}, { role: 'boss' })[0] ?? '', /^--role must be all or api or worker/);
  });

  test('an empty variable counts as unset, but not an empty secret or token', () => {
    assert.equal(readConfig({ RIVYA_PORT: '', RIVYA_PUBLIC_URL: '', RIVYA_DATABASE_URL: '' }).port, 8787);
    assert.match(faultsOf({ RIVYA_SECRET: '' })[0] ?? '', /^RIVYA_SECRET is set but empty/);
    assert.match(faultsOf({ RIVYA_ADMIN_TOKEN: '' })[0] ?? '', /^RIVYA_ADMIN_TOKEN must have 16 to 512 characters/);
  });

  for (const [name, text, message] of [
    ['RIVYA_HOST', 'http://localhost', /host name or an IP address/],
    ['RIVYA_HOST', 'a b', /host name or an IP address/],
    ['RIVYA_PORT', '80.5', /whole number from 0 to 65535; got "80.5"/],
    ['RIVYA_PORT', '-1', /whole number/],
    ['RIVYA_DATA_DIR', '  ', /must not be blank/],
    ['RIVYA_PUBLIC_URL', 'api.example.com', /absolute http or https URL/],
    ['RIVYA_PUBLIC_URL', 'ftp://example.com', /absolute http or https URL/],
    ['RIVYA_PUBLIC_URL', 'https://example.com/?a=1', /no query/],
    ['RIVYA_MEDIA_BASE_URL', 'https://example.com/#top', /no query \(\?\) and no fragment/],
    ['RIVYA_LOG_LEVEL', 'loud', /one of trace, debug, info/],
    ['RIVYA_API_DISABLED', 'yes', /1, 0, true or false; got "yes"/],
    ['RIVYA_RATE_LIMIT_CREATES_PER_MINUTE', 'many', /whole number from 0 to 1000000/],
    ['RIVYA_RATE_LIMIT_READS_PER_MINUTE', '1000001', /whole number/],
    ['RIVYA_QUEUE_TIMEOUT', '0s', /duration such as 90s, 30m, 24h or 7d, from 1s to 365d; got "0s"/],
    ['RIVYA_QUEUE_TIMEOUT', '90', /duration/],
    ['RIVYA_TASK_TIMEOUT', '8d', /from 1s to 7d/],
    ['RIVYA_UPLOAD_RETENTION', '3651d', /from 1s to 3650d/],
    ['RIVYA_RESULT_RETENTION', '1.5h', /duration/],
    ['RIVYA_CONFIG', '/nowhere/rivya.json', /\(\/nowhere\/rivya.json\): cannot be read \(ENOENT\)/],
    ['RIVYA_DATABASE_URL', 'mysql://u:p@h/d', /must be an address such as postgres:/],
    ['RIVYA_S3_REGION', 'eu-1', /is set, but no bucket: set RIVYA_S3_BUCKET too/],
    ['RIVYA_S3_DELIVERY', 'redirect', /is set, but no bucket/],
    ['RIVYA_PRIVATE_NETWORK_ALLOWLIST', '10.0.0.1/8', /\("10.0.0.1\/8"\) has bits set .* 10.0.0.0\/8/],
    ['RIVYA_PRIVATE_NETWORK_ALLOWLIST', '10.0.0.0/8,', /\(""\) must be a network such as/],
    ['RIVYA_PRIVATE_NETWORK_ALLOWLIST', 'localhost', /\("localhost"\) must be a network such as/],
    ['DASHSCOPE_API_KEY', '', /is set but empty; set it to a key or unset it/],
    ['DASHSCOPE_API_KEY', 'sk 1', /must have no spaces, line breaks/],
    ['DASHSCOPE_API_KEY', 'sk-sp-1', /is a key of a Token Plan \(sk-sp-…\), which does not work .*pay-as-you-go key/],
    [
      'DASHSCOPE_BASE_URL',
      'https://x.example/api/v1',
      /is set, but no engine uses it: set DASHSCOPE_API_KEY too, or unset/,
    ],
    ['DASHSCOPE_BASE_URL', 'https://x.example/v1', /must end in \/api\/v1/],
    ['DASHSCOPE_BASE_URL', 'x.example/api/v1', /must be an absolute http or https URL/],
    ['KIE_API_KEY', '', /is set but empty/],
    ['KIE_BASE_URL', 'https://x.example/api/v1', /is set, but no engine uses it: set KIE_API_KEY too, or unset it/],
    ['RIVYA_PROT', '1', /RIVYA_PROT is not a setting of rivya; did you mean RIVYA_PORT\?/],
    ['RIVYA_SOMETHING_ELSE_ENTIRELY', '1', /is not a setting of rivya\.$/],
  ] as const) {
    test(`${name}=${text} is refused`, () => {
      const faults = faultsOf({ [name]: text });
      assert.equal(faults.length, 1);
      assert.match(faults[0] ?? '', message);
      assert.ok(faults[0]?.startsWith(name));
    });
  }

  test('all faults are told at once, each naming its variable', () => {
    const faults = faultsOf({ RIVYA_PORT: 'x', RIVYA_LOG_LEVEL: 'x', RIVYA_S3_REGION: 'x', RIVYA_SECRET: 'x' });
    assert.deepEqual(
      faults.map((fault) => fault.split(' ')[0]),
      ['RIVYA_PORT', 'RIVYA_S3_REGION', 'RIVYA_LOG_LEVEL', 'RIVYA_SECRET'],
    );
  });

  test('a shared database needs a secret and a token that all processes have', () => {
    const env = { RIVYA_DATABASE_URL: 'postgres://me:hunter2@db:5432/rivya' };
    assert.deepEqual(
      faultsOf(env).map((fault) => fault.replace(/ must be set .*/, '')),
      ['RIVYA_SECRET', 'RIVYA_ADMIN_TOKEN'],
    );
    const shared = { ...env, RIVYA_SECRET: LONG, RIVYA_ADMIN_TOKEN: LONG };
    assert.match(faultsOf(shared, { role: 'worker' })[0] ?? '', /^RIVYA_PUBLIC_URL must be set with --role worker/);
    const config = readConfig({ ...shared, RIVYA_PUBLIC_URL: 'https://api.example.com' }, { role: 'worker' });
    assert.equal(config.role, 'worker');
    assert.equal(config.databaseUrl, env.RIVYA_DATABASE_URL);
    assert.match(faultsOf({ RIVYA_DATABASE_URL: 'postgres://db:5432' })[0] ?? '', /must name a database/);
  });

  test('traces go where OpenTelemetry says; figures may have a token of their own', () => {
    const config = readConfig({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b%3D,other=1'.replace('%20', ''),
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      RIVYA_METRICS_TOKEN: 'm'.repeat(16),
    });
    assert.deepEqual(config.tracing, {
      ...{ url: 'http://collector:4318/v1/traces', serviceName: 'rivya', sampleRatio: 0.25 },
      headers: { 'x-key': 'ab=', other: '1' },
    });
    assert.equal(config.metricsToken, 'm'.repeat(16));
    const own = readConfig({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/x',
    });
    assert.equal(own.tracing?.url, 'http://b/x');
    for (const [name, text] of [
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'hunter2'],
      ['OTEL_EXPORTER_OTLP_HEADERS', 'hunter2'],
      ['OTEL_TRACES_SAMPLER_ARG', '2'],
      ['RIVYA_METRICS_TOKEN', 'hunter2'],
    ] as const) {
      const [fault = '', ...more] = faultsOf({ [name]: text });
      assert.ok(fault.startsWith(`${name} must`) && more.length === 0 && !fault.includes('hunter2'), fault);
    }
  });

  test('a bucket needs its keys; with an endpoint its name stands in the path', () => {
    const keys = { RIVYA_S3_ACCESS_KEY_ID: 'id', RIVYA_S3_SECRET_ACCESS_KEY: 'hunter2' };
    assert.deepEqual(readConfig({ ...keys, RIVYA_S3_BUCKET: 'media', RIVYA_S3_ENDPOINT: 'http://s3:9000/' }).s3, {
      ...{ bucket: 'media', endpoint: 'http://s3:9000', region: 'us-east-1', accessKeyId: 'id' },
      ...{ secretAccessKey: 'hunter2', prefix: '', isPathStyle: true, checksums: 'always', delivery: 'proxy' },
    });
    const amazon = readConfig({ ...keys, RIVYA_S3_BUCKET: 'media', RIVYA_S3_PREFIX: 'a/b' }).s3;
    assert.deepEqual([amazon?.isPathStyle, amazon?.prefix], [false, 'a/b/']);
    assert.equal(faultsOf({ RIVYA_S3_BUCKET: 'media' }).length, 2);
    assert.match(faultsOf({ ...keys, RIVYA_S3_BUCKET: 'Media' })[0] ?? '', /^RIVYA_S3_BUCKET must have 3 to 63/);
  });

  test('no fault shows a secret', () => {
    const told = faultsOf({
      RIVYA_SECRET: `${LONG},hunter2`,
      RIVYA_ADMIN_TOKEN: 'hunter2',
      RIVYA_PUBLIC_URL: 'https://me:hunter2@example.com',
      RIVYA_DATABASE_URL: 'postgres://me:hunter2@db',
      DASHSCOPE_API_KEY: 'sk-sp-hunter2',
      KIE_API_KEY: 'hunter2 hunter2',
    });
    assert.equal(told.length, 6);
    assert.doesNotMatch(told.join('\n'), /hunter2|kkkk/);
    assert.match(told.join('\n'), /too short: part 2 of 2/);
    assert.doesNotMatch(faultsOf({ RIVYA_ADMIN_TOKEN: 'hunter2 hunter2 hunter2' }).join(), /hunter2/);
  });
});

describe('the file of RIVYA_CONFIG', () => {
  for (const [text, messages] of [
    ['{', [/is not valid JSON/]],
    ['[]', [/the file must be a JSON object/]],
    [
      '{"engines": {"painter": {"concurrency": 17}}}',
      [/engines.painter.concurrency must be a whole number from 0 to 16/],
    ],
    ['{"engines": {"painter": {"concurrency": "2"}}}', [/engines.painter.concurrency must be a whole number/]],
    ['{"engines": {"painter": null}}', [/engines.painter must be a JSON object/]],
    [
      '{"engine": {}, "engines": {"painter": {"threads": 1}}}',
      [
        /engine is not a known setting; here are: engines, routes/,
        /engines.painter.threads is not a known setting; here are: type, concurrency/,
      ],
    ],
    ['{"engines": {},\n}', [/is not valid JSON \(line 2 column 1\)\.$/]],
    ['{"engines": {"painter": {"concurrency": 1, "concurrency": 2}}}', [/engines.painter.concurrency comes twice/]],
    ['{"engines": {"painter": {"type": "kie"}}}', [/engines.painter.type must be painter/]],
  ] as const) {
    test(`${text} is refused`, (t) => {
      const file = join(testFolder(t), 'rivya.json');
      writeFileSync(file, text);
      const faults = faultsOf({ RIVYA_CONFIG: file });
      assert.equal(faults.length, messages.length);
      for (const [index, message] of messages.entries()) assert.match(faults[index] ?? '', message);
      assert.ok(faults.every((fault) => fault.startsWith('RIVYA_CONFIG (')));
    });
  }

  test('one of more than a megabyte is refused unread', (t) => {
    const file = join(testFolder(t), 'rivya.json');
    writeFileSync(file, `{"engines": ${' '.repeat(2 ** 20)}{}}`);
    assert.deepEqual(faultsOf({ RIVYA_CONFIG: file }), [
      `RIVYA_CONFIG (${file}): is too large; at most 1048576 bytes are read.`,
    ]);
  });

  test('a byte order mark and escapes do no harm', (t) => {
    const file = join(testFolder(t), 'rivya.json');
    writeFileSync(file, '\uFEFF{"engines": {"painter": {"con\\u0063urrency": 3}}}');
    assert.equal(readConfig({ RIVYA_CONFIG: file }).engines.painter.concurrency, 3);
  });

  test('what it leaves out keeps its default', (t) => {
    const file = join(testFolder(t), 'rivya.json');
    for (const text of ['{}', '{"engines": {}}', '{"engines": {"painter": {}}}']) {
      writeFileSync(file, text);
      assert.equal(readConfig({ RIVYA_CONFIG: file }).engines.painter.concurrency, 2);
    }
  });
});

describe('readClientConfig', () => {
  test('an empty environment means the local server and its data folder', () => {
    assert.deepEqual(readClientConfig({}), {
      url: 'http://127.0.0.1:8787',
      apiKey: undefined,
      adminToken: undefined,
      dataDir: resolve('.rivya'),
    });
  });

  test('a setting of the server does not stand in the way of a client', () => {
    assert.equal(
      readClientConfig({ RIVYA_S3_BUCKET: 'x', DASHSCOPE_API_KEY: '', RIVYA_URL: 'https://x.example/' }).url,
      'https://x.example',
    );
  });

  test('all faults at once, no secret shown', () => {
    assert.throws(
      () => readClientConfig({ RIVYA_URL: 'nowhere', RIVYA_API_KEY: 'a b', RIVYA_ADMIN_TOKEN: '' }),
      (error) => error instanceof ConfigFaults && error.faults.length === 3 && !error.message.includes('a b'),
    );
  });
});

test('the command is told as it was typed', () => {
  assert.equal(ownCommand({}), 'rivya');
  assert.equal(ownCommand({ npm_lifecycle_event: 'npx' }), 'npx rivya');
  assert.equal(ownCommand({ npm_lifecycle_event: 'start', npm_package_name: 'shop' }), 'npx rivya');
  const { name } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  assert.equal(ownCommand({ npm_lifecycle_event: 'demo', npm_package_name: name }), 'npm run rivya --');
});

test('environmentWithoutSettings keeps the rest of the environment', () => {
  const ours = { DASHSCOPE_API_KEY: 'x', DASHSCOPE_BASE_URL: 'x', KIE_API_KEY: 'x', KIE_BASE_URL: 'x' };
  const env = { PATH: '/bin', RIVYA_PORT: '1', RIVYA_PRIVATE_NETWORK_ALLOWLIST: 'x', ...ours, HOME: '/root' };
  assert.deepEqual(environmentWithoutSettings(env), { PATH: '/bin', HOME: '/root' });
});
