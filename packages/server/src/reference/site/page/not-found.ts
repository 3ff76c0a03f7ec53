import type { Page } from '../../content/index.ts';
import { Html, html } from '../html.ts';
import { docsPath } from '../paths.ts';
import { layout } from './layout.ts';
import type { Surroundings } from './surroundings.ts';

/** Stands where the suggestions go in a page that is kept. */
const NEAR = new Html('<!--near-->');

/**
 * What somebody sees who came to an address without a page: where they may have wanted to go. Only the suggestions
 * depend on the address; all around them is laid out once for a list of pages.
 */
export function keepNotFoundPages(): (around: Surroundings, suggestions: readonly Page[]) => string {
  const kept = new WeakMap<readonly Page[], string>();
  return (around, suggestions) => {
    const page = kept.get(around.pages) ?? notFoundPage(around);
    kept.set(around.pages, page);
    return page.replace(NEAR.text, () => near(around, suggestions).text);
  };
}

function notFoundPage(around: Surroundings): string {
  const { words, language } = around;
  const main = html`<article>
<h1>${words.notFoundTitle}</h1>
<p>${words.notFoundText}</p>
${NEAR}<p><a href="${docsPath(language, '')}">${words.backToDocs}</a></p>
</article>`;
  return layout(around, { title: words.notFoundTitle, description: words.notFoundText, main });
}

function near({ words, language }: Surroundings, suggestions: readonly Page[]): Html {
  if (suggestions.length === 0) return html``;
  const items = suggestions.map(
    ({ slug, title, description }) =>
      html`<li><a href="${docsPath(language, slug)}">${title}</a><br>${description}</li>\n`,
  );
  return html`<h2>${words.didYouMean}</h2>\n<ul class="near">\n${items}</ul>\n`;
}
