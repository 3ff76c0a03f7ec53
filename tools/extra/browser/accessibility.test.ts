import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type OpenDocs, openDocs } from './open-docs.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TRANSFERRED_BYTES_MAX = 60_000;

describe('every page in a browser', () => {
  let docs: OpenDocs;
  before(async () => {
    docs = await openDocs();
  });
  after(() => docs.close());

  for (const language of [undefined, 'zh']) {
    test(`${language ?? 'en'}: axe finds nothing, in light and in dark; nothing fails, nothing is asked elsewhere`, async (t) => {
      const paths = await docs.paths(language);
      assert.ok(paths.length >= 20);
      let bytesMax = 0;
      for (const path of paths) {
        const { page, problems, transferredBytes, close } = await docs.open(path, { colorScheme: 'light' });
        assert.deepEqual(await violations(page), [], `${path}, light`);
        await page.emulateMedia({ colorScheme: 'dark' });
        assert.deepEqual(await violations(page, ['color-contrast', 'link-in-text-block']), [], `${path}, dark`);
        assert.deepEqual(problems, [], path);
        bytesMax = Math.max(bytesMax, await transferredBytes());
        await close();
      }
      t.diagnostic(`${paths.length} pages, the heaviest ${(bytesMax / 1_000).toFixed(1)} kB with all it loads`);
      assert.ok(bytesMax <= TRANSFERRED_BYTES_MAX);
    });
  }

  test('axe finds nothing on a phone, with the list of pages open and closed', async () => {
    const { page, close } = await docs.open('/zh/docs/api/models/wan-2-7-image-pro', {
      viewport: { width: 320, height: 640 },
    });
    assert.deepEqual(await violations(page), []);
    await page.click('.menu');
    assert.deepEqual(await violations(page), []);
    await close();
  });

  test('axe finds nothing on the page of an address that has none', async () => {
    const { page, close } = await docs.open('/docs/api/no-such-page');
    assert.deepEqual(await violations(page), []);
    await close();
  });

  test('no page is wider than a phone of 320 pixels', async () => {
    const { page, close } = await docs.open('/docs', { viewport: { width: 320, height: 640 } });
    for (const path of [...(await docs.paths()), ...(await docs.paths('zh')), '/docs/nothing']) {
      await page.goto(`${docs.url}${path}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(width, 320, path);
    }
    await close();
  });
});

/** What axe says against the page, one line for each element. */
async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const options = rules === undefined ? {} : { runOnly: [...rules] };
  const found: unknown = await page.evaluate(`axe.run(${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, html }) => id + ': ' + help + ' ' + target + ' ' + html)))`);
  assert.ok(Array.isArray(found));
  return found.map(String);
}
