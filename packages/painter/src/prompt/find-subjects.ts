import type { PlannedSubject } from './paint-plan.ts';
import type { Vocabulary } from './read-prompt.ts';
import { COLOUR_WORDS, COUNT_WORDS } from './words.ts';

const WORDS_PER_TERM_MAX = 4;
const SUBJECTS_MAX = 5;
const ARTICLES = new Set(['a', 'an', 'the', 'one', 'his', 'her', 'my', 'our', 'their']);

type Found = {
  readonly subjects: readonly PlannedSubject[];
  readonly palette: readonly string[];
  readonly words: readonly string[];
};
type Reading = {
  subjects: PlannedSubject[];
  palette: string[];
  words: string[];
  count: number;
  colour: string | undefined;
};

/** Walks the words once: counts and colours wait for the noun that follows them. */
export function findSubjects(text: string, vocabulary: Vocabulary): Found {
  const reading: Reading = { subjects: [], palette: [], words: [], count: 1, colour: undefined };
  const words = splitWords(text, vocabulary);
  for (let index = 0; index < words.length; ) {
    const taken = takeTerm(words, index, vocabulary, reading);
    if (taken === 0) takeWord(words[index] ?? '', reading);
    index += Math.max(1, taken);
  }
  if (reading.colour !== undefined) reading.palette.push(reading.colour);
  return { subjects: reading.subjects.slice(0, SUBJECTS_MAX), palette: reading.palette, words: reading.words };
}

function takeTerm(words: readonly string[], index: number, vocabulary: Vocabulary, reading: Reading): number {
  for (let length = Math.min(WORDS_PER_TERM_MAX, words.length - index); length > 0; length -= 1) {
    const term = words.slice(index, index + length).join(' ');
    if (length === 1 && (COLOUR_WORDS[term] !== undefined || COUNT_WORDS[term] !== undefined)) {
      // "orange" and "rose" are also things: they are colours while another word follows.
      if (index < words.length - 1 || !vocabulary.terms.has(term)) return 0;
    }
    const icon = lookUp(term, vocabulary);
    if (icon === undefined) continue;
    addSubject(reading, {
      icon: icon.index,
      name: vocabulary.icons[icon.index]?.name ?? term,
      isPlural: icon.isPlural,
    });
    reading.words.push(term);
    return length;
  }
  return 0;
}

function addSubject(
  reading: Reading,
  seen: { readonly icon: number; readonly name: string; readonly isPlural: boolean },
) {
  const { icon, name, isPlural } = seen;
  const count = reading.count > 1 ? reading.count : isPlural ? 3 : 1;
  const { colour } = reading;
  if (!reading.subjects.some((subject) => subject.icon === icon)) {
    reading.subjects.push({ name, icon, count, size: 'normal', ...(colour === undefined ? {} : { colour }) });
  }
  reading.count = 1;
  reading.colour = undefined;
}

function takeWord(word: string, reading: Reading) {
  const count = COUNT_WORDS[word] ?? (/^[2-9]$/.test(word) ? Number(word) : undefined);
  if (count !== undefined) {
    reading.count = count;
    return;
  }
  if (COLOUR_WORDS[word] !== undefined) {
    if (reading.colour !== undefined) reading.palette.push(reading.colour);
    reading.colour = word;
    reading.words.push(word);
    return;
  }
  if (ARTICLES.has(word) && reading.colour !== undefined) {
    reading.palette.push(reading.colour);
    reading.colour = undefined;
  }
}

function lookUp(
  term: string,
  { terms }: Vocabulary,
): { readonly index: number; readonly isPlural: boolean } | undefined {
  const exact = terms.get(term);
  if (exact !== undefined) return { index: exact, isPlural: false };
  const singulars = [
    term.replace(/ies$/, 'y'),
    term.replace(/ves$/, 'f'),
    term.replace(/es$/, ''),
    term.replace(/s$/, ''),
  ];
  for (const singular of singulars) {
    const index = singular === term || singular.length < 3 ? undefined : terms.get(singular);
    if (index !== undefined) return { index, isPlural: true };
  }
  return undefined;
}

/** Chinese has no spaces: the longest known term at each place is a word. */
function splitWords(text: string, { terms }: Vocabulary): readonly string[] {
  const words: string[] = [];
  for (const part of text.split(' ')) {
    if (part === '') continue;
    if (!/\p{Script=Han}/u.test(part)) {
      words.push(part);
      continue;
    }
    for (let index = 0; index < part.length; ) {
      const length = [5, 4, 3, 2, 1].find((size) => isKnown(part.slice(index, index + size), terms)) ?? 1;
      words.push(part.slice(index, index + length));
      index += length;
    }
  }
  return words;
}

function isKnown(term: string, terms: ReadonlyMap<string, number>): boolean {
  return terms.has(term) || COLOUR_WORDS[term] !== undefined || COUNT_WORDS[term] !== undefined;
}
