import type { StateCore, Token } from 'markdown-it';

/** A token that the renderer writes as it is; for HTML of ours only, never for text of a page. */
export function written({ Token }: StateCore, content: string): Token {
  const token = new Token('html_block', '', 0);
  token.content = content;
  return token;
}
