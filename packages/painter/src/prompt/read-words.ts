import * as grammar from './grammar-words.ts';
import type { Lexicon, Meaning, Named, NamedOnce, Vocabulary } from './lexicon.ts';
import type { PlannedSubject, SceneName } from './paint-plan.ts';
import { HAS_AN_INSIDE } from './scene-words.ts';
import { NEGATIONS_IN_CHINESE, type Word } from './split-prompt.ts';
import { NAMES_OF_A_PICTURE, NAMES_OF_A_WORK } from './style-words.ts';
import { SubjectList } from './subject-list.ts';

/** What the words of a prompt say, before anything is guessed. */
export type Reading = {
  readonly named: NamedOnce;
  readonly subjects: readonly PlannedSubject[];
  readonly palette: readonly string[];
  readonly isMinimal: boolean;
  readonly understood: readonly string[];
};
type Term = { readonly text: string; readonly length: number; readonly meaning: Meaning; readonly isPlural: boolean };
export type ReadOptions = {
  /** Words such as "photo" and "picture" mean a reference, not a style. */
  readonly hasReferences: boolean;
  /** "the dog", "her hat" stand in the picture already; only what is new is a subject. */
  readonly isOnlyNew?: boolean;
};

const NEGATION_REACH = 4;

/** Walks the words once; the longest term at each place is what is meant there. */
export function readWords(
  words: readonly Word[],
  lexicon: Lexicon,
  vocabulary: Vocabulary,
  options: ReadOptions,
): Reading {
  const list = new SubjectList(vocabulary);
  const found: { named: NamedOnce; isMinimal: boolean; understood: string[] } = {
    named: {},
    isMinimal: false,
    understood: [],
  };
  let negationLeft = 0;
  let canNegationGoOn = false;
  for (let index = 0; index < words.length; ) {
    const word = words[index];
    if (word === undefined) break;
    if (word.isAfterBreak) {
      list.endPhrase();
      negationLeft = 0;
      canNegationGoOn = false;
    }
    const term = termAt(words, index, lexicon);
    if (term === undefined) {
      if (startsNegation(words, index)) negationLeft = NEGATION_REACH;
      else if (word.text === 'but' || word.text === '但') negationLeft = 0;
      else if (canNegationGoOn && (grammar.JOINS_NEGATIONS.has(word.text) || startsBare(words, index, lexicon)))
        negationLeft = NEGATION_REACH;
      else negationLeft = Math.max(0, negationLeft - 1);
      canNegationGoOn = false;
      index += list.takeGrammar(words, index, lexicon) || 1;
      continue;
    }
    index += term.length;
    if (isFreeOf(words, index)) continue;
    if (negationLeft > 0) {
      const isThing =
        term.meaning.colour === undefined && term.meaning.size === undefined && term.meaning.count === undefined;
      if (isThing) negationLeft = 0;
      canNegationGoOn = isThing;
      continue;
    }
    takeTerm({ term, words, next: index, lexicon, vocabulary, options }, found, list);
  }
  list.endPhrase();
  return { ...found, subjects: list.subjects, palette: list.palette };
}

type Step = {
  readonly term: Term;
  readonly words: readonly Word[];
  readonly next: number;
  readonly lexicon: Lexicon;
  readonly vocabulary: Vocabulary;
  readonly options: ReadOptions;
};

function takeTerm(
  { term, words, next, lexicon, vocabulary, options }: Step,
  found: { named: NamedOnce; isMinimal: boolean; understood: string[] },
  list: SubjectList,
) {
  const { meaning, text } = term;
  if (options.hasReferences && isAReference(text, words[next - term.length - 1]?.text)) return;
  const isOpen = meaning.colour !== undefined || meaning.count !== undefined || meaning.size !== undefined;
  const after = isOpen || meaning.style !== undefined ? aheadOf(words, next, lexicon) : undefined;
  const before = phraseBefore(words, next - term.length);
  found.understood.push(text);
  if (isInside(text, before, words[next]) || (list.isServed && isListed(text, words[next - term.length]))) {
    name(found.named, { scene: { name: 'interior', strength: 3 } }, options.hasReferences);
    return;
  }
  if (list.isModifier(meaning, after)) {
    list.modify(meaning);
    if (meaning.icon === undefined) name(found.named, meaning, options.hasReferences);
    return;
  }
  if (meaning.colour !== undefined && !term.isPlural && list.isColourHere(before, found.named.scene?.name)) {
    list.modify({ colour: meaning.colour });
    return;
  }
  if (meaning.icon !== undefined && isNoThingHere(term, { words, next, lexicon, vocabulary })) return;
  const isThing = meaning.icon !== undefined && !(meaning.style !== undefined && !list.hasArticle);
  if (isThing && options.isOnlyNew === true && list.isDefinite) {
    list.endPhrase();
  } else if (isThing && meaning.icon !== undefined) {
    list.add({
      icon: meaning.icon,
      text,
      isPlural: term.isPlural || words[next]?.text === '们',
      count: meaning.count,
      before,
      after: words.slice(next, next + 6),
    });
  } else {
    list.modify({ colour: meaning.colour, count: meaning.count, size: meaning.size });
    if (meaning.scene !== undefined || meaning.time !== undefined || meaning.weather !== undefined)
      list.colourPlace(meaning);
  }
  const isAnimalNext = vocabulary.icons[after?.icon ?? -1]?.group.startsWith('animal') === true;
  if (text === 'black and white' && isAnimalNext) return;
  if (meaning.isMinimal) found.isMinimal = true;
  if (meaning.isPortrait) list.askForPortrait();
  name(found.named, isThing ? { ...meaning, style: undefined } : meaning, options.hasReferences);
  for (const part of partsOf(term, lexicon)) name(found.named, part, options.hasReferences);
}

/** "stormy sea" is weather and a place: words within a term add what the term itself leaves open. */
function partsOf({ text, meaning }: Term, lexicon: Lexicon): readonly Meaning[] {
  const isOfPlace = [meaning.scene, meaning.time, meaning.weather, meaning.season].some((named) => named !== undefined);
  if (!isOfPlace || meaning.icon !== undefined || meaning.style !== undefined || !text.includes(' ')) return [];
  return text.split(' ').map((word) => {
    const part = lexicon.get(word);
    return {
      scene: meaning.scene === undefined ? part?.scene : undefined,
      time: meaning.time === undefined ? part?.time : undefined,
      weather: meaning.weather === undefined ? part?.weather : undefined,
      season: meaning.season === undefined ? part?.season : undefined,
      mood: meaning.mood === undefined ? part?.mood : undefined,
    };
  });
}

function isAReference(text: string, before = ''): boolean {
  return NAMES_OF_A_PICTURE.has(text) || (NAMES_OF_A_WORK.has(text) && POINTS.has(before));
}

const POINTS: ReadonlySet<string> = new Set(['the', 'this', 'that', 'my', 'your']);

const LOOK_BACK = 8;

/** Up to eight words of the same phrase. */
function phraseBefore(words: readonly Word[], start: number): readonly Word[] {
  let from = start;
  while (from > 0 && start - from < LOOK_BACK && words[from]?.isAfterBreak === false) from -= 1;
  return words.slice(from, start);
}

type Place = Pick<Step, 'words' | 'next' | 'lexicon' | 'vocabulary'>;

/** "lego style" is a manner, and of "strawberry cake" and "bamboo hat" only the last word is the thing. */
function isNoThingHere({ text, isPlural, meaning }: Term, { words, next, lexicon, vocabulary }: Place): boolean {
  const follower = words[next];
  if (follower === undefined || follower.isAfterBreak) return false;
  if (grammar.MANNERS.has(follower.text)) return true;
  const group = vocabulary.icons[meaning.icon ?? -1]?.group ?? '';
  const isStuff = grammar.MATERIALS.has(text) || (/^[a-z]/.test(text) && /^(?:plant|food|drink)/.test(group));
  return isStuff && !isPlural && termAt(words, next, lexicon)?.meaning.icon !== undefined;
}

/** "in a library", "inside the church", "hospital background". */
function isInside(text: string, before: readonly Word[], after: Word | undefined): boolean {
  if (!HAS_AN_INSIDE.has(text)) return false;
  const isBehind = after?.isAfterBreak === false && BEHIND.has(after.text);
  return isBehind || before.slice(-3).some((word) => INSIDE.has(word.text));
}

const BEHIND: ReadonlySet<string> = new Set(['background', 'backdrop', 'interior', '背景', '内', '里']);

/** "a latte, cafe": named by itself after something to eat or to drink, it is where that is served. */
function isListed(text: string, word: Word | undefined): boolean {
  return HAS_AN_INSIDE.has(text) && word?.isAfterBreak === true;
}

const INSIDE: ReadonlySet<string> = new Set(['in', 'inside', 'interior', '在']);

/** Keeps the surer of two namings. Of equals the first counts; in an edit the last ("from day to night"). */
function name(named: NamedOnce, meaning: Meaning, isLastBest: boolean) {
  const surer = <Name extends string>(old: Named<Name> | undefined, found: Named<Name> | undefined) => {
    const atLeast = (old?.strength ?? 0) + (isLastBest ? 0 : 1);
    return found !== undefined && found.strength >= atLeast ? found : old;
  };
  // Water that is named wants to be seen: the lake scene has mountains and woods, these have no lake.
  const hasWater = (meaning.scene?.name === 'lake' || meaning.scene?.name === 'sea') && meaning.scene.strength > 1;
  const isDryLand = named.scene !== undefined && DRY_LAND.has(named.scene.name);
  named.scene = hasWater && isDryLand ? meaning.scene : surer(named.scene, meaning.scene);
  named.time = surer(named.time, meaning.time);
  named.weather = surer(named.weather, meaning.weather);
  named.season = surer(named.season, meaning.season);
  named.mood = surer(named.mood, meaning.mood);
  named.style = surer(named.style, meaning.style);
  named.framing = surer(named.framing, meaning.framing);
}

const DRY_LAND: ReadonlySet<SceneName> = new Set(['mountains', 'meadow', 'forest', 'snow']);

function termAt(words: readonly Word[], index: number, lexicon: Lexicon): Term | undefined {
  const first = words[index]?.text ?? '';
  // Chinese words and emoji come whole.
  if (first >= FIRST_WITHOUT_SPACES) return termOf(first, 1, lexicon);
  let longest = 1;
  const longestKnown = lexicon.longestFrom(first);
  while (longest < longestKnown && words[index + longest]?.isAfterBreak === false) longest += 1;
  for (let length = longest; length > 0; length -= 1) {
    const text = words
      .slice(index, index + length)
      .map((word) => word.text)
      .join(' ');
    const found = termOf(text, length, lexicon);
    if (found !== undefined) return found;
  }
  return undefined;
}

const FIRST_WITHOUT_SPACES = '\u{2600}';

function termOf(text: string, length: number, lexicon: Lexicon): Term | undefined {
  const exact = lexicon.get(text);
  if (exact !== undefined && exact.icon === undefined) return { text, length, meaning: exact, isPlural: false };
  const singular = text.endsWith('s') || grammar.endsIrregularly(text) ? singularsIn(text, lexicon) : undefined;
  if (exact !== undefined) return { text, length, meaning: exact, isPlural: exact.icon === singular?.icon };
  return singular?.icon === undefined ? undefined : { text, length, meaning: { icon: singular.icon }, isPlural: true };
}

function singularsIn(text: string, lexicon: Lexicon): Meaning | undefined {
  const found = grammar.singularsOf(text).find((singular) => lexicon.get(singular)?.icon !== undefined);
  return found === undefined ? undefined : lexicon.get(found);
}

/** What stands next, over one word that is not known ("two fluffy cats"). */
function aheadOf(words: readonly Word[], next: number, lexicon: Lexicon): Meaning | undefined {
  for (const index of [next, next + 1]) {
    const word = words[index];
    if (word === undefined || word.isAfterBreak) return undefined;
    const term = termAt(words, index, lexicon);
    if (term !== undefined) return term.meaning;
    if (grammar.PREPOSITIONS.has(word.text) || grammar.AND.has(word.text) || grammar.ARTICLES.has(word.text))
      return undefined;
  }
  return undefined;
}

function startsNegation(words: readonly Word[], index: number): boolean {
  const text = words[index]?.text ?? '';
  const next = words[index + 1]?.text ?? '';
  if (text === 'instead' || text === 'rather') return next === 'of' || next === 'than';
  if (text === 'nothing') return next !== 'but';
  return (grammar.NEGATIONS.has(text) || NEGATIONS_IN_CHINESE.has(text)) && next !== 'only' && next !== 'longer';
}

/** "without clouds and birds": no article and no number after "and". */
function startsBare(words: readonly Word[], index: number, lexicon: Lexicon): boolean {
  const next = words[index + 1]?.text ?? '';
  return words[index]?.text === 'and' && !grammar.ARTICLES.has(next) && lexicon.get(next)?.count === undefined;
}

/** "cloud-free", "people free". */
function isFreeOf(words: readonly Word[], index: number): boolean {
  const word = words[index];
  return word?.text === 'free' && !word.isAfterBreak;
}
