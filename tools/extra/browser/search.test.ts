import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type OpenDocs, openDocs } from './open-docs.ts';
import { violations } from './violations.ts';

const MODEL = '/docs/api/models/wan-2-7-image-pro';

describe('the search', () => {
  let docs: OpenDocs;
  before(async () => {
    docs = await openDocs();
  });
  after(() => docs.close());

  for (const [path, query, expected] of [
    ['/docs', 'retry', '/docs/sdk#retries'],
    ['/docs', '429', '/docs/api/errors-and-limits#all-codes'],
    ['/docs', 'RIVYA_CONFIG', '/docs/guides/operate#settings'],
    ['/docs', 'seed', `${MODEL}#model-parameters`],
    ['/docs', 'rate limits', '/docs/api/errors-and-limits#rate-limits'],
    ['/docs', 'files', '/docs/api/files'],
    ['/zh/docs', '图片尺寸', `/zh${MODEL}#picture-sizes`],
    ['/zh/docs', '错误代码', '/zh/docs/api/errors-and-limits'],
    ['/zh/docs', '模型分辨率', `/zh${MODEL}#model-parameters`],
    ['/zh/docs', 'retry', '/zh/docs/sdk#retries'],
  ] as const) {
    test(`${path}: ${query} leads to ${expected}`, async () => {
      const { page, problems, close } = await docs.open(path);
      await search(page, query);
      assert.ok((await hitsOf(page)).includes(expected), (await hitsOf(page)).join('\n'));
      assert.match((await page.textContent('#search-status')) ?? '', /\d/);
      assert.deepEqual(problems, []);
      await close();
    });
  }

  test('a title comes before a heading, a heading before text', async () => {
    const { page, close } = await docs.open('/docs');
    await search(page, 'files');
    assert.equal((await hitsOf(page))[0], '/docs/api/files');
    await search(page, 'retries');
    assert.equal((await hitsOf(page))[0], '/docs/sdk#retries');
    await close();
  });

  test('a hit shows its heading, its page and the word in its text; Enter goes to the first', async () => {
    const { page, close } = await docs.open('/docs');
    await search(page, 'RIVYA_CONFIG');
    const hit = page.locator('#hits a').first();
    assert.equal(await hit.locator('.hit-heading').textContent(), 'Settings');
    assert.equal(await hit.locator('.hit-page').textContent(), 'Operate a server');
    assert.equal(await hit.locator('mark').first().textContent(), 'RIVYA_CONFIG');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/docs/guides/operate#settings');
    await close();
  });

  test('arrows go through the hits and back; Escape gives the list of pages back', async () => {
    const { page, close } = await docs.open('/docs');
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('href') ?? document.activeElement?.id);
    await search(page, 'limits');
    const hits = await hitsOf(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), hits[1]);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), 'search');
    assert.equal(await page.locator('.section:visible').count(), 0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    assert.equal(await focused(), 'search');
    assert.equal(await page.locator('#hits:visible').count(), 0);
    assert.ok((await page.locator('.section:visible').count()) >= 5);
    await close();
  });

  test('what is nowhere is said to be so; characters of patterns are taken as they are', async () => {
    const { page, problems, close } = await docs.open('/docs');
    for (const query of ['nosuchword', '(((', '\\d+', '[a-z]*', '<img src=x>']) {
      await search(page, query);
      assert.deepEqual(await hitsOf(page), [], query);
      assert.equal(await page.textContent('#search-status'), 'Nothing found.', query);
    }
    assert.deepEqual(problems, []);
    await close();
  });

  test('the index is asked for with the first use; without it titles and descriptions are searched', async () => {
    const { page, close } = await docs.open('/docs');
    const asked: string[] = [];
    await page.route('**/search.json', (route) => {
      asked.push(route.request().url());
      return route.abort();
    });
    await page.reload();
    assert.deepEqual(asked, []);
    await page.fill('#search', 'idempot');
    await page.waitForSelector('#hits a');
    assert.ok(asked.length > 0);
    assert.deepEqual(await hitsOf(page), ['/docs/api/idempotency']);
    await close();
  });

  test('on a phone a hit on the same page closes the menu and is gone to', async () => {
    const { page, close } = await docs.open(MODEL, { viewport: { width: 390, height: 844 } });
    await page.click('.menu');
    await search(page, 'wan-2-7-image-pro price estimate');
    await page.click(`#hits a[href="${MODEL}#price"]`);
    assert.equal(await page.locator('.pages').isVisible(), false);
    assert.equal(new URL(page.url()).hash, '#price');
    await close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${colorScheme}: axe finds nothing while there are hits, in English and under Chinese`, async () => {
      for (const path of ['/docs', '/zh/docs']) {
        const { page, close } = await docs.open(path, { colorScheme });
        await search(page, 'seed');
        assert.deepEqual(await violations(page), [], path);
        await close();
      }
    });
  }

  test('English text under Chinese is marked as English', async () => {
    const { page, close } = await docs.open('/zh/docs');
    await search(page, 'retry');
    const hit = page.locator('#hits a[href="/zh/docs/sdk#retries"]');
    assert.equal(await hit.locator('.hit-heading').getAttribute('lang'), 'en');
    assert.equal(await hit.locator('.hit-page').getAttribute('lang'), null);
    await close();
  });
});

/** Types a query and waits for what the index has. */
async function search(page: Page, query: string): Promise<void> {
  await page.fill('#search', '');
  const loaded = page.waitForFunction(
    () =>
      performance.getEntriesByName(
        new URL(document.querySelector<HTMLInputElement>('#search')?.dataset['index'] ?? '', location.href).href,
      ).length > 0,
  );
  await page.focus('#search');
  await loaded;
  await page.waitForLoadState('networkidle');
  await page.fill('#search', query);
}

/** Where the hits lead, best first. */
async function hitsOf(page: Page): Promise<readonly string[]> {
  return await page.locator('#hits a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
}
