import type { MarkdownIt, Token } from 'markdown-it';
import { escapeHtml } from '../html.ts';
import { written } from './written.ts';

/**
 * Puts each table into a frame that scrolls, by keyboard too, and is named after the heading above it. Alignment becomes
 * a class: the pages allow no inline styles.
 */
export function wrapTables(parser: MarkdownIt): void {
  parser.core.ruler.push('tables', (state) => {
    const tokens: Token[] = [];
    let heading = '';
    for (const token of state.tokens) {
      if (token.type === 'heading_open') heading = String(token.attrGet('id') ?? '');
      alignByClass(token);
      if (token.type === 'th_open') token.attrSet('scope', 'col');
      if (token.type === 'table_open' && token.tag === 'table') tokens.push(written(state, open(heading)));
      tokens.push(token);
      if (token.type === 'table_close' && token.tag === 'table') tokens.push(written(state, '</div>\n'));
    }
    state.tokens = tokens;
  });
}

function open(heading: string): string {
  return `<div class="table" role="group" tabindex="0" aria-labelledby="${escapeHtml(heading)}">\n`;
}

function alignByClass(token: Token): void {
  const [, side] = /^text-align:(\w+)$/.exec(String(token.attrGet('style') ?? '')) ?? [];
  if (side === undefined) return;
  token.attrs = (token.attrs ?? []).filter(([name]) => name !== 'style');
  token.attrSet('class', side);
}
