import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { converse } from '../../platform/http/testing-socket.ts';
import { docsServer } from './testing.ts';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('redirects', () => {
  for (const [from, to] of [
    ['/docs/', '/docs'],
    ['/docs/api/files/', '/docs/api/files'],
    ['/zh/docs/', '/zh/docs'],
    ['/docs/api/files.md/', '/docs/api/files.md'],
    ['/en/docs/api/files', '/docs/api/files'],
    ['/en/docs.md', '/docs.md'],
    ['/docs/api/reference/', '/docs/api/reference'],
    ['/docs/.md', '/docs.md'],
    ['/docs//', '/docs'],
    ['/docs/api%2Ffiles', '/docs/api/files'],
    ['/docs/api/files/?a=b', '/docs/api/files?a=b'],
    ['/zh', '/zh/docs'],
    ['/zh/', '/zh/docs'],
    ['/en', '/docs'],
  ] as const) {
    test(`301: ${from}`, async (t) => {
      const answer = await docsServer(t).inject(from);
      assert.equal(answer.statusCode, 301);
      assert.equal(answer.headers['location'], to);
    });
  }

  for (const [from, to] of [
    ['/docs/api', '/docs/api/files'],
    ['/docs/api/', '/docs/api/files'],
    ['/docs/api.md', '/docs/api/files.md'],
    ['/docs/api/models', '/docs/api/models/wan'],
    ['/zh/docs/api/', '/zh/docs/api/files'],
    ['/docs/zh', '/zh/docs'],
    ['/docs/zh/', '/zh/docs'],
    ['/docs/zh/api/files', '/zh/docs/api/files'],
    ['/docs/en/api/files.md', '/docs/api/files.md'],
  ] as const) {
    test(`302: ${from} leads to what was meant`, async (t) => {
      const app = docsServer(t);
      const answer = await app.inject(from);
      assert.equal(answer.statusCode, 302);
      assert.equal(answer.headers['location'], to);
      assert.equal((await app.inject(to)).statusCode, 200);
    });
  }

  test('302: a browser at / is led to the docs in a language it asks for; others find nothing there', async (t) => {
    const app = docsServer(t);
    const enter = async (headers: Record<string, string>) =>
      (await app.inject({ url: '/', headers })).headers['location'];
    assert.equal(await enter(BROWSER), '/docs');
    assert.equal(await enter({ ...BROWSER, 'accept-language': 'fr, zh-CN;q=0.9, en;q=0.8' }), '/zh/docs');
    assert.equal(await enter({ ...BROWSER, 'accept-language': 'en-GB, zh;q=0.9' }), '/docs');
    const answer = await app.inject('/');
    assert.equal(answer.statusCode, 404);
    assert.equal(answer.json().error.code, 'not_found');
  });
});

describe('404', () => {
  test('a browser gets a page with the nearest ones, in its language', async (t) => {
    const app = docsServer(t);
    const answer = await app.inject({ url: '/docs/api/file', headers: BROWSER });
    assert.equal(answer.statusCode, 404);
    assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
    assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/);
    assert.match(answer.body, /<h1>There is no such page<\/h1>/);
    assert.match(answer.body, /Did you mean.*<a href="\/docs\/api\/files">Files<\/a>/s);
    const chinese = await app.inject({ url: '/zh/docs/api/file', headers: BROWSER });
    assert.match(chinese.body, /<html lang="zh-Hans">/);
    assert.match(chinese.body, /<a href="\/zh\/docs\/api\/files">文件<\/a>/);
  });

  test('a page goes to everybody who does not ask for something else', async (t) => {
    const app = docsServer(t);
    for (const headers of [{}, { accept: '*/*' }, { accept: 'text/html, application/json' }]) {
      const answer = await app.inject({ url: '/docs/api/file', headers });
      assert.equal(answer.statusCode, 404);
      assert.match(answer.body, /<h1>There is no such page/);
    }
    for (const url of ['/docs/zh/no', '/zh/docs/no', '/docs/_assets/no.css', '/docs/api/']) {
      assert.match(
        String((await app.inject(url.replace('api/', 'api//'))).headers['content-type']),
        /^text\/html/,
        url,
      );
    }
  });

  test('suggestions belong to one address, whatever was asked before; all else on the page is the same', async (t) => {
    const app = docsServer(t);
    const bodyOf = async (url: string) => (await app.inject({ url, headers: BROWSER })).body;
    const near = await bodyOf('/docs/api/file');
    const nothing = await bodyOf('/docs/zzzz');
    assert.doesNotMatch(nothing, /Did you mean|<!--/);
    assert.equal(await bodyOf('/docs/api/file'), near);
    assert.equal(near.replace(/<h2>Did you mean.*?<\/ul>\n/s, ''), nothing);
  });

  for (const [path, accept] of [
    ['/docs/api/file', 'application/json'],
    ['/docs/api/file', 'text/markdown, */*'],
    ['/docs/api/file.md', '*/*'],
  ] as const)
    test(`a program gets the error of the API, with the nearest pages: ${path} as ${accept}`, async (t) => {
      const answer = await docsServer(t).inject({ url: path, headers: { accept } });
      assert.equal(answer.statusCode, 404);
      assert.deepEqual(answer.json(), {
        error: {
          code: 'not_found',
          message: 'There is no such page of the docs. Near it: /docs/api/files.md. All pages: /llms.txt.',
          requestId: answer.headers['x-request-id'],
        },
      });
    });

  for (const path of [
    '/docs/api/models/no-such-model',
    '/docs/api/models/no-such-model/',
    '/docs/API/files',
    '/docs//api/files',
    '/xx/docs',
    '/xx/docs/api/files.md',
    '/docs/<script>alert(1)</script>',
    '/docs/../../etc/passwd',
    '/docs/%2e%2e/%2e%2e/etc/passwd',
    '/docs/..%2f..%2fetc%2fpasswd',
    '/docs/%252e%252e%252fetc%252fpasswd',
    '/docs/..%5c..%5cwindows',
    '/docs/%c0%ae%c0%ae/etc/passwd',
    '/docs/%',
    '/docs/%00',
    '/docs/_assets/../../../package.json',
    '/docs/_assets/..%2f..%2fpackage.json',
    '/zh/docs/..%2fen',
    `/docs/${'x'.repeat(5_000)}`,
    `/${'x'.repeat(300)}/docs`,
  ]) {
    test(`for people and programs alike: ${path.slice(0, 60)}`, async (t) => {
      const url = await docsServer(t).listen({ host: '127.0.0.1', port: 0 });
      const page = await ask(url, path, BROWSER.accept);
      assert.equal(page.answer.statusCode, 404);
      assert.match(page.received, /<meta name="robots" content="noindex">/);
      assert.doesNotMatch(page.received, /<script>alert|node_modules|\.ts:\d/);
      const { answer } = await ask(url, path, 'application/json');
      assert.equal(answer.statusCode, 404);
      assert.match(JSON.stringify(answer.json()), /"code":"not_found"/);
    });
  }
});

/** Sends a path as it is: other clients would tidy it up. */
function ask(url: string, path: string, accept: string) {
  return converse(url, [`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\naccept: ${accept}\r\n\r\n`]);
}
