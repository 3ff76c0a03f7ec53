import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { addHealth } from './health.ts';
import type { Db } from './platform/db/database.ts';
import { createHttpServer } from './platform/http/server.ts';
import { incidentMigrations } from './platform/incidents.ts';
import { openTestDb, silentLog } from './platform/testing.ts';

/** A real store that can be made to fail as one does whose server is gone, or to hang as behind a dead network. */
async function setUp(t: TestContext, storeMsMax = 1_000) {
  const real = await openTestDb(t, incidentMigrations);
  const store: { state: 'there' | 'gone' | 'hanging' | 'read-only'; looks: number } = { state: 'there', looks: 0 };
  const db: Db = {
    ...real,
    canWrite() {
      store.looks += 1;
      if (store.state === 'gone') return Promise.reject(new Error('connect ECONNREFUSED'));
      if (store.state === 'hanging') return Promise.withResolvers<boolean>().promise;
      return store.state === 'read-only' ? Promise.resolve(false) : real.canWrite();
    },
  };
  const app = createHttpServer(silentLog);
  t.after(() => app.close());
  const health = addHealth(app, { db, log: silentLog, storeMsMax });
  const probe = async () => {
    const answer = await app.inject('/readyz');
    return [answer.statusCode, answer.json().status];
  };
  return { app, health, store, probe };
}

describe('GET /readyz', () => {
  for (const [state, status] of [
    ['gone', 'store unavailable'],
    ['read-only', 'store cannot be written'],
  ] as const) {
    test(`503 while the store is ${state}, 200 as soon as it is back, and /healthz all the time`, async (t) => {
      const { app, store, probe } = await setUp(t);
      assert.deepEqual(await probe(), [200, 'ready']);
      store.state = state;
      assert.deepEqual(await probe(), [503, status]);
      assert.deepEqual(await probe(), [503, status]);
      assert.equal((await app.inject('/healthz')).statusCode, 200);
      store.state = 'there';
      assert.deepEqual(await probe(), [200, 'ready']);
    });
  }

  test('503 within the limit when the store hangs, and 200 when a new look is answered while the old one still hangs', async (t) => {
    const { store, probe } = await setUp(t, 20);
    store.state = 'hanging';
    assert.deepEqual(await probe(), [503, 'store unavailable']);
    store.state = 'there';
    assert.deepEqual(await probe(), [200, 'ready']);
  });

  test('probes that come together share one look', async (t) => {
    const { store, probe } = await setUp(t);
    await Promise.all([probe(), probe(), probe()]);
    assert.equal(store.looks, 1);
  });

  test('503 while it drains, without asking the store', async (t) => {
    const { health, store, probe } = await setUp(t);
    health.isDraining = true;
    assert.deepEqual(await probe(), [503, 'draining']);
    assert.equal(store.looks, 0);
  });
});
