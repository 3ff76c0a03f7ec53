import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalogue } from '../../catalogue/index.ts';
import { createHttpServer } from '../../platform/http/server.ts';
import { silentLog } from '../../platform/testing.ts';
import { openapiRoutes } from './index.ts';

const URL_OF_DESCRIPTION = '/api/v1/openapi.json';

test('the description is sent again only when it changed, and follows the address of the server', async (t) => {
  const app = createHttpServer(silentLog);
  t.after(() => app.close());
  let baseUrl = 'http://127.0.0.1:8787';
  openapiRoutes(app, { catalogue: createCatalogue(), baseUrl: () => baseUrl });

  const first = await app.inject(URL_OF_DESCRIPTION);
  assert.equal(first.statusCode, 200);
  assert.match(String(first.headers['content-type']), /^application\/json/);
  assert.equal(first.json().servers[0].url, baseUrl);
  const headers = { 'if-none-match': `"older", W/${first.headers.etag}` };
  const known = await app.inject({ url: URL_OF_DESCRIPTION, headers });
  assert.deepEqual([known.statusCode, known.body], [304, '']);

  baseUrl = 'https://pictures.example.net';
  const moved = await app.inject({ url: URL_OF_DESCRIPTION, headers });
  assert.equal(moved.statusCode, 200);
  assert.equal(moved.json().servers[0].url, baseUrl);
  assert.equal((await app.inject({ method: 'HEAD', url: URL_OF_DESCRIPTION })).body, '');
  assert.equal((await app.inject(`${URL_OF_DESCRIPTION}?pretty=1`)).statusCode, 400);
});
