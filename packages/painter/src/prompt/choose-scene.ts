import type { Vocabulary } from './lexicon.ts';
import type { PlannedSubject, SceneName } from './paint-plan.ts';
import type { Reading } from './read-words.ts';

const INDOORS: readonly SceneName[] = ['studio', 'interior'];

/** What a picture without any subject is about. */
export type Lettering = {
  readonly hasTexts: boolean;
  /** 32 bits of the prompt. */
  readonly promptKey: number;
};

/** The place the prompt names, else the one its subjects share, else where its texts hang, else none in particular. */
export function chooseScene(reading: Reading, vocabulary: Vocabulary, lettering: Lettering): SceneName {
  const { named, subjects } = reading;
  const icons = subjects.flatMap(({ icon }) => vocabulary.icons[icon] ?? []);
  const isOfTheSky = named.time !== undefined || named.weather !== undefined;
  const place = named.scene?.name;
  const allSwim = icons.length > 0 && icons.every(({ anchor }) => anchor === 'swims');
  // Fish are seen below the surface; at a named hour the sky is wanted.
  if ((place === 'sea' || place === 'lake') && allSwim && !isOfTheSky) return 'underwater';
  const isSure = (named.scene?.strength ?? 0) > 1;
  if (place !== undefined && isSure) return withSeason(place, named.season?.name);
  if (icons.length === 0 && lettering.hasTexts && place === undefined) return placeOfTexts(reading, lettering);
  if (icons.length === 0)
    return withSeason(
      place ?? (isOfTheSky || named.season !== undefined ? 'mountains' : 'abstract'),
      named.season?.name,
    );
  if (subjects.some(({ isPortrait }) => isPortrait) && !isOfTheSky && place === undefined) return 'studio';
  const wantsOutside = place !== undefined || named.weather !== undefined;
  // Rain and a cup of coffee: the weather is outside the window.
  const home =
    homeOf(subjects, vocabulary, { wantsOutside, isOfTheSky }) ?? (place === undefined ? 'interior' : 'meadow');
  return withSeason(home, named.season?.name);
}

const CARRIERS: readonly (readonly [RegExp, readonly [SceneName, ...SceneName[]]])[] = [
  [/^(?:title|poster|logo|headline|标题|海报)$/, ['abstract', 'studio']],
  [/^(?:neon|billboard|shopfront|storefront|neon signs?|霓虹灯?|灯牌|招牌|路牌)$/, ['city']],
  [/^(?:chalkboard|blackboard|黑板)$/, ['interior']],
  [/^(?:card|label|tag|plaque|卡片|标签)$/, ['studio']],
  [/^(?:banner|flag|横幅|标语|旗子?)$/, ['meadow', 'city', 'sea']],
  [/^(?:sand|沙滩)$/, ['sea']],
  [/./, ['meadow', 'garden', 'city', 'meadow', 'mountains']],
];

/** A text with no place of its own: its carrier knows where it hangs. */
function placeOfTexts({ understood, named }: Reading, { promptKey }: Lettering): SceneName {
  const places = CARRIERS.find(([pattern]) => understood.some((word) => pattern.test(word)))?.[1] ?? CARRIERS[6]?.[1];
  const [first, ...rest] = places ?? ['meadow'];
  return withSeason([first, ...rest][promptKey % (rest.length + 1)] ?? first, named.season?.name);
}

/** Winter lies on open country. */
function withSeason(scene: SceneName, season: string | undefined): SceneName {
  return season === 'winter' && (scene === 'meadow' || scene === 'mountains') ? 'snow' : scene;
}

type Wish = { readonly wantsOutside: boolean; readonly isOfTheSky: boolean };

/** Each subject speaks for its homes, the first subject and those that need water loudest. */
function homeOf(subjects: readonly PlannedSubject[], vocabulary: Vocabulary, wish: Wish): SceneName | undefined {
  const votes = new Map<SceneName, number>();
  for (const [position, { icon }] of subjects.entries()) {
    const { anchor = 'stands', home = [], group = '' } = vocabulary.icons[icon] ?? {};
    const homes = home.length > 0 ? home : guessedHomes(anchor, group);
    const voice = (position === 0 ? 1.5 : 1) * (anchor === 'floats' ? 3 : anchor === 'swims' ? 1.5 : 1);
    for (const [rank, scene] of homes.entries()) {
      if (wish.wantsOutside && INDOORS.includes(scene)) continue;
      votes.set(scene, (votes.get(scene) ?? 0) + voice / (1 + rank * 0.6));
    }
  }
  const [best] = [...votes].sort(([, left], [, right]) => right - left);
  if (best === undefined) return undefined;
  // A studio has no sky: things of the table at sunset stand by a window.
  return wish.isOfTheSky && best[0] === 'studio' ? 'interior' : best[0];
}

const STUDIO_GROUPS =
  /^(?:food|drink|dishware|clothing|music|phone|computer|light-video|book|money|mail|office|writing|lock|tool|science|medical|household|arts|award|game|time|hotel)/;

function guessedHomes(anchor: string, group: string): readonly SceneName[] {
  if (anchor === 'floats') return ['sea', 'lake'];
  if (anchor === 'swims') return ['underwater', 'sea'];
  if (STUDIO_GROUPS.test(group)) return ['studio', 'interior'];
  return group.startsWith('transport-ground') ? ['city', 'meadow'] : ['meadow', 'mountains'];
}
