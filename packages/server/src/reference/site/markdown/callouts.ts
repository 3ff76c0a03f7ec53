import type { MarkdownIt, Token } from 'markdown-it';

/** Shows a block quote that begins with a word in bold as a callout: `**Warning**` as one, all others as notes. */
export function showCallouts(parser: MarkdownIt): void {
  parser.core.ruler.push('callouts', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      if (token.type !== 'blockquote_open') continue;
      const word = firstBold(tokens[index + 2]);
      if (word === undefined) continue;
      token.attrSet('class', word === 'Warning' ? 'callout warning' : 'callout');
      token.attrSet('role', 'note');
      token.tag = 'div';
      const close = tokens.find(
        ({ type, level }, other) => other > index && type === 'blockquote_close' && level === token.level,
      );
      if (close !== undefined) close.tag = 'div';
    }
  });
}

function firstBold(inline: Token | undefined): string | undefined {
  const [first, second, third] = (inline?.children ?? []).filter(
    ({ type, content }) => type !== 'text' || content !== '',
  );
  return first?.type === 'strong_open' && third?.type === 'strong_close' ? second?.content : undefined;
}
