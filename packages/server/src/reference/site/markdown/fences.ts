import type { Token } from 'markdown-it';

/** A code block of a page; `language` is the first word behind its fence. */
export type Fence = { readonly token: Token; readonly language: string; readonly code: string };

/** Colours code. */
export type Highlight = (blocks: readonly CodeBlock[]) => Promise<Highlighted>;
export type Highlighted = {
  /** HTML for each block, in their order. */
  readonly blocks: readonly string[];
  /** `false`: some stand there without colours, which another try may give them. */
  readonly isWhole: boolean;
};
export type CodeBlock = Pick<Fence, 'language' | 'code'>;

/** The fences among the tokens, in their order. */
export function findFences(tokens: readonly Token[]): readonly Fence[] {
  return tokens
    .filter(({ type }) => type === 'fence' || type === 'code_block')
    .map((token) => ({
      token,
      language: token.info.trim().split(/\s+/, 1)[0] ?? '',
      code: token.content.replace(/\n$/, ''),
    }));
}

/** Writes a fence with its coloured code; the frame scrolls by keyboard too. */
export function showFence(token: Token, coloured: string): void {
  token.type = 'html_block';
  token.content = `<div class="code"><pre tabindex="0" translate="no"><code>${coloured}</code></pre></div>\n`;
}
