const WOMEN = ['woman', 'girl', 'lady', 'young woman', 'little girl'];
const MEN = ['man', 'boy', 'guy', 'young man', 'little boy'];
const ANYONE = ['person', 'child', 'kid', 'someone'];

/** What is done, and the figures of a woman, a man and anyone who does it. */
const DEEDS: readonly (readonly [string, string, string, string])[] = [
  ['dancing', 'woman dancing', 'man dancing', 'woman dancing'],
  ['walking|strolling|hiking|wandering', 'woman walking', 'man walking', 'person walking'],
  ['running|jogging', 'woman running', 'man running', 'person running'],
  ['swimming', 'person swimming', 'person swimming', 'person swimming'],
  ['surfing', 'woman surfing', 'person surfing', 'person surfing'],
  ['skiing', 'skier', 'skier', 'skier'],
  ['snowboarding', 'snowboarder', 'snowboarder', 'snowboarder'],
  ['rowing|rowing a boat|in a boat|in a rowboat', 'person rowing boat', 'person rowing boat', 'person rowing boat'],
  [
    'riding a bike|riding a bicycle|on a bike|on a bicycle|cycling|biking',
    'woman biking',
    'person biking',
    'person biking',
  ],
  ['riding a horse|on a horse|on horseback', 'horse racing', 'horse racing', 'horse racing'],
  [
    'playing basketball|playing soccer|playing football',
    'person bouncing ball',
    'person bouncing ball',
    'person bouncing ball',
  ],
  ['lifting weights', 'person lifting weights', 'person lifting weights', 'person lifting weights'],
  ['juggling', 'clown', 'clown', 'clown'],
  [
    'meditating|doing yoga|in lotus position|in meditation',
    'woman in lotus position',
    'man in lotus position',
    'person in lotus position',
  ],
];

/** Phrases such as "girl dancing" and "man on a horse", each with the icon's name. */
export function phrasesOfDeeds(): readonly (readonly [string, string])[] {
  return DEEDS.flatMap(([deeds, woman, man, anyone]) =>
    deeds
      .split('|')
      .flatMap((deed) =>
        [...WOMEN.map((who) => [who, woman] as const), ...MEN.map((who) => [who, man] as const)]
          .concat(ANYONE.map((who) => [who, anyone] as const))
          .map(([who, icon]) => [`${who} ${deed}`, icon] as const),
      ),
  );
}
