import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type OpenDocs, openDocs } from './open-docs.ts';
import { violations } from './violations.ts';

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

  test('on a phone every cell of a table can be seen, with the name of its column, and is still a cell', async () => {
    const { page, close } = await docs.open('/docs/api/models/wan-2-7-image-pro', {
      viewport: { width: 390, height: 844 },
    });
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll('td, th[scope=row]')].flatMap((cell) => {
        const { left, right } = cell.getBoundingClientRect();
        return left >= 0 && right <= innerWidth ? [] : [cell.textContent];
      }),
    );
    assert.deepEqual(outside, []);
    const row = page.getByRole('row', { name: 'aspect_ratio' });
    assert.equal(await row.getByRole('cell').count(), 7);
    const label = (cell: Element) => getComputedStyle(cell, '::before').content;
    assert.match(await row.getByRole('cell').last().evaluate(label), /Description|data-label/);
    await close();
  });

  test('on a wide window tables are tables', async () => {
    const { page, close } = await docs.open('/docs/api/models/wan-2-7-image-pro', {
      viewport: { width: 1440, height: 900 },
    });
    const displays = await page
      .locator('.wide td')
      .evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell).display));
    assert.deepEqual([...new Set(displays)], ['table-cell']);
    await close();
  });

  test('axe finds nothing on the page of an address that has none', async () => {
    const { page, close } = await docs.open('/docs/api/no-such-page');
    assert.deepEqual(await violations(page), []);
    await close();
  });

  for (const width of [320, 390, 800, 1440]) {
    test(`no page is wider than a window of ${width} pixels, and no table than its place on a phone's or more`, async () => {
      const { page, close } = await docs.open('/docs', { viewport: { width, height: 640 } });
      for (const path of [...(await docs.paths()), ...(await docs.paths('zh')), '/docs/nothing']) {
        await page.goto(`${docs.url}${path}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, path);
        const scrolled = await page
          .locator('.table')
          .evaluateAll((tables) => tables.filter((table) => table.scrollWidth > table.clientWidth).length);
        if (width >= 390) assert.equal(scrolled, 0, path);
      }
      await close();
    });
  }
});
