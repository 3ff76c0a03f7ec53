import type { SceneName } from '../../src/prompt/paint-plan.ts';
import { both, type Drawing, line, oval, path } from './drawing.ts';
import { BARE_TREE, BIRCH_TREE, CHERRY_TREE, MAPLE_TREE, OAK_TREE, PALM_TREE, WILLOW_TREE } from './trees.ts';

type World = readonly [metres: number, ...home: SceneName[]];

function plant(name: string, [metres, ...home]: World, words: string, zh: string, svg: string): Drawing {
  const group = metres > 2 ? 'plant-other' : 'plant-flower';
  return { name, group, anchor: 'stands', metres, home, terms: words.split(', '), zh: zh.split(' '), draw: () => svg };
}

function dots(colour: string, radius: number, ...at: readonly (readonly [number, number])[]): string {
  return at.map(([x, y]) => oval(colour, x, y, radius)).join('');
}

const PETALS = (colour: string, x: number, y: number, size: number) =>
  [0, 45, 90, 135]
    .map(
      (turn) =>
        `<ellipse fill="${colour}" cx="${x}" cy="${y}" rx="${size}" ry="${size * 0.32}" transform="rotate(${turn} ${x} ${y})"/>`,
    )
    .join('');
const DAISY = (x: number, y: number, size: number) =>
  `${PETALS('#ffffff', x, y, size)}${oval('#ffc21a', x, y, size * 0.36)}`;
const SPIKE = (x: number, y: number, tall: number) =>
  Array.from({ length: 9 }, (_, index) => {
    const at = y + (tall * index) / 9;
    const wide = 2.6 + index * 0.45;
    return `${oval(index % 2 === 0 ? '#8e6bd1' : '#7a55bf', x - wide * 0.7, at, wide, 3)}${oval(index % 2 === 0 ? '#a98ae4' : '#9474d6', x + wide * 0.7, at, wide, 3)}`;
  }).join('');
const CANE = (x: number, top: number, width: number) =>
  `${path('#7fae3f', `M${x} ${top}h${width}v${126 - top}h-${width}z`)}${path('#5f8a2b', `M${x + width * 0.62} ${top}h${width * 0.38}v${126 - top}h-${width * 0.38}z`)}${[0.2, 0.45, 0.7].map((share) => path('#b4d57a', `M${x - 0.8} ${top + (126 - top) * share}h${width + 1.6}v2.6h-${width + 1.6}z`)).join('')}`;
const LEAF = (x: number, y: number, turn: number, colour: string) =>
  `<path fill="${colour}" transform="translate(${x} ${y})rotate(${turn})" d="M0 0c6-5 18-6 28 0-10 5-22 5-28 0z"/>`;

/** Trees of the icon set, drawn anew: beside the painted ones those are plain green clouds. */
export const TREES_DRAWN_ANEW: Readonly<Record<string, string>> = {
  'deciduous tree': OAK_TREE,
  'leafless tree': BARE_TREE,
  'palm tree': PALM_TREE,
};

/** Trees and flowers the icon set lacks. */
export const PLANTS: readonly Drawing[] = [
  plant(
    'cherry tree',
    [6, 'garden', 'meadow', 'lake'],
    'cherry tree, cherry blossom tree, sakura tree, blossoming tree',
    '樱花树 樱树',
    CHERRY_TREE,
  ),
  plant('maple tree', [9, 'forest', 'meadow', 'lake'], 'maple tree, autumn tree, maple', '枫树', MAPLE_TREE),
  plant('willow', [9, 'lake', 'meadow', 'garden'], 'willow, weeping willow, willow tree', '柳树 垂柳', WILLOW_TREE),
  plant('birch', [11, 'forest', 'lake', 'meadow'], 'birch, birch tree, aspen, poplar', '白桦 桦树 白桦树', BIRCH_TREE),
  plant(
    'bamboo',
    [7, 'forest', 'garden'],
    'bamboo, bamboo grove, bamboos',
    '竹子 竹',
    `${CANE(36, 8, 9)}${CANE(84, 14, 8)}${CANE(59, 2, 11)}${[
      [40, 30, 200, '#5c9a35'],
      [44, 54, -20, '#77b543'],
      [88, 40, -30, '#5c9a35'],
      [86, 62, 200, '#77b543'],
      [66, 24, -35, '#77b543'],
      [62, 44, 215, '#5c9a35'],
      [66, 72, -10, '#77b543'],
      [40, 80, 190, '#77b543'],
      [70, 10, 10, '#5c9a35'],
      [90, 24, -5, '#77b543'],
      [38, 14, 170, '#5c9a35'],
    ]
      .map(([x, y, turn, colour]) => LEAF(Number(x), Number(y), Number(turn), String(colour)))
      .join('')}`,
  ),
  plant(
    'bonsai',
    [0.4, 'studio', 'interior', 'garden'],
    'bonsai, bonsai tree',
    '盆景 盆栽',
    `${path('#6b4632', 'M52 104c10-8 16-18 10-30-6-10-20-10-26-20l5-3c6 8 20 8 27 17 2-8 8-12 16-18l3 4c-8 6-13 12-14 22 0 12-2 20 5 28z')}${path('#4f3223', 'M66 104c6-10 8-22 2-36 2-8 8-12 16-18l3 4c-8 6-13 12-14 22 0 12-2 20 5 28z')}
${oval('#2f6d3a', 36, 50, 28, 15)}${oval('#3f8a48', 34, 45, 25, 12)}${oval('#2f6d3a', 92, 48, 26, 14)}${oval('#3f8a48', 92, 43, 23, 11)}${oval('#2f6d3a', 64, 28, 30, 16)}${oval('#3f8a48', 62, 23, 27, 13)}${oval('#63ab62', 56, 18, 16, 6)}${oval('#63ab62', 28, 41, 13, 5)}${oval('#63ab62', 88, 39, 12, 5)}
${path('#5d7f3a', 'M30 104c8-7 60-7 68 0z')}${path('#8c4a32', 'M22 103h84l-8 19H30z')}${path('#6d3624', 'M82 103h24l-8 19H80z')}${path('#a45d42', 'M19 101h90v6H19z')}${both(path('#6d3624', 'M34 122h12v4H34z'))}`,
  ),
  plant(
    'lavender',
    [0.5, 'meadow', 'garden', 'studio'],
    'lavender, lavenders',
    '薰衣草',
    `${line('#6b8f4a', 2.2, 'M64 124V40M62 124C56 100 44 80 40 52M66 124c6-24 18-44 22-72M60 124C46 108 30 96 22 74M68 124c14-16 30-28 38-50')}${LEAF(60, 116, 215, '#7ea35a')}${LEAF(68, 116, -35, '#7ea35a')}${SPIKE(64, 6, 44)}${SPIKE(39, 20, 40)}${SPIKE(89, 20, 40)}${SPIKE(20, 42, 38)}${SPIKE(108, 42, 38)}`,
  ),
  plant(
    'daisy',
    [0.4, 'meadow', 'garden'],
    'daisy, chamomile',
    '雏菊 甘菊',
    `${line('#5f9a3c', 3, 'M62 124C60 100 62 70 64 44M60 124C52 104 38 90 34 76M66 124c6-16 22-28 28-44')}${LEAF(62, 112, -30, '#77b543')}${LEAF(60, 114, 200, '#5f9a3c')}${DAISY(64, 34, 26)}${DAISY(32, 70, 18)}${DAISY(96, 74, 18)}`,
  ),
  plant(
    'dandelion',
    [0.3, 'meadow', 'garden'],
    'dandelion, dandelions, dandelion clock',
    '蒲公英',
    `${line('#7fae45', 3.4, 'M60 124c-2-24 0-44 4-66')}${path('#6b9a36', 'M60 124c-10-12-26-14-40-12 10 2 12 4 14 8 8-2 18 0 26 4zM62 124c10-14 24-18 38-14-8 2-12 6-12 10-8-2-18 0-26 4z')}${oval('#ffffff66', 64, 42, 36)}${Array.from(
      { length: 24 },
      (_, index) => {
        const turn = (index / 24) * Math.PI * 2;
        const long = index % 2 === 0 ? 34 : 25;
        const [x, y] = [64 + Math.cos(turn) * long, 42 + Math.sin(turn) * long];
        return `${line('#e9eee6', 1, `M64 42L${x.toFixed(1)} ${y.toFixed(1)}`)}${oval('#ffffff', Number(x.toFixed(1)), Number(y.toFixed(1)), 3.4)}`;
      },
    ).join(
      '',
    )}${oval('#b7a673', 64, 42, 6)}${dots('#ffffff', 2.6, [108, 20], [116, 34])}${line('#e9eee6', 1, 'M108 20l-4 5M116 34l-5 3')}`,
  ),
];
