import { both, type Drawing, line, mirrored, type Noto, oval, path, set } from './drawing.ts';
import { type Clothes, staff, underHead } from './person-body.ts';

const SKIN = '#ffca28';
const BEARD = (colour: string, shade: string) =>
  `${path(colour, 'M24 74c2 34 14 62 40 62s38-28 40-62c-6 14-12 18-18 18-8-6-36-6-44 0-6 0-12-4-18-18z')}${path(shade, 'M86 92c6 0 12-4 18-18-2 34-14 62-40 62 18-6 24-24 22-44z')}
${path('#795548', 'M54 98c6 5 14 5 20 0-1 9-19 9-20 0z')}`;
const POINTED_HAT = (colour: string, shade: string, band: string) =>
  `${path(shade, 'M2 48c20-14 104-14 124 0-20 12-104 12-124 0z')}${path(colour, 'M28 44c8-26 18-50 44-70 4 4 12 6 18 4-8 12 2 46 10 66-20 8-52 8-72 0z')}
${path(shade, 'M74-20c4 3 10 4 16 2-8 12 2 46 10 62-6 2-12 4-18 4-8-24-12-48-8-68z')}${path(band, 'M29 40c20 8 50 8 70 0l2 9c-22 8-52 8-74 0z')}`;
const STAR = (x: number, y: number) =>
  path('#ffd54f', `M${x} ${y - 5}l1.5 3.5 3.5 1.5-3.5 1.5-1.5 3.5-1.5-3.5-3.5-1.5 3.5-1.5z`);
const SWORD = `${line('#cfd8dc', 4, 'M40 88V46')}${line('#90a4ae', 1.4, 'M41 86V46')}${path('#8d6e63', 'M38 86h4v12h-4z')}${path('#fdb400', 'M32 85h16v3.5H32z')}${oval('#fdb400', 40, 99, 2.6)}`;

function someone(name: string, terms: string, zh: string, draw: (noto: Noto) => string): Drawing {
  const home =
    name === 'robot' || name === 'alien'
      ? (['city', 'space', 'studio'] as const)
      : (['meadow', 'mountains', 'forest', 'city'] as const);
  return {
    name,
    group: 'person-role',
    anchor: 'stands',
    metres: 1.75,
    home,
    terms: terms.split(', '),
    zh: zh.split(' '),
    draw,
  };
}

function dressed(head: (noto: Noto) => string, clothes: Clothes) {
  // A hat higher than its board needs the whole figure lower and smaller.
  return (noto: Noto) => set(underHead(head(noto), clothes), 7, 14, 0.89);
}

const ARMOUR = `${path('#90a4ae', 'M48 56h32v34H48z')}${path('#b0bec5', 'M48 56h16v34H48z')}${line('#78909c', 1.4, 'M48 84h32M64 56v32')}${both(oval('#cfd8dc', 43, 58, 7, 6))}
${both(`${line('#78909c', 1.4, 'M49 106h12')}${oval('#cfd8dc', 55, 105, 4, 4)}`)}`;
const HELM = `${path('#c62828', 'M60-4c14-16 40-6 44 12-10-8-26-6-36 2z')}${path('#b0bec5', 'M24 62c0-42 18-58 40-58s40 16 40 58v28c-10 24-70 24-80 0z')}
${path('#90a4ae', 'M72 4.4c20 4 32 20 32 57.6v28c-4 9-16 14-30 16.5 6-30 8-72-2-102.1z')}${path('#263238', 'M32 58c18-8 46-8 64 0v10c-18-6-46-6-64 0z')}${path('#cfd8dc', 'M60 6h8v104h-8z')}
${both([78, 86, 94].map((y) => oval('#455a64', 48, y, 2.4)).join(''))}`;

export const CHARACTERS: readonly Drawing[] = [
  someone(
    'king',
    'king',
    '国王',
    dressed((noto) => `${noto('prince')}${set(BEARD('#8d5a3a', '#75472c'), 5, 15, 0.92)}`, {
      top: '#b71c1c',
      cut: 'robe',
      cape: '#7f1010',
      shoes: '#4e342e',
      belt: '#4e342e',
      over: `${path('#fafafa', 'M42 58c8-9 36-9 44 0l-3 9c-8-6-30-6-38 0z')}${path('#fafafa', 'M61 66h6v56h-6z')}`,
      front: staff('#fdb400', 56) + oval('#e53935', 36, 54, 4),
    }),
  ),
  someone(
    'queen',
    'queen',
    '女王 皇后',
    dressed((noto) => noto('princess'), {
      top: '#5e35b1',
      below: '#7e57c2',
      cut: 'robe',
      cape: '#4527a0',
      shoes: '#311b92',
      over: `${line('#ffd54f', 3, 'M48 86h32')}${line('#ede7f6', 3, 'M35 120c18 4 40 4 58 0')}${path('#ede7f6', 'M54 49c4 6 16 6 20 0l4 5c-8 8-20 8-28 0z')}${oval('#ffd54f', 64, 57, 2.2)}`,
    }),
  ),
  someone(
    'wizard',
    'wizard',
    '巫师 魔法师',
    dressed(
      (noto) => `${noto('old man')}${BEARD('#f5f5f5', '#dcdfe2')}${POINTED_HAT('#3949ab', '#283593', '#fdb400')}`,
      {
        top: '#3949ab',
        below: '#303f9f',
        cut: 'robe',
        shoes: '#4e342e',
        belt: '#fdb400',
        over: `${STAR(52, 104)}${STAR(76, 110)}${STAR(66, 98)}`,
        front: `${staff('#8d6e63', 50)}${oval('#4fc3f7', 36, 47, 5.5)}${oval('#e1f5fe', 34.5, 45, 2)}`,
      },
    ),
  ),
  someone(
    'witch',
    'witch',
    '女巫',
    dressed((noto) => `${noto('woman')}${POINTED_HAT('#37323e', '#26222c', '#8e24aa')}`, {
      top: '#4a3f55',
      below: '#3a3144',
      cut: 'robe',
      shoes: '#1f1b24',
      belt: '#8e24aa',
      front: mirrored(
        `${line('#8d6e63', 3, 'M92 100V52')}${path('#d7a14a', 'M88 100h8l5 24H83z')}${path('#8e5b1d', 'M88 98h8v5h-8z')}${oval(SKIN, 91.5, 90, 5, 5)}`,
      ),
    }),
  ),
  someone(
    'knight',
    'knight',
    '骑士',
    dressed(() => HELM, {
      top: '#a7b4bb',
      below: '#90a4ae',
      cut: 'trousers',
      shoes: '#78909c',
      gloves: '#78909c',
      skin: '#607d8b',
      belt: '#6d4c41',
      cape: '#b71c1c',
      over: ARMOUR,
      front: `${SWORD}${path('#1565c0', 'M78 72h20v14c0 8-6 13-10 15-4-2-10-7-10-15z')}${path('#ffd54f', 'M86 74h4v24h-4zM80 80h16v4H80z')}`,
    }),
  ),
  someone(
    'pirate',
    'pirate',
    '海盗',
    dressed(
      (noto) =>
        `${noto('man')}${path('#212121', 'M12 40c8-30 26-44 52-44s44 14 52 44c-16-12-88-12-104 0z')}${path('#3a3a3a', 'M20 30C40 18 88 18 108 30l6 12c-24-12-76-12-100 0z')}${oval('#f5f5f5', 64, 12, 8, 7)}${path('#f5f5f5', 'M59 16h10v6H59z')}${both(oval('#212121', 60.5, 12, 2))}${oval('#212121', 47, 73, 10, 9)}${line('#212121', 3, 'M28 56l70 22')}${path('#4e342e', 'M40 100c8-7 40-7 48 0-4 22-40 26-48 0zM54 102c6 3 14 3 20 0-4-3-16-3-20 0z')}`,
      {
        top: '#f5f5f5',
        below: '#5d4037',
        cut: 'trousers',
        shoes: '#212121',
        belt: '#212121',
        sleeves: '#8e1f1f',
        over: `${both(path('#8e1f1f', 'M46 54l9-4 3 54H43z'))}${line('#c62828', 2, 'M57 62h14M57 69h14M57 76h14')}`,
        front: SWORD,
      },
    ),
  ),
  someone(
    'doctor',
    'doctor',
    '医生',
    dressed((noto) => noto('woman'), {
      top: '#fafafa',
      below: '#4db6ac',
      cut: 'coat',
      shoes: '#eceff1',
      over: `${path('#4db6ac', 'M56 49h16l-6 20h-4z')}${line('#455a64', 1.8, 'M55 50c-1 16 3 20 7 20s9-4 8-20M62 70v8')}${oval('#90a4ae', 62, 80, 3)}${path('#e53935', 'M73 70h6v2h-6zM75 68h2v6h-2z')}`,
    }),
  ),
  someone(
    'cowboy',
    'cowboy, cowgirl, sheriff, gunslinger',
    '牛仔',
    dressed(
      (noto) =>
        `${noto('man')}${path('#8d5a2b', 'M-2 34c18 16 114 16 132 0-6 22-40 26-66 26S4 56-2 34z')}${path('#a56c35', 'M30 40c0-26 4-44 16-44 8 0 12 5 18 5s10-5 18-5c12 0 16 18 16 44-20 8-48 8-68 0z')}${path('#5d3a1a', 'M29 38c20 8 50 8 70 0v8c-20 8-50 8-70 0z')}`,
      {
        top: '#c94f3d',
        below: '#3f6fa8',
        cut: 'trousers',
        shoes: '#6d4c41',
        belt: '#5d3a1a',
        over: `${path('#8d5a2b', 'M47 54h10v36H47zM71 54h10v36H71z')}${path('#f5d76e', 'M52 49h24L64 63z')}`,
      },
    ),
  ),
  someone(
    'viking',
    'viking',
    '维京人',
    dressed(
      (noto) =>
        `${noto('man')}${BEARD('#d98032', '#b9671f')}${both(path('#f3e7c9', 'M28 40C8 36 4 12 12-6c4 14 12 22 24 26z'))}${path('#90a4ae', 'M22 56c0-36 18-52 42-52s42 16 42 52c-22-8-62-8-84 0z')}${path('#b0bec5', 'M59 4h10v52H59zM22 50c22-8 62-8 84 0v9c-22-8-62-8-84 0z')}`,
      {
        top: '#6d4c41',
        below: '#5d4a3a',
        cut: 'trousers',
        shoes: '#4e342e',
        belt: '#3e2723',
        cape: '#5f6b4a',
        over: `${path('#a1887f', 'M41 58c8-10 38-10 46 0l-3 9c-8-6-32-6-40 0z')}`,
        front: `${line('#8d6e63', 3.4, 'M37 112V56')}${path('#b0bec5', 'M37 56c-6-2-14-1-17 4 0 8 2 12 5 15 3-5 7-7 12-7z')}${oval(SKIN, 37, 91, 5, 5)}`,
      },
    ),
  ),
  someone(
    'warrior',
    'samurai, ronin, shogun',
    '武士 武将',
    dressed(
      (noto) =>
        `${noto('man')}${path('#263238', 'M14 60c0-40 22-56 50-56s50 16 50 56l-14 10c-6-12-6-18-10-22-16-6-36-6-52 0-4 4-4 10-10 22z')}${both(path('#fdb400', 'M60 26C44 24 34 8 32-14c12 16 22 20 30 22z'))}${oval('#c62828', 64, 24, 8)}${path('#37474f', 'M18 44c20-14 72-14 92 0v8c-20-12-72-12-92 0z')}`,
      {
        top: '#b23a2e',
        below: '#263238',
        cut: 'trousers',
        shoes: '#d7ccc8',
        belt: '#212121',
        sleeves: '#37474f',
        over: `${[56, 63, 70, 77].map((y) => path('#7f231b', `M49 ${y}h30v3H49z`)).join('')}${path('#b23a2e', 'M44 92h18v16H45zM66 92h18l-1 16H66z')}${line('#7f231b', 2, 'M46 98h15M46 103h15M67 98h15M67 103h15')}`,
        front: `${line('#455a64', 3, 'M36 96L22 116')}${line('#cfd8dc', 3, 'M41 86l20-34')}${path('#fdb400', 'M36 83l9 5-1 2-9-5z')}`,
      },
    ),
  ),
  someone(
    'alien',
    'alien',
    '外星人',
    dressed((noto) => noto('alien'), {
      top: '#a9b7c0',
      cut: 'trousers',
      shoes: '#8fa0aa',
      skin: '#a9b7c0',
      over: both(line('#8fa0aa', 1.5, 'M56 68q4 3 8 3M57 76q4 3 7 3')),
    }),
  ),
  someone(
    'clown',
    'clown, jester, juggler, harlequin',
    '小丑',
    dressed((noto) => noto('clown face'), {
      top: '#fdd835',
      below: '#1e88e5',
      cut: 'trousers',
      shoes: '#e53935',
      gloves: '#fafafa',
      sleeves: '#e53935',
      over: `${[
        [56, 70],
        [72, 76],
        [60, 84],
        [74, 62],
      ]
        .map(([x = 0, y = 0]) => oval('#e53935', x, y, 3))
        .join('')}${path('#ffffff', 'M44 52q5 8 10 2 5 8 10 2 5 6 10-2 5 6 10-2l-4-6H48z')}`,
    }),
  ),
  someone('skeleton', 'skeleton, skeletons', '骷髅 骨架', drawSkeleton),
];

function drawSkeleton(noto: Noto): string {
  const bone = '#eceff1';
  const shade = '#b0bec5';
  const limbs = both(
    `${line(bone, 5, 'M50 58L39 76 36 92')}${oval(bone, 39, 76, 4)}${oval(bone, 35.5, 96, 5)}${line(bone, 5.5, 'M57 96l-3 14 0 12')}${oval(bone, 54, 109, 4.2)}${path(bone, 'M44 126c0-4 6-6 13-5v5z')}`,
  );
  const ribs = [58, 65, 72, 79]
    .map((y, index) => line(bone, 4, `M${49 + index} ${y}q15-5 ${30 - index * 2} 0`))
    .join('');
  return `${limbs}${line(shade, 5, 'M64 50v44')}${ribs}${path(bone, 'M50 90c8 6 20 6 28 0 2 8-4 14-14 14s-16-6-14-14z')}${set(noto('skull'), 38, 0, 0.41)}`;
}
