import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type OpenDocs, openDocs } from './open-docs.ts';
import { violations } from './violations.ts';

const REFERENCE = '/docs/api/reference';
const CREATE = '#operations-Generations-createGeneration';

describe('the interactive reference', () => {
  let docs: OpenDocs;
  before(async () => {
    docs = await openDocs();
  });
  after(() => docs.close());

  async function openReference(options: Parameters<OpenDocs['open']>[1] = {}, hash = '') {
    const opened = await docs.open(`${REFERENCE}${hash}`, options);
    await opened.page.waitForSelector('.opblock');
    return opened;
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${colorScheme}: axe finds nothing, closed, open, while a call is tried and where a key is given`, async () => {
      const { page, problems, close } = await openReference({ colorScheme });
      assert.deepEqual(await violations(page), [], 'closed');
      await page.click(`${CREATE} .opblock-summary-control`);
      await page.waitForSelector(`${CREATE} .responses-table`);
      assert.deepEqual(await violations(page), [], 'open');
      await page.click(`${CREATE} .try-out__btn`);
      await page.waitForSelector(`${CREATE} .execute`);
      assert.deepEqual(await violations(page), [], 'tried');
      await page.click('.auth-wrapper button.authorize');
      await page.waitForSelector('[role=dialog]');
      assert.deepEqual(await violations(page), [], 'key');
      assert.deepEqual(problems, []);
      await close();
    });
  }

  test('shows every call of the description', async () => {
    const { page, close } = await openReference();
    const { paths } = JSON.parse(await (await fetch(`${docs.url}/api/v1/openapi.json`)).text());
    const calls = Object.values(paths).flatMap((item) => Object.keys(Object(item)));
    assert.equal(await page.locator('.opblock').count(), calls.length);
    await close();
  });

  test('by keyboard: a call opens, a key is given and taken back, Escape closes the dialog', async () => {
    const { page, close } = await openReference();
    await page.focus(`${CREATE} .opblock-summary-control`);
    await page.keyboard.press('Enter');
    await page.waitForSelector(`${CREATE}.is-open`);
    await page.focus('.auth-wrapper button.authorize');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=dialog]');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'INPUT');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[role=dialog]', { state: 'detached' });
    await close();
  });

  test('a call that is tried goes to this server and shows its answer', async () => {
    const { page, problems, close } = await openReference({}, '#/Models/listModels');
    await page.click('.opblock.is-open .try-out__btn');
    await page.click('.opblock.is-open .execute');
    const status = page.locator('.live-responses-table tbody .response-col_status').first();
    await status.waitFor();
    assert.match((await status.textContent()) ?? '', /^200/);
    assert.deepEqual(problems, []);
    await close();
  });

  test('on a phone nothing is wider than the window', async () => {
    const { page, close } = await openReference({ viewport: { width: 320, height: 640 } });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
    await close();
  });
});
