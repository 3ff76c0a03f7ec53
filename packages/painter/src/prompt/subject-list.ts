import { COLOUR_WORDS } from './colour-words.ts';
import * as grammar from './grammar-words.ts';
import type { Lexicon, Meaning, Vocabulary } from './lexicon.ts';
import { COUNT_MAX } from './number-words.ts';
import type { PlannedSubject, SceneName } from './paint-plan.ts';
import type { Word } from './split-prompt.ts';

const SUBJECTS_MAX = 5;

type Mention = {
  readonly icon: number;
  readonly text: string;
  readonly isPlural: boolean;
  /** How many the word itself means: a couple, a crowd. */
  readonly count: number | undefined;
  /** Up to eight words of its phrase before it, and six after it. */
  readonly before: readonly Word[];
  readonly after: readonly Word[];
};
type Subject = { -readonly [Key in keyof PlannedSubject]: PlannedSubject[Key] };

/** Collects subjects: numbers, sizes and colours wait for the noun that follows them. */
export class SubjectList {
  readonly palette: string[] = [];
  private readonly found: Subject[] = [];
  private readonly vocabulary: Vocabulary;
  private count: number | undefined;
  private size: PlannedSubject['size'] = 'normal';
  private colours: string[] = [];
  /** Read ahead already; it is not the picture's when the walk comes to it. */
  private colourTaken: string | undefined;
  private isAnother = false;
  private wantsPortrait = false;
  /** Has its colour from its clothes; too little of them is seen on a portrait. */
  private dressed: Subject | undefined;
  hasArticle = false;
  /** "the", "her", "this": what follows is in the picture already when there is one. */
  isDefinite = false;

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
  }

  get subjects(): readonly PlannedSubject[] {
    const [first] = this.found;
    if (this.wantsPortrait && first !== undefined) {
      first.isPortrait = true;
      if (first === this.dressed) delete first.colour;
    }
    return this.found.slice(0, SUBJECTS_MAX);
  }

  /** The thing named last is eaten or drunk. */
  get isServed(): boolean {
    return /^(?:food|drink)/.test(this.vocabulary.icons[this.found.at(-1)?.icon ?? -1]?.group ?? '');
  }

  /** Colours and sizes may be things too ("orange", "baby"): before a thing or a place they speak of it. */
  isModifier({ icon, colour, count, size }: Meaning, after: Meaning | undefined): boolean {
    if (colour === undefined && count === undefined && size === undefined) return false;
    if (icon === undefined) return true;
    // A family and a couple are people; a couple of cats is a term of its own.
    return count === undefined && after !== undefined && isThingOrPlace(after);
  }

  modify({
    colour,
    count,
    size,
  }: {
    colour?: string | undefined;
    count?: number | undefined;
    size?: PlannedSubject['size'] | undefined;
  }) {
    if (colour === 'pastel' || colour === 'neon') this.palette.push(colour);
    else if (colour !== undefined && colour === this.colourTaken) this.colourTaken = undefined;
    else if (colour !== undefined) this.colours.push(colour);
    this.count = count ?? this.count;
    this.size = size ?? this.size;
  }

  askForPortrait() {
    this.wantsPortrait = true;
  }

  add({ icon, text, isPlural, count: own, before, after }: Mention) {
    const { name = text, group = '' } = this.vocabulary.icons[icon] ?? {};
    const last = this.found.at(-1);
    const isClothes = isWorn(last, group, before.slice(-5), this.vocabulary);
    const dye = this.colours.at(-1);
    if (isClothes && last !== undefined && dye !== undefined && DYED_BY_CLOTHES.has(last.name)) {
      last.colour ??= dye;
      this.dressed = last;
    }
    if (isClothes || this.furnishes(text, before.slice(-3)) || this.isPartOfLast(text, before)) {
      this.forget();
      return;
    }
    const total = Math.min(COUNT_MAX, this.count ?? own ?? (isPlural ? pluralCount(text) : 1));
    const tail = this.colours.length === 0 ? colourAfter(after) : undefined;
    this.colourTaken = tail;
    const colours = this.colours.length > 1 && total > 1 ? this.colours : [this.colours.at(-1) ?? tail];
    if (this.colours.length > 1 && total === 1) this.palette.push(...this.colours.slice(0, -1));
    const each = colours.slice(0, total);
    for (const [index, colour] of each.entries()) {
      const count = Math.floor((total + each.length - 1 - index) / each.length);
      this.put({ name, icon, count, size: this.size, ...(colour === undefined ? {} : { colour }) });
    }
    this.forget();
  }

  /** "blue and orange", "in lavender", "product image, peach": no fruit and no flower, a colour. */
  isColourHere(before: readonly Word[], scene: SceneName | undefined): boolean {
    if (this.hasArticle || this.count !== undefined || before.at(-1)?.text === 'of') return false;
    const isPattern = scene === 'studio' || scene === 'abstract';
    return this.colours.length > 0 || this.palette.length > 0 || isPattern || before.at(-1)?.text === 'in';
  }

  /** A colour before a place: its own ("green meadow", "blue sea") says nothing, another one is the picture's. */
  colourPlace({ scene, time, weather }: Meaning) {
    const own = OWN_COLOURS[scene?.name ?? time?.name ?? weather?.name ?? ''] ?? [];
    this.palette.push(...this.colours.filter((colour) => !own.some((word) => colour.endsWith(word))));
    this.colours = [];
  }

  /** Articles, prepositions and the like; answers how many words it took, or 0. */
  takeGrammar(words: readonly Word[], index: number, lexicon: Lexicon): number {
    const { text } = words[index] ?? { text: '' };
    if (/^\d{1,3}$/.test(text)) {
      this.count = Math.max(1, Math.min(COUNT_MAX, Number(text)));
      return 1;
    }
    if (text === 'another') this.isAnother = true;
    const isColourOfLast =
      grammar.IS.has(text) && this.isLast(words[index - 1], lexicon) && this.colourLast(words[index + 1], lexicon);
    if (isColourOfLast) return 2;
    if (grammar.SMALL_PARTS.has(text) && this.colours.length > 0) this.colours.pop();
    if (grammar.ARTICLES.has(text) || (grammar.PREPOSITIONS.has(text) && text !== 'of')) this.endPhrase();
    if (grammar.ARTICLES.has(text)) {
      this.hasArticle = true;
      this.isDefinite = grammar.DEFINITE.has(text) && !grammar.DRAWS.has(words[index - 1]?.text ?? '');
    }
    return 0;
  }

  /** What waited for a noun and got none: colours are the picture's. */
  endPhrase() {
    this.palette.push(...this.colours);
    this.forget();
  }

  private forget() {
    this.count = undefined;
    this.size = 'normal';
    this.colours = [];
    this.hasArticle = false;
    this.isDefinite = false;
  }

  private put(subject: Subject) {
    const same = this.found.find(
      ({ icon, colour }) => icon === subject.icon && (colour === subject.colour || subject.colour === undefined),
    );
    if (same === undefined) this.found.push(subject);
    else if (this.isAnother) same.count = Math.min(COUNT_MAX, same.count + subject.count);
    else same.count = Math.max(same.count, subject.count);
    this.isAnother = false;
  }

  /** Whether "is" follows the last thing, a part of it or "it"; "the colour scheme is" follows none. */
  private isLast(word: Word | undefined, lexicon: Lexicon): boolean {
    if (word === undefined || grammar.REFERS.has(word.text) || grammar.PARTS_OF_A_THING.has(word.text)) return true;
    return lexicon.get(word.text)?.icon !== undefined || grammar.singularsOf(word.text).some(lexicon.has);
  }

  /** "the car is red", "墙是白色的". */
  private colourLast(next: Word | undefined, lexicon: Lexicon): boolean {
    const colour = lexicon.get(next?.text ?? '')?.colour;
    const last = this.found.at(-1);
    if (colour === undefined || last === undefined || last.colour !== undefined) return false;
    last.colour = colour;
    return true;
  }

  /** "an owl with fine feathers" has them; "dressed as a king" is no king. */
  private isPartOfLast(text: string, before: readonly Word[]): boolean {
    const last = this.found.at(-1);
    if (last === undefined) return false;
    const isOfAnimal = this.vocabulary.icons[last.icon]?.group.startsWith('animal') === true;
    const isDisguise = before.some(({ text: word }, index) => {
      const next = before[index + 1]?.text;
      return (word === 'dressed' || word === 'disguised') && (next === 'as' || next === 'like' || next === 'up');
    });
    return isDisguise || (isOfAnimal && grammar.PARTS_OF_AN_ANIMAL.has(text));
  }

  private furnishes(text: string, before: readonly Word[]): boolean {
    const isPlaced = before.some(
      (word) => grammar.PREPOSITIONS.has(word.text) && word.text !== 'of' && word.text !== 'with',
    );
    if (!isPlaced || this.found.length === 0) return false;
    const thing = text.slice(text.lastIndexOf(' ') + 1);
    return grammar.FURNISHES.has(thing) || grammar.SERVES.has(thing);
  }
}

/** Their main colour is that of what they wear; a girl's pink and a child's orange are too near to skin. */
const DYED_BY_CLOTHES: ReadonlySet<string> = new Set(['man', 'woman', 'boy']);

function isThingOrPlace({ icon, colour, scene, time, weather, ...rest }: Meaning): boolean {
  const isHint = Object.keys(rest).length === 0;
  return isHint || [icon, colour, scene, time, weather].some((said) => said !== undefined);
}

const OWN_COLOURS: Readonly<Record<string, readonly string[]>> = {
  meadow: ['green'],
  garden: ['green'],
  forest: ['green'],
  mountains: ['green', 'blue', 'white', 'teal'],
  sea: ['blue', 'azure', 'turquoise'],
  lake: ['blue', 'azure', 'turquoise'],
  underwater: ['blue'],
  desert: ['golden', 'gold', 'yellow', 'tan'],
  snow: ['white'],
  night: ['dark blue', 'black'],
  day: ['blue', 'golden'],
  cloudy: ['white', 'gray', 'grey'],
  sunset: ['golden', 'orange'],
};

/** People wear their clothes; on animals a hat is worth a picture of its own. */
function isWorn(
  last: PlannedSubject | undefined,
  group: string,
  before: readonly Word[],
  { icons }: Vocabulary,
): boolean {
  if (before.some((word) => word.text === '穿' || word.text === '穿着')) return group === 'clothing';
  const isPerson = icons[last?.icon ?? -1]?.group.startsWith('person') ?? false;
  return isPerson && group === 'clothing' && before.some((word) => grammar.WEARS.has(word.text));
}

function pluralCount(text: string): number {
  const last = text.slice(text.lastIndexOf(' ') + 1);
  if (grammar.ONE_THING.has(last)) return 1;
  return grammar.TWO_THINGS.has(last) ? 2 : 3;
}

/** "a fox with red fur", "a car in blue". */
function colourAfter(after: readonly Word[]): string | undefined {
  const words = after
    .slice(0, 1 + after.slice(1).findIndex((word) => word.isAfterBreak) || after.length)
    .map(({ text }) => text);
  if (after[0]?.isAfterBreak !== false) return undefined;
  const [first = '', ...rest] = words;
  const [colour = '', part] = rest.filter((word) => !grammar.ARTICLES.has(word));
  if (COLOUR_WORDS[colour] === undefined) return undefined;
  if (first === 'in' && part === undefined) return colour;
  return first === 'with' && part !== undefined && grammar.PARTS_OF_A_THING.has(part) ? colour : undefined;
}
