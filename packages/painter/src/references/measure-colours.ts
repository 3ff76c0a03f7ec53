import type { Lab } from './oklab.ts';
import type { SmallPicture } from './small-picture.ts';

/** How light and how colourful a picture is, from its shadows to its lights. */
export type Colours = {
  readonly mean: Lab;
  /** Share of cells darker than lightness 0, 1, … 100. */
  readonly ranks: Float32Array;
  /** The lightness that this share of the cells stays under. */
  readonly lightnessAt: (rank: number) => number;
  /** The two axes of hue, on the average, around this rank of lightness. */
  readonly hueAt: (rank: number) => readonly [number, number];
  /** Variances and covariance of hue: aa, ab, bb. */
  readonly spread: Lab;
};

const BANDS = 6;
/** One cell in three tells as much, and is sorted in a third of the time. */
const EVERY = 3;
/** How far lights and shadows may have hues of their own; the rest is the whole picture's. */
const OWN_HUE = 0.65;
/** Added to the variances: a grey picture has none. */
const FLOOR = 1.2;

export function measureColours({ lab }: SmallPicture): Colours {
  const size = Math.ceil(lab.length / 3 / EVERY);
  const order = Uint32Array.from({ length: size }, (_, at) => at * EVERY).sort(
    (a, b) => (lab[a * 3] ?? 0) - (lab[b * 3] ?? 0) || a - b,
  );
  const sorted = Float32Array.from(order, (at) => lab[at * 3] ?? 0);
  const mean = meanOf(lab, order);
  const bands = Array.from({ length: BANDS }, (_, band) =>
    meanOf(
      lab,
      order.subarray(Math.floor((band * size) / BANDS), Math.max(1, Math.floor(((band + 1) * size) / BANDS))),
    ),
  );
  return {
    mean,
    ranks: ranksOf(sorted),
    lightnessAt: (rank) => sorted[Math.max(0, Math.min(size - 1, Math.round(rank * (size - 1))))] ?? 0,
    hueAt: (rank) => {
      const at = Math.max(0, Math.min(BANDS - 1, rank * BANDS - 0.5));
      const low = bands[Math.floor(at)] ?? mean;
      const high = bands[Math.min(BANDS - 1, Math.floor(at) + 1)] ?? mean;
      const own = (channel: 1 | 2) => low[channel] + (high[channel] - low[channel]) * (at % 1);
      return [mean[1] + (own(1) - mean[1]) * OWN_HUE, mean[2] + (own(2) - mean[2]) * OWN_HUE];
    },
    spread: spreadOf(lab, mean),
  };
}

function meanOf(lab: Float32Array, cells: Uint32Array): Lab {
  const sums: [number, number, number] = [0, 0, 0];
  for (const at of cells) {
    sums[0] += lab[at * 3] ?? 0;
    sums[1] += lab[at * 3 + 1] ?? 0;
    sums[2] += lab[at * 3 + 2] ?? 0;
  }
  const share = 1 / Math.max(1, cells.length);
  return [sums[0] * share, sums[1] * share, sums[2] * share];
}

/** Smoothed over three steps, so that a plain picture gives a slope and not a cliff. */
function ranksOf(sorted: Float32Array): Float32Array {
  const ranks = new Float32Array(101);
  let at = 0;
  for (let step = 0; step <= 100; step += 1) {
    while (at < sorted.length && (sorted[at] ?? 0) < step) at += 1;
    ranks[step] = at / sorted.length;
  }
  return ranks.map(
    (rank, step) => ((ranks[Math.max(0, step - 1)] ?? 0) + rank * 2 + (ranks[Math.min(100, step + 1)] ?? 0)) / 4,
  );
}

function spreadOf(lab: Float32Array, mean: Lab): Lab {
  let aa = 0;
  let ab = 0;
  let bb = 0;
  for (let at = 0; at < lab.length; at += 3) {
    const a = (lab[at + 1] ?? 0) - mean[1];
    const b = (lab[at + 2] ?? 0) - mean[2];
    aa += a * a;
    ab += a * b;
    bb += b * b;
  }
  const share = 3 / lab.length;
  return [aa * share + FLOOR, ab * share, bb * share + FLOOR];
}
