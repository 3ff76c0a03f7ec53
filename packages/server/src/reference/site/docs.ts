import type { Page, Site } from '../content/index.ts';
import { type Language, textsOf } from '../languages/index.ts';
import type { Assets } from './assets.ts';
import { createDocument, type Document } from './document.ts';
import { keepDocuments } from './keep-documents.ts';
import { llmsFull, llmsIndex } from './llms.ts';
import type { MarkdownOptions, RenderMarkdown } from './markdown/render-markdown.ts';
import { article } from './page/article.ts';
import { layout } from './page/layout.ts';
import { keepNotFoundPages } from './page/not-found.ts';
import { type Surroundings, surround } from './page/surroundings.ts';
import { docsPath, FIRST_LANGUAGE } from './paths.ts';
import { searchIndex } from './search-index.ts';
import { suggestPages } from './suggest-pages.ts';

export type DocsParts = {
  readonly site: Site;
  readonly baseUrl: () => string;
  readonly assets: Assets['paths'];
  readonly renderMarkdown: RenderMarkdown;
};

/** A site as it is sent; each document is made when it is first asked for. */
export interface Docs {
  html(language: Language, page: Page): Promise<Document>;
  /** The text of a page; its links lead to the Markdown of other pages. */
  markdown(language: Language, page: Page): Promise<Document>;
  /** `llms.txt`: links to all pages, or all their text. */
  llms(amount: 'index' | 'full'): Promise<Document>;
  /** The text of all pages as JSON, for the search in the browser. */
  searchIndex(language: Language): Promise<Document>;
  /** The page for an address without one. */
  missing(language: Language, slug: string): string;
  /** Paths of pages with addresses like this one, best first. */
  suggest(language: Language, slug: string): readonly string[];
}

/** Makes documents of a site's pages. */
export function createDocs(parts: DocsParts): Docs {
  const { site, baseUrl } = parts;
  const keep = keepDocuments();
  const missing = keepNotFoundPages();
  return {
    html: (language, page) =>
      keep(site.pages(language), `${page.slug}.html`, (forget) => htmlOf(parts, language, page, forget)),
    markdown: (language, page) => keep(site.pages(language), `${page.slug}.md`, () => markdownOf(site, language, page)),
    llms: (amount) =>
      keep(site.pages(FIRST_LANGUAGE), `llms ${amount}`, () =>
        createDocument('text/plain', (amount === 'full' ? llmsFull : llmsIndex)(site, baseUrl())),
      ),
    searchIndex: (language) => keep(site.pages(language), 'search.json', () => searchOf(parts, language)),
    missing: (language, slug) => missing(around(parts, language, undefined), suggestPages(site.pages(language), slug)),
    suggest: (language, slug) => suggestPages(site.pages(language), slug).map((page) => docsPath(language, page.slug)),
  };
}

function around({ site, assets, baseUrl }: DocsParts, language: Language, current: Page | undefined): Surroundings {
  const has = (other: Language, slug: string) => site.find(other, slug) !== undefined;
  return surround({ language, current, pages: site.pages(language), assets, baseUrl: baseUrl(), has });
}

async function htmlOf(parts: DocsParts, language: Language, page: Page, forget: () => void): Promise<Document> {
  const text = await parts.renderMarkdown(page.markdown, optionsOf(parts.site, language, page));
  if (!text.isWhole) forget();
  const surroundings = around(parts, language, page);
  const { title, description } = page;
  const main = article(surroundings, page, text);
  return createDocument('text/html', layout(surroundings, { title, description, main }));
}

function optionsOf(site: Site, language: Language, page: Page): MarkdownOptions {
  const { examples } = textsOf(page.isTranslated ? language : FIRST_LANGUAGE).site;
  const isTranslation = page.isTranslated && language !== FIRST_LANGUAGE;
  return {
    examplesLabel: examples,
    original: isTranslation ? site.find(FIRST_LANGUAGE, page.slug)?.markdown : undefined,
    linkTo: (target) => target.replace(PAGE_LINK, (link, slug = '') => pathOf(site, language, slug) ?? link),
  };
}

async function searchOf({ site }: DocsParts, language: Language): Promise<Document> {
  const index = await searchIndex(site.pages(language), (page) => ({
    path: docsPath(language, page.slug),
    lang: page.isTranslated ? undefined : textsOf(FIRST_LANGUAGE).tag,
    options: optionsOf(site, language, page),
  }));
  return createDocument('application/json', JSON.stringify(index));
}

function markdownOf(site: Site, language: Language, page: Page): Document {
  // How a table is laid out on the page says nothing to those who read the text.
  const plain = page.markdown.replaceAll(/^<!-- \w+ -->\n/gm, '');
  const text = plain.replace(MARKDOWN_LINK, (link, start, slug = '') => {
    const path = pathOf(site, language, slug);
    return path === undefined ? link : `${start}${path}.md`;
  });
  return createDocument('text/markdown', text);
}

/** A link to one of our pages, up to its fragment. */
const PAGE_LINK = /^\/docs(?:\/([^#?]*))?(?=[#?]|$)/;
const MARKDOWN_LINK = /(\]\()\/docs(?:\/([^#?)\s]*))?(?=[#)])/g;

function pathOf(site: Site, language: Language, slug: string): string | undefined {
  return site.find(language, slug) === undefined ? undefined : docsPath(language, slug);
}
