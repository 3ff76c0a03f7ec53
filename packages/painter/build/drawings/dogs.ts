import { drawPortrait } from './animals.ts';
import type { Drawing, Noto } from './drawing.ts';

/** Colours of the icon set's drawing, and what this breed has in their place. */
type Coat = Readonly<Record<string, string>>;

const GOLDEN: Coat = {
  '#ffb903': '#eebf78',
  '#fdb607': '#ecbc74',
  '#f6ac13': '#e4b067',
  '#f3a818': '#e2ac63',
  '#ea9c27': '#d8a05a',
  '#da8543': '#c98d4c',
  '#da8542': '#c98d4c',
  '#d07753': '#bb7f45',
  '#d1775b': '#b87c45',
  '#d27854': '#c48a4d',
  '#0ac2e7': '#d8433a',
};
const BLACK: Coat = Object.fromEntries(
  Object.entries(GOLDEN).map(([from]) => [from, from === '#0ac2e7' ? '#d8433a' : shadeOfBlack(from)]),
);
const HUSKY: Coat = {
  '#ca8e53': '#b9c4cb',
  '#c68b53': '#b9c4cb',
  '#a67352': '#94a0a9',
  '#a37152': '#94a0a9',
  '#8e6151': '#6b7781',
  '#8d6051': '#6b7781',
  '#855a51': '#59646d',
  '#865a52': '#59646d',
  '#875a51': '#4d5861',
  '#f1a058': '#c9d2d8',
  '#cd8c56': '#eef2f4',
};
const FACES: Readonly<Record<string, Coat>> = {
  'golden retriever': {
    '#ffeac8': '#f0c98a',
    '#f3dcb8': '#e2ae66',
    '#fff3dc': '#f3d09a',
    '#d27856': '#dca45c',
    '#865b51': '#b97f42',
  },
  'black labrador': {
    '#ffeac8': '#4a4648',
    '#f3dcb8': '#3d393b',
    '#fff3dc': '#4a4648',
    '#d27856': '#3d393b',
    '#865b51': '#2b2829',
    '#2f2f2f': '#0e0e0e',
  },
  'german shepherd': {
    '#ffeac8': '#d9a066',
    '#f3dcb8': '#6b4a3d',
    '#fff3dc': '#d9a066',
    '#d27856': '#6b4a3d',
    '#865b51': '#4a342c',
  },
  husky: {
    '#ffeac8': '#f2f5f6',
    '#f3dcb8': '#6d7a84',
    '#fff3dc': '#f2f5f6',
    '#d27856': '#6d7a84',
    '#865b51': '#4d5861',
  },
};

function breed(name: string, terms: string, zh: string, draw: (noto: Noto) => string): Drawing {
  return {
    name,
    group: 'animal-mammal',
    anchor: 'stands',
    metres: 0.6,
    home: name === 'husky' ? ['snow', 'mountains', 'garden'] : ['garden', 'interior', 'meadow', 'city'],
    terms: terms.split(', '),
    zh: zh.split(' '),
    draw,
    bust: (noto) =>
      recoated(drawPortrait('dog', (wanted) => noto(wanted === 'dog' ? 'dog face' : wanted)) ?? '', FACES[name] ?? {}),
  };
}

/** Breeds of dogs: the icon set's dogs at work, without what they wear, in other coats. */
export const DOGS: readonly Drawing[] = [
  breed(
    'golden retriever',
    'golden retriever, retriever, labrador, yellow labrador, labrador retriever, golden retrievers',
    '金毛 金毛犬 拉布拉多',
    (noto) => recoated(without(noto('guide dog'), ['#865953', '#6e4a3a', '#abb0b1']), GOLDEN),
  ),
  breed('black labrador', 'black labrador, black dog, black lab', '黑狗 黑犬', (noto) =>
    recoated(without(noto('guide dog'), ['#865953', '#6e4a3a', '#abb0b1']), BLACK),
  ),
  breed(
    'german shepherd',
    'german shepherd, shepherd dog, sheepdog, alsatian, belgian shepherd',
    '德国牧羊犬 牧羊犬 德牧',
    (noto) => without(noto('service dog'), ['#02bff1', '#bdbdbf', '#484c51', '#ff5f5c']),
  ),
  breed('husky', 'husky, siberian husky, malamute, sled dog, huskies, akita', '哈士奇 雪橇犬', (noto) =>
    recoated(without(noto('service dog'), ['#02bff1', '#bdbdbf', '#484c51', '#ff5f5c']), HUSKY),
  ),
];

/** Leaves out the shapes that are filled with one of these. */
function without(body: string, fills: readonly string[]): string {
  return fills.reduce((rest, fill) => rest.replaceAll(new RegExp(`<path fill="${fill}"[^>]*/>`, 'g'), ''), body);
}

function recoated(body: string, coat: Coat): string {
  return body.replaceAll(/#[0-9a-f]{6}/g, (colour) => coat[colour] ?? colour);
}

function shadeOfBlack(colour: string): string {
  const value = Number.parseInt(colour.slice(1), 16);
  const light = ((value >> 16) * 0.3 + ((value >> 8) & 255) * 0.6) / 255;
  const level = Math.round(26 + light * 48);
  return `#${level.toString(16).padStart(2, '0').repeat(3)}`;
}
