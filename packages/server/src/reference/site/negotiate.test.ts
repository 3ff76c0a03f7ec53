import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preferredLanguage } from './negotiate.ts';
import { docsServer } from './testing.ts';

for (const [header, expected] of [
  [undefined, undefined],
  ['', undefined],
  ['fr, de;q=0.5', undefined],
  ['zh-CN', 'zh'],
  ['zh-Hant-TW, zh;q=0.9', 'zh-Hant'],
  ['zh;q=0.5, en-GB', 'en'],
  ['en;q=0, zh;q=0.1', 'zh'],
  ['zho', undefined],
  ['en;q=oops, ZH', 'zh'],
] as const) {
  test(`Accept-Language ${header}: ${expected}`, async (t) => {
    const app = docsServer(t);
    app.get('/language', (request) => ({ language: preferredLanguage(request, ['en', 'zh', 'zh-Hant']) ?? null }));
    const headers = header === undefined ? {} : { 'accept-language': header };
    assert.deepEqual((await app.inject({ url: '/language', headers })).json(), { language: expected ?? null });
  });
}
