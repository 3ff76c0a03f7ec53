import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { OWN_ICONS } from './own-icons.ts';
import { LABELS_KEPT, NOT_SUBJECTS, PEOPLE_WORDS, SYNONYMS } from './terms.ts';

const require = createRequire(import.meta.url);

/** A record of the word data: one emoji with its name and its tags. */
export type Labelled = {
  readonly hexcode: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly subgroup?: number;
};
type Icon = { readonly name: string; readonly anchor: string };
type Terms = Map<string, number>;

/**
 * The words that name a subject, English and Chinese, each with the index of its icon. The first icons are those of
 * `sources`, in the same order; drawings of our own follow.
 */
export async function bakeTerms(icons: readonly Icon[], sources: readonly Labelled[]): Promise<Terms> {
  const terms: Terms = new Map();
  addEnglish(terms, icons, sources);
  await addChinese(terms, icons, sources);
  for (const own of OWN_ICONS) {
    const index = icons.findLastIndex(({ name }) => name === own.name);
    for (const term of [...own.terms, ...own.zh]) terms.set(term, index);
  }
  return terms;
}

function addEnglish(terms: Terms, icons: readonly Icon[], sources: readonly Labelled[]) {
  const indexByLabel = new Map(icons.map((icon, index) => [icon.name, index]));
  const tagOwners = new Map<string, number[]>();
  for (const [index, source] of sources.entries()) {
    for (const tag of source.tags ?? [])
      tagOwners.set(tag.toLowerCase(), [...(tagOwners.get(tag.toLowerCase()) ?? []), index]);
  }
  for (const [tag, [only, ...others]] of tagOwners) {
    const isNoun = /^[a-z]{3,}$/.test(tag) && !NOT_SUBJECTS.has(tag);
    if (isNoun && only !== undefined && others.length === 0 && icons[only]?.anchor !== 'bust') terms.set(tag, only);
  }
  for (const [label, index] of indexByLabel) {
    const term = label.toLowerCase().replace(/[’']/g, '');
    if (!NOT_SUBJECTS.has(term) || LABELS_KEPT.has(term)) terms.set(term, index);
  }
  for (const [word, label] of [...Object.entries(SYNONYMS), ...Object.entries(PEOPLE_WORDS)]) {
    const index = indexByLabel.get(label);
    if (index === undefined)
      throw new Error(`The word "${word}" means "${label}", which is not among the chosen icons.`);
    terms.set(word, index);
  }
}

async function addChinese(terms: Terms, icons: readonly Icon[], sources: readonly Labelled[]) {
  const chinese: Labelled[] = await readJson('emojibase-data/zh/data.json');
  const byCode = new Map(chinese.map((entry) => [entry.hexcode, entry]));
  const owners = new Map<string, number[]>();
  for (const [index, source] of sources.entries()) {
    const entry = byCode.get(source.hexcode);
    if (entry === undefined) continue;
    terms.set(entry.label, index);
    for (const tag of entry.tags ?? []) owners.set(tag, [...(owners.get(tag) ?? []), index]);
  }
  for (const [tag, [first, ...others]] of owners) {
    if (first === undefined || terms.has(tag) || !/^\p{Script=Han}+$/u.test(tag)) continue;
    const sameKind = others.every((other) => icons[other]?.name.includes(icons[first]?.name ?? '-'));
    if (sameKind && (tag.length > 1 || others.length < 3)) terms.set(tag, first);
  }
}

async function readJson(name: string) {
  return JSON.parse(await readFile(require.resolve(name), 'utf8'));
}
