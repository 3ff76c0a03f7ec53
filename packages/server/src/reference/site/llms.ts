import type { Page, Site } from '../content/index.ts';
import { textsOf } from '../languages/index.ts';
import { docsPath, FIRST_LANGUAGE } from './paths.ts';

/** `/llms.txt`: what the docs are, and a link with a description for every page, as https://llmstxt.org asks for. */
export function llmsIndex(site: Site, baseUrl: string): string {
  const pages = site.pages(FIRST_LANGUAGE);
  const sections = new Map<string, string[]>();
  for (const page of pages) {
    sections.set(page.section, [
      ...(sections.get(page.section) ?? []),
      `- [${page.title}](${urlOf(page, baseUrl)}): ${page.description}`,
    ]);
  }
  const summary = pages[0] === undefined ? [] : [`> ${pages[0].description}`];
  const lists = [...sections].map(([name, links]) => `## ${name}\n\n${links.join('\n')}`);
  return `${[`# ${textsOf(FIRST_LANGUAGE).site.name}`, ...summary, ...lists].join('\n\n')}\n`;
}

/** `/llms-full.txt`: the text of every page, each under the address it comes from. */
export function llmsFull(site: Site, baseUrl: string): string {
  const pages = site.pages(FIRST_LANGUAGE);
  return pages.map((page) => `<!-- ${urlOf(page, baseUrl)} -->\n\n${page.markdown.trim()}\n`).join('\n---\n\n');
}

function urlOf({ slug }: Page, baseUrl: string): string {
  return `${baseUrl}${docsPath(FIRST_LANGUAGE, slug)}.md`;
}
