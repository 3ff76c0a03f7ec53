const CHARACTERS_MAX = 60;

/** A value from outside as a message may repeat it: one line, at most 60 characters, nothing invisible. */
export function gotValue(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? quoted(value) : String(value);
}

/** A name from outside (a key, a field) in the same way, without quotes. */
export function gotName(name: string): string {
  return quoted(name).slice(1, -1);
}

function quoted(text: string): string {
  const isLong = text.length > CHARACTERS_MAX;
  const line = escaped(isLong ? text.slice(0, CHARACTERS_MAX) : text);
  if (!isLong && line.length + 2 <= CHARACTERS_MAX) return `"${line}"`;
  return `"${line.slice(0, CHARACTERS_MAX - 3).toWellFormed()}…"`;
}

function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}
