import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type OpenDocs, openDocs } from './open-docs.ts';

const MODEL = '/docs/api/models/wan-2-7-image-pro';

describe('the docs without a script', () => {
  let docs: OpenDocs;
  before(async () => {
    docs = await openDocs();
  });
  after(() => docs.close());

  test('all examples stand below each other under their names; nothing that needs the script shows', async () => {
    const { page, close } = await docs.open(MODEL, { javaScriptEnabled: false });
    const tabs = page.locator('.tab');
    assert.ok((await tabs.count()) >= 8);
    for (const tab of await tabs.all()) {
      assert.equal(await tab.isVisible(), true);
      assert.equal(await tab.locator('.tab-name').isVisible(), true);
    }
    for (const one of ['.theme', '.search', '.copy'])
      assert.equal(await page.locator(`${one}:visible`).count(), 0, one);
    assert.ok((await page.locator('.pages a:visible').count()) >= 20);
    await close();
  });

  test('on a wide window the headings are listed; on a narrow one the list opens', async () => {
    const wide = await docs.open(MODEL, { javaScriptEnabled: false, viewport: { width: 1440, height: 900 } });
    assert.ok((await wide.page.locator('.contents a:visible').count()) >= 8);
    await wide.close();
    const narrow = await docs.open(MODEL, { javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    assert.equal(await narrow.page.locator('.contents a').first().isVisible(), false);
    await narrow.page.click('.contents summary');
    assert.equal(await narrow.page.locator('.contents a').first().isVisible(), true);
    await narrow.close();
  });

  test('on a phone the menu leads to the list of pages', async () => {
    const { page, close } = await docs.open('/docs', {
      javaScriptEnabled: false,
      viewport: { width: 390, height: 800 },
    });
    assert.equal(await page.locator('.pages').isVisible(), false);
    await page.click('.menu');
    assert.equal(await page.locator('.pages').isVisible(), true);
    await page.click('.pages a[href="/docs/quickstart"]');
    assert.equal(await page.textContent('h1'), 'Quickstart');
    await close();
  });

  test('the scheme is the system’s', async () => {
    const { page, close } = await docs.open('/docs', { javaScriptEnabled: false, colorScheme: 'dark' });
    const background = () => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    const dark = await background();
    await page.emulateMedia({ colorScheme: 'light' });
    assert.notEqual(await background(), dark);
    await close();
  });

  test('on paper there is the text, with every example', async () => {
    const { page, close } = await docs.open(MODEL);
    await page.emulateMedia({ media: 'print' });
    for (const one of ['.top', '.pages', '.contents', '.neighbours', '.tab-bar', '.copy']) {
      assert.equal(await page.locator(`${one}:visible`).count(), 0, one);
    }
    assert.equal(await page.locator('.tab:visible').count(), await page.locator('.tab').count());
    assert.equal(await page.locator('.tab-name:visible').count(), await page.locator('.tab').count());
    await close();
  });
});
