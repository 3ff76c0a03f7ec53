import { type Coat, hoofed, lounging, sitting, standing } from './animal-bodies.ts';
import { both, line, mirrored, type Noto, oval, path, set } from './drawing.ts';

const FOX: Coat = { fur: '#ff6d1a', shade: '#e85a0c', belly: '#fbeee0', paw: '#575a5b' };
const WOLF: Coat = { fur: '#a6a6a6', shade: '#8f8f8f', belly: '#d6d6d6', paw: '#bdbdbd' };
const LION: Coat = { fur: '#ffc107', shade: '#f0a800', belly: '#ffdf94', paw: '#ffd75e' };
const BEAR: Coat = { fur: '#855b52', shade: '#6d483f', belly: '#7a5249', paw: '#71493f' };
const POLAR_BEAR: Coat = { fur: '#fafcfd', shade: '#c3d5df', belly: '#d5e2e9', paw: '#e4edf2' };
const PANDA: Coat = { fur: '#fafafa', shade: '#4c4c4c', belly: '#ffffff', paw: '#4c4c4c', claw: '#f3b6bd' };
const KOALA: Coat = { fur: '#acacac', shade: '#8d8d8d', belly: '#dcdcdc', paw: '#9c9c9c', claw: '#5f5f5f' };
const HAMSTER: Coat = { fur: '#f2a259', shade: '#d98a40', belly: '#ffe3cc', paw: '#e89850', claw: '#ffb9a8' };
const MOOSE: Coat = { fur: '#855b52', shade: '#6a443b', belly: '#714b42', paw: '#4e342e' };

const TAIL_OF_FOX = `${path('#ff6d1a', 'M84 118c22 8 42-6 40-32-1-14-8-24-15-28 1 14-4 22-12 28-10 8-18 20-13 32z')}${path('#fbeee0', 'M109 58c7 4 14 14 15 28-5-4-9-4-13 0-1-6-6-7-9-4 6-7 8-14 7-24z')}${path('#0000001c', 'M92 120c18 4 34-10 32-34 0 22-16 34-32 34z')}`;
const TAIL_OF_WOLF = `${path('#9a9a9a', 'M86 120c16 6 34 0 38-18 2-10-2-20-7-24 0 10-4 16-11 20s-20 12-20 22z')}${path('#d6d6d6', 'M117 78c5 4 9 14 7 24-3-4-6-5-9-2-2-4-4-4-6-4 5-4 8-10 8-18z')}`;
const TAIL_OF_LION = `${line('#f0a800', 5, 'M88 118c22 2 32-10 26-30')}${path('#855b52', 'M114 92c-9-4-11-14-4-26 1 6 5 8 10 8 4 8 2 15-6 18z')}`;
const BAMBOO = `${line('#7cb342', 4, 'M22 118L38 66')}${line('#558b2f', 4.4, 'M31 88l1-2')}${path('#8bc34a', 'M38 66c-2-10 4-16 12-18 0 10-4 16-12 18zM36 70c-10 0-16-4-18-12 10 0 16 4 18 12z')}${oval('#4c4c4c', 29, 93, 7.5, 7)}`;

/** A whole animal from the icon's head: what stands below, above and behind it. */
const BODIES: Readonly<Record<string, (head: string) => string>> = {
  fox: (head) => `${TAIL_OF_FOX}${sitting(FOX)}${set(head, 28, 2, 0.56)}`,
  wolf: (head) => `${TAIL_OF_WOLF}${sitting(WOLF)}${set(head, 28, 2, 0.56)}`,
  lion: (head) => `${TAIL_OF_LION}${sitting(LION)}${set(head, 24, 0, 0.62)}`,
  bear: (head) => `${standing(BEAR)}${set(head, 2, 16, 0.55)}`,
  'polar bear': (head) => `${standing(POLAR_BEAR)}${set(head, 2, 17, 0.53)}`,
  panda: (head) => `${lounging(PANDA)}${BAMBOO}${set(head, 29, 1, 0.55)}`,
  koala: (head) => `${lounging(KOALA)}${set(head, 27, 1, 0.58)}`,
  hamster: (head) => `${lounging(HAMSTER)}${set(head, 27, -4, 0.58)}${both(oval('#ffc7b0', 55, 78, 5, 6))}`,
  moose: (head) => `${hoofed(MOOSE)}${path('#765046', 'M22 50c0 20 10 32 26 36l10-30z')}${set(head, 0, 3, 0.56)}`,
  frog: (head) => drawFrog(head),
  boar: (head) => drawBoar(head),
};

/** A whole animal where the icon set has a head only, or undefined for one that is whole already. */
export function drawAnimal(name: string, noto: Noto): string | undefined {
  if (name === 'unicorn') return drawUnicorn(noto('horse'));
  if (name === 'chicken') return HEN;
  return BODIES[name]?.(noto(name));
}

/** Chests of those of whom the icon set has a face: fur, and what is lighter in the middle. */
const CHESTS: Readonly<Record<string, readonly [fur: string, middle: string]>> = {
  fox: [FOX.fur, FOX.belly],
  wolf: [WOLF.fur, WOLF.belly],
  lion: [LION.fur, LION.belly],
  bear: [BEAR.shade, BEAR.paw],
  'polar bear': ['#e6eef3', '#ffffff'],
  panda: [PANDA.shade, PANDA.fur],
  koala: [KOALA.paw, KOALA.belly],
  hamster: [HAMSTER.paw, HAMSTER.belly],
  moose: [MOOSE.fur, MOOSE.shade],
  frog: ['#a3c017', '#e6f0a3'],
  monkey: ['#a67c4f', '#ffcc80'],
  dog: ['#f3dcb8', '#fff3dc'],
  'guide dog': ['#f3dcb8', '#fff3dc'],
  'service dog': ['#f3dcb8', '#fff3dc'],
  cat: ['#f5b014', '#ffd866'],
  tiger: ['#f58700', '#ffd3b0'],
  cow: ['#d6d6d6', '#f0f0f0'],
  pig: ['#f5c3a0', '#ffdcc4'],
  mouse: ['#9c9c9c', '#cfcfcf'],
  rabbit: ['#a3b3bb', '#ffffff'],
};

/** The head of an animal above its chest, or undefined where the icon set has no such head. */
export function drawPortrait(name: string, find: (name: string) => string | undefined): string | undefined {
  const face = drawsHead(name) ? find(name) : find(/^(?:guide|service) dog$/.test(name) ? 'dog face' : `${name} face`);
  const chest = CHESTS[name];
  // Without a chest of its own it is one seen from the side, with its neck.
  if (face === undefined || chest === undefined) return face;
  return `${path(chest[0], 'M8 128c2-26 18-48 56-48s54 22 56 48z')}${path(chest[1], 'M38 128c0-20 8-36 26-40 18 4 26 20 26 40z')}
${path('#0000001c', 'M88 84c20 6 30 22 32 44h-14c-2-16-8-32-18-44z')}${set(face, 12.8, 0, 0.8)}`;
}

function drawsHead(name: string): boolean {
  return BODIES[name] !== undefined || name === 'unicorn' || name === 'chicken';
}

function drawFrog(head: string): string {
  const leg = `${path('#9cb814', 'M40 84c-18-2-32 8-34 22-1 8 4 14 12 14h24c6-10 6-24-2-36z')}${path('#b6d11b', 'M38 90c-12-2-22 4-24 14 10-6 20-4 26 6z')}
${path('#8ba50f', 'M4 122c4-6 12-8 20-6l14 1v7H8c-4 0-5-1-4-2z')}${path('#b6d11b', 'M44 86c-2 12-4 22-8 32l-6 5c0 2 2 2 4 2h18c4-10 6-24 6-36z')}${oval('#a4bf16', 41, 122, 11, 3.8)}`;
  return `${path('#b6d11b', 'M30 70c-4 22 2 46 34 46s38-24 34-46z')}${oval('#e6f0a3', 64, 88, 22, 26)}${both(leg)}${set(head, 21, 4, 0.67)}`;
}

function drawBoar(head: string): string {
  const leg = (x: number, colour: string) =>
    `${path(colour, `M${x} 92h12l-1 28h-10z`)}${path('#2e1c18', `M${x + 0.5} 116h11v8H${x}z`)}`;
  return `${leg(50, '#54362f')}${leg(88, '#54362f')}${line('#6d483f', 3, 'M116 66c8 2 8 10 5 18')}${path('#3e2723', 'M119 82h5l-1 9z')}
${path('#76504a', 'M40 62c8-18 24-26 42-24 22 0 36 14 38 32 1 14-4 26-12 30-18 6-44 6-56 0-8-8-12-22-12-38z')}${path('#54362f', 'M60 42c8-6 18-8 28-6 14 2 24 10 30 22-6-4-8-4-12-4-2-4-6-5-10-5-4-4-8-4-12-3-6-4-14-6-24-4z')}
${path('#0000001f', 'M44 86c14 10 50 10 74-4-2 8-5 15-10 18-18 6-44 6-56 0-4-4-6-8-8-14z')}${leg(58, '#6d483f')}${leg(98, '#6d483f')}${set(head, 0, 26, 0.62)}`;
}

/** The icon set's horse in white, with the mane, the tail and the horn of its unicorn. */
function drawUnicorn(horse: string): string {
  const coat: Readonly<Record<string, string>> = {
    '#feaf5f': '#f6f4f8',
    '#b3875d': '#d9d4e0',
    '#a87c5b': '#d2ccda',
    '#a4785a': '#d2ccda',
    '#916656': '#b9b2c6',
    '#9f6c55': '#c2bcce',
    '#dd985b': '#e2dee8',
    '#895d52': '#ada6bd',
    '#946554': '#b8b1c6',
    '#a67255': '#c4becf',
    '#c08358': '#d6d1de',
    '#e09a5c': '#e8e5ec',
  };
  const white = horse.replaceAll(/#[0-9a-f]{6}/g, (colour) => coat[colour] ?? colour);
  // Brown is the mane where it is a plain fill and the hooves where it is a stop.
  const pink = white
    .replaceAll('<path fill="#865b52"', '<path fill="#ec4f8f"')
    .replaceAll('stop-color="#865b52"', 'stop-color="#a59db8"');
  const horn = `${path('#ffd54f', 'M15 15L3-7l19 17z')}${line('#f29f05', 1.6, 'M8 3l5-3M11.5 8.5l6.5-4')}`;
  return `<g transform="translate(3 8)scale(.94)">${horn}${pink}${path('#f8a5c8', 'M52 28c4 4 2 8-2 8 4 3 2 7-3 8 6 1 12-1 14-5s-2-6-6-5c2-3 0-6-3-6zM104 62c4 2 3 8 7 13 3 4 8 4 12 2-6 6-14 4-16-2-1-5 0-10-3-13z')}</g>`;
}

const HEN = mirrored(`${path('#c9c2b8', 'M22 52C6 46 2 30 8 16c4 6 8 8 12 8-2-6-1-12 3-16 4 10 14 16 18 32z')}
${path('#f5f1ea', 'M14 46c12 8 28 12 44 4 14-8 18-26 26-34 8-7 20-5 24 4 3 8 0 14 0 26 2 30-18 52-46 52S14 82 14 46z')}
${path('#d8d0c4', 'M14 46c4 34 24 48 48 48 20 0 38-10 44-30 0 20-18 34-44 34S14 82 14 46z')}${path('#e3dbcf', 'M32 58c10 6 28 4 40-4 2 16-8 28-22 28-10 0-18-10-18-24z')}${line('#c9beb0', 2, 'M40 68c8 2 16 0 22-4M44 76c6 1 12-1 16-4')}
${path('#e53935', 'M84 16c-4-6-2-12 3-12 0-5 7-7 10-2 4-3 10 0 9 5 5 1 6 6 3 10-6-5-18-6-25-1z')}${path('#e53935', 'M107 34c5 2 6 12 1 15-5-1-6-10-4-15z')}${path('#ffb300', 'M107 24l16 6-15 6z')}${path('#f57c00', 'M108 30.5h14.5L108 36z')}${oval('#2d2a25', 98, 25, 3.2)}${oval('#fff', 97, 24, 1)}
${line('#f29f05', 3.6, 'M54 97v22M70 97v22M54 119l-8 4M54 119l8 4M54 119v5M70 119l-8 4M70 119l8 4M70 119v5')}`);
