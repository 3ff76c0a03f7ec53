import { clamp01 } from '../colour.ts';
import { difference, type SmallPicture } from './small-picture.ts';

/** A plain ground, also with a slow gradient, found from the picture's edges inwards. */
export type PlainGround = {
  /** 1 where a cell is ground, per cell. */
  readonly isGround: Uint8Array;
  /** How uneven the ground itself is, in steps of OKLab. */
  readonly noise: number;
  /** It reaches the picture's lower corners: the thing stands free in it. */
  readonly isAllAround: boolean;
};

/** Above this a ground is a texture. */
const NOISE_MAX = 3.2;

/** Undefined where the picture's edges are not plain, or where nothing or everything would be left over. */
export function findPlainGround(small: SmallPicture): PlainGround | undefined {
  const { width, height, lab } = small;
  const noise = noiseOf(small);
  if (noise > NOISE_MAX) return undefined;
  const isGround = new Uint8Array(width * height);
  const flood = createFlood(small, isGround, noise);
  flood(
    likeCorners(
      lab,
      Array.from({ length: width }, (_, x) => x),
    ),
  );
  const bottom = (height - 1) * width;
  const sides = [sideOf(isGround, width, height, 0), sideOf(isGround, width, height, width - 1)];
  // A floor of another colour than the wall: from one lower corner to the other, with a straight upper edge.
  const isFloor =
    isGround[bottom] === 0 &&
    difference(lab, bottom, bottom + width - 1) < 8 &&
    Math.abs((sides[0] ?? 0) - (sides[1] ?? 0)) < 0.05;
  if (isFloor && Math.min(...sides) > 0.45) {
    const floor = isGround.slice();
    const edge = Array.from({ length: width }, (_, x) => bottom + x);
    createFlood(small, floor, noise)(likeCorners(lab, edge));
    if (isStraight(isGround, floor, width, height)) isGround.set(floor);
  }
  return judge(small, isGround, noise);
}

function judge({ width, height }: SmallPicture, isGround: Uint8Array, noise: number): PlainGround | undefined {
  const share = isGround.reduce((sum, one) => sum + one, 0) / isGround.length;
  let top = 0;
  for (let x = 0; x < width; x += 1) top += isGround[x] ?? 0;
  const left = sideOf(isGround, width, height, 0);
  const right = sideOf(isGround, width, height, width - 1);
  const isPlain = top > width * 0.85 && Math.min(left, right) > 0.64 && share > 0.15 && share < 0.985;
  if (!isPlain) return undefined;
  const bottom = (height - 1) * width;
  return { isGround, noise, isAllAround: isGround[bottom] === 1 && isGround[bottom + width - 1] === 1 };
}

/** The middle one of the differences between neighbours along three edges. */
function noiseOf({ width, height, lab }: SmallPicture): number {
  const steps: number[] = [];
  for (let x = 1; x < width; x += 1) steps.push(difference(lab, x, x - 1));
  for (let y = 1; y < height * 0.7; y += 1) {
    steps.push(difference(lab, y * width, (y - 1) * width));
    steps.push(difference(lab, y * width + width - 1, (y - 1) * width + width - 1));
  }
  steps.sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? 0;
}

/**
 * Goes from cell to cell as long as the colour changes slowly, and stays near a colour that drifts along:
 * gradients and soft shadows are ground, an edge is not.
 */
function createFlood(small: SmallPicture, isGround: Uint8Array, noise: number): (seeds: readonly number[]) => void {
  const { width, height, lab } = small;
  const stepMax = 2.6 + 2.2 * noise;
  const hueStepMax = 0.9 + 1.3 * noise;
  const hueMax = 1.5 + 1.8 * noise;
  const farMax = 8 + 3 * noise;
  const drift = new Float32Array(width * height * 3);
  const queue = new Int32Array(width * height);
  return (seeds) => {
    let end = 0;
    for (const [index, seed] of seeds.entries()) {
      const before = seeds[Math.max(0, index - 1)] ?? seed;
      const after = seeds[Math.min(seeds.length - 1, index + 1)] ?? seed;
      if (isGround[seed] === 1 || difference(lab, seed, before) > stepMax || difference(lab, seed, after) > stepMax)
        continue;
      isGround[seed] = 1;
      drift.set(lab.subarray(seed * 3, seed * 3 + 3), seed * 3);
      queue[end] = seed;
      end += 1;
    }
    const visit = (from: number, to: number) => {
      if (isGround[to] === 1 || difference(lab, from, to) > stepMax || hueStep(lab, from, to) > hueStepMax) return;
      const light = (lab[to * 3] ?? 0) - (drift[from * 3] ?? 0);
      const hue = Math.hypot(
        (lab[to * 3 + 1] ?? 0) - (drift[from * 3 + 1] ?? 0),
        (lab[to * 3 + 2] ?? 0) - (drift[from * 3 + 2] ?? 0),
      );
      // A shadow is darker and keeps the hue; what differs in hue is another thing.
      if (hue > hueMax || light > hueMax * 1.6 || light < -farMax) return;
      isGround[to] = 1;
      for (let channel = 0; channel < 3; channel += 1) {
        const old = drift[from * 3 + channel] ?? 0;
        // Hue is followed slowly: along an edge colours mix little by little, too.
        const rate = channel === 0 ? 0.07 : 0.03;
        drift[to * 3 + channel] = old + ((lab[to * 3 + channel] ?? 0) - old) * rate;
      }
      queue[end] = to;
      end += 1;
    };
    for (let start = 0; start < end; start += 1) {
      const at = queue[start] ?? 0;
      const x = at % width;
      if (x > 0) visit(at, at - 1);
      if (x < width - 1) visit(at, at + 1);
      if (at >= width) visit(at, at - width);
      if (at < width * (height - 1)) visit(at, at + width);
    }
  };
}

function hueStep(lab: Float32Array, a: number, b: number): number {
  return Math.hypot((lab[a * 3 + 1] ?? 0) - (lab[b * 3 + 1] ?? 0), (lab[a * 3 + 2] ?? 0) - (lab[b * 3 + 2] ?? 0));
}

/** How far down a side the ground goes without a gap of more than a few cells, 0 to 1. */
function sideOf(isGround: Uint8Array, width: number, height: number, x: number): number {
  let last = -1;
  for (let y = 0; y < height && y - last <= 3; y += 1) if (isGround[y * width + x] === 1) last = y;
  return clamp01((last + 1) / height);
}

/** The cells of an edge that look like one of its corners, or between them: what else is there touches the edge. */
function likeCorners(lab: Float32Array, edge: readonly number[]): readonly number[] {
  const first = edge[0] ?? 0;
  const last = edge.at(-1) ?? 0;
  const apart = difference(lab, first, last);
  return edge.filter((at) => difference(lab, at, first) + difference(lab, at, last) < apart + 14);
}

/** The second flood added a floor: its upper edge lies at one height in most columns, and in the outer ones all the more. */
function isStraight(before: Uint8Array, after: Uint8Array, width: number, height: number): boolean {
  const tops = Array.from({ length: width }, (_, x) => {
    let y = height - 1;
    while (y > 0 && after[y * width + x] === 1 && before[y * width + x] === 0) y -= 1;
    return y / height;
  });
  const outer = tops.filter((_, x) => x < width * 0.2 || x > width * 0.8).sort((a, b) => a - b);
  const usual = outer[outer.length >> 1] ?? 0;
  const near = (found: readonly number[]) => found.filter((top) => Math.abs(top - usual) < 0.02).length / found.length;
  return near(outer) > 0.85 && near(tops) > 0.5;
}
