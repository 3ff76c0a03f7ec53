import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createHttpServer } from '../../../platform/http/server.ts';
import { silentLog, testFolder } from '../../../platform/testing.ts';
import { createPackedDocument } from '../../site/document.ts';
import { viewerRoutes } from './routes.ts';

const PAGE = '/docs/api/reference';

function serve(t: TestContext, assetsFolder: string) {
  const app = createHttpServer(silentLog);
  viewerRoutes(app, { assetsFolder });
  t.after(() => app.close());
  return app;
}

function folderWithViewer(t: TestContext): string {
  const folder = join(testFolder(t), 'assets');
  mkdirSync(join(folder, 'reference'), { recursive: true });
  writeFileSync(join(folder, 'swagger-ui-bundle.generated.js.gz'), gzipSync('viewer()'));
  writeFileSync(join(folder, 'swagger-ui.generated.css.gz'), gzipSync('.viewer{}'));
  writeFileSync(join(folder, 'reference/start.js'), 'start()');
  writeFileSync(join(folder, 'reference/reference.css'), '.page{}');
  return folder;
}

test('the page loads its own files and nothing else, and each of them is there to be kept', async (t) => {
  const app = serve(t, folderWithViewer(t));
  const page = await app.inject(PAGE);
  assert.equal(page.statusCode, 200);
  assert.match(String(page.headers['content-type']), /^text\/html/);
  const policy = String(page.headers['content-security-policy']);
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  assert.doesNotMatch(page.body, /(?:src|href)="(?:https?:)?\/\/|<script>|<style|\son\w+=/);

  const files = [...page.body.matchAll(/(?:src|href)="(\/docs\/api\/reference\/[^"]+)"/g)].map(([, path = '']) => path);
  assert.equal(files.length, 4);
  for (const path of files) {
    const file = await app.inject(path);
    assert.equal(file.statusCode, 200, path);
    assert.match(String(file.headers['cache-control']), /immutable/);
    assert.match(String(file.headers['content-type']), path.endsWith('.css') ? /^text\/css/ : /^text\/javascript/);
    assert.match(file.body, /\(\)$|\{\}$/);
  }
});

test('what is kept compressed goes out so to those who take it', async (t) => {
  const app = serve(t, folderWithViewer(t));
  const [path = ''] = /\/docs\/api\/reference\/swagger-ui-bundle[^"]+/.exec((await app.inject(PAGE)).body) ?? [];
  const sent = async (accepted: string) => {
    const { headers, rawPayload, body } = await app.inject({ url: path, headers: { 'accept-encoding': accepted } });
    return headers['content-encoding'] === 'gzip' ? `gzip ${gunzipSync(rawPayload).toString()}` : body;
  };
  for (const accepted of ['gzip', 'deflate, gzip;q=0.5', '*', 'br, gzip']) {
    assert.equal(await sent(accepted), 'gzip viewer()', accepted);
  }
  for (const accepted of ['', 'br', 'gzip;q=0', 'identity', 'gzip;q=0, *']) {
    assert.equal(await sent(accepted), 'viewer()', accepted);
  }
});

test('it is unpacked once, for the first who does not take it, and not sent to those who have it', async (t) => {
  const packed = createPackedDocument('text/css', gzipSync('.viewer{}'));
  assert.equal(await packed.encode('gzip'), await packed.encode('gzip'));
  assert.equal(await packed.encode('identity'), await packed.encode('identity'));
  await assert.rejects(createPackedDocument('text/css', Buffer.from('no gzip')).encode('identity'));

  const app = serve(t, folderWithViewer(t));
  const [path = ''] = /\/docs\/api\/reference\/swagger-ui\.[^"]+/.exec((await app.inject(PAGE)).body) ?? [];
  const { headers } = await app.inject(path);
  const again = await app.inject({ url: path, headers: { 'if-none-match': String(headers['etag']) } });
  assert.equal(again.statusCode, 304);
});

test('a name with another hash, or one that leaves the folder, is not found', async (t) => {
  const app = serve(t, folderWithViewer(t));
  for (const name of ['swagger-ui-bundle.js', 'start.0000000000000000.js', '..%2f..%2fpackage.json', '%2e%2e']) {
    const { statusCode, body } = await app.inject(`${PAGE}/${name}`);
    assert.equal(statusCode, 404, name);
    assert.doesNotMatch(body, / at |\/src\//);
  }
});

test('without the viewer the page says how to get it', async (t) => {
  const folder = testFolder(t);
  const app = serve(t, folder);
  const missing = await app.inject(PAGE);
  assert.equal(missing.statusCode, 503);
  assert.match(missing.body, /npm run viewer --workspace rivya/);
  assert.match(missing.body, /href="\/docs"/);
});
