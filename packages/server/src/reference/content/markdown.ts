/** A Markdown table. Cells may hold Markdown; what would end a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Text as code; there is no way to escape in code, so none of our code words has a back-tick. */
export function code(text: string | number): string {
  return `\`${text}\``;
}

/** Several code words in a row. */
export function codes(texts: readonly string[]): string {
  return texts.map(code).join(', ');
}

/** A fenced block; `info` is the language and what else stands behind the fence. */
export function fence(info: string, text: string): string {
  return `\`\`\`${info}\n${text}\n\`\`\``;
}

/** A value as the docs print JSON: short objects and lists in one line, others indented by two. */
export function printJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** What stands in a cell where there is nothing to say. */
export const NOTHING = '–';

function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
