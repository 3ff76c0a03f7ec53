import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { accountMigrations } from '../accounts/index.ts';
import { createCatalogue } from '../catalogue/index.ts';
import { creditMigrations } from '../credits/index.ts';
import { createRegistry, type Engine } from '../engines/index.ts';
import { fileMigrations } from '../files/index.ts';
import { Gates, generationMigrations, readEngines, resumeEngine } from '../generations/index.ts';
import { idempotencyMigrations } from '../platform/http/idempotency.ts';
import { createHttpServer } from '../platform/http/server.ts';
import { incidentMigrations } from '../platform/incidents.ts';
import { openTestDb, silentLog, testClock } from '../platform/testing.ts';
import { adminRoutes } from './index.ts';

const TOKEN = 'an-admin-token-for-tests';
const MODELS = ['wan-2-7-image-pro', 'wan-2-7-image'];

function engine(id: string, credentials: readonly string[]): Engine {
  const limits = { submitsPerSecond: 5, submitsAtOnce: 1, tasksMax: 5 };
  return {
    id,
    notices: [],
    callsMax: 1,
    submit: () => Promise.reject(new Error('not called')),
    poll: () => Promise.reject(new Error('not called')),
    ...(credentials.length === 0 ? {} : { credentials: credentials.map((name) => ({ name, ...limits })) }),
  };
}

/** Two engines, of which the first has had its key `main` refused. */
async function setUp(t: TestContext) {
  const migrations = [
    creditMigrations,
    fileMigrations,
    idempotencyMigrations,
    incidentMigrations,
    generationMigrations,
  ];
  const db = await openTestDb(t, accountMigrations, ...migrations);
  const clock = testClock(Date.UTC(2026, 4, 11));
  const catalogue = createCatalogue();
  const registry = createRegistry(
    [engine('upstream', ['main', 'second']), engine('painter', [])].map((one) => ({ engine: one, serves: () => true })),
    catalogue.list().map(({ descriptor }) => descriptor),
    Object.fromEntries(MODELS.map((model) => [model, ['upstream']])),
  );
  const gates = new Gates(registry, clock, () => undefined);
  const main = gates.find('upstream', 'main');
  assert.ok(main !== undefined);
  main.trouble({ kind: 'stopped', retryAfterMs: 3_600_000, message: 'The key was refused.' });
  const deps = { db, clock, catalogue, registry, gates, wake: () => undefined, resumed: () => undefined };
  const app = createHttpServer(silentLog);
  adminRoutes(app, {
    ...{ db, clock, log: silentLog, adminToken: TOKEN },
    verifyGenerations: () => Promise.resolve({ checked: 0, problems: [] }),
    readEngines: () => readEngines(deps),
    resumeEngine: (id, credential) => resumeEngine(deps, id, credential),
  });
  t.after(() => app.close());
  const call = async (method: 'GET' | 'POST', url: string, body?: object) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const payload = body === undefined ? {} : { payload: body };
    const response = await app.inject({ method, url: `/admin/v1${url}`, headers, ...payload });
    return { status: response.statusCode, body: response.json() };
  };
  return { call, main };
}

const OPEN = { state: 'open', paused_until: null, tasks_in_process: 0, message: null };
const RESUMED = {
  id: 'upstream',
  models: MODELS,
  credentials: [
    { name: 'main', ...OPEN },
    { name: 'second', ...OPEN },
  ],
};
const STOPPED = { state: 'stopped', paused_until: '2026-05-11T01:00:00.000Z', message: 'The key was refused.' };

describe('GET /admin/v1/engines', () => {
  test('200: every engine with its models and how its credentials stand', async (t) => {
    const { call } = await setUp(t);
    const credentials = [
      { name: 'main', ...OPEN, ...STOPPED },
      { name: 'second', ...OPEN },
    ];
    const data = [
      { id: 'upstream', models: MODELS, credentials },
      { id: 'painter', models: [], credentials: [] },
    ];
    const list = { object: 'list', data, has_more: false, next_cursor: null };
    assert.deepEqual(await call('GET', '/engines'), { status: 200, body: list });
  });
});

describe('POST /admin/v1/engines/{id}/resume', () => {
  for (const body of [undefined, {}, { credential: 'main' }]) {
    test(`200 with ${JSON.stringify(body)}: the pause is over, and the answer tells how the engine stands`, async (t) => {
      const { call, main } = await setUp(t);
      assert.deepEqual(await call('POST', '/engines/upstream/resume', body), { status: 200, body: RESUMED });
      assert.equal(main.state, 'open');
    });
  }

  test('200 for another credential of the engine leaves the first as it is', async (t) => {
    const { call, main } = await setUp(t);
    assert.equal((await call('POST', '/engines/upstream/resume', { credential: 'second' })).status, 200);
    assert.equal(main.state, 'stopped');
  });

  for (const [id, body, message] of [
    ['nobody', {}, 'There is no such engine. There are: upstream, painter.'],
    ['painter', {}, 'The engine painter has no upstream credentials: it is never stopped.'],
    ['painter', { credential: 'main' }, 'The engine painter has no upstream credentials: it is never stopped.'],
    ['upstream', { credential: 'third' }, 'The engine upstream has no such credential. It has: main, second.'],
  ] as const) {
    test(`404 not_found for ${id} with ${JSON.stringify(body)}, and nothing is resumed`, async (t) => {
      const { call, main } = await setUp(t);
      const answer = await call('POST', `/engines/${id}/resume`, body);
      assert.deepEqual([answer.status, answer.body.error.code], [404, 'not_found']);
      assert.equal(answer.body.error.message, message);
      assert.equal(main.state, 'stopped');
    });
  }

  for (const [body, path] of [
    [{ credential: 7 }, 'credential'],
    [{ name: 'main' }, 'name'],
  ] as const) {
    test(`400 validation_failed for ${JSON.stringify(body)}, and nothing is resumed`, async (t) => {
      const { call, main } = await setUp(t);
      const answer = await call('POST', '/engines/upstream/resume', body);
      assert.deepEqual([answer.status, answer.body.error.details[0].path], [400, path]);
      assert.equal(main.state, 'stopped');
    });
  }
});
