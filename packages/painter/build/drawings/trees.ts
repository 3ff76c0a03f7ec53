import { createRandom, type Random } from '../../src/random.ts';
import { line, oval, path } from './drawing.ts';

/** Colours of leaves from the shade below to the light above, three or more. */
type Leaves = readonly [string, ...string[]];
/** A clump of leaves: its middle and its radius. */
type Clump = readonly [x: number, y: number, radius: number];

const WOOD = { lit: '#8a6647', plain: '#6e4f36', dark: '#4c3524' } as const;
const OAK: Leaves = ['#2c5a22', '#3b732a', '#4e8c33', '#68a53f', '#8cc152'];
const MAPLE: Leaves = ['#8f2f14', '#b8431a', '#dc6322', '#f08a2c', '#fbb648'];
const CHERRY: Leaves = ['#c76f93', '#dd8fae', '#efabc4', '#f9c8d9', '#fee6ee'];
const BIRCH: Leaves = ['#4f7d26', '#669631', '#80b040', '#9fc957', '#c0e07a'];
const BROAD: readonly Clump[] = [
  [26, 60, 17],
  [102, 60, 17],
  [44, 68, 16],
  [84, 68, 16],
  [64, 64, 20],
  [22, 46, 14],
  [106, 46, 14],
  [38, 38, 20],
  [90, 38, 20],
  [64, 44, 24],
  [52, 22, 17],
  [76, 22, 17],
  [64, 18, 14],
];
const SLIM: readonly Clump[] = [
  [48, 78, 14],
  [80, 78, 13],
  [64, 72, 16],
  [42, 60, 14],
  [86, 58, 14],
  [64, 54, 20],
  [48, 40, 15],
  [80, 40, 15],
  [64, 28, 16],
  [64, 15, 10],
];

const TRUNK = trunkOf(
  'M53 125c5-8 6-22 4-36-4-6-12-12-21-17l3-4c9 4 15 8 20 13l1-19h7l1 19c5-6 11-10 20-13l3 4c-9 4-17 11-20 18-2 13-1 27 5 35-4 2-7 0-9-1-3 2-5 2-7 0-3 2-5 1-7 1z',
  'M66 124c3-12 3-24 1-38l1-5c5-6 11-10 20-13l3 4c-9 4-17 11-20 18-2 13-1 27 5 35-4 2-7 0-10-1z',
);

/** Broad trees with leaves that are seen one by one, as the painted scenes have them. */
export const OAK_TREE = `${TRUNK}${leaves(OAK, BROAD, 11)}`;
export const MAPLE_TREE = `${TRUNK}${leaves(MAPLE, BROAD, 12)}`;
export const CHERRY_TREE = `${TRUNK}${leaves(CHERRY, BROAD, 13)}`;
export const BIRCH_TREE = `${path('#f2efe8', 'M58 126c2-30 2-60 2-100h8c1 40 1 70 2 100z')}${path('#cfcabf', 'M65 126c1-30 1-60 0-100h3c1 40 1 70 2 100z')}${line('#5a544c', 2, 'M59.5 92h5M65 99h4M59 106h4M65 113h4M59.5 119h5')}${line('#d9d4ca', 2, 'M64 76l14-12M64 66L50 52')}${leaves(BIRCH, SLIM, 14)}`;

/** Its leaves are gone; a little snow lies on it. */
export const BARE_TREE = drawBareTree();
export const PALM_TREE = drawPalm();
export const WILLOW_TREE = drawWillow();

function trunkOf(whole: string, shade: string): string {
  return `${path(WOOD.plain, whole)}${path(WOOD.dark, shade)}${line(WOOD.lit, 1.2, 'M58 120c2-10 2-20 1-30M61 118c1-8 1-18 1-30')}`;
}

/** Dabs of leaves: dark ones fill the clumps from behind, lighter ones gather above and to the left. */
function leaves(colours: Leaves, clumps: readonly Clump[], seed: number): string {
  const random = createRandom(seed, 'leaves');
  return colours
    .map((colour, tone) => {
      const share = tone / (colours.length - 1);
      const [wide, many] = tone === 0 ? [6.2, 1.5] : [4.6 - share * 2.2, 1.6 - share * 0.6];
      const dabs = clumps.flatMap((clump) => dabsOf(clump, share, Math.round(clump[2] * many), random));
      return line(colour, wide, dabs.join(''));
    })
    .join('');
}

function dabsOf([x, y, radius]: Clump, share: number, count: number, random: Random): readonly string[] {
  // The lighter the leaves, the smaller and higher the part of the clump they lie in.
  const reach = radius * (1 - share * 0.3);
  return Array.from({ length: count }, () => {
    const turn = random.next() * Math.PI * 2;
    const away = Math.sqrt(random.next()) * reach;
    const left = x - share * radius * 0.24 + Math.cos(turn) * away;
    const top = y - share * radius * 0.38 + Math.sin(turn) * away * 0.9;
    return `M${left.toFixed(1)} ${top.toFixed(1)}h.1`;
  });
}

type Branch = {
  readonly x: number;
  readonly y: number;
  readonly turn: number;
  readonly long: number;
  readonly wide: number;
};

function drawBareTree(): string {
  const random = createRandom(5, 'branches');
  const wood: string[] = [];
  const snow: string[] = [];
  const grow = ({ x, y, turn, long, wide }: Branch, depth: number) => {
    const [endX, endY] = [x + Math.cos(turn) * long, y - Math.sin(turn) * long];
    const bend = long * random.between(-0.12, 0.12);
    const [midX, midY] = [(x + endX) / 2 + bend, (y + endY) / 2];
    const curve = `M${x.toFixed(1)} ${y.toFixed(1)}Q${midX.toFixed(1)} ${midY.toFixed(1)} ${endX.toFixed(1)} ${endY.toFixed(1)}`;
    wood.push(line(depth > 2 ? '#6a5140' : '#5b4331', wide, curve));
    // Snow lies on what is not too steep.
    if (depth > 0 && Math.abs(Math.cos(turn)) > 0.45 && wide > 1) {
      snow.push(
        `<g transform="translate(0 ${(-wide * 0.36).toFixed(1)})">${line('#f4f8fb', Math.max(0.9, wide * 0.5), curve)}</g>`,
      );
    }
    if (depth === 5) return;
    const forks = depth === 0 ? [0.62, 0.12, -0.5] : [random.between(0.3, 0.55), random.between(-0.6, -0.28)];
    for (const fork of forks) {
      grow(
        { x: endX, y: endY, turn: turn + fork, long: long * random.between(0.68, 0.84), wide: wide * 0.62 },
        depth + 1,
      );
    }
  };
  grow({ x: 64, y: 122, turn: Math.PI / 2, long: 34, wide: 11 }, 0);
  const foot = path('#5b4331', 'M52 126c5-6 7-14 7-26h10c0 12 2 20 7 26z');
  return `${foot}${wood.join('')}${line('#7d6450', 1.6, 'M61 116c1-8 1-16 1-26')}${snow.join('')}`;
}

/** A dome of thin twigs that hang nearly to the ground, longest at the sides. */
function drawWillow(): string {
  const random = createRandom(8, 'twigs');
  const tones = ['#4d6f28', '#648a33', '#7da343', '#9abd5a', '#b4d274'];
  const trunk = `${path(WOOD.plain, 'M55 125c5-28 6-56 4-90h11c-3 34-2 62 6 90z')}${path(WOOD.dark, 'M66 125c2-28 2-58 0-90h4c-3 34-2 62 6 90z')}${line(WOOD.plain, 4, 'M64 56L42 30M65 52L88 28')}`;
  const twigs = tones.map((tone, index) => {
    const share = index / (tones.length - 1);
    const lines = Array.from({ length: 52 }, () => {
      const side = random.between(-1, 1);
      const x = 64 + side * 54;
      const top = 40 - Math.sqrt(1 - side * side * 0.96) * 34 + random.between(0, 10) + share * 2;
      const end = Math.min(120, 66 + Math.abs(side) * 44 + random.between(-22, 12) - share * 10);
      const lean = side * 7;
      return `M${(x - lean * 1.6).toFixed(1)} ${top.toFixed(1)}Q${(x + lean * 0.3).toFixed(1)} ${(top + 8).toFixed(1)} ${(x + random.between(-1.5, 1.5)).toFixed(1)} ${Math.max(top + 12, end).toFixed(1)}`;
    });
    return line(tone, 2.6 - share, lines.join(''));
  });
  return `${trunk}${line('#4d6f28', 20, 'M34 36Q64 12 94 36')}${twigs.join('')}`;
}

/** Ringed trunk, and fronds whose leaflets hang from their ribs. */
function drawPalm(): string {
  const random = createRandom(3, 'fronds');
  const [top, left] = [40, 68];
  const fronds = [-2.75, -0.4, -1.95, -1.2, 3.1, 0.05, -2.4, -0.75, -1.55].map((turn) => {
    const long = 54 + random.between(-4, 4);
    return frondOf(left, top, turn, long);
  });
  const rings = Array.from({ length: 15 }, (_, index) => {
    const share = (index + 0.5) / 15;
    const [x, y] = [left - 12 * (1 - (1 - share) ** 2) + 1, top + 84 * share];
    return `M${(x - 3 - share * 2.2).toFixed(1)} ${y.toFixed(1)}q4 2.4 ${(6 + share * 4.4).toFixed(1)} .4`;
  });
  const trunk = `${path('#a57c52', 'M65 38c-4 28-8 56-15 88h15c2-32 4-60 7-88z')}${path('#7d5a3a', 'M68.500 38c-3 30-5 58-7 88h4c2-32 4-60 7-88z')}${line('#8a6440', 1.2, rings.join(''))}`;
  const nuts = `${oval('#6d4a2a', 64, 46, 4.6)}${oval('#7d5632', 72, 46, 4.6)}${oval('#8f683f', 68, 49, 4.2)}`;
  return `${fronds.slice(0, 4).join('')}${trunk}${nuts}${fronds.slice(4).join('')}`;
}

function frondOf(x: number, y: number, turn: number, long: number): string {
  const [reach, rise] = [Math.cos(turn) * long, Math.sin(turn) * long * 0.62];
  // Out and up first, then down by its own weight.
  const at = (share: number) =>
    [
      x + reach * share,
      y + rise * share * (1.25 - share * 0.25) + 34 * Math.abs(Math.cos(turn)) ** 0.6 * share ** 2.2,
    ] as const;
  const steps = Array.from({ length: 17 }, (_, index) => (index + 1) / 17);
  const point = ([left, top]: readonly [number, number]) => `${left.toFixed(1)} ${top.toFixed(1)}`;
  const leaflets = (side: 1 | -1) =>
    steps
      .map((share) => {
        const [left, top] = at(share);
        const size = 15 * Math.sin(Math.PI * Math.min(0.94, share * 0.82 + 0.14));
        const lean = Math.sign(reach || 1) * size * 0.55;
        return `M${point([left, top])}q${(lean * 0.5).toFixed(1)} ${(side * size * 0.2).toFixed(1)} ${lean.toFixed(1)} ${(side > 0 ? size * 0.9 : -size * 0.25).toFixed(1)}`;
      })
      .join('');
  const rib = `M${x} ${y}${steps.map((share) => `L${point(at(share))}`).join('')}`;
  return `${line('#2f6b2a', 2.6, leaflets(1))}${line('#4f9238', 2.2, leaflets(-1))}${line('#83b94a', 1.5, rib)}`;
}
