import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCatalogue } from '../packages/server/src/catalogue/index.ts';
import { describeApi } from '../packages/server/src/reference/openapi/index.ts';
import { openTestApp } from '../packages/server/src/testing-app.ts';

/** `node tools/write-openapi.ts` writes the committed copy of the API's description; a test compares it. */
const COPY = join(import.meta.dirname, '../packages/server/openapi.json');
const BASE_URL = 'http://127.0.0.1:8787';

const { app, close } = await openTestApp();
const catalogue = createCatalogue();
await app.http.ready();
const document = describeApi({ routes: app.http.describedRoutes, catalogue, baseUrl: BASE_URL });
writeFileSync(COPY, `${JSON.stringify(document, null, 2)}\n`);
await close();
console.log(`${COPY}: ${Object.keys(document.paths).length} paths`);
