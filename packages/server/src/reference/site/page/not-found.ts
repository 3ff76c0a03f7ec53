import type { Page } from '../../content/index.ts';
import { html } from '../html.ts';
import { docsPath } from '../paths.ts';
import { layout } from './layout.ts';
import type { Surroundings } from './surroundings.ts';

/** What somebody sees who came to an address without a page: where they may have wanted to go. */
export function notFoundPage(around: Surroundings, suggestions: readonly Page[]): string {
  const { words, language } = around;
  const items = suggestions.map(
    ({ slug, title, description }) =>
      html`<li><a href="${docsPath(language, slug)}">${title}</a><br>${description}</li>\n`,
  );
  const main = html`<article>
<h1>${words.notFoundTitle}</h1>
<p>${words.notFoundText}</p>
${items.length === 0 ? undefined : html`<h2>${words.didYouMean}</h2>\n<ul class="near">\n${items}</ul>\n`}<p><a href="${docsPath(language, '')}">${words.backToDocs}</a></p>
</article>`;
  return layout(around, { title: words.notFoundTitle, description: words.notFoundText, main });
}
