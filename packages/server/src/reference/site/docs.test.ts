import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testClock } from '../../platform/testing.ts';
import { createDocs } from './docs.ts';
import { createHighlight } from './highlight/create-highlight.ts';
import { createRenderMarkdown } from './markdown/render-markdown.ts';
import { BASE_URL, smallSite } from './testing.ts';

test('a page whose code could not be coloured is made anew until it is, then kept', async (t) => {
  const clock = testClock();
  const site = smallSite();
  const { highlight, close } = createHighlight({ clock });
  t.after(close);
  const docs = createDocs({
    site,
    baseUrl: () => BASE_URL,
    assets: { style: '/style', script: '/script', icon: '/icon' },
    renderMarkdown: createRenderMarkdown((blocks) => {
      const asked = highlight(blocks);
      if (clock.now() === startMs) close();
      return asked;
    }),
  });
  const startMs = clock.now();
  const page = site.find('en', 'api/files');
  assert.ok(page);
  const textOf = async () => (await (await docs.html('en', page)).encode('identity')).toString();

  assert.match(await textOf(), /<code>curl &quot;\$URL&quot;<\/code>/);
  clock.advance(30_000);
  assert.match(await textOf(), /<code><span class="k-function">curl/);
  assert.equal(await docs.html('en', page), await docs.html('en', page));
});
