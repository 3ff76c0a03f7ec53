import type { Page } from '../../content/index.ts';
import { type Html, html } from '../html.ts';
import { docsPath, searchPath } from '../paths.ts';
import type { Surroundings } from './surroundings.ts';

/** Every page under the heading of its section, and a field to search in, which shows once the script runs. */
export function pageList(around: Surroundings): Html {
  const { words, pages, language } = around;
  const sections = sectionsOf(pages).map(
    ([name, entries], index) => html`<div class="section">
<p class="label" id="section-${index}">${name}</p>
<ul aria-labelledby="section-${index}">
${entries.map((page) => entry(around, page))}</ul>
</div>
`,
  );
  return html`<nav class="pages" id="pages" aria-label="${words.pages}">
<div class="search" role="search">
<label class="unseen" for="search">${words.searchLabel}</label>
<input id="search" type="search" placeholder="${words.searchPlaceholder}" autocomplete="off" spellcheck="false" aria-describedby="search-status" data-index="${searchPath(language)}">
<kbd aria-hidden="true">/</kbd>
<p id="search-status" role="status" data-none="${words.noResults}" data-found="${words.resultsFound}"></p>
<ul class="hits" id="hits" aria-label="${words.results}" hidden></ul>
</div>
${sections}</nav>`;
}

/** Pages that follow each other under one heading. */
function sectionsOf(pages: readonly Page[]): readonly (readonly [name: string, pages: readonly Page[]])[] {
  const sections = new Map<string, Page[]>();
  for (const page of pages) sections.set(page.section, [...(sections.get(page.section) ?? []), page]);
  return [...sections];
}

/** The description is not shown; it is searched. */
function entry({ language, current }: Surroundings, page: Page): Html {
  const mark = page.slug === current?.slug ? html` aria-current="page"` : undefined;
  return html`<li data-words="${page.description}"><a href="${docsPath(language, page.slug)}"${mark}>${page.title}</a></li>
`;
}
