import type { SceneName, Season, Style, TimeOfDay, Weather } from './paint-plan.ts';

type WordsFor<Name extends string> = readonly (readonly [Name, string])[];

/** Earlier rows win. A term of several words matches them in a row; Chinese terms match inside the text. */
export const SCENE_WORDS: WordsFor<SceneName> = [
  ['underwater', 'underwater|under water|coral reef|reef|seabed|deep sea|aquarium|水下|海底|珊瑚礁'],
  [
    'space',
    'space|galaxy|nebula|cosmos|cosmic|universe|planet|planets|milky way|outer space|orbit|太空|宇宙|银河|星系|星空',
  ],
  [
    'studio',
    'studio|product|editorial|still life|packshot|plinth|podium|pedestal|backdrop|cosmetic|cosmetics|skincare|perfume|packaging|mockup|advertisement|tabletop|产品|静物|商品|棚拍',
  ],
  [
    'city',
    'city|skyline|downtown|urban|metropolis|street|cyberpunk|skyscraper|skyscrapers|town|tokyo|new york|manhattan|城市|都市|街道|天际线',
  ],
  ['desert', 'desert|dune|dunes|sahara|sand|oasis|canyon|沙漠|沙丘'],
  ['lake', 'lake|river|pond|fjord|lagoon|stream|湖|河|池塘'],
  [
    'sea',
    'sea|ocean|beach|coast|coastal|shore|seaside|harbor|harbour|bay|island|waves|surf|lighthouse|海|海滩|沙滩|海边|大海|海洋|港口',
  ],
  ['forest', 'forest|woods|woodland|jungle|rainforest|grove|pines|trees|森林|树林|丛林'],
  ['snow', 'snow|snowy|arctic|antarctic|glacier|tundra|iceberg|polar|雪|雪地|冰川'],
  ['mountains', 'mountain|mountains|alps|peak|peaks|valley|cliff|hills|himalaya|landscape|山|高山|山脉|山谷|风景'],
  [
    'meadow',
    'meadow|field|fields|garden|park|countryside|farm|grass|prairie|hill|village|lawn|vineyard|草地|花园|田野|公园|草原',
  ],
  ['abstract', 'abstract|pattern|geometric|wallpaper|texture|gradient|fluid|swirl|generative|shapes|抽象|图案'],
];

export const TIME_WORDS: WordsFor<TimeOfDay> = [
  [
    'night',
    'night|midnight|moonlight|moonlit|moon|stars|starry|nocturnal|neon|aurora|dark|夜|夜晚|星空|月光|月亮|晚上',
  ],
  ['dawn', 'dawn|sunrise|early morning|daybreak|morning|first light|日出|黎明|清晨|早晨'],
  ['sunset', 'sunset|dusk|golden hour|evening|twilight|sundown|afterglow|日落|黄昏|夕阳|傍晚|晚霞'],
  ['day', 'day|noon|midday|daylight|afternoon|sunny|bright|blue sky|白天|中午|阳光|晴天'],
];

export const WEATHER_WORDS: WordsFor<Weather> = [
  ['storm', 'storm|stormy|thunder|thunderstorm|lightning|hurricane|tempest|暴风雨|风暴|雷'],
  ['snowfall', 'snowfall|snowing|blizzard|snowflakes|下雪|暴雪'],
  ['rain', 'rain|rainy|raining|drizzle|wet|雨|下雨'],
  ['fog', 'fog|foggy|mist|misty|haze|hazy|雾|薄雾'],
  ['cloudy', 'cloudy|clouds|overcast|cloud|gray sky|grey sky|多云|云|阴天'],
];

export const SEASON_WORDS: WordsFor<Season> = [
  ['autumn', 'autumn|fall|october|november|harvest|maple|秋|秋天'],
  ['winter', 'winter|snow|snowy|frost|frozen|icy|ice|december|january|christmas|blizzard|snowman|冬|冬天|雪'],
  ['spring', 'spring|blossom|blossoms|april|may|sakura|春|春天|樱花'],
];

export const STYLE_WORDS: WordsFor<Style> = [
  ['pixel', 'pixel|pixelart|pixel art|8-bit|8bit|16-bit|retro game|像素'],
  ['watercolour', 'watercolor|watercolour|aquarelle|gouache|wash|水彩'],
  [
    'oil',
    'oil|oil painting|painterly|impressionist|impressionism|impasto|van gogh|monet|acrylic|brush strokes|painting|油画|印象派',
  ],
  ['pencil', 'pencil|sketch|drawing|charcoal|graphite|line art|素描|铅笔'],
  [
    'poster',
    'poster|flat|screen print|screenprint|vintage|linocut|pop art|flat design|illustration|risograph|海报|插画',
  ],
  ['monochrome', 'monochrome|black and white|grayscale|greyscale|noir|黑白'],
];

/** sRGB of each colour word. */
export const COLOUR_WORDS: Readonly<Record<string, string>> = {
  red: '#d6303a',
  crimson: '#b3142f',
  scarlet: '#d9331f',
  burgundy: '#6e1731',
  orange: '#ef8130',
  amber: '#f0a92e',
  peach: '#f7b48f',
  yellow: '#f5ce3e',
  gold: '#d9a93b',
  golden: '#e0ae45',
  green: '#4c9c54',
  olive: '#7d8341',
  lime: '#a4cf3f',
  mint: '#9fdcc0',
  sage: '#a3b596',
  emerald: '#1c8a62',
  teal: '#1f8d8f',
  turquoise: '#39bfb8',
  cyan: '#3fc4de',
  blue: '#2f6fd0',
  navy: '#20315f',
  azure: '#4a9ae6',
  indigo: '#4a44a8',
  purple: '#7e46b5',
  violet: '#7f5cd0',
  lavender: '#b9a6e2',
  lilac: '#c5a4d6',
  magenta: '#cb3b9f',
  pink: '#ef8fb4',
  rose: '#e27a93',
  brown: '#855636',
  beige: '#dfcbad',
  cream: '#f4e8cf',
  tan: '#c9a77c',
  terracotta: '#c66a48',
  copper: '#b96f46',
  silver: '#b9c0c8',
  gray: '#8d9298',
  grey: '#8d9298',
  white: '#f3f3f1',
  black: '#22242a',
  pastel: '#e5b9cf',
  neon: '#e23ce0',
  红: '#d6303a',
  橙: '#ef8130',
  黄: '#f5ce3e',
  绿: '#4c9c54',
  蓝: '#2f6fd0',
  紫: '#7e46b5',
  粉: '#ef8fb4',
  棕: '#855636',
  白: '#f3f3f1',
  黑: '#22242a',
  灰: '#8d9298',
  金: '#d9a93b',
};

export const COUNT_WORDS: Readonly<Record<string, number>> = {
  two: 2,
  pair: 2,
  couple: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  several: 4,
  many: 6,
  few: 3,
  flock: 6,
  herd: 5,
  group: 4,
  两: 2,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
};
