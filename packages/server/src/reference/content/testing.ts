/** For tests only: a fenced block of a page. */
export type Block = {
  /** The headings of the page that lead to it. */
  readonly where: string;
  readonly language: string;
  readonly tab: string | undefined;
  readonly text: string;
};

/** All fenced blocks of a page, in their order. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let where = '';
  let open: { language: string; tab: string | undefined; lines: string[] } | undefined;
  for (const line of markdown.split('\n')) {
    const [, info] = /^```(.*)$/.exec(line) ?? [];
    if (open === undefined && info === undefined && line.startsWith('#')) where = line;
    if (info === undefined) open?.lines.push(line);
    else if (open === undefined) {
      const [, tab] = /tab="([^"]+)"/.exec(info) ?? [];
      open = { language: info.split(' ')[0] ?? '', tab, lines: [] };
    } else {
      blocks.push({ where, language: open.language, tab: open.tab, text: open.lines.join('\n') });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`The block under "${where}" is not closed.`);
  return blocks;
}

/** A table of a page: its heads, and its rows without the marks of code. */
export type Table = { readonly heads: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** All tables of a page, in their order. */
export function tablesOf(markdown: string): readonly Table[] {
  return [...markdown.matchAll(/^(\|.+\|)\n\|(?:---\|)+\n((?:\|.*\|\n?)*)/gm)].map(([, head = '', body = '']) => ({
    heads: cellsOf(head),
    rows: body.trim().split('\n').map(cellsOf),
  }));
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|').replaceAll('`', ''));
}
