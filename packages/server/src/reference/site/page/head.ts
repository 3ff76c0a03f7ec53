import { type Html, html } from '../html.ts';
import { docsPath, FIRST_LANGUAGE } from '../paths.ts';
import type { Shown } from './layout.ts';
import type { Surroundings } from './surroundings.ts';

/** The head of a page. The script is loaded before anything is shown: it sets the scheme the reader chose. */
export function head(around: Surroundings, { title, description }: Shown): Html {
  const { words, assets } = around;
  const { style, script, icon } = assets;
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === words.name ? title : `${title} – ${words.name}`}</title>
<meta name="description" content="${description}">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${style}">
<script src="${script}"></script>
<link rel="icon" href="${icon}" type="image/svg+xml">
${places(around)}</head>`;
}

/** Where the page is, where it is as Markdown, and where it is in other languages. */
function places({ language, tag, current, others, baseUrl }: Surroundings): Html {
  if (current === undefined) return html`<meta name="robots" content="noindex">\n`;
  const path = docsPath(language, current.slug);
  const original = docsPath(FIRST_LANGUAGE, current.slug);
  const alternates = [{ tag, path }, ...others, { tag: 'x-default', path: original }];
  return html`<link rel="canonical" href="${baseUrl}${current.isTranslated ? path : original}">
<link rel="alternate" type="text/markdown" href="${path}.md">
${alternates.map((other) => html`<link rel="alternate" hreflang="${other.tag}" href="${baseUrl}${other.path}">\n`)}`;
}
