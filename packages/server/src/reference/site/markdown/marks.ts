import type { MarkdownIt, StateBlock, Token } from 'markdown-it';
import { escapeHtml } from '../html.ts';

const COMMENT_TYPE = 'comment';
const NAME = /^<!--\s*(.*?)\s*-->$/s;

/** Takes comments out of the text. One that stands before a block may say how the block is shown: `badges`, `facts`. */
export function readComments(parser: MarkdownIt): void {
  parser.block.ruler.before('paragraph', 'comment', readComment, { alt: ['paragraph'] });
  parser.renderer.rules[COMMENT_TYPE] = () => '';
}

function readComment(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (!lineOf(state, startLine).startsWith('<!--')) return false;
  for (let line = startLine; line < endLine; line += 1) {
    if (!lineOf(state, line).trimEnd().endsWith('-->')) continue;
    if (silent) return true;
    const token = state.push(COMMENT_TYPE, '', 0);
    token.content = state.getLines(startLine, line + 1, state.blkIndent, false).trim();
    token.map = [startLine, line + 1];
    state.line = line + 1;
    return true;
  }
  return false;
}

function lineOf({ src, bMarks, tShift, eMarks }: StateBlock, line: number): string {
  return src.slice((bMarks[line] ?? 0) + (tShift[line] ?? 0), eMarks[line]);
}

/** Shows the block behind a mark in its way; what has no such way is shown as usual. */
export function applyMarks(parser: MarkdownIt): void {
  parser.renderer.rules['badge'] = (tokens, index) => `<li>${escapeHtml(tokens[index]?.content ?? '')}</li>`;
  parser.core.ruler.push('marks', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      if (token.type !== COMMENT_TYPE) continue;
      const [, name] = NAME.exec(token.content) ?? [];
      if (name === 'badges') showBadges(tokens, index + 1);
      if (name === 'facts') showFacts(tokens, index + 1);
    }
  });
}

/** A paragraph of code words as a list. */
function showBadges(tokens: readonly Token[], at: number): void {
  const [open, inline, close] = tokens.slice(at, at + 3);
  if (open?.type !== 'paragraph_open' || inline === undefined || close === undefined) return;
  open.tag = 'ul';
  open.attrSet('class', 'badges');
  close.tag = 'ul';
  inline.children = (inline.children ?? []).filter(({ type }) => type === 'code_inline');
  for (const child of inline.children) child.type = 'badge';
}

const FACT_TAGS = ['dt', 'dd'];

/** A table of two columns as terms and what is said of them; its head says nothing that the rows do not. */
function showFacts(tokens: Token[], at: number): void {
  if (tokens[at]?.type !== 'table_open') return;
  const end = tokens.findIndex(({ type }, index) => index > at && type === 'table_close');
  const table = tokens.slice(at, end + 1);
  const headEnd = table.findIndex(({ type }) => type === 'thead_close');
  tokens[at]?.attrSet('class', 'facts');
  for (const token of table.slice(1, headEnd + 1)) {
    token.hidden = true;
    token.children = [];
  }
  let cell = 0;
  for (const token of [...table.slice(0, 1), ...table.slice(headEnd + 1)]) {
    if (token.type === 'table_open' || token.type === 'table_close') token.tag = 'dl';
    if (token.type.startsWith('tbody_')) token.hidden = true;
    if (token.type.startsWith('tr_')) token.tag = 'div';
    if (token.type.startsWith('td_')) token.tag = FACT_TAGS[cell % 2] ?? 'dd';
    if (token.type === 'td_close') cell += 1;
  }
}
