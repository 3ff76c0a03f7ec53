import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { escapeHtml } from '../html.ts';
import { createRenderMarkdown } from './render-markdown.ts';

const renderMarkdown = createRenderMarkdown(async (blocks) => ({
  blocks: blocks.map(({ code }) => escapeHtml(code)),
  isWhole: true,
}));
const render = async (markdown: string, original?: string) => {
  const { html, headings } = await renderMarkdown(markdown, {
    linkTo: (target) => target.replace(/^\/docs/, '/zh/docs'),
    examplesLabel: 'Examples',
    original,
  });
  return { html: html.text, headings };
};

describe('text', () => {
  test('HTML in the text is shown, not taken', async () => {
    const { html } = await render('<script>alert(1)</script> and <b onclick="x">bold</b>\n\n<div>\nraw\n</div>');
    assert.doesNotMatch(html, /<script|<b |<div>/);
    assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  });

  test('links that would run something are no links', async () => {
    const { html } = await render('[a](javascript:alert(1)) [b](/docs/x#y) [c](https://c.example)');
    assert.doesNotMatch(html, /href="javascript/);
    assert.match(html, /<a href="\/zh\/docs\/x#y">b<\/a>/);
    assert.match(html, /<a href="https:\/\/c.example" rel="noopener noreferrer">c<\/a>/);
  });

  test('a picture is loaded when a reader comes near it', async () => {
    const { html } = await render('![A sheet](/docs/pictures/a.webp)');
    assert.match(html, /<img src="\/docs\/pictures\/a\.webp" alt="A sheet" loading="lazy">/);
  });

  test('comments are left out, on one line or several, and what surrounds them stays', async () => {
    const { html } = await render('before\n\n<!-- a note -->\n\n<!--\nseveral\nlines\n-->\nafter\n\n<!-- open');
    assert.equal(html, '<p>before</p>\n<p>after</p>\n<p>&lt;!-- open</p>\n');
  });

  test('a quote that begins with a word in bold is a callout, others are quotes', async () => {
    const { html } = await render('> **Warning** Hot.\n\n> **Note** Mild.\n>\n> > inner\n\n> Said **so**.');
    assert.match(html, /<div class="callout warning" role="note">\n<p><strong>Warning<\/strong> Hot\.<\/p>\n<\/div>/);
    assert.match(html, /<div class="callout" role="note">\n.*<blockquote>\n<p>inner<\/p>\n<\/blockquote>\n<\/div>/s);
    assert.match(html, /<blockquote>\n<p>Said/);
  });
});

describe('headings', () => {
  test('each has an id of its words, in any script, unlike all others', async () => {
    const { html, headings } = await render(
      '# Title\n\n## `GET` it, now!\n\n## 请求 约定\n\n### Title\n\n## !?\n\n## Title-2',
    );
    assert.deepEqual(headings, [
      { level: 1, id: 'title', text: 'Title' },
      { level: 2, id: 'get-it-now', text: 'GET it, now!' },
      { level: 2, id: '请求-约定', text: '请求 约定' },
      { level: 3, id: 'title-2', text: 'Title' },
      { level: 2, id: 'section', text: '!?' },
      { level: 2, id: 'title-2-2', text: 'Title-2' },
    ]);
    assert.match(html, /<h1 id="title">Title<\/h1>/);
    assert.match(
      html,
      /<h2 id="get-it-now"><a href="#get-it-now" class="anchor"><code>GET<\/code> it, now!<\/a><\/h2>/,
    );
  });

  test('a translation has the ids of its original, unless it has other headings', async () => {
    const ids = async (markdown: string) =>
      (await render(markdown, '# Title\n\n## Limits\n\n## Prices')).headings.map(({ id }) => id);
    assert.deepEqual(await ids('# 标题\n\n## 限制\n\n## 价格'), ['title', 'limits', 'prices']);
    assert.deepEqual(await ids('# 标题\n\n## 限制\n\n### 价格'), ['标题', '限制', '价格']);
    assert.deepEqual(await ids('# 标题\n\n## 限制'), ['标题', '限制']);
  });

  test('a link in a heading gives way to the link of the heading', async () => {
    const { html } = await render('## See [there](/docs/there)');
    assert.equal(html, '<h2 id="see-there"><a href="#see-there" class="anchor">See there</a></h2>\n');
  });
});

describe('tables', () => {
  const TABLE = '| Key | Size |\n|---|---:|\n| `a` | 1 |\n| b | 2 |';

  test('scroll in a frame that can be reached by keyboard and has the name of the heading', async () => {
    const { html } = await render(`# T\n\n## Limits\n\n${TABLE}`);
    assert.match(html, /<div class="table" role="group" tabindex="0" aria-labelledby="limits">\n<table>/);
    assert.match(html, /<th scope="col">Key<\/th>\n<th class="right" scope="col">Size<\/th>/);
    assert.match(html, /<td class="right">1<\/td>/);
    assert.doesNotMatch(html, /style=/);
  });

  test('too wide for a phone: each cell knows its column, and every part its role', async () => {
    const { html } = await render(
      '# T\n\n| Key | Default | Options | Description |\n|---|---|---|---|\n' +
        '| `resolution` | `2K` | `1K`, `2K`, `4K` | How many pixels the result has at least |\n',
    );
    assert.match(html, /<div class="table wide" role="group" tabindex="0" aria-labelledby="t">\n<table role="table">/);
    assert.match(html, /<td data-label="Default" role="cell"><code>2K<\/code><\/td>/);
    assert.match(html, /<td data-label="Description" role="cell">How many/);
    assert.match(html, /<thead role="rowgroup">\n<tr role="row">\n<th role="columnheader" scope="col">Key/);
  });

  test('what fits on a phone stays a table there', async () => {
    const { html } = await render(
      '| Ratio | 1K | 2K |\n|---|---|---|\n| `1:1` | 1024 × 1024 | 2048 × 2048 |\n\n' +
        '| Code | Meaning |\n|---|---|\n| `not_found` | There is nothing, neither here nor there, which is a pity |',
    );
    assert.doesNotMatch(html, /wide|data-label|role="cell"/);
  });

  test('a long path in the first column may be broken after its slashes, anything else stays whole', async () => {
    const path = '/api/v1/webhooks/{endpointId}/deliveries?a&b';
    const { html } = await render(
      `| Route | Same |\n|---|---|\n| \`GET ${path}\` | \`${path}\` |\n| \`/api/v1/files\` | a |`,
    );
    const broken = '/<wbr>api/<wbr>v1/<wbr>webhooks/<wbr>{endpointId}/<wbr>deliveries?a&amp;b';
    assert.ok(html.includes(`<code class="long">GET ${broken}</code>`), html);
    assert.match(html, /<code>\/api\/v1\/webhooks\/\{endpointId\}\/deliveries\?a&amp;b<\/code>/);
    assert.match(html, /<code>\/api\/v1\/files<\/code>/);
  });

  test('marked as facts: a list of terms, without the head', async () => {
    const { html } = await render(`<!-- facts -->\n${TABLE}\n\ntext\n\n${TABLE}`);
    const [facts = '', rest = ''] = html.split('<p>text</p>');
    assert.equal(
      facts.replace(/\n/g, ''),
      '<dl class="facts"><div><dt><code>a</code></dt><dd class="right">1</dd></div>' +
        '<div><dt>b</dt><dd class="right">2</dd></div></dl>',
    );
    assert.match(rest, /<table>.*<thead>/s);
  });

  test('marked as badges: a list of its code words', async () => {
    const { html } = await render('<!-- badges -->\n`one` `a<b`\n\n`one`');
    assert.equal(html, '<ul class="badges"><li>one</li><li>a&lt;b</li></ul>\n<p><code>one</code></p>\n');
  });

  test('a mark before something else changes nothing', async () => {
    const { html } = await render('<!-- facts -->\ntext\n\n<!-- badges -->\n\n<!-- facts -->');
    assert.equal(html, '<p>text</p>\n');
  });
});

describe('code', () => {
  test('scrolls in a frame that can be reached by keyboard', async () => {
    const { html } = await render('```json\n{"a": "<b>"}\n```');
    const code = '{&quot;a&quot;: &quot;&lt;b&gt;&quot;}';
    assert.equal(html, `<div class="code"><pre tabindex="0" translate="no"><code>${code}</code></pre></div>\n`);
  });

  test('fences with tabs that follow each other are one group, each under its name', async () => {
    const fence = (tab: string) => `\`\`\`bash tab="${tab}"\n${tab}\n\`\`\`\n\n`;
    const { html } = await render(`${fence('curl')}${fence('CLI')}text\n\n${fence('curl')}\`\`\`bash\nalone\n\`\`\``);
    const names = (part: string) => [...part.matchAll(/<p class="tab-name">(.*?)<\/p>/g)].map(([, name]) => name);
    const [, first = '', second = ''] = html.split('<div class="tabs" role="group" aria-label="Examples">');
    assert.deepEqual([names(first), names(second)], [['curl', 'CLI'], ['curl']]);
    assert.match(second, /<\/div>\n<\/div><\/div>\n<div class="code">.*alone/s);
    assert.equal(html.match(/<div/g)?.length, html.match(/<\/div>/g)?.length);
  });
});
