import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api, assertRefused, textOf } from './client.ts';
import { createAccount, type OwnServer, rivya, startServer, temporaryFolder, verifyLedger } from './harness.ts';
import { png } from './sample-files.ts';
import { STORE_KIND } from './shared-stores.ts';

/** With a shared store the data folder holds no token, and is no lock. */
const EMBEDDED_ONLY = { skip: STORE_KIND === 'embedded' ? false : 'the data folder is not the store' };

const SMALL = { model: 'wan-2-7-image', prompt: 'A red kite', params: { resolution: '1K' } };
const FAST = { ...SMALL, prompt: 'A red kite [[fail]]' };
const servers: OwnServer[] = [];
after(() => Promise.all(servers.map((server) => server.stop())));

async function start(options: Parameters<typeof startServer>[0]): Promise<OwnServer> {
  const server = await startServer(options);
  servers.push(server);
  return server;
}

describe('RIVYA_RATE_LIMIT_CREATES_PER_MINUTE=3', () => {
  test('429 rate_limited: the fourth create, with when to come back; reading goes on', async () => {
    const server = await start({ env: { RIVYA_RATE_LIMIT_CREATES_PER_MINUTE: '3' } });
    const [{ api }, other] = await Promise.all([createAccount(server, 100), createAccount(server, 100)]);
    for (const remaining of ['2', '1', '0']) {
      const { status, headers } = await api.create(FAST);
      assert.equal(status, 202);
      assert.equal(headers.get('ratelimit-limit'), '3');
      assert.equal(headers.get('ratelimit-remaining'), remaining);
      assert.equal(headers.get('retry-after'), null);
    }
    const tasks = (await api.get('/api/v1/generations')).body.data?.length;
    const refused = await api.create(FAST);
    assertRefused(refused, 429, 'rate_limited');
    const seconds = Number(refused.headers.get('retry-after'));
    assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60);
    assert.equal(refused.headers.get('ratelimit-remaining'), '0');
    assert.match(refused.headers.get('ratelimit-reset') ?? '', /^\d+$/);
    assert.equal((await api.get('/api/v1/generations')).body.data?.length, tasks);
    assert.equal((await other.api.create(FAST)).status, 202, 'limits are per key');
  });
});

describe('RIVYA_API_DISABLED=1', () => {
  test('503 public_api_disabled on every route of the API; health stays', async () => {
    const server = await start({ env: { RIVYA_API_DISABLED: '1' } });
    const { api } = await createAccount(server);
    for (const [method, path] of [
      ['GET', '/api/v1/models'],
      ['GET', '/api/v1/credits'],
      ['POST', '/api/v1/generations'],
      ['POST', '/api/v1/files'],
    ] as const) {
      for (const caller of [api, new Api(server.url)]) {
        assertRefused(await caller.request(method, path), 503, 'public_api_disabled');
      }
    }
    assert.equal((await api.get('/healthz')).status, 200);
    assert.equal((await api.get('/readyz')).status, 200);
  });
});

describe('time limits', () => {
  test('a task that takes too long ends as expired, one that waits too long too; both are released', async () => {
    const server = await start({ env: { RIVYA_TASK_TIMEOUT: '2s', RIVYA_QUEUE_TIMEOUT: '5s' } });
    const { api } = await createAccount(server, 100);
    const ids = await Promise.all(
      Array.from({ length: 12 }, () => api.accepted({ ...SMALL, prompt: 'A kite [[slow:300]]' })),
    );
    const tasks = await Promise.all(ids.map((id) => api.ended(id)));
    for (const { status, error, final_credits } of tasks) {
      assert.equal(status, 'failed');
      assert.equal(error?.code, 'expired');
      assert.equal(final_credits, 0);
    }
    assert.equal(await api.balance(), 100);
    await verifyLedger(server);
  });
});

describe('retention', () => {
  test('an outdated result has no URLs, an outdated file is gone, and neither is a reference', async () => {
    const server = await start({ env: { RIVYA_RESULT_RETENTION: '3s', RIVYA_UPLOAD_RETENTION: '3s' } });
    const { api } = await createAccount(server, 100);
    const file = (await api.upload(png(24, 24), { kind: 'image' })).body;
    const id = await api.accepted(SMALL);
    const fresh = await api.ended(id);
    const url = textOf(fresh.result?.primary_url);
    assert.equal((await new Api(server.url).get(url)).status, 200);
    await sleep(3_200);
    const { status, result, final_credits } = (await api.get(`/api/v1/generations/${id}`)).body;
    assert.equal(status, 'succeeded');
    assert.equal(final_credits, 5);
    assert.deepEqual(result, { primary_url: null, urls: [], items: [] });
    assert.equal((await new Api(server.url).get(url)).status, 404);
    assertRefused(await api.get(`/api/v1/files/${file.id}`), 404, 'not_found');
    for (const gone of [url, file.url]) {
      const params = { referenceMediaItems: [{ url: gone, kind: 'image' }] };
      const answer = await api.create({ ...SMALL, params });
      assertRefused(answer, 400, 'validation_failed', 'params.referenceMediaItems[0].url');
    }
  });
});

describe('RIVYA_MEDIA_BASE_URL', () => {
  test('URLs start with it, and the file behind one is found whatever its base', async () => {
    const server = await start({ env: { RIVYA_MEDIA_BASE_URL: 'https://cdn.example.com/rivya' } });
    const { api } = await createAccount(server, 100);
    const url = textOf((await api.upload(png(24, 24), { kind: 'image' })).body.url);
    assert.ok(url.startsWith('https://cdn.example.com/rivya/media/'), url);
    const references = (link: string) => ({ ...FAST, params: { referenceMediaItems: [{ url: link, kind: 'image' }] } });
    assert.equal((await api.create(references(url))).status, 202);
    assert.equal((await api.create(references(new URL(new URL(url).pathname, server.url).href))).status, 202);
  });
});

describe('a restart', () => {
  test('a drained server exits with 0; keys, tasks, files and idempotency keys are still there', async () => {
    const first = await start({});
    const { api, secret } = await createAccount(first, 100);
    const headers = { 'idempotency-key': 'before the restart' };
    const created = await api.create({ ...SMALL, prompt: 'A castle [[slow:3]]' }, headers);
    const file = (await api.upload(png(24, 24), { kind: 'image' })).body;
    assert.equal(await first.stop(), 0);
    const second = await start({ dataFolder: first.dataFolder });
    const again = new Api(second.url, secret);
    const replay = await again.create({ ...SMALL, prompt: 'A castle [[slow:3]]' }, headers);
    assert.equal(replay.status, 202);
    assert.equal(replay.headers.get('idempotent-replayed'), 'true');
    assert.deepEqual(replay.body, created.body);
    assertRefused(await again.create(FAST, headers), 409, 'idempotency_conflict');
    const media = new URL(textOf((await again.get(`/api/v1/files/${file.id}`)).body.url));
    assert.equal((await again.get(`${second.url}${media.pathname}${media.search}`)).status, 200);
    assert.equal((await again.ended(textOf(created.body.id))).status, 'succeeded');
    assert.equal(await again.balance(), 95);
    await verifyLedger(second);
  });

  test('draining answers those who wait and takes the work up again afterwards', async () => {
    const first = await start({});
    const { api, secret } = await createAccount(first, 100);
    const id = await api.accepted({ ...SMALL, prompt: 'A kite [[slow:300]]' });
    const waiting = api.get(`/api/v1/generations/${id}?wait=60`);
    await sleep(300);
    assert.equal(await first.stop(), 0);
    const answer = await waiting;
    assert.equal(answer.status, 200);
    assert.ok(['queued', 'processing'].includes(textOf(answer.body.status)), answer.text);
    const second = await start({ dataFolder: first.dataFolder });
    const again = new Api(second.url, secret);
    assert.equal((await again.cancelled(id)).error?.code, 'cancelled');
    assert.equal(await again.balance(), 100);
    await verifyLedger(second);
  });

  test('a second server on the same data folder is refused', EMBEDDED_ONLY, async () => {
    const [last] = servers.slice(-1);
    assert.ok(last);
    await assert.rejects(startServer({ dataFolder: last.dataFolder }), /ended with [1-9]/);
    assert.equal((await new Api(last.url).get('/readyz')).status, 200);
  });
});

/** A file of `RIVYA_CONFIG` with this content. */
function configFile(content: unknown): string {
  const path = join(temporaryFolder(), 'rivya.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('DASHSCOPE_API_KEY', () => {
  test('models are served by that upstream only: no notice of the painter, one credential, no key shown', async () => {
    // Nothing listens there, and nothing is asked of it before there is a task.
    const env = { DASHSCOPE_API_KEY: 'sk-hidden', DASHSCOPE_BASE_URL: 'http://127.0.0.1:9/api/v1' };
    const server = await start({ env });
    const models = (await new Api(server.url).get('/api/v1/models')).body.data ?? [];
    assert.ok(models.length >= 2);
    for (const model of models) assert.match(JSON.stringify(model), /"notices":\[\]/);
    const engines = await rivya(server, 'engines');
    const [dashscope] = engines.data ?? [];
    assert.equal(dashscope?.id, 'dashscope');
    assert.match(JSON.stringify(dashscope), /"credentials":\[\{"name":"main","state":"open"/);
    assert.ok(!JSON.stringify(engines).includes('hidden'));
  });
});

describe('RIVYA_CONFIG', () => {
  test('a route may give a model to the painter, also beside an upstream', async () => {
    const env = { KIE_API_KEY: 'hidden', RIVYA_CONFIG: configFile({ routes: { 'wan-2-7-image': ['painter'] } }) };
    const server = await start({ env });
    const { api } = await createAccount(server, 100);
    assert.equal((await api.ended(await api.accepted(SMALL))).status, 'succeeded');
    await verifyLedger(server);
  });
});

describe('settings with faults', () => {
  test('those of the file are told with their paths, together with the others; no key is shown', async () => {
    const content = {
      engines: {
        dashscope: { credentials: [{ name: 'main', apiKey: 'sk-hidden' }] },
        kie: { credentials: [{ name: 'main', apiKeyEnv: 'NO_SUCH_KEY' }], limits: { submitsAtOnce: 0 } },
      },
      routes: { 'wan-2-7-image': ['fal'] },
    };
    const env = { RIVYA_CONFIG: configFile(content), RIVYA_PRIVATE_NETWORK_ALLOWLIST: '10.0.0.1', RIVYA_PORT: 'x' };
    const failure = await startServer({ env }).then(
      () => '',
      (error: unknown) => String(error),
    );
    for (const place of [
      'engines.dashscope.credentials[0].apiKey ',
      'engines.kie.credentials[0].apiKeyEnv ',
      'engines.kie.limits.submitsAtOnce ',
      'routes.wan-2-7-image[0] ',
      'RIVYA_PRIVATE_NETWORK_ALLOWLIST ',
    ]) {
      assert.ok(failure.includes(place), place);
    }
    assert.ok(!failure.includes('hidden'));
  });

  test('the server does not start and tells all of them, none with a secret', async () => {
    const env = { RIVYA_RATE_LIMIT_CREATES_PER_MINUTE: 'many', RIVYA_TASK_TIMEOUT: '-1', RIVYA_SECRET: 'too-short' };
    const failure = await startServer({ env }).then(
      () => '',
      (error: unknown) => String(error),
    );
    for (const name of Object.keys(env)) assert.match(failure, new RegExp(name));
    assert.doesNotMatch(failure, /too-short/);
    assert.doesNotMatch(failure, /^\s+at /m);
  });
});
