import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { BASE_URL, docsServer, smallSite } from './testing.ts';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('GET /docs/pictures/:name', () => {
  test('200: a picture of the guides, which pages show; unchanged: 304', async (t) => {
    const app = docsServer(t);
    const answer = await app.inject('/docs/pictures/painter-gallery.webp');
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['content-type'], 'image/webp');
    assert.equal(answer.rawPayload.subarray(8, 12).toString(), 'WEBP');
    const etag = String(answer.headers['etag']);
    const again = await app.inject({ url: '/docs/pictures/painter-gallery.webp', headers: { 'if-none-match': etag } });
    assert.equal(again.statusCode, 304);
  });

  for (const name of ['other.webp', '..%2Fguides%2Fpainter-gallery.webp', 'painter.md', '%00.webp']) {
    test(`404: ${name}`, async (t) => {
      assert.equal((await docsServer(t).inject(`/docs/pictures/${name}`)).statusCode, 404);
    });
  }
});

describe('GET /docs', () => {
  test('200: a page with its text, the navigation, and where else it is', async (t) => {
    const answer = await docsServer(t).inject({ url: '/docs/api/files', headers: BROWSER });
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
    assert.match(answer.body, /<html lang="en">/);
    assert.match(answer.body, /<title>Files – Rivya docs<\/title>/);
    assert.match(answer.body, /<a href="\/docs\/api\/files" aria-current="page">Files<\/a>/);
    assert.match(answer.body, /<h2 id="limits">/);
    assert.match(answer.body, /<a rel="prev"[^>]*href="\/docs"/);
    assert.match(answer.body, /<a rel="next"[^>]*href="\/docs\/api\/models\/wan"/);
    assert.ok(answer.body.includes(`<link rel="canonical" href="${BASE_URL}/docs/api/files">`));
    assert.ok(answer.body.includes(`hreflang="zh-Hans" href="${BASE_URL}/zh/docs/api/files">`));
    assert.ok(answer.body.includes('<link rel="alternate" type="text/markdown" href="/docs/api/files.md">'));
  });

  test('200: code has colours, which come from a program of its own', async (t) => {
    const { body } = await docsServer(t).inject('/docs/api/files');
    assert.match(body, /<span class="k-function">curl <\/span><span class="k-string">&quot;\$URL&quot;<\/span>/);
  });

  test('nothing inline, nothing from elsewhere: the policy allows neither', async (t) => {
    const answer = await docsServer(t).inject('/docs/api/files');
    const policy = String(answer.headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|http|\*/);
    assert.doesNotMatch(answer.body, /<script(?! src="\/)|<style|\sstyle=|\son\w+=|src="(?!\/)/);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  });

  test('a translated page names its language; an English one under another language says so', async (t) => {
    const app = docsServer(t);
    const { body } = await app.inject('/zh/docs/api/models/wan');
    assert.match(body, /<html lang="zh-Hans">/);
    assert.match(body, /<article>/);
    const english = await app.inject('/zh/docs/api/files');
    assert.match(english.body, /<html lang="zh-Hans">/);
    assert.match(english.body, /<article lang="en">/);
    assert.match(english.body, /<p class="notice">本页/);
    assert.ok(english.body.includes(`<link rel="canonical" href="${BASE_URL}/docs/api/files">`));
  });

  test('links lead to the page in the same language; those that are no page stay', async (t) => {
    const app = docsServer(t);
    const [english, chinese] = [await app.inject('/docs'), await app.inject('/zh/docs')];
    assert.match(english.body, /<a href="\/docs\/api\/files#limits">files<\/a>/);
    assert.match(english.body, /<a href="\/docs\/api\/reference">the viewer<\/a>/);
    assert.match(english.body, /<a href="https:\/\/a.example\/x" rel="noopener noreferrer">/);
    assert.match(chinese.body, /<a href="\/zh\/docs\/api\/files">文件<\/a>/);
  });

  test('a site that changed is shown as it is now', async (t) => {
    const site = smallSite();
    const app = docsServer(t, site);
    assert.match((await app.inject('/docs/api/models/wan')).body, />Text of Wan/);
    site.change();
    assert.match((await app.inject('/docs/api/models/wan')).body, />New text of Wan/);
    assert.match((await app.inject('/docs/api/models/wan.md')).body, /New text of Wan/);
  });

  for (const url of [
    '/docs',
    '/docs/api/files',
    '/zh/docs',
    '/zh/docs/no/such',
    '/docs/search.json',
    '/zh',
    '/llms.txt',
  ]) {
    test(`405: ${url} is read only`, async (t) => {
      const app = docsServer(t);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
        const answer = await app.inject({ method, url, headers: BROWSER });
        assert.equal(answer.statusCode, 405, method);
        assert.equal(answer.headers['allow'], 'GET, HEAD', method);
        assert.equal(answer.json().error.code, 'method_not_allowed');
      }
    });
  }
});

describe('documents', () => {
  test('304: what a caller has is not sent again, in whichever encoding it came', async (t) => {
    const app = docsServer(t);
    const first = await app.inject({ url: '/docs', headers: { 'accept-encoding': 'br' } });
    const etag = String(first.headers['etag']);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await app.inject({ url: '/docs', headers: { 'if-none-match': known } });
      assert.equal(again.statusCode, 304);
      assert.equal(again.body, '');
    }
    const other = await app.inject({ url: '/docs', headers: { 'if-none-match': '"other"' } });
    assert.equal(other.statusCode, 200);
  });

  test('bodies are compressed for those who take it', async (t) => {
    const app = docsServer(t);
    const plain = await app.inject('/docs');
    const accepts = (encoding: string) => app.inject({ url: '/docs', headers: { 'accept-encoding': encoding } });
    const br = await accepts('gzip, deflate, br');
    assert.equal(br.headers['content-encoding'], 'br');
    assert.equal(brotliDecompressSync(br.rawPayload).toString(), plain.body);
    const gzip = await accepts('br;q=0, gzip;q=0.5');
    assert.equal(gzip.headers['content-encoding'], 'gzip');
    assert.equal(gunzipSync(gzip.rawPayload).toString(), plain.body);
    assert.equal((await accepts('identity')).headers['content-encoding'], undefined);
    assert.match(String(plain.headers['vary']), /Accept-Encoding/);
  });

  test('HEAD tells the same without the body', async (t) => {
    const app = docsServer(t);
    for (const url of ['/docs/api/files', '/docs/api/files.md', '/llms.txt']) {
      const [get, head] = [await app.inject(url), await app.inject({ method: 'HEAD', url })];
      assert.equal(head.statusCode, 200);
      assert.equal(head.body, '');
      for (const name of ['etag', 'content-type', 'content-length'])
        assert.equal(head.headers[name], get.headers[name]);
    }
  });

  test('what pages load is kept for ever, under a name that changes with its content', async (t) => {
    const app = docsServer(t);
    const { body } = await app.inject('/docs');
    const paths = [...body.matchAll(/(?:href|src)="(\/docs\/_assets\/[^"]+)"/g)].map(([, path = '']) => path);
    assert.equal(paths.length, 3);
    for (const path of paths) {
      const answer = await app.inject(path);
      assert.equal(answer.statusCode, 200, path);
      assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
      assert.match(String(answer.headers['content-type']), /^(?:text\/css|text\/javascript|image\/svg\+xml)/);
    }
    assert.equal((await app.inject('/docs/_assets/docs.old.css')).statusCode, 404);
  });
});

describe('Markdown', () => {
  test('200: .md gives the text, with links to Markdown in the same language', async (t) => {
    const app = docsServer(t);
    const answer = await app.inject('/docs.md');
    assert.equal(answer.headers['content-type'], 'text/markdown; charset=utf-8');
    assert.match(answer.body, /^# Overview\n/);
    assert.match(answer.body, /\[files\]\(\/docs\/api\/files\.md#limits\), \[the viewer\]\(\/docs\/api\/reference\)/);
    assert.match((await app.inject('/zh/docs.md')).body, /\]\(\/zh\/docs\/api\/files\.md\)/);
    assert.match((await app.inject('/docs/api/models/wan.md')).body, /^# Wan\n/);
  });

  test('200: a caller who prefers Markdown gets it at the address of the page', async (t) => {
    const app = docsServer(t);
    const ask = async (accept: string) =>
      (await app.inject({ url: '/docs', headers: { accept } })).headers['content-type'];
    assert.equal(await ask('text/markdown, text/html;q=0.9, */*;q=0.1'), 'text/markdown; charset=utf-8');
    assert.equal(await ask('text/html, text/markdown;q=0.5'), 'text/html; charset=utf-8');
    assert.equal(await ask('*/*'), 'text/html; charset=utf-8');
  });

  test('200: the index of the search holds headings, their anchors and all text of a language', async (t) => {
    const app = docsServer(t);
    const answer = await app.inject('/docs/search.json');
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
    assert.match(String(answer.headers['etag']), /^"/);
    assert.deepEqual(answer.json()[1], {
      path: '/docs/api/files',
      title: 'Files',
      description: 'All about Files.',
      sections: [
        ['', '', ''],
        ['limits', 'Limits', 'curl "$URL"'],
        ['more', 'More', ''],
      ],
    });
    const [overview, files] = (await app.inject('/zh/docs/search.json')).json();
    assert.deepEqual([overview.path, overview.lang, overview.sections[0][2]], ['/zh/docs', undefined, '见文件。']);
    assert.deepEqual([files.title, files.lang, files.sections[0][2]], ['文件', 'en', 'Files Text of Files.']);
    assert.match((await app.inject('/zh/docs')).body, /data-index="\/zh\/docs\/search.json"/);
  });

  test('200: llms.txt links to every page, llms-full.txt holds the text of all', async (t) => {
    const app = docsServer(t);
    const index = await app.inject('/llms.txt');
    assert.equal(index.headers['content-type'], 'text/plain; charset=utf-8');
    assert.match(index.body, /^# Rivya docs\n\n> All about Overview\.\n\n## Start\n/);
    assert.ok(index.body.includes(`- [Files](${BASE_URL}/docs/api/files.md): All about Files.`));
    const full = await app.inject('/llms-full.txt');
    for (const title of ['Overview', 'Files', 'Wan']) assert.match(full.body, new RegExp(`^# ${title}$`, 'm'));
  });
});

test('nothing is started or held open before a page is read', async (t: TestContext) => {
  const app = docsServer(t);
  await app.ready();
  await app.inject('/llms.txt');
  assert.deepEqual(
    process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap'),
    [],
  );
  await app.inject('/docs/api/files');
  assert.equal(process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length <= 1, true);
});
