import type { Token } from 'markdown-it';
import type { MarkdownOptions } from './render-markdown.ts';

/** What stands under one heading, as plain text on one line; what comes before the first belongs to no heading. */
export type Section = { readonly id: string; readonly heading: string; readonly text: string };

/** Reads a page as its headings and the text under each; the ids are the ones that the rendered page has. */
export async function readSections(markdown: string, options: MarkdownOptions): Promise<readonly Section[]> {
  const { parse } = await import('./parse.ts');
  const { tokens, headings } = parse(markdown, options);
  const texts: string[][] = [[]];
  let isHeading = false;
  for (const token of tokens) {
    if (token.type === 'heading_open') texts.push([]);
    if (token.type.startsWith('heading_')) isHeading = token.type === 'heading_open';
    else if (!isHeading) texts.at(-1)?.push(textOf(token));
  }
  return texts
    .map((parts, index) => ({
      id: headings[index - 1]?.id ?? '',
      heading: headings[index - 1]?.text ?? '',
      text: parts.join(' ').replace(/\s+/g, ' ').trim(),
    }))
    .filter(({ heading, text }) => heading !== '' || text !== '');
}

function textOf({ type, content, children }: Token): string {
  if (type === 'fence' || type === 'code_block') return content;
  return (children ?? [])
    .map((child) => (child.type === 'softbreak' || child.type === 'hardbreak' ? ' ' : child.content))
    .join('');
}
