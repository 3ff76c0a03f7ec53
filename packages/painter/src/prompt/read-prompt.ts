import { hashText } from '../random.ts';
import { chooseScene, type Lettering } from './choose-scene.ts';
import { findTexts } from './find-texts.ts';
import { lexiconOf, type NamedOnce, type Vocabulary } from './lexicon.ts';
import type { PaintPlan, SceneName, TimeOfDay, Weather } from './paint-plan.ts';
import { readEdit } from './read-edit.ts';
import { type Reading, readWords } from './read-words.ts';
import { splitPrompt } from './split-prompt.ts';

export type { Vocabulary } from './lexicon.ts';

export type ReadPromptOptions = {
  /** How many pictures come with the prompt; 0 when absent. */
  readonly references?: number;
};

/** What is behind this many characters still changes the picture, and is not read for words. */
const READ_LENGTH_MAX = 12_000;

/**
 * Reads a prompt in English or Chinese. Never throws; equal prompts and seeds give equal plans. What no word says
 * (hour, key) follows from the hash of both. With references the plan says what is done to them, and its subjects
 * are those to be put into the picture.
 */
export function readPrompt(
  prompt: string,
  seed: number,
  vocabulary: Vocabulary,
  { references = 0 }: ReadPromptOptions = {},
): PaintPlan {
  const whole = prompt.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
  const promptKey = hashText(whole);
  const { texts, rest } = findTexts(withoutNegativePart(prompt.slice(0, READ_LENGTH_MAX)));
  const lexicon = lexiconOf(vocabulary);
  const reading = readWords(splitPrompt(rest, lexicon), lexicon, vocabulary, { hasReferences: references > 0 });
  const key = hashText(whole, seed);
  const plan = { ...planOf(reading, { promptKey, key, hasTexts: texts.length > 0 }, vocabulary), texts, key };
  if (references === 0) return plan;
  const { edit, subjects, time } = readEdit(rest, references, { reading, texts, lexicon, vocabulary, promptKey });
  // A style nothing is done with ("blur the background") must not be laid over the picture.
  const style = edit.steps.some(({ kind }) => kind === 'restyle') ? plan.style : 'none';
  return { ...plan, time: time ?? reading.named.time?.name ?? 'day', style, subjects, edit };
}

/** "Negative prompt: …" and "--no …" list what is not wanted; nothing of it is painted. */
function withoutNegativePart(prompt: string): string {
  const end = prompt.search(/negative prompt|--no |反向提示词|负面提示词/i);
  return end === -1 ? prompt : prompt.slice(0, end);
}

function planOf(reading: Reading, unsaid: Lettering & { readonly key: number }, vocabulary: Vocabulary) {
  const { named, subjects, palette, isMinimal, understood } = reading;
  const scene = chooseScene(reading, vocabulary, unsaid);
  return {
    scene,
    time: named.time?.name ?? defaultTime(scene, unsaid.key),
    weather: named.weather?.name ?? defaultWeather(scene, named),
    season: named.season?.name ?? 'summer',
    mood: named.mood?.name ?? 'neutral',
    style: named.style?.name ?? 'none',
    framing: named.framing?.name ?? (subjects.some(({ isPortrait }) => isPortrait) ? 'close' : 'normal'),
    isMinimal,
    palette: [...new Set(palette)],
    subjects,
    understood,
  } as const;
}

const HOURS_IN_TOWN = ['day', 'sunset', 'night', 'day', 'dawn', 'night', 'day'] as const;
const HOURS_OUTSIDE = ['day', 'sunset', 'dawn', 'day', 'sunset', 'day', 'dawn'] as const;
const HOURS_INSIDE = ['day', 'dawn', 'sunset', 'day', 'day'] as const;

/** Streets are lit at night; elsewhere, and in rooms, things would be hard to see in a dark that nobody asked for. */
function defaultTime(scene: SceneName, key: number): TimeOfDay {
  if (scene === 'space') return 'night';
  if (scene === 'studio') return 'day';
  const hours = scene === 'city' ? HOURS_IN_TOWN : scene === 'interior' ? HOURS_INSIDE : HOURS_OUTSIDE;
  return hours[key % hours.length] ?? 'day';
}

/** "A snowy street": where the ground has no snow of its own, it falls. */
function defaultWeather(scene: SceneName, { scene: place, season }: NamedOnce): Weather {
  const isSnowy = place?.name === 'snow' || (season?.name === 'winter' && scene === 'city');
  return isSnowy && scene !== 'snow' ? 'snowfall' : 'clear';
}
