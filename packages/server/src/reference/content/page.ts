import type { Language } from '../languages/index.ts';

/** One page of the docs in one language. Its text is Markdown: CommonMark, tables, fenced code. */
export type Page = {
  /** What stands behind `/docs/`, such as `api/files`; empty for `/docs` itself. */
  readonly slug: string;
  /** The heading it is listed under, in the language of the page. */
  readonly section: string;
  readonly title: string;
  /** One sentence in plain text. */
  readonly description: string;
  /** The whole page with all that is generated in its place; begins with `# Title`. */
  readonly markdown: string;
  /** `false`: the text is English although the language is another. */
  readonly isTranslated: boolean;
};

/** All pages of the docs. */
export interface Site {
  /** In the order of the navigation. */
  pages(language: Language): readonly Page[];
  find(language: Language, slug: string): Page | undefined;
}
