import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createMetrics } from '../metrics.ts';
import { silentLog } from '../testing.ts';
import { fail } from './errors.ts';
import { measureRequests } from './measure-requests.ts';
import { createHttpServer } from './server.ts';

function setUp(t: TestContext) {
  const metrics = createMetrics(silentLog);
  const app = createHttpServer(silentLog);
  t.after(() => app.close());
  const help = 'Of a test.';
  measureRequests(app, {
    requests: metrics.counter({ name: 'requests_total', help, labels: ['method', 'route', 'status'] }),
    seconds: metrics.boundHistogram({ name: 'seconds', help, labels: ['method', 'route'] }, [1_000]),
    bodyBytes: metrics.counter({ name: 'bytes_total', help, labels: ['method', 'route'] }),
    errors: metrics.counter({ name: 'errors_total', help, labels: ['code'] }),
  });
  app.route({ method: 'GET', url: '/things/:id', handler: () => ({}) });
  app.route({ method: 'POST', url: '/things', handler: () => ({}) });
  app.route({
    method: 'GET',
    url: '/busy',
    handler: () => {
      throw fail('rate_limited', { public: 'Too many.' });
    },
  });
  app.refuseOtherMethods();
  return {
    app,
    linesOf: async (name: string) =>
      (await metrics.scrape()).split('\n').filter((line) => line.startsWith(`rivya_${name}{`)),
  };
}

describe('measured requests', () => {
  test('count on the template of their route, never on their path', async (t) => {
    const { app, linesOf } = setUp(t);
    for (const url of ['/things/1', '/things/2?key=secret', '/nothing/here', '/elsewhere']) await app.inject(url);
    assert.deepEqual(await linesOf('requests_total'), [
      'rivya_requests_total{method="GET",route="/things/:id",status="200"} 2',
      'rivya_requests_total{method="GET",route="unknown",status="404"} 2',
    ]);
    assert.deepEqual(await linesOf('seconds_count'), [
      'rivya_seconds_count{method="GET",route="/things/:id"} 2',
      'rivya_seconds_count{method="GET",route="unknown"} 2',
    ]);
  });

  test('tell why they were refused', async (t) => {
    const { app, linesOf } = setUp(t);
    await app.inject('/busy');
    await app.inject('/nothing');
    await app.inject({ method: 'DELETE', url: '/things' });
    assert.deepEqual((await linesOf('errors_total')).sort(), [
      'rivya_errors_total{code="method_not_allowed"} 1',
      'rivya_errors_total{code="not_found"} 1',
      'rivya_errors_total{code="rate_limited"} 1',
    ]);
  });

  test('count the bytes of bodies that were taken, and not of those that were refused', async (t) => {
    const { app, linesOf } = setUp(t);
    await app.inject({ method: 'POST', url: '/things', payload: { name: 'a' } });
    await app.inject({ method: 'POST', url: '/things', payload: '{', headers: { 'content-type': 'application/json' } });
    assert.deepEqual(await linesOf('bytes_total'), ['rivya_bytes_total{method="POST",route="/things"} 12']);
  });
});
