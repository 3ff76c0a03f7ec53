import { hashText } from '../random.ts';
import { chooseScene } from './choose-scene.ts';
import { findTexts } from './find-texts.ts';
import { lexiconOf, type Vocabulary } from './lexicon.ts';
import type { PaintPlan, SceneName, TimeOfDay, Weather } from './paint-plan.ts';
import { readEdit } from './read-edit.ts';
import { type NamedOnce, type Reading, readWords } from './read-words.ts';
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
 * (hour, key) follows from the prompt's hash. With references the plan says what is done to them, and its subjects
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
  const plan = { ...planOf(reading, promptKey, vocabulary), texts, key: hashText(whole, seed) };
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

function planOf(reading: Reading, promptKey: number, vocabulary: Vocabulary) {
  const { named, subjects, palette, isMinimal, understood } = reading;
  const scene = chooseScene(reading, vocabulary);
  return {
    scene,
    time: named.time?.name ?? defaultTime(scene, promptKey),
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

function defaultTime(scene: SceneName, promptKey: number): TimeOfDay {
  if (scene === 'space') return 'night';
  const hours = ['day', 'sunset', 'day', 'dawn', 'day'] as const;
  return scene === 'studio' || scene === 'interior' ? 'day' : (hours[promptKey % hours.length] ?? 'day');
}

/** "A snowy street": where the ground has no snow of its own, it falls. */
function defaultWeather(scene: SceneName, { scene: place, season }: NamedOnce): Weather {
  const isSnowy = place?.name === 'snow' || (season?.name === 'winter' && scene === 'city');
  return isSnowy && scene !== 'snow' ? 'snowfall' : 'clear';
}
