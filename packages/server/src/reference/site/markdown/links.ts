import type { MarkdownIt } from 'markdown-it';

/** Leads links of the text to where they are in the language that is shown; other sites learn nothing of the reader. */
export function leadLinks(parser: MarkdownIt, linkTo: (target: string) => string): void {
  parser.core.ruler.push('links', ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type !== 'link_open') continue;
      const target = String(token.attrGet('href') ?? '');
      token.attrSet('href', linkTo(target));
      if (/^https?:/.test(target)) token.attrSet('rel', 'noopener noreferrer');
    }
  });
}
