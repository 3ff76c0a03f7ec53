import type { MarkdownIt } from 'markdown-it';

/** Pictures are loaded when a reader comes near them: a page costs those who only read its beginning nothing. */
export function delayPictures(parser: MarkdownIt): void {
  parser.core.ruler.push('pictures', ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === 'image') token.attrSet('loading', 'lazy');
    }
  });
}
