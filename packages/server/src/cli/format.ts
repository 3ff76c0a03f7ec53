/** Rows under headings, each column as wide as its widest cell; `right` lists the columns of numbers. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const lines = [head, ...rows].map((row) => row.map(oneLine));
  const widths = head.map((_, column) => Math.max(...lines.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return lines.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

/** A count with its unit: `1 credit`, `1,000 credits`. */
export function count(amount: number, unit: string): string {
  return `${grouped(amount)} ${unit}${Math.abs(amount) === 1 ? '' : 's'}`;
}

/** A number with separators: `1,000`. */
export function grouped(amount: number): string {
  return amount.toLocaleString('en-US');
}

/** A size for people: `7 kB`, `5.3 MB`. */
export function bytes(size: number): string {
  return size < 2 ** 20 / 10 ? `${Math.max(1, Math.round(size / 2 ** 10))} kB` : `${(size / 2 ** 20).toFixed(1)} MB`;
}

/** A length of time for people: `85 ms`, `1.9 s`, `2 min 5 s`. */
export function elapsed(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A moment for people, in UTC to the second. */
export function moment(iso: string | null, absent = '-'): string {
  return iso === null ? absent : iso.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}

/** Text without control characters: those of a name or note must not steer somebody's terminal. */
export function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
