import { hashText } from '../random.ts';
import { findSubjects } from './find-subjects.ts';
import type { PaintPlan, PlannedSubject, SceneName, TimeOfDay } from './paint-plan.ts';
import { SCENE_WORDS, SEASON_WORDS, STYLE_WORDS, TIME_WORDS, WEATHER_WORDS } from './words.ts';

/** What is needed to know of the baked art to read a prompt. */
export type Vocabulary = {
  readonly terms: ReadonlyMap<string, number>;
  readonly icons: readonly { readonly name: string; readonly group: string; readonly anchor: string }[];
};

type Rows<Name extends string> = readonly (readonly [Name, string])[];

export function readPrompt(prompt: string, seed: number, vocabulary: Vocabulary): PaintPlan {
  const text = ` ${prompt
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}-]+/gu, ' ')
    .trim()} `;
  const promptKey = hashText(text);
  const found = findSubjects(text, vocabulary);
  const named = matchRow(SCENE_WORDS, text);
  const time = matchRow(TIME_WORDS, text);
  const weather = matchRow(WEATHER_WORDS, text);
  const season = matchRow(SEASON_WORDS, text);
  const style = matchRow(STYLE_WORDS, text);
  const scene = chooseScene(named?.name, found.subjects, vocabulary, time?.name ?? weather?.name ?? season?.name);
  return {
    scene: season?.name === 'winter' && (scene === 'meadow' || scene === 'mountains') ? 'snow' : scene,
    time: time?.name ?? defaultTime(scene, promptKey),
    weather: weather?.name ?? 'clear',
    season: season?.name ?? 'summer',
    mood: 'neutral',
    style: style?.name ?? 'none',
    framing: 'normal',
    isMinimal: false,
    texts: [],
    palette: found.palette,
    subjects: found.subjects,
    key: hashText(text, seed),
    understood: [named, time, weather, season, style]
      .flatMap((row) => (row === undefined ? [] : [row.word]))
      .concat(found.words),
  };
}

function matchRow<Name extends string>(rows: Rows<Name>, text: string) {
  for (const [name, words] of rows) {
    const word = words.split('|').find((candidate) => contains(text, candidate));
    if (word !== undefined) return { name, word };
  }
  return undefined;
}

function contains(text: string, word: string): boolean {
  return /\p{Script=Han}/u.test(word) ? text.includes(word) : text.includes(` ${word} `);
}

/** A prompt that names no place gets the one its subjects live in. */
function chooseScene(
  named: SceneName | undefined,
  subjects: readonly PlannedSubject[],
  vocabulary: Vocabulary,
  hasSky: string | undefined,
): SceneName {
  const icons = subjects.flatMap(({ icon }) => vocabulary.icons[icon] ?? []);
  if (named === 'sea' && icons.length > 0 && icons.every(({ anchor }) => anchor === 'swims')) return 'underwater';
  if (named !== undefined) return named;
  const [first] = icons;
  if (first === undefined) return hasSky === undefined ? 'abstract' : 'mountains';
  if (icons.some(({ anchor }) => anchor === 'floats')) return 'sea';
  if (first.anchor === 'swims') return 'underwater';
  if (/rocket|saucer|satellite|astronaut|planet/.test(first.name)) return 'space';
  if (isOfTheStudio(first.group) && hasSky === undefined) return 'studio';
  if (/penguin|polar|snow|seal|ski|sled/.test(first.name)) return 'snow';
  if (/camel|cactus|scorpion/.test(first.name)) return 'desert';
  if (/automobile|bus$|taxi|tram$|office|motor/.test(first.name)) return 'city';
  return /owl|bear|deer|fox|wolf|mushroom/.test(first.name) ? 'forest' : 'meadow';
}

const STUDIO_GROUPS =
  /food|drink|dishware|clothing|music|phone|computer|light-video|book|money|mail|office|writing|lock|tool|science|medical|household|arts|award|game|time|hotel/;

function isOfTheStudio(group: string): boolean {
  return STUDIO_GROUPS.test(group);
}

function defaultTime(scene: SceneName, promptKey: number): TimeOfDay {
  if (scene === 'space') return 'night';
  const hours = ['day', 'sunset', 'day', 'dawn', 'day'] as const;
  return scene === 'studio' ? 'day' : (hours[promptKey % hours.length] ?? 'day');
}
