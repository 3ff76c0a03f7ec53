import { gotValue } from './got-value.ts';

/** White space, controls and what is drawn as nothing, such as a zero-width space or an empty Braille cell. */
const INVISIBLE_ONLY = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/**
 * What is wrong with a text of at most `charactersMax` Unicode code points; `undefined` when nothing is. A NUL is
 * refused because programs behind us would cut the text there, half of a surrogate pair because UTF-8 cannot hold it.
 */
export function textProblem(value: unknown, charactersMax: number): string | undefined {
  if (typeof value !== 'string') return `must be a string; got ${gotValue(value)}.`;
  const characters = countCodePoints(value);
  if (characters > charactersMax) return `must have at most ${charactersMax} characters; got ${characters}.`;
  if (value.includes('\0')) return 'must not contain a NUL character (U+0000).';
  if (!value.isWellFormed()) return 'must be valid Unicode; it contains half of a surrogate pair.';
  return undefined;
}

/** Whether a text shows nothing at all. */
export function isBlank(text: string): boolean {
  return INVISIBLE_ONLY.test(text);
}

function countCodePoints(text: string): number {
  let count = text.length;
  for (let index = 0; index + 1 < text.length; index += 1) {
    const point = text.codePointAt(index) ?? 0;
    if (point > 0xffff) {
      count -= 1;
      index += 1;
    }
  }
  return count;
}
