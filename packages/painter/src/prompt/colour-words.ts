/** Names of colours and their sRGB. A plan's colours are always keys of `COLOUR_WORDS`. */
const PLAIN: Readonly<Record<string, string>> = {
  red: '#d6303a',
  crimson: '#b3142f',
  scarlet: '#d9331f',
  burgundy: '#6e1731',
  maroon: '#70202c',
  orange: '#ef8130',
  amber: '#f0a92e',
  peach: '#f7b48f',
  coral: '#f2785f',
  salmon: '#f0907a',
  apricot: '#f5b27c',
  yellow: '#f5ce3e',
  mustard: '#d3a326',
  gold: '#d9a93b',
  golden: '#e0ae45',
  green: '#4c9c54',
  olive: '#7d8341',
  lime: '#a4cf3f',
  mint: '#9fdcc0',
  sage: '#a3b596',
  jade: '#3fa67c',
  emerald: '#1c8a62',
  teal: '#1f8d8f',
  turquoise: '#39bfb8',
  aqua: '#4fc7cf',
  cyan: '#3fc4de',
  blue: '#2f6fd0',
  navy: '#20315f',
  cobalt: '#2450b0',
  azure: '#4a9ae6',
  indigo: '#4a44a8',
  purple: '#7e46b5',
  violet: '#7f5cd0',
  plum: '#74386f',
  lavender: '#b9a6e2',
  lilac: '#c5a4d6',
  magenta: '#cb3b9f',
  fuchsia: '#d5369a',
  pink: '#ef8fb4',
  rose: '#e27a93',
  brown: '#855636',
  chestnut: '#7b4630',
  chocolate: '#5d3a28',
  beige: '#dfcbad',
  cream: '#f4e8cf',
  ivory: '#f6f0df',
  tan: '#c9a77c',
  khaki: '#b9aa7b',
  terracotta: '#c66a48',
  rust: '#a9502c',
  copper: '#b96f46',
  bronze: '#9c7440',
  silver: '#b9c0c8',
  gray: '#8d9298',
  grey: '#8d9298',
  charcoal: '#41464c',
  white: '#f3f3f1',
  black: '#22242a',
  pastel: '#e5b9cf',
  neon: '#e23ce0',
};

const SHADED = 'red orange yellow green blue purple pink brown gray grey teal'.split(' ');
const LIGHT = ['light', 'pale', 'baby', 'soft', 'sky'];
const DARK = ['dark', 'deep', 'midnight'];

/** sRGB of each colour word; "light", "pale", "dark" and "deep" stand before the plain ones as in "light blue". */
export const COLOUR_WORDS: Readonly<Record<string, string>> = {
  ...PLAIN,
  ...Object.fromEntries(
    SHADED.flatMap((name) => LIGHT.map((word) => [`${word} ${name}`, mixed(name, '#ffffff', 0.5)])),
  ),
  ...Object.fromEntries(SHADED.flatMap((name) => DARK.map((word) => [`${word} ${name}`, mixed(name, '#101018', 0.5)]))),
  ...Object.fromEntries(SHADED.map((name) => [`bright ${name}`, PLAIN[name] ?? ''])),
};

/** Other words for the same colours. */
export const COLOUR_SYNONYMS: Readonly<Record<string, string>> = {
  reddish: 'red',
  ruby: 'crimson',
  'ginger haired': 'orange',
  yellowish: 'yellow',
  greenish: 'green',
  'forest green': 'dark green',
  'royal blue': 'cobalt',
  'navy blue': 'navy',
  'sapphire blue': 'cobalt',
  'electric blue': 'azure',
  'cobalt blue': 'cobalt',
  'rose gold': 'copper',
  blonde: 'golden',
  'off white': 'ivory',
  'snow white cat': 'white',
  'jet black': 'black',
  'blood red': 'crimson',
  'hot pink': 'magenta',
  'lime green': 'lime',
  'olive green': 'olive',
  'mint green': 'mint',
  'emerald green': 'emerald',
  'sage green': 'sage',
  pastels: 'pastel',
  'pastel colors': 'pastel',
  'pastel colours': 'pastel',
  'pastel tones': 'pastel',
  'pastel palette': 'pastel',
  'neon lights': 'neon',
  'neon colors': 'neon',
  'white background': 'white',
  'on white': 'white',
  'isolated on white': 'white',
  白底: 'white',
  白色背景: 'white',
  sepia: 'tan',
  'earth tones': 'terracotta',
  'earthy tones': 'terracotta',
};

/** One character that makes a Chinese word of colour together with 色 or 的. */
const CHINESE: readonly (readonly [string, string])[] = [
  ['红', 'red'],
  ['赤', 'red'],
  ['橙', 'orange'],
  ['橘', 'orange'],
  ['黄', 'yellow'],
  ['绿', 'green'],
  ['蓝', 'blue'],
  ['紫', 'purple'],
  ['粉', 'pink'],
  ['粉红', 'pink'],
  ['棕', 'brown'],
  ['褐', 'brown'],
  ['咖啡', 'brown'],
  ['白', 'white'],
  ['黑', 'black'],
  ['灰', 'gray'],
  ['金', 'golden'],
  ['金黄', 'golden'],
  ['银', 'silver'],
  ['青', 'teal'],
  ['米', 'beige'],
  ['天蓝', 'sky blue'],
  ['翠绿', 'emerald'],
  ['碧绿', 'emerald'],
  ['藏青', 'navy'],
  ['玫红', 'magenta'],
  ['酒红', 'burgundy'],
  ['墨绿', 'dark green'],
  ['杏', 'apricot'],
];
const SHADES_IN_CHINESE = [
  ['浅', 'light'],
  ['淡', 'light'],
  ['深', 'dark'],
  ['暗', 'dark'],
] as const;

/** Chinese words of colour, each with its key in `COLOUR_WORDS`. */
export function chineseColours(): readonly (readonly [string, string])[] {
  return CHINESE.flatMap(([word, name]) => {
    const alone = '红橙黄绿蓝紫粉棕白黑灰金'.includes(word) || word.length > 1;
    const plain = [...(alone && word !== '咖啡' ? [[word, name] as const] : []), [`${word}色`, name] as const];
    const shaded = SHADES_IN_CHINESE.flatMap(([sign, shade]) =>
      SHADED.includes(name) ? plain.map(([term]) => [`${sign}${term}`, `${shade} ${name}`] as const) : [],
    );
    return [...plain, ...shaded];
  });
}

/** The colour word nearest to a code such as `#ff8800` or `#f80`. */
export function nearestColour(code: string): string {
  const long = code.length === 4 ? code.replaceAll(/[\da-f]/gi, '$&$&') : code;
  const [r, g, b] = channels(long);
  const far = (word: string) => {
    const [red, green, blue] = channels(COLOUR_WORDS[word] ?? '#000000');
    return 2 * (red - r) ** 2 + 4 * (green - g) ** 2 + 3 * (blue - b) ** 2;
  };
  return Object.keys(COLOUR_WORDS).reduce((best, word) => (far(word) < far(best) ? word : best));
}

function mixed(name: string, other: string, share: number): string {
  const from = channels(PLAIN[name] ?? '#888888');
  const to = channels(other);
  return `#${from.map((level, index) => hexPair(level + ((to[index] ?? 0) - level) * share)).join('')}`;
}

function hexPair(level: number): string {
  return Math.round(level).toString(16).padStart(2, '0');
}

function channels(code: string): [number, number, number] {
  const value = Number.parseInt(code.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
