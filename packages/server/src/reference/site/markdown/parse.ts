import createMarkdownIt, { type Token } from 'markdown-it';
import { showCallouts } from './callouts.ts';
import { type Heading, nameHeadings } from './headings.ts';
import { leadLinks } from './links.ts';
import { breakLongCode } from './long-code.ts';
import { applyMarks, readComments } from './marks.ts';
import { delayPictures } from './pictures.ts';
import type { MarkdownOptions } from './render-markdown.ts';
import { wrapTables } from './tables.ts';
import { groupTabs } from './tabs.ts';

export type Parsed = {
  readonly tokens: Token[];
  readonly headings: readonly Heading[];
  /** Writes the tokens as HTML. */
  render(tokens: Token[]): string;
};

/** Parses a page and shapes its tokens. What the text says is escaped; no HTML of its own gets through. */
export function parse(markdown: string, { linkTo, examplesLabel, original }: MarkdownOptions): Parsed {
  const parser = createMarkdownIt({ html: false, linkify: false, typographer: false });
  const headings: Heading[] = [];
  readComments(parser);
  nameHeadings(parser, headings, original === undefined ? [] : parse(original, { linkTo, examplesLabel }).headings);
  applyMarks(parser);
  wrapTables(parser);
  breakLongCode(parser);
  groupTabs(parser, examplesLabel);
  showCallouts(parser);
  leadLinks(parser, linkTo);
  delayPictures(parser);
  const tokens = parser.parse(markdown, {});
  return { tokens, headings, render: (all) => parser.renderer.render(all, parser.options, {}) };
}
