import type { Control } from '../control.ts';
import { difference, type SmallPicture } from './small-picture.ts';

/** The sky at the top of a picture. */
export type Sky = {
  /** 1 where a cell is sky. */
  readonly share: Float32Array;
  /** The row of cells where land begins, on the whole. */
  readonly horizon: number;
};

/** Undefined where there is none: indoors, in a close view. A studio's ground may pass for one: ask for that first. */
export async function findSky(small: SmallPicture, control: Control): Promise<Sky | undefined> {
  const skies: Found[] = [];
  for (const [index, limits] of LIMITS.entries()) {
    await control.checkpoint(index / LIMITS.length);
    skies.push(...tryLimits(small, limits));
  }
  const [loosest] = skies;
  if (loosest === undefined) return undefined;
  // A strict try that finds nearly as much has only left out what the loose one ran into.
  return skies.findLast(({ cells }) => cells > loosest.cells * KEPT);
}

type Found = Sky & { readonly cells: number };
const KEPT = 0.72;
type Limits = { readonly step: number; readonly far: number };

/** Snow, haze and pale walls are hardly told from a sky: stricter tries stop before them. */
const LIMITS: readonly Limits[] = [
  { step: 4.2, far: 13 },
  { step: 2.8, far: 8.5 },
  { step: 1.8, far: 5.5 },
];

function tryLimits(small: SmallPicture, limits: Limits): readonly Found[] {
  const { width, height } = small;
  const isSky = floodFromTop(small, limits);
  fillHoles(isSky, width, height);
  const share = Float32Array.from(isSky);
  const sum = share.reduce((total, one) => total + one, 0);
  const bottoms = Array.from({ length: width }, (_, x) => bottomOf(isSky, width, height, x)).sort((a, b) => a - b);
  const horizon = bottoms[Math.floor(width * 0.6)] ?? 0;
  const top = isSky.subarray(0, width).reduce((total, one) => total + one, 0);
  if (sum < share.length * 0.06 || top < width * 0.5 || horizon > height * 0.86 || isWall(small, share)) return [];
  return [{ share, horizon, cells: sum }];
}

/** Cream, beige or pink, and much the same all over: an evening sky changes its hue from top to bottom. */
function isWall({ lab }: SmallPicture, share: Float32Array): boolean {
  const warmths: number[] = [];
  for (let at = 0; at < share.length; at += 1) if (share[at] === 1) warmths.push(lab[at * 3 + 2] ?? 0);
  warmths.sort((a, b) => a - b);
  const at = (rank: number) => warmths[Math.floor((warmths.length - 1) * rank)] ?? 0;
  return at(0.5) > 3 && at(0.75) - at(0.25) < 5;
}

/** Slow changes only, and nothing leafy or earthy: a sky is blue, grey, white, or glows where it is light. */
function floodFromTop({ width, height, lab }: SmallPicture, { step, far }: Limits): Uint8Array {
  const isSky = new Uint8Array(width * height);
  const drift = new Float32Array(width * height * 3);
  const queue = new Int32Array(width * height);
  let end = 0;
  const couldBe = (at: number) => {
    const light = lab[at * 3] ?? 0;
    const a = lab[at * 3 + 1] ?? 0;
    const b = lab[at * 3 + 2] ?? 0;
    const isLeafy = a < -3.5 && b > 4;
    return !isLeafy && (b < 3 || light > 55);
  };
  const take = (at: number, from: number) => {
    isSky[at] = 1;
    for (let channel = 0; channel < 3; channel += 1) {
      const own = lab[at * 3 + channel] ?? 0;
      const old = from === at ? own : (drift[from * 3 + channel] ?? 0);
      drift[at * 3 + channel] = old + (own - old) * 0.12;
    }
    queue[end] = at;
    end += 1;
  };
  for (let x = 0; x < width; x += 1) if (couldBe(x)) take(x, x);
  for (let start = 0; start < end; start += 1) {
    const from = queue[start] ?? 0;
    const x = from % width;
    for (const to of [x > 0 ? from - 1 : from, x < width - 1 ? from + 1 : from, from - width, from + width]) {
      if (to < 0 || to >= isSky.length || isSky[to] === 1 || !couldBe(to)) continue;
      const away = Math.hypot(
        (lab[to * 3] ?? 0) - (drift[from * 3] ?? 0),
        (lab[to * 3 + 1] ?? 0) - (drift[from * 3 + 1] ?? 0),
        (lab[to * 3 + 2] ?? 0) - (drift[from * 3 + 2] ?? 0),
      );
      if (difference(lab, from, to) < step && away < far) take(to, from);
    }
  }
  return isSky;
}

/** The sun, stars and clouds: what no path leads to from below. */
function fillHoles(isSky: Uint8Array, width: number, height: number) {
  const isReached = new Uint8Array(isSky.length);
  const stack = Array.from({ length: width }, (_, x) => (height - 1) * width + x);
  while (stack.length > 0) {
    const at = stack.pop() ?? 0;
    if (isReached[at] === 1 || isSky[at] === 1) continue;
    isReached[at] = 1;
    const x = at % width;
    if (x > 0) stack.push(at - 1);
    if (x < width - 1) stack.push(at + 1);
    if (at >= width) stack.push(at - width);
    if (at + width < isSky.length) stack.push(at + width);
  }
  for (let at = 0; at < isSky.length; at += 1) if (isReached[at] === 0) isSky[at] = 1;
}

function bottomOf(isSky: Uint8Array, width: number, height: number, x: number): number {
  let y = 0;
  while (y < height && isSky[y * width + x] === 1) y += 1;
  return y;
}
