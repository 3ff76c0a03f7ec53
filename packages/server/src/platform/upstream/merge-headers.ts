/** One set of headers out of several: later ones replace earlier ones of the same name, however it is written. */
export function mergeHeaders(
  ...lists: readonly (Readonly<Record<string, string>> | undefined)[]
): Readonly<Record<string, string>> {
  const entries = lists.flatMap((list) => Object.entries(list ?? {}));
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}
