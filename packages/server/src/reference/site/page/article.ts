import type { Page } from '../../content/index.ts';
import { textsOf } from '../../languages/index.ts';
import { type Html, html } from '../html.ts';
import type { Heading } from '../markdown/headings.ts';
import type { RenderedMarkdown } from '../markdown/render-markdown.ts';
import { docsPath, FIRST_LANGUAGE } from '../paths.ts';
import type { Surroundings } from './surroundings.ts';

/** The text of a page with its way there, its headings as a list, and its neighbours. */
export function article(around: Surroundings, page: Page, { html: text, headings }: RenderedMarkdown): Html {
  const { words, language } = around;
  const original = page.isTranslated ? undefined : textsOf(FIRST_LANGUAGE).tag;
  const lang = original === undefined ? undefined : html` lang="${original}"`;
  const notice = original === undefined ? undefined : html`<p class="notice">${words.englishOnly}</p>\n`;
  return html`<div class="trail">
<nav aria-label="${words.breadcrumb}"><ol>
<li><a href="${docsPath(language, '')}">${words.name}</a></li>
<li>${page.section}</li>
<li aria-current="page">${page.title}</li>
</ol></nav>
<a href="${docsPath(language, page.slug)}.md" type="text/markdown">${words.markdownVersion}</a>
</div>
${onThisPage(words.onThisPage, headings, lang)}<article${lang}>
${notice === undefined ? undefined : html`<div lang="${around.tag}">${notice}</div>`}${text}</article>
${neighbours(around, page)}`;
}

const LISTED_LEVELS = [2, 3];
/** With more headings than this, those of the third level are left out. */
const LISTED_MAX = 24;

function onThisPage(label: string, headings: readonly Heading[], lang: Html | undefined): Html | undefined {
  const all = headings.filter(({ level }) => LISTED_LEVELS.includes(level));
  const listed = all.length > LISTED_MAX ? all.filter(({ level }) => level === LISTED_LEVELS[0]) : all;
  if (listed.length < 2) return undefined;
  const items = listed.map(
    ({ level, id, text }) => html`<li class="level-${level}"><a href="#${id}">${text}</a></li>\n`,
  );
  return html`<nav class="contents" aria-label="${label}"><details>
<summary>${label}</summary>
<ol${lang}>
${items}</ol>
</details></nav>
`;
}

/** The page before and the page after, in the order of the navigation. */
function neighbours({ words, language, pages }: Surroundings, page: Page): Html {
  const index = pages.findIndex(({ slug }) => slug === page.slug);
  const link = (rel: 'prev' | 'next', label: string, to: Page | undefined) =>
    to === undefined
      ? undefined
      : html`<a rel="${rel}" class="${rel}" href="${docsPath(language, to.slug)}"><span>${label}</span> ${to.title}</a>\n`;
  return html`<nav class="neighbours" aria-label="${words.previous} / ${words.next}">
${link('prev', words.previous, pages[index - 1])}${link('next', words.next, pages[index + 1])}</nav>`;
}
