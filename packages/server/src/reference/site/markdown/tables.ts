import type { MarkdownIt, Token } from 'markdown-it';
import { escapeHtml } from '../html.ts';
import { written } from './written.ts';

/**
 * Puts each table into a frame that scrolls, by keyboard too, and is named after the heading above it. One that is too
 * wide for a phone is marked `wide`: there its rows stand below each other, each cell under the name of its column.
 * Alignment becomes a class: the pages allow no inline styles.
 */
export function wrapTables(parser: MarkdownIt): void {
  parser.core.ruler.push('tables', (state) => {
    const tokens: Token[] = [];
    let heading = '';
    for (const [index, token] of state.tokens.entries()) {
      if (token.type === 'heading_open') heading = String(token.attrGet('id') ?? '');
      alignByClass(token);
      if (token.type === 'th_open') token.attrSet('scope', 'col');
      if (token.type === 'table_open' && token.tag === 'table') {
        const isWide = markCells(token, state.tokens.slice(index, endOf(state.tokens, index)));
        tokens.push(written(state, open(heading, isWide)));
      }
      tokens.push(token);
      if (token.type === 'table_close' && token.tag === 'table') tokens.push(written(state, '</div>\n'));
    }
    state.tokens = tokens;
  });
}

function endOf(tokens: readonly Token[], start: number): number {
  return tokens.findIndex(({ type }, index) => index > start && type === 'table_close');
}

function open(heading: string, isWide: boolean): string {
  const kind = isWide ? 'table wide' : 'table';
  return `<div class="${kind}" role="group" tabindex="0" aria-labelledby="${escapeHtml(heading)}">\n`;
}

function alignByClass(token: Token): void {
  const [, side] = /^text-align:(\w+)$/.exec(String(token.attrGet('style') ?? '')) ?? [];
  if (side === undefined) return;
  token.attrs = (token.attrs ?? []).filter(([name]) => name !== 'style');
  token.attrSet('class', side);
}

/** What fits beside each other on a phone of 360 pixels, in characters of a table. */
const PHONE_CHARACTERS = 44;
const GAP_CHARACTERS = 3;
/** Text is broken into lines, but not into a column of single words. */
const TEXT_CHARACTERS_MIN = 20;
const ROLES: Readonly<Record<string, string>> = {
  table_open: 'table',
  thead_open: 'rowgroup',
  tbody_open: 'rowgroup',
  tr_open: 'row',
  th_open: 'columnheader',
  td_open: 'cell',
};

/**
 * Gives the cells of a table that is too wide the names of their columns, and all its parts their roles in words: what is
 * no longer laid out as a table would not be read out as one. `false`: the table fits and stays as it is.
 */
function markCells(table: Token, tokens: readonly Token[]): boolean {
  const cells = tokens.flatMap((token, index) => {
    const isCell = token.type === 'th_open' || token.type === 'td_open';
    return isCell ? [{ token, inline: tokens[index + 1] }] : [];
  });
  const heads = cells.filter(({ token }) => token.type === 'th_open').map(({ inline }) => textOf(inline));
  const widths = heads.map((head) => widthOf(head));
  for (const [index, { inline }] of cells.entries()) {
    const column = index % heads.length;
    const isCode = column < heads.length - 1 && (inline?.children ?? []).some(({ type }) => type === 'code_inline');
    const width = isCode ? widthOf(textOf(inline)) : Math.min(widthOf(textOf(inline)), TEXT_CHARACTERS_MIN);
    widths[column] = Math.max(widths[column] ?? 0, width);
  }
  const needed = widths.reduce((sum, width) => sum + width, GAP_CHARACTERS * (widths.length - 1));
  if (needed <= PHONE_CHARACTERS) return false;
  for (const [index, { token }] of cells.entries()) {
    if (token.type === 'td_open') token.attrSet('data-label', heads[index % heads.length] ?? '');
  }
  for (const token of [table, ...tokens]) {
    const role = ROLES[token.type];
    if (role !== undefined) token.attrSet('role', role);
  }
  return true;
}

function textOf(inline: Token | undefined): string {
  return (inline?.children ?? []).map(({ content }) => content).join('');
}

/** Characters as wide as Latin ones; a Chinese one takes the room of two. */
function widthOf(text: string): number {
  return text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}
