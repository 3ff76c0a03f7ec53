import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createCatalogue } from '../../catalogue/index.ts';
import { createSite } from '../content/index.ts';
import { LANGUAGES } from '../languages/index.ts';
import { docsPath, searchPath } from './paths.ts';
import type { SearchPage } from './search-index.ts';
import { BASE_URL, docsServer } from './testing.ts';

/** A page with everything it loads, compressed as it is sent. */
const TRANSFERRED_BYTES_MAX = 60_000;
/** Served by others of this server. */
const ELSEWHERE = ['/docs/api/reference', '/api/v1/openapi.json', '/llms.txt', '/llms-full.txt'];

const site = createSite({ catalogue: createCatalogue(), baseUrl: () => BASE_URL });
const BR = { 'accept-encoding': 'br' };

describe('the docs of this server', () => {
  const pages = new Map<string, { readonly html: string; readonly bytes: number }>();
  const assetBytes: number[] = [];
  const indexes = new Map<string, { readonly pages: readonly SearchPage[]; readonly bytes: number }>();

  before(async () => {
    const app = docsServer({ after }, site);
    for (const language of LANGUAGES) {
      for (const { slug } of site.pages(language)) {
        const path = docsPath(language, slug);
        const [plain, sent] = [await app.inject(path), await app.inject({ url: path, headers: BR })];
        assert.equal(plain.statusCode, 200, path);
        pages.set(path, { html: plain.body, bytes: sent.rawPayload.length });
      }
    }
    for (const language of LANGUAGES) {
      const url = searchPath(language);
      const [plain, sent] = [await app.inject(url), await app.inject({ url, headers: BR })];
      indexes.set(language, { pages: plain.json(), bytes: sent.rawPayload.length });
    }
    const { html = '' } = pages.get('/docs') ?? {};
    for (const [, url = ''] of html.matchAll(/"(\/docs\/_assets\/[^"]+)"/g)) {
      assetBytes.push((await app.inject({ url, headers: BR })).rawPayload.length);
    }
  });

  test('every page of every language is there', () => assert.ok(pages.size >= LANGUAGES.length * 20));

  test('every link and every anchor leads somewhere', () => {
    const faults = [...pages].flatMap(([path, { html }]) =>
      [...html.matchAll(/<a [^>]*href="((?:\/|#)[^"]*)"/g)].flatMap(([, href = '']) =>
        leadsSomewhere(path, decodeURIComponent(href)) ? [] : [`${path}: ${href}`],
      ),
    );
    assert.deepEqual(faults, []);
  });

  test('no id stands twice on a page', () => {
    for (const [path, { html }] of pages) {
      const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
      assert.deepEqual(ids.length, new Set(ids).size, path);
    }
  });

  test('every page has one title, and nothing inline that its policy would refuse', () => {
    for (const [path, { html }] of pages) {
      assert.equal(html.match(/<h1/g)?.length, 1, path);
      assert.doesNotMatch(html.replace(/<pre.*?<\/pre>/gs, ''), /<script(?! src)|<style|\sstyle=|\son\w+="/, path);
    }
  });

  test('no comment, fence or placeholder of the sources shows', () => {
    for (const [path, { html }] of pages) assert.doesNotMatch(html, /&lt;!--|```|SERVER_URL/, path);
  });

  test(`a page and what it loads are at most ${TRANSFERRED_BYTES_MAX / 1_000} kB on the wire`, () => {
    const assets = assetBytes.reduce((sum, bytes) => sum + bytes, 0);
    assert.equal(assetBytes.length, 3);
    for (const [path, { bytes }] of pages) assert.ok(bytes + assets <= TRANSFERRED_BYTES_MAX, `${path}: ${bytes}`);
  });

  for (const language of LANGUAGES) {
    test(`${language}: the search knows every page, and every place it leads to is there`, () => {
      const index = indexes.get(language)?.pages ?? [];
      assert.deepEqual(
        index.map(({ path }) => path),
        site.pages(language).map(({ slug }) => docsPath(language, slug)),
      );
      for (const { path, sections } of index) {
        for (const [id] of sections) assert.ok(leadsSomewhere(path, id === '' ? path : `#${id}`), `${path}#${id}`);
      }
    });
  }

  test('words of the text can be found, code and tables included', () => {
    const textOf = (language: string) =>
      (indexes.get(language)?.pages ?? []).flatMap(({ sections }) => sections).join();
    for (const word of ['retry', '429', 'RIVYA_CONFIG', 'seed', 'RivyaClient', 'insufficient_credits']) {
      for (const language of LANGUAGES) assert.ok(textOf(language).includes(word), `${language}: ${word}`);
    }
    assert.ok(textOf('zh').includes('宽高比'));
  });

  test(`searching costs at most ${TRANSFERRED_BYTES_MAX / 1_000} kB more`, () => {
    for (const [language, { bytes }] of indexes) assert.ok(bytes <= TRANSFERRED_BYTES_MAX, `${language}: ${bytes}`);
  });

  function leadsSomewhere(from: string, href: string): boolean {
    const [path = '', anchor] = href.split('#');
    const page = pages.get(path === '' ? from : path);
    if (page === undefined) return ELSEWHERE.includes(path) || pages.has(path.replace(/\.md$/, ''));
    return anchor === undefined || page.html.includes(` id="${anchor}"`);
  }
});
