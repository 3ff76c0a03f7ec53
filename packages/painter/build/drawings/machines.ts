import type { SceneName } from '../../src/prompt/paint-plan.ts';
import type { Anchor } from '../choose-icons.ts';
import { both, type Drawing, gradient, line, type Noto, oval, path, set } from './drawing.ts';

type World = readonly [anchor: Anchor, metres: number, ...home: SceneName[]];

function thing(
  name: string,
  [anchor, metres, ...home]: World,
  words: string,
  zh: string,
  svg: string | ((noto: Noto) => string),
): Drawing {
  const group = anchor === 'stands' ? 'other-object' : anchor === 'floats' ? 'transport-water' : 'transport-air';
  return {
    name,
    group,
    anchor,
    metres,
    home,
    terms: words.split(', '),
    zh: zh.split(' '),
    draw: typeof svg === 'string' ? () => svg : svg,
  };
}

const ROBOT_ARM = `${line('#78909c', 6, 'M34 74c-8 4-10 14-9 24')}${oval('#546e7a', 25, 84, 5)}${path('#90a4ae', 'M19 98h13v8c0 4-3 6-3 9h-3v-6h-2v6h-3c0-4-3-6-2-9z')}${oval('#607d8b', 36, 73, 7)}`;
const ROBOT_LEG = `${path('#78909c', 'M48 100h11v16H48z')}${line('#607d8b', 1.6, 'M48 105h11M48 110h11')}${path('#546e7a', 'M42 124c0-6 5-10 11-10s8 4 8 10z')}`;
const SAIL = (x: number, y: number, wide: number, tall: number) =>
  `${path('#f7efdc', `M${x} ${y}h${wide}c6 ${tall * 0.4} 5 ${tall * 0.75} 0 ${tall}q${-wide / 2}-6 ${-wide} 0c4-${tall * 0.3} 4-${tall * 0.7} 0-${tall}z`)}${path('#ddcfb0', `M${x + wide * 0.7} ${y}h${wide * 0.3}c6 ${tall * 0.4} 5 ${tall * 0.75} 0 ${tall}q${-wide * 0.15}-3 ${-wide * 0.3}-3.5c4-${tall * 0.3} 4-${tall * 0.6} 0-${tall - 3.5}z`)}${line('#6d4526', 2, `M${x - 2} ${y}h${wide + 4}`)}`;

/** Vehicles and machines the icon set lacks. */
export const MACHINES: readonly Drawing[] = [
  thing(
    'robot',
    ['stands', 1.5, 'city', 'studio', 'space', 'interior'],
    'robot, robots, android, toy robot',
    '机器人',
    (noto) =>
      `${both(`${ROBOT_ARM}${ROBOT_LEG}`)}${path('#90a4ae', 'M36 64q0-6 6-6h44q6 0 6 6v34q0 8-8 8H44q-8 0-8-8z')}${path('#78909c', 'M78 58h8q6 0 6 6v34q0 8-8 8h-8c4-16 4-32 2-48z')}${path('#37474f', 'M46 68h36v20H46z')}${line('#4dd0e1', 2, 'M49 79h8l3-6 5 10 4-7h10')}${oval('#e53935', 50, 97, 3)}${oval('#fdd835', 60, 97, 3)}${oval('#43a047', 70, 97, 3)}${path('#607d8b', 'M56 52h16v8H56z')}${set(noto('robot'), 32, 1, 0.5)}`,
  ),
  thing(
    'hot air balloon',
    ['flies', 22, 'mountains', 'meadow', 'desert', 'lake', 'sea'],
    'hot air balloon, hot air balloons, balloon ride',
    '热气球',
    `${path('#e5533d', 'M64 3C34 3 18 24 18 46c0 22 22 38 34 54h24c12-16 34-32 34-54C110 24 94 3 64 3z')}${path('#f7c948', 'M64 3C48 3 36 22 36 46c0 22 12 40 20 54h16c8-14 20-32 20-54C92 22 80 3 64 3z')}${path('#e5533d', 'M64 3c-8 0-14 20-14 43 0 22 6 40 10 54h8c4-14 10-32 10-54C78 23 72 3 64 3z')}${path('#00000020', 'M80 6.5C98 14 110 29 110 46c0 22-22 38-34 54h-6c14-20 30-56 10-93.5z')}${path('#ffffff38', 'M40 12c-12 8-18 20-18 32 0 5 1 9 3 13 0-18 5-33 15-45z')}${path('#3a6ea8', 'M20.5 58c18 9 69 9 87 0-2 4-4 7-7 11-18 7-55 7-73 0-3-4-5-7-7-11z')}
${line('#6d4526', 1.4, 'M53 100l3 10M75 100l-3 10M64 100v10')}${path('#a8713c', 'M54 109h20l-2 15q0 2-2 2H58q-2 0-2-2z')}${path('#7f5228', 'M68 109h6l-2 15q0 2-2 2h-4z')}${line('#d9a866', 2.2, 'M53 110h22')}${line('#8a5a2c', 1, 'M56 115h16M56.5 120h15')}`,
  ),
  thing(
    'submarine',
    ['swims', 6, 'underwater', 'sea'],
    'submarine, yellow submarine, submarines, submersible, u boat',
    '潜水艇 潜艇',
    `${path('#e0a800', 'M46 40h34l6 22H40z')}${line('#607d8b', 4, 'M66 40V20h12')}${path('#455a64', 'M76 15h8v10h-8z')}${gradient('h', 'down', '#ffd54f', '#f5b301')}${path('url(#h)', 'M24 60h68c20 0 32 10 32 22s-12 24-32 24H24C14 106 6 94 6 82s8-22 18-22z')}${path('#d99700', 'M7 88c10 6 100 8 116-2-3 12-14 20-31 20H24C15 106 8 98 7 88z')}${path('#c0392b', 'M6 74 0 58h10l8 8zM6 92l-6 14h10l6-8z')}${oval('#78909c', 3, 83, 3, 12)}${[44, 68, 92].map((x) => `${oval('#6d4c00', x, 80, 9.5)}${oval('#9fdcf3', x, 80, 7)}${path('#ffffffa0', `M${x - 4} 79a4.5 4.5 0 0 1 5-4z`)}`).join('')}${line('#d99700', 1.6, 'M30 60v46M106 62v42')}${path('#ffffff50', 'M30 65h60c8 0 14 2 18 4H30z')}`,
  ),
  thing(
    'spaceship',
    ['flies', 8, 'space', 'city'],
    'spaceship, space ship, starship, spacecraft, spaceships, space shuttle, starfighter',
    '宇宙飞船 飞船 太空船',
    `${path('#ff8f00', 'M4 66l18-7v14z')}${path('#ffe082', 'M11 66l11-4v8z')}${path('#546e7a', 'M20 54h10v24H20z')}${path('#c0392b', 'M34 56 20 26h14l36 28zM34 76l-14 30h14l36-28z')}${path('#8e2a20', 'M34 76l-14 30h14l36-28z')}${gradient('h', 'down', '#f5f8fa', '#a9bac4')}${path('url(#h)', 'M28 52c30-8 72-6 98 14-26 20-68 22-98 14-3-8-3-20 0-28z')}${path('#90a4ae', 'M27 70c30 6 70 6 99-4-26 20-68 22-98 14-1-3-1-6-1-10z')}${path('#27546b', 'M76 52c14 2 24 6 32 11-10 2-24 1-36-2z')}${path('#8fd3ee', 'M79 54c9 1 16 4 22 7-7 1-16 0-23-2z')}${[40, 50, 60].map((x) => oval('#455a64', x, 64, 3)).join('')}${line('#c0392b', 2.6, 'M30 73c20 4 50 4 76 0')}`,
  ),
  thing(
    'galleon',
    ['floats', 28, 'sea'],
    'pirate ship, galleon, sailing ship, tall ship, frigate, caravel, viking ship',
    '海盗船 帆船 大帆船',
    `${line('#6d4526', 3.6, 'M34 92V24M66 92V8M96 92V26')}${SAIL(22, 32, 24, 20)}${SAIL(20, 56, 27, 26)}${SAIL(53, 16, 26, 22)}${SAIL(50, 42, 31, 38)}${SAIL(85, 34, 22, 18)}${SAIL(83, 56, 25, 24)}${path('#212121', 'M66 2l18 4-18 6z')}${line('#6d4526', 3, 'M104 92l20-16')}${line('#00000055', 0.8, 'M66 8 122 78M66 10 18 82')}
${path('#7a4a2a', 'M6 76h16v12h82c8 0 14-2 18-4-2 20-10 38-22 40H28C14 120 8 100 6 76z')}${path('#5b3520', 'M12 104c30 6 80 6 104-2-4 12-10 21-16 22H28c-8-3-13-11-16-20z')}${path('#d9a54a', 'M7 86c4 4 8 6 15 6h82c7 0 13-2 17-4l-1 4c-5 3-10 4-16 4H22c-7 0-11-2-14-5z')}${[34, 50, 66, 82, 98].map((x) => path('#2e1a10', `M${x} 98h7v6h-7z`)).join('')}${path('#ffe082', 'M10 79h5v5h-5z')}`,
  ),
  thing(
    'rowboat',
    ['floats', 0.7, 'lake', 'sea'],
    'rowboat, rowing boat, row boat, wooden boat, dinghy, fishing boat, small boat',
    '小船 划艇 木船 渔船',
    `${path('#6d4526', 'M12 66c30 12 76 12 106-2-4 4-8 8-12 10-28 6-56 6-82 0z')}${line('#c99a67', 3, 'M30 72l70-4')}${line('#d9b27a', 3.6, 'M30 60l70 12')}${path('#b5533c', 'M4 62c34 22 84 22 120-2-4 24-16 42-30 46H36C20 102 8 84 4 62z')}${path('#8f3d2a', 'M9 80c30 18 78 18 110-2-5 16-14 26-25 28H36C24 102 14 92 9 80z')}${path('#f7efdc', 'M4 62c34 22 84 22 120-2l-1 7c-35 23-83 23-117 2z')}`,
  ),
  thing(
    'typewriter',
    ['stands', 0.25, 'studio', 'interior'],
    'typewriter, type writer',
    '打字机',
    `${path('#fdfaf2', 'M36 8h56v44H36z')}${line('#b0a99a', 1.6, 'M42 18h44M42 25h38M42 32h44')}${path('#263238', 'M16 44h96v12H16z')}${both(oval('#37474f', 14, 50, 6, 8))}${path('#3f7f8a', 'M28 52h72l10 34H18z')}${path('#2f6570', 'M84 52h16l10 34H92z')}${path('#1d3a42', 'M40 58h48l4 10H36z')}${path('#3f7f8a', 'M14 84h100l10 36H4z')}${path('#2f6570', 'M4 114h120l2 8H2z')}${[90, 99, 108].map((y, row) => Array.from({ length: 10 }, (_, index) => oval('#f2ead9', 22 - row * 2 + index * (9.3 + row * 0.45), y, 3.3, 2.7)).join('')).join('')}${line('#f2ead9', 3.4, 'M40 116h48')}`,
  ),
  thing(
    'gramophone',
    ['stands', 0.6, 'interior', 'studio'],
    'gramophone, phonograph',
    '留声机',
    `${gradient('q', 'across', '#f6d77a', '#c08a2a')}${path('url(#q)', 'M50 78c-4-20 2-34 18-40l-2-34c22-8 50 6 58 32 4 14-2 26-10 30L84 46c-10 4-18 14-20 32z')}${path('#8a5c16', 'M66 4c18-4 48 20 48 62C94 70 62 30 66 4z')}${path('#b57f26', 'M72 14c14 0 34 18 36 44C94 56 70 32 72 14z')}${line('#8a5c16', 5, 'M57 80c-1-6-1-10 0-14')}${oval('#212121', 52, 86, 34, 6)}${oval('#c0392b', 52, 85.5, 8, 2)}${path('#8a4a26', 'M12 90h80l6 30H6z')}${path('#6d3719', 'M78 90h14l6 30H84z')}${path('#a55f36', 'M8 86h88v6H8z')}${path('#6d3719', 'M4 119h96v5H4z')}${line('#c9973a', 3, 'M96 104h14v10')}${oval('#6d3719', 110, 116, 3.5)}${oval('#d9a54a', 46, 106, 6)}`,
  ),
  thing(
    'sneaker',
    ['stands', 0.14, 'studio', 'city'],
    'sneaker, sneakers, canvas shoe, trainers, sports shoe',
    '运动鞋 球鞋',
    `${path('#f5f5f5', 'M8 106c-3 0-5 2-5 7 0 7 4 9 10 9h102c8 0 11-4 11-10 0-4-1-6-3-6z')}${path('#d0d0d0', 'M3 114c0 6 4 8 10 8h102c8 0 11-4 11-9z')}${path('#f26b4a', 'M8 106C4 90 8 66 12 50c6 6 20 6 32 0 8 14 22 26 40 34 20 4 38 8 40 22z')}${path('#d9512f', 'M8 106C6 98 6 90 7 82c30 12 70 18 116 22l1 2z')}${path('#f5f5f5', 'M96 88c16 2 26 6 28 18H92c0-8 1-14 4-18z')}${path('#fff3ea', 'M12 50c6 6 20 6 32 0l4 7c-10 6-28 6-38 1z')}${line('#ffffff', 3.4, 'M50 62l-10 8M58 70l-10 8M67 76l-9 9M76 81l-8 9')}${path('#ffffff', 'M38 82l3 6 7 1-5 5 1 7-6-3-6 3 1-7-5-5 7-1z')}${line('#bdbdbd', 1.4, 'M10 112h112')}`,
  ),
  thing(
    'fireworks',
    ['flies', 60, 'city', 'sea', 'lake'],
    'fireworks, firework, firework display, fireworks display, firework show, pyrotechnics, bursting fireworks, burst of fireworks',
    '烟花 烟火 焰火 礼花 放烟花',
    drawFireworks(),
  ),
];

type Burst = {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colours: readonly [string, string];
};

/** Bursts of sparks that begin to fall, with the trail of one that is still rising. */
function drawFireworks(): string {
  const bursts: readonly Burst[] = [
    { x: 46, y: 44, radius: 42, colours: ['#ffb74d', '#fff3c4'] },
    { x: 99, y: 30, radius: 27, colours: ['#4fc3f7', '#e1f5fe'] },
    { x: 96, y: 84, radius: 30, colours: ['#f06292', '#fce4ec'] },
  ];
  const rising = line('#ffd180', 1, 'M44 126c1-14 2-24 2-36M96 126c0-6 0-8 0-12');
  return `${rising}${bursts.map(drawBurst).join('')}`;
}

function drawBurst({ x, y, radius, colours: [outer, inner] }: Burst): string {
  const rays = (count: number, from: number, to: number, turned: number) =>
    Array.from({ length: count }, (_, index) => {
      const turn = ((index + turned) / count) * Math.PI * 2;
      const at = (share: number) =>
        `${(x + Math.cos(turn) * radius * share).toFixed(1)} ${(y + Math.sin(turn) * radius * share * 0.94 + radius * 0.16 * share * share).toFixed(1)}`;
      return { trail: `M${at(from)}Q${at((from + to) / 2)} ${at(to)}`, tip: `M${at(to + 0.03)}h.1` };
    });
  const [wide, near, core] = [rays(26, 0.42, 0.94, 0), rays(18, 0.3, 0.66, 0.5), rays(12, 0.08, 0.34, 0)];
  const trails = (some: readonly { readonly trail: string }[]) => some.map(({ trail }) => trail).join('');
  const tips = (some: readonly { readonly tip: string }[]) => some.map(({ tip }) => tip).join('');
  return `${line(outer, 1.1, trails(wide))}${line(outer, 2.4, tips(wide))}${line(inner, 0.9, trails(near))}${line(inner, 2, tips(near))}
${line('#ffffff', 1, trails(core))}${line('#ffffff', 1.1, tips(wide))}`;
}
