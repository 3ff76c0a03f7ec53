import type { View } from './look-at.ts';

/** Where a thing goes; pixels. `foot` is the row below its last. */
export type Spot = { readonly left: number; readonly foot: number; readonly width: number; readonly height: number };
export type Wish = {
  /** Width over height. */
  readonly aspect: number;
  /** At the lower edge: it has no feet. */
  readonly isCutBelow: boolean;
  /** The share of the width it would rather be at, where all else is equal. */
  readonly preferredX: number;
  /** 1 alone, smaller among several. */
  readonly scale: number;
};

const COLUMNS = 41;
/** Side of a square as large as the thing, of the unit. */
const SIZE = 0.46;
/** Smaller is better than covering what is there already. */
const SCALES = [1, 0.88, 0.76, 0.64, 0.52];

/** The place that covers least of what is `taken` (0 to 1 per cell of the view), at a size and on ground that suit it. */
export function findSpot(
  view: View,
  picture: { readonly width: number; readonly height: number },
  taken: Float32Array,
  wish: Wish,
): Spot {
  const { unit, ground } = view;
  let best: { readonly cost: number; readonly spot: Spot } | undefined;
  for (const scale of SCALES) {
    const { width, height } = sizeOf(picture, unit * SIZE * scale * wish.scale, wish.aspect);
    for (const depth of wish.isCutBelow ? [1] : [0.65, 1, 0.3]) {
      const foot = wish.isCutBelow
        ? picture.height
        : Math.min(picture.height - 2, Math.max(height + 1, ground.far + (ground.near - ground.far) * depth));
      for (let column = 0; column < COLUMNS; column += 1) {
        const margin = Math.min(unit * 0.03, (picture.width - width) / 2);
        const left = margin + ((picture.width - width - 2 * margin) * column) / (COLUMNS - 1);
        const spot = { left, foot, width, height };
        const away = Math.abs((left + width / 2) / picture.width - wish.preferredX);
        const cost = 11 * coveredBy(view, taken, spot) + (1 - scale) * 1.3 + away * 0.8 + Math.abs(depth - 0.65) * 0.2;
        if (best === undefined || cost < best.cost - 1e-9) best = { cost, spot };
      }
    }
  }
  const spot = best?.spot ?? { left: 0, foot: picture.height, width: picture.width, height: picture.height };
  return {
    left: Math.round(spot.left),
    foot: Math.round(spot.foot),
    width: Math.round(spot.width),
    height: Math.round(spot.height),
  };
}

/** Marks a spot as taken. */
export function takeSpot({ small }: View, taken: Float32Array, { left, foot, width, height }: Spot): void {
  const { step } = small;
  for (let y = Math.max(0, Math.floor((foot - height) / step)); y < Math.min(small.height, foot / step); y += 1) {
    for (let x = Math.max(0, Math.floor(left / step)); x < Math.min(small.width, (left + width) / step); x += 1) {
      taken[y * small.width + x] = 1;
    }
  }
}

function sizeOf(picture: { readonly width: number; readonly height: number }, side: number, aspect: number) {
  const height = side / Math.sqrt(aspect);
  const fit = Math.min(
    1,
    (picture.height * 0.86) / height,
    (picture.width * 0.9) / (height * aspect),
    (side * 1.45) / height,
    (side * 1.6) / (height * aspect),
  );
  return { width: Math.max(4, height * aspect * fit), height: Math.max(4, height * fit) };
}

/** The share of the spot that is taken; its lower half counts more, where things stand. */
function coveredBy({ small }: View, taken: Float32Array, { left, foot, width, height }: Spot): number {
  const { step } = small;
  const stride = Math.max(1, Math.floor(Math.min(width, height) / step / 24));
  let sum = 0;
  let count = 0;
  for (let y = Math.max(0, Math.floor((foot - height) / step)); y < Math.min(small.height, foot / step); y += stride) {
    for (let x = Math.max(0, Math.floor(left / step)); x < Math.min(small.width, (left + width) / step); x += stride) {
      sum += taken[y * small.width + x] ?? 0;
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}
