import type { MarkdownIt, Token } from 'markdown-it';
import { escapeHtml } from '../html.ts';
import { written } from './written.ts';

const TAB = /\btab="([^"]+)"/;

/**
 * Makes one group of fences that follow each other and have a `tab` in their info. Without a script they stand one
 * below the other, each under its name; the script makes tabs of them.
 */
export function groupTabs(parser: MarkdownIt, label: string): void {
  parser.core.ruler.push('tabs', (state) => {
    const tokens: Token[] = [];
    for (const [index, token] of state.tokens.entries()) {
      const name = tabOf(token);
      if (name === undefined) {
        tokens.push(token);
        continue;
      }
      const isFirst = tabOf(state.tokens[index - 1]) === undefined;
      const isLast = tabOf(state.tokens[index + 1]) === undefined;
      const start = isFirst ? `<div class="tabs" role="group" aria-label="${escapeHtml(label)}">\n` : '';
      tokens.push(written(state, `${start}<div class="tab"><p class="tab-name">${escapeHtml(name)}</p>\n`));
      tokens.push(token);
      tokens.push(written(state, isLast ? '</div></div>\n' : '</div>\n'));
    }
    state.tokens = tokens;
  });
}

function tabOf(token: Token | undefined): string | undefined {
  return token?.type === 'fence' ? TAB.exec(token.info)?.[1] : undefined;
}
