import { InvalidArgumentError } from 'commander';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** A whole number, as an argument or option of a command. Throws commander's error for what is none. */
export function wholeNumber(text: string): number {
  const number = /^[+-]?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new InvalidArgumentError('It must be a whole number, written in digits.');
  return number;
}

/** `90s`, `30m`, `24h` or `90d` in seconds. */
export function durationSeconds(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = Number(digits) * (UNIT_SECONDS[unit] ?? 0);
  if (seconds <= 0) throw new InvalidArgumentError('It must be a duration such as 12h or 90d.');
  return seconds;
}

/** `a,b` as a list. */
export function commaSeparated(text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.includes('')) throw new InvalidArgumentError('It must be names with commas between them.');
  return parts;
}

/** For an option that may be given several times. */
export function collect(text: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, text];
}
