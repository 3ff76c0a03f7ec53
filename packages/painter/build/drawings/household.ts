import type { SceneName } from '../../src/prompt/paint-plan.ts';
import { both, type Drawing, gradient, line, oval, path } from './drawing.ts';

type World = readonly [metres: number, ...home: SceneName[]];

function thing(name: string, [metres, ...home]: World, words: string, zh: string, svg: string): Drawing {
  return {
    name,
    group: 'household',
    anchor: 'stands',
    metres,
    home,
    terms: words.split(', '),
    zh: zh.split(' '),
    draw: () => svg,
  };
}

const SHADE = '#00000022';
const SHINE = '#ffffff90';
const BOOK = (x: number, top: number, foot: number, colour: string) =>
  `${path(colour, `M${x} ${top}h7v${foot - top}h-7z`)}${path('#ffffff55', `M${x} ${top + 4}h7v2h-7z`)}${path(SHADE, `M${x + 5} ${top}h2v${foot - top}h-2z`)}`;
const BOOKS = (foot: number, tops: readonly number[]) =>
  tops
    .map((top, index) =>
      BOOK(
        22 + index * 7.6,
        foot - top,
        foot,
        [
          '#c0392b',
          '#2e86c1',
          '#e0a030',
          '#3f8a5c',
          '#8e5aa8',
          '#d9765a',
          '#4a5a78',
          '#c9b48a',
          '#b0304a',
          '#5aa0a8',
          '#7a5a3a',
        ][(index + tops.length + foot) % 11] ?? '#888',
      ),
    )
    .join('');
const ROSE = (x: number, y: number, radius: number, plain: string, dark: string) =>
  `${oval(dark, x, y, radius)}${oval(plain, x - radius * 0.12, y - radius * 0.12, radius * 0.86)}${line(dark, radius * 0.16, `M${x - radius * 0.5} ${y}a${radius * 0.5} ${radius * 0.5} 0 1 1 ${radius * 0.7} ${radius * 0.4}M${x - radius * 0.15} ${y + radius * 0.1}a${radius * 0.25} ${radius * 0.25} 0 1 0 ${radius * 0.2} ${-radius * 0.35}`)}`;

/** Furniture, vessels and products for a room or a studio. */
export const HOUSEHOLD: readonly Drawing[] = [
  thing(
    'perfume bottle',
    [0.12, 'studio', 'interior'],
    'perfume, perfume bottle, perfumes, cologne, fragrance, fragrance bottle, eau de parfum',
    '香水 香水瓶',
    `${gradient('g', 'down', '#fbe3c8', '#eeb184')}${gradient('m', 'across', '#b98a3e', '#f6dfa0', '#a87a30')}
${path('#f2d3b4', 'M26 56q0-12 12-12h52q12 0 12 12v58q0 10-10 10H36q-10 0-10-10z')}${path('url(#g)', 'M33 66q31-6 62 0v46q0 5-5 5H38q-5 0-5-5z')}${path('#ffffff70', 'M33 66q31-6 62 0v5q-31-6-62 0z')}${path('#c98a58', 'M92 46q10 1 10 10v58q0 10-10 10h-6q9-2 9-12V60q0-8-3-14z')}${path(SHINE, 'M31 56q1-7 7-7h4v66h-4q-7 0-7-7z')}
${path('#fffaf2', 'M46 80h36v20H46z')}${line('#b98a3e', 1.6, 'M49 83h30v14H49zM55 90h18')}${path('url(#m)', 'M52 32h24v12H52z')}${gradient('c', 'across', '#3a3138', '#6f6069', '#2a2228')}${path('url(#c)', 'M46 6q0-3 3-3h30q3 0 3 3v27H46z')}${path('#ffffff55', 'M51 6h5v25h-5z')}`,
  ),
  thing(
    'cosmetic jar',
    [0.07, 'studio', 'interior'],
    'cosmetic jar, cream jar, face cream, skincare, skin care, skincare product, moisturizer, cosmetics, beauty product',
    '面霜 护肤品 化妆品',
    `${gradient('b', 'across', '#e9dccd', '#ffffff', '#cdbba8')}${gradient('l', 'across', '#a9835a', '#f1d9ae', '#94703f')}${path('url(#b)', 'M14 70h100v40q0 12-12 12H26q-12 0-12-12z')}${path('#00000012', 'M14 70h100v5H14z')}${path('url(#l)', 'M12 42q0-6 6-6h92q6 0 6 6v28H12z')}${path('#00000014', 'M12 64h104v6H12z')}${path('#ffffff66', 'M12 42q0-6 6-6h92q6 0 6 6v1H12z')}${line('#8a6a44', 2, 'M44 92h40M52 99h24')}${oval('#c9a06c', 64, 84, 3)}${path('#ffffffb0', 'M22 76h6v38q-6-2-6-8z')}`,
  ),
  thing(
    'serum bottle',
    [0.11, 'studio', 'interior'],
    'serum, serum bottle, dropper bottle, dropper, essential oil, essential oils, face oil',
    '精华液 精油',
    `${gradient('s', 'across', '#8a4b16', '#d98b3c', '#7a3f10')}${path('url(#s)', 'M34 66q0-10 14-14h32q14 4 14 14v50q0 8-8 8H42q-8 0-8-8z')}${path('#fdf7ee', 'M34 78h60v32H34z')}${path('#0000000f', 'M78 78h16v32H78z')}${line('#8a5a2a', 2, 'M46 88h36M52 95h24M58 102h12')}${path('#ffffff60', 'M40 62q1-5 6-6h3v64h-4q-5 0-5-5z')}${gradient('k', 'across', '#222', '#555', '#1a1a1a')}${path('url(#k)', 'M48 30h32v22H48z')}${line('#00000055', 1.2, 'M53 32v18M58 32v18M64 32v18M70 32v18M75 32v18')}${path('#3a3a3a', 'M54 30c0-6 2-8 2-16 0-7 3-11 8-11s8 4 8 11c0 8 2 10 2 16z')}${path('#ffffff30', 'M58 28c1-6 1-14 2-18h3v18z')}`,
  ),
  thing(
    'vase with flowers',
    [0.5, 'interior', 'studio'],
    'vase, flower vase, vase of flowers, vase with flowers, vases, ceramic vase, flowers in a vase',
    '花瓶',
    `${line('#5f9a3c', 2.6, 'M64 78C62 60 54 50 46 42M64 78c0-20 2-34 4-46M66 78c4-18 14-28 22-36M60 78C52 66 40 62 32 60M68 78c8-12 18-16 28-18')}${path('#6dab48', 'M60 70c-10-10-24-10-34-4 8 8 22 10 34 4zM68 68c6-14 20-18 34-14-4 10-20 16-34 14zM62 58c-8-4-12-12-12-20 8 4 12 12 12 20z')}
${ROSE(44, 36, 14, '#f28ca5', '#d9637f')}${ROSE(86, 36, 14, '#fbd0a0', '#eaa765')}${ROSE(66, 22, 15, '#fdf1ea', '#e8cfc2')}${ROSE(28, 58, 10, '#fbd0a0', '#eaa765')}${ROSE(100, 58, 10, '#f28ca5', '#d9637f')}${ROSE(65, 50, 12, '#e5607c', '#bf4361')}
${gradient('v', 'across', '#5f8fb0', '#a8cfe4', '#4d7898')}${path('url(#v)', 'M50 72h28c2 8-2 12 4 20 6 9 4 24-4 33H50c-8-9-10-24-4-33 6-8 2-12 4-20z')}${path('#ffffff60', 'M50 95c-5 8-4 18 0 25h4c-4-8-4-17 0-25z')}${path('#7fb0cc', 'M48 70h32v5H48z')}${line('#ffffff80', 1.8, 'M46 100c10 5 26 5 36 0M45 107c10 5 28 5 38 0')}`,
  ),
  thing(
    'desk lamp',
    [0.5, 'interior', 'studio'],
    'desk lamp, table lamp, reading lamp, lamp, lamps',
    '台灯',
    `${line('#455a64', 5, 'M34 116L22 66 66 30')}${oval('#37474f', 22, 66, 5)}${oval('#37474f', 66, 30, 5)}${path('#e2574c', 'M60 34c2-14 14-26 28-24 4 0 8 2 10 6l16 40c-14 10-36 8-46-2z')}${path('#b93f36', 'M96 13c1 1 2 2 2 3l16 40c-6 4-13 6-20 6 6-18 6-34 2-49z')}${path('#fff3c4', 'M68 54c10 10 32 12 46 2-6 14-38 16-46-2z')}${path('#455a64', 'M12 116h46q4 0 4 8H8q0-8 4-8z')}${path('#263238', 'M44 116h14q4 0 4 8H46z')}`,
  ),
  thing(
    'floor lamp',
    [1.6, 'interior'],
    'floor lamp, standing lamp',
    '落地灯',
    `${path('#5d4a3a', 'M62 46h4v72h-4z')}${path('#3f3126', 'M64 46h2v72h-2z')}${path('#5d4a3a', 'M44 124c0-5 8-8 20-8s20 3 20 8z')}${gradient('f', 'down', '#fff0c9', '#f7d489')}${path('url(#f)', 'M48 6h32l14 42H34z')}${path('#00000012', 'M70 6h10l14 42H74z')}${line('#d9a850', 2, 'M34 48h60M48 6h32')}${line('#8a6a44', 1.2, 'M78 48v14')}${oval('#8a6a44', 78, 63, 1.8)}`,
  ),
  thing(
    'armchair',
    [0.95, 'interior', 'studio'],
    'armchair, arm chair, easy chair, recliner, club chair',
    '扶手椅 单人沙发',
    `${both(path('#6d4526', 'M24 112h8l-2 12h-5z'))}${path('#2f7f7a', 'M28 62c-4-30 8-48 36-48s40 18 36 48v36H28z')}${path('#25686a', 'M76 15c18 4 27 20 24 47v36H80c6-30 6-60-4-83z')}${line('#25686a', 2, 'M48 28c-2 14-2 26 0 38M80 28c2 14 2 26 0 38M64 24v44')}${[
      [48, 36],
      [64, 32],
      [80, 36],
      [56, 52],
      [72, 52],
    ]
      .map(([x = 0, y = 0]) => oval('#1f5a5c', x, y, 2))
      .join('')}${path('#3f9a92', 'M30 74h68v20H30z')}${path('#35867f', 'M30 88h68v10H30z')}
${both(`${path('#348a84', 'M10 66c0-8 6-12 13-12s13 4 13 12v46H16c-4 0-6-3-6-7z')}${path('#56b0a6', 'M13 65c0-5 4-8 10-8s9 3 9 8c-4-4-14-4-19 0z')}`)}${path('#2b7672', 'M36 96h56v16H36z')}`,
  ),
  thing(
    'table',
    [0.75, 'interior'],
    'wooden table, dining table, coffee table, side table',
    '餐桌',
    `${path('#7a4d2b', 'M18 62h9l-3 62h-7zM101 62h9l1 62h-7z')}${path('#5e3a1f', 'M34 62h7l-2 50h-5zM87 62h7l1 50h-5z')}${path('#b5793f', 'M12 44h104l10 14H2z')}${path('#8f5c2c', 'M2 58h124v8H2z')}${line('#9c6835', 1.3, 'M22 49h58M40 54h66')}`,
  ),
  thing(
    'bookshelf',
    [2, 'interior'],
    'bookshelf, bookcase, bookshelves, book shelf',
    '书架 书柜',
    `${path('#8a5a34', 'M14 4h100v120H14z')}${path('#4a2f1d', 'M20 10h88v30H20zM20 45h88v32H20zM20 82h88v34H20z')}${BOOKS(40, [26, 22, 27, 24, 20, 26, 23])}${BOOKS(77, [26, 28, 22, 27])}${BOOKS(116, [28, 24, 30, 26, 28, 22, 29, 25, 27, 23, 28])}${path('#c98a58', 'M62 66h22l-3 11H65z')}${path('#6dab48', 'M73 67c-12-2-16-10-14-16 8 2 12 8 14 16zm0 0c0-10 4-16 12-18 0 10-4 16-12 18zm0 0c-2-10-1-16 0-20 3 6 3 12 0 20z')}${path('#d9a54a', 'M82 26h18v14H82z')}${oval('#c0392b', 91, 24, 7)}${path(SHADE, 'M108 4h6v120h-6z')}`,
  ),
  thing(
    'oil lantern',
    [0.3, 'interior', 'forest', 'snow', 'studio'],
    'lantern, oil lantern, lanterns, camping lantern, oil lamp, storm lantern',
    '马灯 油灯 提灯',
    `${line('#5d4a3a', 3.6, 'M38 46C34 6 94 6 90 46')}${path('#3f4a50', 'M50 24h28l6 12H44z')}${gradient('o', 'down', '#fff6d0', '#ffc24a')}${path('url(#o)', 'M44 42h40c8 16 8 40-2 54H46c-10-14-10-38-2-54z')}${path('#ff8f00', 'M64 58c6 10 10 14 10 22a10 10 0 0 1-20 0c0-8 6-12 10-22z')}${path('#fff59d', 'M64 70c3 5 5 8 5 12a5 5 0 0 1-10 0c0-4 2-7 5-12z')}${path('#ffffff70', 'M48 48h4c-4 14-4 30 1 44h-4c-6-14-6-30-1-44z')}${line('#3f4a50', 2.6, 'M44 42c-9 16-9 40 2 54M84 42c9 16 9 40-2 54M38 66h52')}${path('#4d5a61', 'M40 36h48v7H40z')}${path('#4d5a61', 'M42 95h44l6 18H36z')}${path('#3f4a50', 'M32 113h64v9H32z')}${path('#00000025', 'M76 95h10l6 18h4v9H78z')}`,
  ),
  thing(
    'wine bottle',
    [0.3, 'studio', 'interior'],
    'wine bottle, bottle, bottles, bottle of wine, olive oil bottle, glass bottle',
    '酒瓶 葡萄酒瓶 瓶子',
    `${gradient('w', 'across', '#1f3d2a', '#3f7050', '#16301f')}${path('url(#w)', 'M56 34V8h16v26c0 10 12 14 12 28v56q0 6-6 6H50q-6 0-6-6V62c0-14 12-18 12-28z')}${path('#7b1e2e', 'M55 4h18v26H55z')}${path('#5d1322', 'M67 4h6v26h-6z')}${path('#f7efe0', 'M44 68h40v36H44z')}${path('#0000000f', 'M74 68h10v36H74z')}${line('#7b1e2e', 2, 'M52 76h24M56 83h16')}${path('#b98a3e', 'M58 90h12v8H58z')}${path('#ffffff50', 'M48 62c0-8 5-12 8-18l3 0c-2 8-7 12-7 20v54h-4z')}`,
  ),
  thing(
    'kettle',
    [0.25, 'interior', 'studio'],
    'kettle, tea kettle',
    '水壶 烧水壶',
    `${line('#37474f', 6, 'M36 46C36 4 92 4 92 46')}${path('#c5d3da', 'M98 78l22-26 6 5-20 40z')}${gradient('t', 'across', '#9fb3bd', '#eef4f7', '#8299a5')}${path('url(#t)', 'M30 54c10-12 58-12 68 0 10 14 18 44 12 62-2 5-6 6-10 6H28c-4 0-8-1-10-6-6-18 2-48 12-62z')}${path('#37474f', 'M38 48c10-8 42-8 52 0l3 5H35z')}${oval('#37474f', 64, 40, 6, 5)}${path('#ffffff90', 'M32 64c-7 14-10 34-7 50h6c-3-16 0-36 8-50z')}${path('#78909c', 'M19 114h90c0 6-4 8-9 8H28c-5 0-9-2-9-8z')}`,
  ),
  thing(
    'grand piano',
    [1.5, 'interior', 'studio'],
    'piano, grand piano, pianos',
    '钢琴 三角钢琴',
    `${path('#2b2b30', 'M34 60C40 30 70 4 108 6c10 16-8 24-4 54z')}${path('#4a4a52', 'M40 58C48 34 72 14 104 12c6 12-8 22-6 46z')}${line('#c9973a', 1.4, 'M52 56c6-16 22-30 44-36M64 57c6-12 16-22 30-28M78 57c4-8 8-12 14-16')}${line('#8d6e63', 2.6, 'M96 60V20')}${path('#1f1f24', 'M14 60h98c6 0 8 4 8 8v16H14z')}${path('#37373e', 'M14 60h98c6 0 8 3 8 6H14z')}${path('#101014', 'M6 74h62v16H6z')}${path('#fafafa', 'M9 78h56v8H9z')}${Array.from({ length: 14 }, (_, index) => path('#222', `M${12 + index * 3.8} 78h2v5h-2z`)).join('')}${path('#2b2b30', 'M4 86h66v6H4z')}${path('#1f1f24', 'M14 92h7l-1 30h-5zM58 92h6l-1 24h-4zM108 84h7l-1 38h-5z')}${oval('#c9973a', 17.5, 123, 3, 2.5)}${oval('#c9973a', 111.5, 123, 3, 2.5)}${line('#c9973a', 2, 'M74 84v30M70 115h10')}`,
  ),
];
