import type { SceneName } from '../../src/prompt/paint-plan.ts';
import type { Anchor } from '../choose-icons.ts';
import { type Drawing, gradient, line, mirrored, oval, path } from './drawing.ts';

const GULL = `${path('#f29f05', 'M60 100h3v18h-3zM72 98h3v20h-3z')}${line('#f29f05', 3, 'M54 121l8-4 4 4M68 121l6-4 6 4')}${path('#37474f', 'M2 92l26-14 10 12z')}${path('#ffffff', 'M24 84c10-22 30-34 44-34 2-16 12-26 24-24 12 2 16 12 14 24-2 30-14 54-42 56-18 1-34-8-40-22z')}${path('#b7c3cb', 'M4 90c14-22 32-36 54-34 14 2 20 12 14 22-12 16-40 18-68 12z')}${path('#90a0aa', 'M4 90c20 2 46-2 66-8-14 12-40 13-66 8z')}${path('#ffc107', 'M104 36l20 5c1 4-2 6-5 6l-15-1z')}${oval('#e53935', 117, 44.5, 2, 1.6)}${oval('#212121', 96, 37, 2.8)}${oval('#fff', 95.2, 36.2, 0.9)}`;
const RAVEN = `${line('#1a1a1f', 3.4, 'M60 98v20M72 96v22M54 121l6-4 6 4M66 121l6-4 7 4')}${path('#15151a', 'M0 108l30-30 14 14-30 22z')}${path('#2a2a33', 'M20 88c8-24 26-38 46-40 2-18 14-28 26-26 12 1 18 10 17 22-1 32-15 56-45 60-18 2-34-4-44-16z')}${path('#3d3d4c', 'M14 100c8-26 26-44 48-44 14 2 20 12 12 24-12 16-34 22-60 20z')}${line('#55556b', 1.6, 'M30 88c12-2 26-8 36-18M38 92c12-2 22-6 30-14')}${path('#15151a', 'M104 32c10 0 18 5 22 13l-24 3z')}${path('#34343f', 'M104 34c8 1 14 4 19 10l-20 0z')}${path('#2a2a33', 'M84 62c4 6 4 12 2 18 6-4 10-10 11-16z')}${oval('#f5f5f5', 94, 34, 3.4)}${oval('#111', 94.5, 34, 2.2)}`;
const TROUT = mirrored(
  `${path('#a8603a', 'M98 60c10-4 20-16 28-20-4 14-4 34 0 48-8-4-18-16-28-20z')}${path('#8a6a3a', 'M46 44c8-12 24-14 34-10-2 6-4 10-10 14zM52 86c2 8 8 14 16 16 4-6 4-12 2-18zM84 82c4 4 8 6 14 6 0-4-2-8-6-12z')}${gradient('tr', 'down', '#6f7f4a', '#b9a86a', '#f4d9b0')}${path('url(#tr)', 'M2 66c14-20 34-28 56-26 20 2 36 12 48 24-12 14-28 24-48 26C36 91 14 84 2 66z')}${path('#e5735f90', 'M26 62c24-4 52-4 78 2-26 6-54 6-78 4z')}${[
    [34, 50],
    [44, 46],
    [54, 52],
    [64, 46],
    [72, 54],
    [84, 54],
    [48, 58],
    [60, 60],
    [92, 60],
    [78, 48],
  ]
    .map(([x = 0, y = 0]) => oval('#4a4a28', x, y, 1.7))
    .join(
      '',
    )}${path('#8a6a3a', 'M36 72c8 0 14 6 14 14-8 0-14-6-14-14z')}${line('#7d7444', 1.8, 'M28 50c4 10 4 22 0 32M4 68c4 2 8 2 12 0')}${oval('#f7edc9', 17, 60, 4.6)}${oval('#222', 17, 60, 2.6)}`,
);
const SQUIRREL = `${path('#c9662b', 'M78 120c30 4 46-20 40-48-4-20-20-32-36-26-14 6-14 22-2 26 10 2 14-6 10-12 10 4 12 18 4 28-8 8-18 14-16 32z')}${path('#e58a4a', 'M84 112c20-2 30-20 26-40-3-13-12-20-22-18 14 4 20 22 12 36-5 9-14 12-16 22z')}${path('#c9662b', 'M30 54c-4 10-2 18 4 24-8 14-8 32 2 44h44c8-16 6-36-8-48 8-10 6-26-6-32-14-6-30-2-36 12z')}${path('#f6e3cd', 'M40 78c-6 12-6 30 2 40h18c4-14 2-30-8-42z')}${path('#c9662b', 'M38 44c-4-8-4-16 0-22 6 4 10 10 10 18zM58 42c0-8 4-16 10-18 2 8 2 16-2 22z')}${path('#8f4318', 'M40 40c-2-5-2-9 0-12 3 3 4 6 4 10zM61 40c1-4 2-8 5-10 1 4 1 8-1 12z')}${path('#f6e3cd', 'M27 62c4-4 12-4 16 2 0 8-6 12-12 10-6-2-8-8-4-12z')}${oval('#2d211b', 46, 54, 4)}${oval('#fff', 44.8, 52.6, 1.3)}${oval('#2d211b', 27, 63, 3.4, 2.8)}${path('#8a5a34', 'M24 88c6-4 14-2 16 4 2 8-4 14-10 14s-12-10-6-18z')}${path('#6d4224', 'M22 88c4-6 14-6 18 2-6-2-12-2-18-2z')}${line('#b2561f', 7, 'M56 82c-4 8-10 12-18 12')}${line('#00000022', 2, 'M72 92c-8 4-12 12-10 26')}${path('#b2561f', 'M34 116h26c4 0 6 4 4 8H36c-5 0-6-5-2-8z')}`;

const GULL_IN_FLIGHT = `${path('#cfd8dc', 'M52 66C46 44 30 22 4 14c14 12 20 22 24 32 4 12 12 20 24 24z')}${path('#37474f', 'M4 14c8 8 13 14 17 21 2-4 4-7 4-11C19 19 12 16 4 14z')}${path('#ffffff', 'M22 86c16-4 22-12 34-18 14-8 28-10 40-12 6-8 18-8 22 0l8 5c-2 3-5 4-9 4-6 12-20 22-40 26-20 4-38 2-55-5z')}${path('#dfe6ea', 'M30 88c22 4 50 2 74-16-8 12-20 17-28 19-16 3-32 2-46-3z')}${path('#ffc107', 'M118 57l9 4c-2 3-5 4-9 4z')}${oval('#212121', 109, 57, 2.1)}${path('#b7c3cb', 'M58 78C60 50 76 26 106 10 98 26 94 36 92 48c-2 14-10 26-22 32z')}${path('#37474f', 'M106 10c-11 6-20 13-27 20 4 1 8 2 13 2 3-7 7-14 14-22z')}${path('#90a0aa', 'M58 78c4-16 14-30 28-40-8 16-10 30-16 42z')}${path('#eceff1', 'M26 86L8 90l12 4 12-4z')}`;

type World = readonly [group: string, anchor: Anchor, metres: number, ...home: SceneName[]];

function creature(name: string, world: World, words: string, zh: string, svg: string): Drawing {
  const [group, anchor, metres, ...home] = world;
  return { name, group, anchor, metres, home, terms: words.split(', '), zh: zh.split(' '), draw: () => svg };
}

/** Animals the icon set lacks. */
export const CREATURES: readonly Drawing[] = [
  creature(
    'seagull',
    ['animal-bird', 'stands', 0.4, 'sea', 'lake'],
    'seagull, gull, seagulls, gulls, sea gull, albatross, tern',
    '海鸥',
    GULL,
  ),
  creature(
    'flying seagull',
    ['animal-bird', 'flies', 0.4, 'sea', 'lake'],
    'flying seagull, flying gull, flying seagulls, flying gulls, soaring seagull',
    '飞翔的海鸥 飞翔海鸥',
    GULL_IN_FLIGHT,
  ),
  creature(
    'raven',
    ['animal-bird', 'stands', 0.5, 'forest', 'mountains', 'meadow'],
    'raven, crow, ravens, crows, rook, jackdaw',
    '乌鸦 渡鸦',
    RAVEN,
  ),
  creature(
    'trout',
    ['animal-marine', 'swims', 0.2, 'underwater', 'lake'],
    'trout, salmon, pike, carp, rainbow trout',
    '鳟鱼 三文鱼 鲑鱼',
    TROUT,
  ),
  creature(
    'squirrel',
    ['animal-mammal', 'stands', 0.25, 'forest', 'garden'],
    'squirrel, squirrels, red squirrel',
    '松鼠',
    SQUIRREL,
  ),
];
