import { type Html, html } from '../html.ts';
import { docsPath } from '../paths.ts';
import { head } from './head.ts';
import { ICONS } from './icons.ts';
import { pageList } from './page-list.ts';
import type { Surroundings } from './surroundings.ts';

export type Shown = { readonly title: string; readonly description: string; readonly main: Html };

/** A whole page: what is the same on all of them, around `main`. */
export function layout(around: Surroundings, shown: Shown): string {
  const { tag, words } = around;
  const texts = { copy: words.copy, copied: words.copied, theme: words.theme, ...schemeWords(around) };
  return html`<!doctype html>
<html lang="${tag}">
${head(around, shown)}
<body data-texts="${JSON.stringify(texts)}">
<a class="skip" href="#content">${words.skipToContent}</a>
${topBar(around)}
<div class="frame">
${pageList(around)}
<main id="content" tabindex="-1">
${shown.main}
</main>
</div>
</body>
</html>
`.text;
}

function schemeWords({ words: { light, dark, system } }: Surroundings) {
  return { light, dark, system };
}

function topBar({ language, words, others }: Surroundings): Html {
  const links = others.map(
    ({ tag, name, path }) => html`<a href="${path}" lang="${tag}" hreflang="${tag}">${name}</a>`,
  );
  return html`<header class="top">
<a class="brand" href="${docsPath(language, '')}">${ICONS.brand}${words.name}</a>
${others.length === 0 ? undefined : html`<nav class="languages" aria-label="${words.language}">${links}</nav>`}
<button class="theme" type="button">${ICONS.light}${ICONS.dark}${ICONS.system}<span class="unseen"></span></button>
<a class="menu" href="#pages">${ICONS.menu}<span class="unseen">${words.menu}</span></a>
</header>`;
}
