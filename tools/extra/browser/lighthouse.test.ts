import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import lighthouse, { desktopConfig } from 'lighthouse';
import type { Browser } from 'playwright-core';
import { type OwnServer, startServer } from '../../../acceptance/harness.ts';
import { openBrowser } from './open-browser.ts';

const PAGES = ['/docs', '/docs/api/models/wan-2-7-image-pro', '/zh/docs/api/models/wan-2-7-image-pro'];
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const SCORE_MIN = 95;

describe('Lighthouse', () => {
  let server: OwnServer;
  let browser: Browser;
  let port = 0;
  before(async () => {
    port = await freePort();
    server = await startServer();
    browser = await openBrowser(port);
    // What a page costs the server the first time is not what it costs its reader.
    for (const path of PAGES) await fetch(`${server.url}${path}`);
  });
  after(() => Promise.all([browser.close(), server.stop()]));

  for (const path of PAGES) {
    for (const device of ['phone', 'desktop'] as const) {
      test(`${path} on a ${device}`, async (t) => {
        const result = await lighthouse(
          `${server.url}${path}`,
          { port, logLevel: 'error', output: 'json', onlyCategories: [...CATEGORIES] },
          device === 'desktop' ? desktopConfig : undefined,
        );
        assert.ok(result !== undefined);
        const scores = CATEGORIES.map((name) => Math.round((result.lhr.categories[name]?.score ?? 0) * 100));
        t.diagnostic(CATEGORIES.map((name, index) => `${name} ${scores[index]}`).join(', '));
        const [performance = 0, accessibility = 0] = scores;
        const failed = Object.values(result.lhr.audits).filter(({ score }) => score !== null && score < 0.9);
        for (const { id, score, displayValue } of failed) t.diagnostic(`${id}: ${score} ${displayValue ?? ''}`);
        assert.ok(performance >= SCORE_MIN, `performance ${performance}`);
        assert.ok(accessibility >= SCORE_MIN, `accessibility ${accessibility}`);
      });
    }
  }
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}
