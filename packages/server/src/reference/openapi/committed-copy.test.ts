import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createCatalogue } from '../../catalogue/index.ts';
import { openTestApp } from '../../testing-app.ts';
import { describeApi } from './index.ts';

const COPY = join(import.meta.dirname, '../../../openapi.json');
const BASE_URL = 'http://127.0.0.1:8787';

test('packages/server/openapi.json is what the server serves; else run `node tools/write-openapi.ts`', async (t) => {
  const { app, close } = await openTestApp();
  t.after(close);
  app.setUrls({ publicUrl: BASE_URL, mediaBaseUrl: BASE_URL });
  const response = await app.http.inject('/api/v1/openapi.json');
  assert.equal(response.statusCode, 200);
  assert.deepEqual(JSON.parse(readFileSync(COPY, 'utf8')), response.json());
  const written = describeApi({ routes: app.http.describedRoutes, catalogue: createCatalogue(), baseUrl: BASE_URL });
  assert.equal(readFileSync(COPY, 'utf8'), `${JSON.stringify(written, null, 2)}\n`);
});
