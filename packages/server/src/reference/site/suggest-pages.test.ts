import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggestPages } from './suggest-pages.ts';

const SLUGS = ['', 'quickstart', 'sdk', 'api/files', 'api/models', 'api/errors-and-limits', 'api/models/wan-2-7-image'];
const pages = SLUGS.map((slug) => ({
  slug,
  section: '',
  title: slug,
  description: '',
  markdown: '',
  isTranslated: true,
}));
const suggest = (slug: string) => suggestPages(pages, slug).map((page) => page.slug);

for (const [asked, first] of [
  ['quikstart', 'quickstart'],
  ['api/file', 'api/files'],
  ['files', 'api/files'],
  ['API/Models', 'api/models'],
  ['api/models/wan-2-7-imag', 'api/models/wan-2-7-image'],
  ['models/wan-2.7-image', 'api/models/wan-2-7-image'],
  ['guides/sdk', 'sdk'],
] as const) {
  test(`${asked} is near ${first}`, () => assert.equal(suggest(asked)[0], first));
}

for (const asked of ['', '../../etc/passwd', 'zzzz', 'x'.repeat(100_000)]) {
  test(`${asked.slice(0, 20)} is near nothing`, () => assert.deepEqual(suggest(asked), []));
}
