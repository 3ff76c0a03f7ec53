import { readdirSync } from 'node:fs';
import type { Texts } from './en.ts';

export type { Texts } from './en.ts';

/** A language of the docs by its file's name, which is also its place in paths: `zh` is `/zh/docs/…`. */
export type Language = string;

const FIRST = 'en';
const FILE = /^([a-z]{2}(?:-[A-Z][a-z]{3})?)\.(?:ts|js)$/;

const texts = new Map<Language, Texts>();
for (const file of readdirSync(import.meta.dirname).sort()) {
  const [, language] = FILE.exec(file) ?? [];
  if (language === undefined) continue;
  const module: { texts: Texts } = await import(`./${file}`);
  texts.set(language, module.texts);
}

/** Every language there is a file for, English first: it is the one without a prefix in its paths. */
export const LANGUAGES: readonly Language[] = [FIRST, ...[...texts.keys()].filter((language) => language !== FIRST)];

/** All that is said in a language. Throws for one there is no file for. */
export function textsOf(language: Language): Texts {
  const found = texts.get(language);
  if (found === undefined) throw new Error(`There is no language ${language}.`);
  return found;
}
