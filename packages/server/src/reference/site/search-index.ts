import { setImmediate } from 'node:timers/promises';
import type { Page } from '../content/index.ts';
import { readSections } from './markdown/read-sections.ts';
import type { MarkdownOptions } from './markdown/render-markdown.ts';

/** A page as the search in the browser (`assets/docs/search.js`) reads it. */
export type SearchPage = {
  readonly path: string;
  readonly title: string;
  readonly description: string;
  /** The language of its headings and text where that is not the one of the docs around it. */
  readonly lang?: string;
  /** Id, heading and text of each section; the first, without a heading, stands for the page. */
  readonly sections: readonly (readonly [id: string, heading: string, text: string])[];
};

/** What of a page's surroundings its entry depends on. */
export type Found = { readonly path: string; readonly lang: string | undefined; readonly options: MarkdownOptions };

/** The text of all pages, to search in. Other work gets its turn between two pages. */
export async function searchIndex(
  pages: readonly Page[],
  about: (page: Page) => Found,
): Promise<readonly SearchPage[]> {
  const index: SearchPage[] = [];
  for (const page of pages) {
    index.push(await entryOf(page, about(page)));
    await setImmediate();
  }
  return index;
}

async function entryOf({ title, description, markdown }: Page, { path, lang, options }: Found): Promise<SearchPage> {
  const [{ heading, text } = NOTHING, ...rest] = await readSections(markdown, options);
  const start = heading === title ? text : `${heading} ${text}`.trim();
  const sections = rest.map((section) => [section.id, section.heading, section.text] as const);
  return {
    path,
    title,
    description,
    ...(lang === undefined ? {} : { lang }),
    sections: [['', '', start], ...sections],
  };
}

const NOTHING = { heading: '', text: '' };
