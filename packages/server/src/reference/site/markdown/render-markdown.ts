import { Html } from '../html.ts';
import { findFences, type Highlight, showFence } from './fences.ts';
import type { Heading } from './headings.ts';

/** What of a page's surroundings its text depends on. */
export type MarkdownOptions = {
  /** Where a link of the text leads in the language that is shown. */
  readonly linkTo: (target: string) => string;
  /** Names a group of examples to those who cannot see it. */
  readonly examplesLabel: string;
  /** The page this is a translation of, whose anchors it shares as long as both have the same headings in a row. */
  readonly original?: string | undefined;
};

export type RenderedMarkdown = {
  readonly html: Html;
  /** In their order, with the ids that links to them use. */
  readonly headings: readonly Heading[];
  /** `false`: code has no colours for the time being. */
  readonly isWhole: boolean;
};

export type RenderMarkdown = (markdown: string, options: MarkdownOptions) => Promise<RenderedMarkdown>;

/** Renders the docs' Markdown. The parser is loaded with the first page, so that a server nobody reads pays nothing. */
export function createRenderMarkdown(highlight: Highlight): RenderMarkdown {
  return async (markdown, options) => {
    const { parse } = await import('./parse.ts');
    const { tokens, headings, render } = parse(markdown, options);
    const fences = findFences(tokens);
    const coloured = await highlight(fences);
    for (const [index, { token }] of fences.entries()) showFence(token, coloured.blocks[index] ?? '');
    return { html: new Html(render(tokens)), headings, isWhole: coloured.isWhole };
  };
}
