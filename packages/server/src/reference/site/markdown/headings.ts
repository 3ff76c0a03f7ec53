import type { MarkdownIt, StateCore, Token } from 'markdown-it';

/** A heading as links see it. `level` is 1 to 6. */
export type Heading = { readonly level: number; readonly id: string; readonly text: string };

/**
 * Gives each heading an id and, below the title, makes it a link to itself. Fills `headings`. The ids are made of the
 * text; those of a translation are the ones of its original, so that links into a page hold in every language.
 */
export function nameHeadings(parser: MarkdownIt, headings: Heading[], original: readonly Heading[]): void {
  parser.core.ruler.push('headings', (state) => {
    const found = state.tokens.flatMap((token, index) => {
      const inline = state.tokens[index + 1];
      return token.type === 'heading_open' && inline !== undefined ? [{ token, inline }] : [];
    });
    const levels = found.map(({ token }) => Number(token.tag.slice(1)));
    const isAlike = levels.join() === original.map(({ level }) => level).join();
    const taken = new Map<string, number>();
    for (const [index, { token, inline }] of found.entries()) {
      const text = textOf(inline);
      const level = levels[index] ?? 0;
      const id = (isAlike ? original[index]?.id : undefined) ?? unique(slugOf(text), taken);
      token.attrSet('id', id);
      headings.push({ level, id, text });
      if (level > 1) inline.children = linkTo(state, id, inline.children ?? []);
    }
  });
}

function textOf({ children }: Token): string {
  return (children ?? [])
    .map(({ type, content }) => (type === 'text' || type === 'code_inline' ? content : type === 'softbreak' ? ' ' : ''))
    .join('');
}

/** Letters and digits of any script, the rest as single hyphens: `## Poll, then read` is `poll-then-read`. */
function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return slug === '' ? 'section' : slug;
}

function unique(slug: string, taken: Map<string, number>): string {
  const count = (taken.get(slug) ?? 0) + 1;
  taken.set(slug, count);
  return count === 1 ? slug : unique(`${slug}-${count}`, taken);
}

/** Links cannot hold links, so those of the text are left out. */
function linkTo({ Token }: StateCore, id: string, children: readonly Token[]): Token[] {
  const open = new Token('link_open', 'a', 1);
  open.attrSet('href', `#${id}`);
  open.attrSet('class', 'anchor');
  const inner = children.filter(({ type }) => type !== 'link_open' && type !== 'link_close');
  return [open, ...inner, new Token('link_close', 'a', -1)];
}
