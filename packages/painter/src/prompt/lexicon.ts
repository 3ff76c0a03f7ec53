import { COLOUR_SYNONYMS, COLOUR_WORDS, chineseColours } from './colour-words.ts';
import { HINTS } from './grammar-words.ts';
import { MOOD_WORDS, SEASON_WORDS, TIME_WORDS, WEATHER_WORDS } from './light-words.ts';
import { COUNT_WORDS, chineseCounts, SIZE_WORDS } from './number-words.ts';
import type { Framing, Mood, PlannedSubject, SceneName, Season, Style, TimeOfDay, Weather } from './paint-plan.ts';
import { type Row, SCENE_WORDS } from './scene-words.ts';
import { FRAMING_WORDS, MINIMAL_WORDS, PORTRAIT_WORDS, STYLE_WORDS } from './style-words.ts';

/** What is needed to know of the baked art to read a prompt. */
export type Vocabulary = {
  readonly terms: ReadonlyMap<string, number>;
  readonly icons: readonly {
    readonly name: string;
    readonly group: string;
    readonly anchor: string;
    /** Places it is at home in, the likeliest first. */
    readonly home: readonly SceneName[];
  }[];
};

export type Named<Name extends string> = { readonly name: Name; readonly strength: number };
/** The kinds of things a prompt can name at most once; the surest and then the first mention wins. */
export type NamedOnce = {
  scene?: Named<SceneName> | undefined;
  time?: Named<TimeOfDay> | undefined;
  weather?: Named<Weather> | undefined;
  season?: Named<Season> | undefined;
  mood?: Named<Mood> | undefined;
  style?: Named<Style> | undefined;
  framing?: Named<Framing> | undefined;
};
/** All a term can say; a term may say several things: "snow" is a place and a season. */
export type Meaning = NamedOnce & {
  icon?: number | undefined;
  isMinimal?: true | undefined;
  isPortrait?: true | undefined;
  /** A key of `COLOUR_WORDS`. */
  colour?: string | undefined;
  count?: number | undefined;
  size?: PlannedSubject['size'] | undefined;
};
export type Lexicon = {
  readonly get: (term: string) => Meaning | undefined;
  readonly has: (term: string) => boolean;
  /** Words (in Chinese: characters) of the longest term that begins with this one; at least 1. */
  readonly longestFrom: (start: string) => number;
};

const lexicons = new WeakMap<ReadonlyMap<string, number>, Lexicon>();
/** What words say that name no subject; the same for every vocabulary. */
let listed: ReadonlyMap<string, Meaning> | undefined;

/** Every term the reader knows; made once for each vocabulary (a few ms). */
export function lexiconOf({ terms }: Vocabulary): Lexicon {
  const made = lexicons.get(terms) ?? createLexicon(terms);
  lexicons.set(terms, made);
  return made;
}

/** The ten thousand subjects are looked up where they are: copying them took longer than reading a prompt. */
function createLexicon(terms: ReadonlyMap<string, number>): Lexicon {
  listed ??= listedMeanings();
  const meanings = listed;
  const known = new Map<string, Meaning>();
  const get = (term: string) => {
    const icon = terms.get(term);
    if (icon === undefined) return meanings.get(term);
    const met = known.get(term) ?? { icon, ...meanings.get(term) };
    known.set(term, met);
    return met;
  };
  const longest = new Map<string, number>();
  for (const term of terms.keys()) measure(term, longest);
  for (const term of meanings.keys()) measure(term, longest);
  return {
    get,
    has: (term) => terms.has(term) || meanings.has(term),
    longestFrom: (start) => longest.get(start) ?? 1,
  };
}

function listedMeanings(): ReadonlyMap<string, Meaning> {
  const lexicon = new Map<string, Meaning>();
  addRows(lexicon, SCENE_WORDS, (scene) => ({ scene }));
  addRows(lexicon, TIME_WORDS, (time) => ({ time }));
  addRows(lexicon, WEATHER_WORDS, (weather) => ({ weather }));
  addRows(lexicon, SEASON_WORDS, (season) => ({ season }));
  addRows(lexicon, MOOD_WORDS, (mood) => ({ mood }));
  addRows(lexicon, STYLE_WORDS, (style) => ({ style }));
  addRows(lexicon, FRAMING_WORDS, (framing) => ({ framing }));
  for (const term of MINIMAL_WORDS.split('|')) add(lexicon, term, { isMinimal: true });
  for (const term of PORTRAIT_WORDS.split('|')) add(lexicon, term, { isPortrait: true });
  for (const [size, words] of SIZE_WORDS) for (const term of words.split('|')) add(lexicon, term, { size });
  for (const [term, count] of [...Object.entries(COUNT_WORDS), ...chineseCounts()]) add(lexicon, term, { count });
  const names = Object.keys(COLOUR_WORDS).map((name) => [name, name] as const);
  for (const [term, colour] of [...names, ...Object.entries(COLOUR_SYNONYMS), ...chineseColours()]) {
    add(lexicon, term, { colour });
  }
  for (const term of HINTS) add(lexicon, term, {});
  return lexicon;
}

const HAN_FIRST = '\u{2e80}';

/** Terms of several words count for their first word, Chinese ones for their first character. */
function measure(term: string, longest: Map<string, number>) {
  const space = term.indexOf(' ');
  const isHan = term.charAt(0) >= HAN_FIRST || (space === -1 && term.charAt(term.length - 1) >= HAN_FIRST);
  if (space === -1 && !isHan) return;
  const start = space === -1 ? term.charAt(0) : term.slice(0, space);
  let length = space === -1 ? term.length : 1;
  for (let at = space; at !== -1; at = term.indexOf(' ', at + 1)) length += 1;
  if (length > (longest.get(start) ?? 1)) longest.set(start, length);
}

function addRows<Name extends string>(
  lexicon: Map<string, Meaning>,
  rows: readonly Row<Name>[],
  toMeaning: (named: Named<Name>) => Meaning,
) {
  // Backwards: of two rows with one word the earlier is kept.
  for (const [name, strength, words] of rows.toReversed()) {
    for (const term of words.split('|')) add(lexicon, term, toMeaning({ name, strength }));
  }
}

function add(lexicon: Map<string, Meaning>, term: string, meaning: Meaning) {
  const known = lexicon.get(term);
  lexicon.set(term, known === undefined ? meaning : { ...known, ...meaning });
}
