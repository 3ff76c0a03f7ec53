import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type OpenDocs, openDocs } from './open-docs.ts';

const MODEL = '/docs/api/models/wan-2-7-image-pro';

describe('the docs by keyboard', () => {
  let docs: OpenDocs;
  before(async () => {
    docs = await openDocs();
  });
  after(() => docs.close());

  test('the first stop skips to the content', async () => {
    const { page, close } = await docs.open(MODEL);
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Skip to content');
    const box = await page.locator('.skip').boundingBox();
    assert.ok(box !== null && box.y >= 0);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.closest('main') !== null), true);
    await close();
  });

  test('every stop on the way through the page can be seen', async () => {
    const { page, close } = await docs.open(MODEL);
    const unseen: string[] = [];
    for (let stop = 0; stop < 400; stop += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return undefined;
        const { outlineStyle, opacity } = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        return {
          html: element.outerHTML.slice(0, 80),
          isSeen: outlineStyle !== 'none' && opacity === '1' && box.width > 0,
        };
      });
      if (at === undefined) break;
      if (!at.isSeen) unseen.push(at.html);
    }
    assert.deepEqual(unseen, []);
    await close();
  });

  test('/ goes to the search, Enter opens the first page that is found', async () => {
    const { page, close } = await docs.open('/docs');
    await page.keyboard.press('/');
    await page.keyboard.type('idempot');
    await page.waitForSelector('#hits a');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/docs/api/idempotency');
    await close();
  });

  test('tabs: arrows move and show, the choice holds for every group and every page', async () => {
    const { page, close } = await docs.open(MODEL);
    await page.locator('[role=tab][aria-selected=true]').first().focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(page), 'TypeScript');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(page), 'curl');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.deepEqual(await selected(page), ['Python']);
    assert.equal(await page.locator('.tab:visible').count(), await page.locator('.tabs').count());
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'PRE');
    await page.goto(`${docs.url}/docs/api/files`);
    assert.deepEqual(await selected(page), ['Python']);
    await close();
  });

  test('copy takes the code that is shown, and says so', async () => {
    const { page, close } = await docs.open(MODEL, { permissions: ['clipboard-read', 'clipboard-write'] });
    const block = page.locator('.tab.shown .code').first();
    await block.locator('.copy').focus();
    await page.keyboard.press('Enter');
    await page.locator('.copy', { hasText: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await block.locator('code').textContent());
    assert.match(copied, /^curl /);
    await close();
  });

  test('copy works where a browser gives no clipboard, as over plain http', async () => {
    const { page, close } = await docs.open('/docs');
    await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.goto(`${docs.url}${MODEL}`);
    const block = page.locator('.tab.shown .code').first();
    const taken = page.evaluate(
      () => new Promise((resolve) => addEventListener('copy', () => resolve(String(getSelection())), { once: true })),
    );
    await block.locator('.copy').click();
    assert.equal(String(await taken).trim(), (await block.locator('code').textContent())?.trim());
    await close();
  });

  test('the scheme goes round: the system’s, light, dark; the choice holds on the next page', async () => {
    const { page, close } = await docs.open('/docs', { colorScheme: 'dark' });
    const scheme = () => page.evaluate(() => document.documentElement.dataset['theme']);
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background();
    await page.locator('.theme').focus();
    assert.equal(await focused(page), 'Colour scheme: As the system');
    await page.keyboard.press('Enter');
    assert.equal(await scheme(), 'light');
    assert.notEqual(await background(), dark);
    await page.goto(`${docs.url}/docs/sdk`);
    assert.equal(await scheme(), 'light');
    await page.locator('.theme').press('Enter');
    assert.equal(await scheme(), 'dark');
    await page.locator('.theme').press('Enter');
    assert.equal(await scheme(), undefined);
    await close();
  });

  test('the menu of a phone opens, and Escape closes it and goes back to it', async () => {
    const { page, close } = await docs.open('/docs', { viewport: { width: 390, height: 800 } });
    const menu = page.locator('.menu');
    assert.equal(await page.locator('.pages').isVisible(), false);
    await menu.press('Enter');
    assert.equal(await page.locator('.pages').isVisible(), true);
    assert.equal(await menu.getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.pages').isVisible(), false);
    assert.equal(await focused(page), 'Menu');
    await menu.press(' ');
    assert.equal(await page.locator('.pages').isVisible(), true);
    await close();
  });

  test('the language that the browser asks for is offered, not forced', async () => {
    for (const [path, locale, offered] of [
      ['/docs', 'zh-CN', 1],
      ['/docs', 'en-GB', 0],
      ['/docs', 'fr-FR', 0],
      ['/zh/docs', 'en-US', 1],
      ['/zh/docs', 'zh-TW', 0],
    ] as const) {
      const { page, close } = await docs.open(path, { locale });
      assert.equal(new URL(page.url()).pathname, path);
      assert.equal(await page.locator('.languages .offered').count(), offered, `${path} in ${locale}`);
      await close();
    }
  });

  test('another language keeps the page and the place on it', async () => {
    const { page, close } = await docs.open(`${MODEL}#price`);
    await page.locator('.languages a').press('Enter');
    await page.waitForURL(`**/zh${MODEL}#price`);
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-Hans');
    assert.ok((await page.locator('#price').boundingBox())?.y);
    await close();
  });
});

async function focused(page: Page): Promise<string> {
  return (await page.evaluate(() => document.activeElement?.textContent ?? '')).trim();
}

/** The different names of all tabs that are selected. */
async function selected(page: Page): Promise<readonly string[]> {
  return [
    ...new Set(await page.locator('.tabs:has([role=tab]:text-is("Python")) [aria-selected=true]').allTextContents()),
  ];
}
