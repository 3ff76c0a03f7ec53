import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { OWN_ICONS } from './own-icons.ts';
import { NOT_SPOKEN, NOT_SPOKEN_IN_CHINESE } from './terms.ts';
import { CHINESE } from './words/chinese.ts';
import { CHINESE_THINGS } from './words/chinese-things.ts';
import { phrasesOfDeeds } from './words/deeds.ts';
import { ENGLISH } from './words/english.ts';
import { ENGLISH_PEOPLE } from './words/english-people.ts';
import { ENGLISH_THINGS } from './words/english-things.ts';
import { findKinds } from './words/find-kinds.ts';
import { readWordNet } from './words/read-wordnet.ts';

const require = createRequire(import.meta.url);

/** A record of the word data: one emoji with its name and its tags. */
export type Labelled = {
  readonly hexcode: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly subgroup?: number;
};
type Icon = { readonly name: string; readonly group: string; readonly anchor: string };
type Terms = Map<string, number>;

/**
 * The words that name a subject, each with the number of its icon: its name, its emoji, words listed by hand in English
 * and Chinese, and kinds of it (spaniel: dog) from WordNet. The first icons are those of `sources`, in the same order;
 * drawings of our own follow, and their words win. Written as the reader looks them up: lower case, no accents, no
 * hyphens. Lists for icons that are not there are told and left out.
 */
export async function bakeTerms(icons: readonly Icon[], sources: readonly Labelled[]): Promise<Terms> {
  const terms: Terms = new Map();
  for (const [index, { label }] of sources.entries()) {
    if (!NOT_SPOKEN.has(label)) terms.set(toTerm(label), index);
  }
  await addNamesInChinese(terms, sources);
  const byName = new Map(icons.map(({ name }, index) => [name, index]));
  addListed(terms, byName, { ...ENGLISH, ...ENGLISH_THINGS, ...ENGLISH_PEOPLE }, ', ');
  addListed(terms, byName, { ...CHINESE, ...CHINESE_THINGS }, ' ');
  for (const [phrase, name] of phrasesOfDeeds()) {
    const index = byName.get(name);
    if (index !== undefined) terms.set(phrase, index);
  }
  addOwn(terms, byName);
  const kinds = findKinds(await readWordNet(), englishOf(terms), icons);
  for (const [word, index] of kinds) if (!NOT_SPOKEN.has(word)) terms.set(word, index);
  addEmoji(terms, sources);
  // Words of one subject side by side: the file becomes a tenth smaller.
  return new Map([...terms].sort(([a, left], [b, right]) => left - right || (a < b ? -1 : 1)));
}

/** As `toWords` in src/prompt/split-prompt.ts makes words: what is baked must be found again. */
function toTerm(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain
    .replaceAll(/[’']/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

async function addNamesInChinese(terms: Terms, sources: readonly Labelled[]) {
  const chinese: Labelled[] = JSON.parse(await readFile(require.resolve('emojibase-data/zh/data.json'), 'utf8'));
  const nameOf = new Map(chinese.map(({ hexcode, label }) => [hexcode, label]));
  for (const [index, { hexcode }] of sources.entries()) {
    const name = nameOf.get(hexcode) ?? '';
    if (/^\p{Script=Han}+$/u.test(name) && !NOT_SPOKEN_IN_CHINESE.has(name)) terms.set(name, index);
  }
}

function addListed(
  terms: Terms,
  byName: ReadonlyMap<string, number>,
  lists: Readonly<Record<string, string>>,
  separator: string,
) {
  for (const [names, words] of Object.entries(lists)) {
    const wanted = names.split('|');
    const index = wanted.map((name) => byName.get(name)).find((found) => found !== undefined);
    // A list that ends in "|" waits for a drawing: until there is one its words are unknown.
    if (index === undefined && wanted.at(-1) !== '')
      console.warn(`No icon is called ${wanted.join(' or ')}; unknown now: ${words}`);
    if (index === undefined) continue;
    for (const word of words.split(separator)) terms.set(toTerm(word), index);
  }
}

function addOwn(terms: Terms, byName: ReadonlyMap<string, number>) {
  for (const own of OWN_ICONS) {
    const index = byName.get(own.name);
    if (index === undefined) continue;
    for (const term of [...own.terms, ...own.zh]) terms.set(toTerm(term), index);
  }
}

function englishOf(terms: Terms): Terms {
  return new Map([...terms].filter(([term]) => /^[a-z ]+$/.test(term)));
}

/** Faces stand for the animals they show; women and men at work for anyone at it. */
const PARTS_OF_A_LABEL = [/^(?<rest>.+) face$/, /^(?:wo)?man (?<rest>.+)$/];

function addEmoji(terms: Terms, sources: readonly Labelled[]) {
  const all: Labelled[] = require('emojibase-data/en/data.json');
  const own = new Map(sources.map(({ hexcode }, index) => [hexcode, index]));
  for (const { hexcode, label } of all) {
    const rest = PARTS_OF_A_LABEL.map((pattern) => pattern.exec(label)?.groups?.['rest']).find(Boolean);
    const index = own.get(hexcode) ?? terms.get(rest ?? '');
    if (index === undefined) continue;
    const codes = hexcode.split('-').filter((code) => code !== 'FE0F');
    terms.set(String.fromCodePoint(...codes.map((code) => Number.parseInt(code, 16))), index);
  }
}
