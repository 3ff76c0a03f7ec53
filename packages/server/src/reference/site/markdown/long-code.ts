import type { MarkdownIt } from 'markdown-it';
import { escapeHtml } from '../html.ts';

/**
 * Lets long code in the first column of a table, such as the path of a route, be broken after each slash. Browsers keep
 * such a word whole, and the table would be wider than its place.
 */
export function breakLongCode(parser: MarkdownIt): void {
  parser.core.ruler.push('long-code', ({ tokens }) => {
    for (const [index, { type }] of tokens.entries()) {
      if (type !== 'td_open' || tokens[index - 1]?.type !== 'tr_open') continue;
      for (const child of tokens[index + 1]?.children ?? []) {
        if (child.type === 'code_inline' && child.content.length > WHOLE_CHARACTERS_MAX) child.attrSet('class', 'long');
      }
    }
  });
  const { rules } = parser.renderer;
  const writeWhole = rules.code_inline;
  rules.code_inline = (tokens, index, ...rest) => {
    const token = tokens[index];
    if (token?.attrGet('class') !== 'long') return writeWhole?.(tokens, index, ...rest) ?? '';
    return `<code class="long">${escapeHtml(token.content).replaceAll('/', '/<wbr>')}</code>`;
  };
}

/** What fits beside two more columns, one of code and one of text, in the narrowest place that has no cards: 40rem. */
const WHOLE_CHARACTERS_MAX = 36;
