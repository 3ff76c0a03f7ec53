import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type OpenDocs, openDocs } from './open-docs.ts';

const FOLDER = join(tmpdir(), 'rivya-docs-pictures');
const MODEL = '/docs/api/models/wan-2-7-image-pro';
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** To look at: what a picture shows no test can judge. */
const PICTURES = {
  'model-desktop': { path: MODEL, viewport: DESKTOP },
  'model-desktop-dark': { path: MODEL, viewport: DESKTOP, colorScheme: 'dark' },
  'model-tablet': { path: MODEL, viewport: { width: 1024, height: 768 } },
  'model-phone': { path: MODEL, viewport: PHONE, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  'model-phone-dark-chinese': { path: `/zh${MODEL}`, viewport: PHONE, deviceScaleFactor: 2, colorScheme: 'dark' },
  'model-phone-light-chinese': { path: `/zh${MODEL}`, viewport: PHONE, deviceScaleFactor: 2 },
  'not-found': { path: '/docs/api/modells', viewport: DESKTOP },
} as const;

describe('pictures of the docs', () => {
  let docs: OpenDocs;
  before(async () => {
    docs = await openDocs();
    mkdirSync(FOLDER, { recursive: true });
  });
  after(() => docs.close());

  for (const [name, { path, ...options }] of Object.entries(PICTURES)) {
    test(name, async (t) => {
      const { page, close } = await docs.open(path, options);
      const file = join(FOLDER, `${name}.png`);
      await page.screenshot({ path: file, fullPage: name.startsWith('model') });
      await close();
      assert.ok(statSync(file).size > 10_000);
      t.diagnostic(file);
    });
  }
});
