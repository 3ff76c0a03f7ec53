/** How a subject meets its place: decides where the painter may put it. */
export type Anchor = 'stands' | 'floats' | 'swims' | 'flies' | 'bust';
export type Choice = {
  readonly anchor: Anchor;
  /** Height as a share of the picture's unit. */
  readonly size: number;
};

const SIZE_BY_SUBGROUP: Record<string, number> = {
  'animal-mammal': 0.24,
  'animal-bird': 0.18,
  'animal-amphibian': 0.15,
  'animal-reptile': 0.2,
  'animal-marine': 0.2,
  'animal-bug': 0.13,
  'plant-flower': 0.2,
  'plant-other': 0.2,
  'food-fruit': 0.16,
  'food-vegetable': 0.16,
  'food-prepared': 0.18,
  'food-asian': 0.18,
  'food-sweet': 0.18,
  drink: 0.2,
  dishware: 0.2,
  'place-building': 0.42,
  'place-religious': 0.42,
  'place-other': 0.38,
  'place-geographic': 0.3,
  'transport-ground': 0.22,
  'transport-water': 0.26,
  'transport-air': 0.2,
  hotel: 0.2,
  time: 0.2,
  'sky-weather': 0.2,
  event: 0.22,
  'award-medal': 0.2,
  sport: 0.15,
  game: 0.16,
  'arts-crafts': 0.2,
  clothing: 0.19,
  music: 0.2,
  'musical-instrument': 0.23,
  phone: 0.18,
  computer: 0.2,
  'light-video': 0.2,
  'book-paper': 0.18,
  money: 0.17,
  mail: 0.18,
  writing: 0.18,
  lock: 0.16,
  tool: 0.18,
  science: 0.2,
  medical: 0.16,
  household: 0.22,
  'other-object': 0.22,
  office: 0.18,
  'person-role': 0.4,
  'person-fantasy': 0.4,
  'person-activity': 0.3,
  'person-sport': 0.28,
  person: 0.4,
};

// Framed scenes, signs, clocks and flat symbols look wrong when they are set into a landscape.
const LEFT_OUT = new Set(
  `monkey face|dog face|cat face|tiger face|horse face|cow face|pig face|pig nose|mouse face|rabbit face|dragon face|paw prints|wing
  |front-facing baby chick|white flower|rosette|wilted flower|sheaf of rice|national park|desert|beach with umbrella|snow-capped mountain
  |mountain|mount fuji|landslide|night with stars|foggy|cityscape|cityscape at dusk|sunrise|sunrise over mountains|sunset|bridge at night
  |hot springs|barber pole|motorway|railway track|police car light|construction|stop sign|bus stop|airplane departure|airplane arrival
  |seat|suspension railway|aerial tramway|mountain cableway|moon viewing ceremony|ticket|admission tickets|reminder ribbon
  |1st place medal|2nd place medal|3rd place medal|spade suit|heart suit|diamond suit|club suit|joker|mahjong red dragon
  |flower playing cards|one-piece swimsuit|briefs|bikini|musical note|musical notes|level slider|control knobs|mobile phone with arrow
  |receipt|chart increasing with yen|money with wings|envelope with arrow|e-mail|outbox tray|inbox tray|incoming envelope
  |chart increasing|chart decreasing|locked with pen|locked with key|hammer and pick|hammer and wrench|x-ray|adhesive bandage
  |drop of blood|cigarette|coffin|placard|bubbles|bookmark tabs|page with curl|page facing up|label|wheel|leaf fluttering in wind
  |elevator|wood|building construction|tanabata tree|sparkles|metro|station|microbe|knot|identification card|link|broken chain|chains`
    .split('|')
    .map((name) => name.trim()),
);
const SKY_ITEMS = new Set([
  'snowman',
  'snowman without snow',
  'umbrella',
  'closed umbrella',
  'umbrella on ground',
  'fire',
  'ringed planet',
]);
const TIME_ITEMS = new Set(['hourglass done', 'watch', 'alarm clock', 'stopwatch', 'timer clock', 'mantelpiece clock']);
const PEOPLE = new Set(
  `baby|child|boy|girl|person|man|woman|old man|old woman|student|teacher|judge|farmer|cook|mechanic|scientist|technologist|singer|artist
  |pilot|astronaut|firefighter|police officer|detective|guard|ninja|construction worker|prince|princess|person with crown|Santa Claus
  |superhero|supervillain|mage|fairy|vampire|mermaid|merman|elf|genie|zombie|troll|hairy creature|person walking|man walking|woman walking
  |man standing|woman standing|person standing|person running|woman running|man running|woman dancing|man dancing|ballet dancer
  |person fencing|horse racing|skier|snowboarder|person golfing|person surfing|woman surfing|person rowing boat|person swimming
  |person biking|woman biking|person lifting weights|person cartwheeling|person juggling|person bouncing ball`
    .split('|')
    .map((name) => name.trim()),
);
const FULL_FIGURE = new Set([
  'superhero',
  'supervillain',
  'fairy',
  'mermaid',
  'merman',
  'troll',
  'hairy creature',
  'genie',
]);
const HEADS = new Set([
  'wolf',
  'fox',
  'lion',
  'moose',
  'unicorn',
  'hamster',
  'bear',
  'polar bear',
  'koala',
  'panda',
  'frog',
]);
const FLIERS = new Set(
  `bat|dove|eagle|butterfly|honeybee|mosquito|airplane|small airplane|parachute|helicopter|satellite|rocket|flying saucer|kite|balloon
  |phoenix|superhero|fairy|ringed planet|carp streamer|flying disc|boomerang`
    .split('|')
    .map((name) => name.trim()),
);
const SURFACE = new Set([
  'duck',
  'swan',
  'lotus',
  'person surfing',
  'woman surfing',
  'person rowing boat',
  'person swimming',
  'spouting whale',
  'whale',
]);
const ON_LAND = new Set([
  'coral',
  'crab',
  'seal',
  'spiral shell',
  'anchor',
  'ring buoy',
  'oyster',
  'lobster',
  'shrimp',
]);
const SIZE_BY_NAME: Record<string, number> = {
  elephant: 0.36,
  mammoth: 0.36,
  giraffe: 0.42,
  sauropod: 0.42,
  'T-Rex': 0.38,
  rhinoceros: 0.28,
  dragon: 0.38,
  camel: 0.3,
  horse: 0.3,
  gorilla: 0.3,
  mouse: 0.12,
  rat: 0.13,
  'evergreen tree': 0.4,
  'deciduous tree': 0.4,
  'palm tree': 0.42,
  'leafless tree': 0.4,
  cactus: 0.26,
  'Christmas tree': 0.4,
  whale: 0.34,
  'spouting whale': 0.36,
  orca: 0.28,
  house: 0.34,
  hut: 0.3,
  rock: 0.16,
  brick: 0.12,
  tent: 0.26,
  'spiral shell': 0.1,
  crab: 0.12,
  rocket: 0.32,
  balloon: 0.24,
  ant: 0.1,
  'lady beetle': 0.1,
  snowman: 0.3,
  ship: 0.32,
  'passenger ship': 0.3,
  ferry: 0.3,
  moai: 0.36,
  canoe: 0.14,
  volcano: 0.44,
};

/** The icon's place in a picture, or undefined when it has none. */
export function chooseIcon(label: string, subgroup: string): Choice | undefined {
  const size = SIZE_BY_NAME[label] ?? SIZE_BY_SUBGROUP[subgroup];
  if (size === undefined || LEFT_OUT.has(label)) return undefined;
  if (subgroup === 'sky-weather' && !SKY_ITEMS.has(label)) return undefined;
  if (subgroup === 'time' && !TIME_ITEMS.has(label)) return undefined;
  if (subgroup.startsWith('person')) return choosePerson(label, subgroup, size);
  return { anchor: anchorOf(label, subgroup), size: HEADS.has(label) ? 0.46 : size };
}

function choosePerson(label: string, subgroup: string, size: number): Choice | undefined {
  if (!PEOPLE.has(label)) return undefined;
  const standing = /walking|standing|running/.test(label) || FULL_FIGURE.has(label) || subgroup === 'person-sport';
  const isFigure = standing || /dancing|dancer/.test(label);
  if (FLIERS.has(label)) return { anchor: 'flies', size: 0.3 };
  if (SURFACE.has(label)) return { anchor: 'floats', size: 0.2 };
  return isFigure ? { anchor: 'stands', size: 0.3 } : { anchor: 'bust', size };
}

function anchorOf(label: string, subgroup: string): Anchor {
  if (HEADS.has(label)) return 'bust';
  if (FLIERS.has(label)) return 'flies';
  if (SURFACE.has(label)) return 'floats';
  if (ON_LAND.has(label)) return 'stands';
  if (subgroup === 'transport-water') return 'floats';
  return subgroup === 'animal-marine' ? 'swims' : 'stands';
}
