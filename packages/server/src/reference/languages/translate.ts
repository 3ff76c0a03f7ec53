import type { Texts } from './en.ts';

/** What was written in English elsewhere, in the language of the texts; as it is where there is no translation. */
export function translate(texts: Texts, english: string): string {
  return texts.translations[english] ?? english;
}
