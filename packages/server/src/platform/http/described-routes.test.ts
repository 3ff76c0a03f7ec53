import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import { silentLog } from '../testing.ts';
import { createHttpServer } from './server.ts';

const operation = { id: 'listTrees', tag: 'Trees', summary: 'List trees', description: 'All of them.' };

test('a described route is recorded once, with its schemas and settings; others are not', async () => {
  const app = createHttpServer(silentLog);
  const querystring = Type.Object({ limit: Type.Integer() });
  app.route({
    method: 'GET',
    url: '/trees',
    config: { isPublic: true },
    schema: { operation, querystring },
    handler: () => [],
  });
  app.route({ method: 'GET', url: '/hidden', handler: () => [] });
  app.refuseOtherMethods();
  await app.ready();
  const [route, ...more] = app.describedRoutes;
  assert.deepEqual(more, []);
  assert.equal(route?.method, 'GET');
  assert.equal(route.url, '/trees');
  assert.equal(route.operation, operation);
  assert.equal(route.schema.querystring, querystring);
  assert.equal(route.config.isPublic, true);
  assert.equal((await app.inject({ method: 'HEAD', url: '/trees?limit=1' })).statusCode, 200);
  await app.close();
});

test('routes of plugins are recorded once they are loaded', async () => {
  const app = createHttpServer(silentLog);
  app.register((scope, _options, done) => {
    scope.route({ method: ['POST', 'DELETE'], url: '/trees', schema: { operation }, handler: () => ({}) });
    done();
  });
  assert.deepEqual(app.describedRoutes, []);
  await app.ready();
  assert.deepEqual(
    app.describedRoutes.map(({ method }) => method),
    ['POST', 'DELETE'],
  );
  await app.close();
});
