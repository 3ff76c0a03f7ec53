import type { Control } from '../control.ts';
import { createPlane, smooth } from '../styles/plane.ts';
import { labelPieces } from './label-pieces.ts';
import type { SmallPicture } from './small-picture.ts';

/** A piece: its place, 0 to 1, its mean colour, its distance from its rows, and the share of its box it fills. */
type Piece = {
  readonly size: number;
  readonly x: number;
  readonly y: number;
  readonly lab: readonly [number, number, number];
  readonly far: number;
  readonly filled: number;
  readonly isCut: boolean;
};

/** Unlike its row by this much, in steps of OKLab, something stands before it. */
const APART = 15;
/** A darker cell whose hue differs from its row's by less than this is a shade of it. */
const HUE = 6;
/** Pieces of one kind: their mean colours are this near, in steps of OKLab. */
const KIN = 12;
/** A piece is no smaller than this share of the picture. */
const LEAST = 0.008;

/**
 * One or several like things before a landscape: in a row of meadow, sand or sea most cells are alike, what stands there
 * is not. 0 to 1 per cell; undefined where nothing compact stands clear of the picture's edges.
 */
export async function findStanding(
  small: SmallPicture,
  control: Control,
  sky?: Float32Array,
): Promise<Float32Array | undefined> {
  const { width, height } = small;
  const apart = apartFromRows(small);
  const share = { ...createPlane(small, 1, 1), values: apart.map((far) => (far > APART ? 1 : 0)) };
  for (let at = 0; at < share.values.length; at += 1) if ((sky?.[at] ?? 0) > 0.5) share.values[at] = 0;
  await smooth(share, Math.max(1, Math.round(Math.sqrt(width * height) / 90)), control);
  const { labels, sizes } = labelPieces(share.values, width);
  const able = new Map<number, Piece>();
  for (const [label, size] of sizes.entries()) {
    if (size < LEAST * width * height) continue;
    const piece = describe(small, labels, label, apart);
    if (!piece.isCut && piece.filled > 0.5) able.set(label, piece);
  }
  const [main] = [...able.values()].sort((a, b) => weigh(b) - weigh(a));
  if (main === undefined) return undefined;
  const isKept = sizes.map((size, label) => {
    const piece = able.get(label);
    return piece !== undefined && size > main.size * 0.3 && isKin(piece, main);
  });
  return grown(wholePieces(labels, isKept, width), apart, small);
}

/** How far each cell is from the middle colour of its row, in steps of OKLab; 0 for shades of the row's own hue: trees are dark grass. */
function apartFromRows({ width, height, lab }: SmallPicture): Float32Array {
  const apart = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const usual = [0, 1, 2].map((channel) => {
      const values = Float32Array.from({ length: width }, (_, x) => lab[(y * width + x) * 3 + channel] ?? 0).sort();
      return values[width >> 1] ?? 0;
    });
    for (let at = y * width; at < (y + 1) * width; at += 1) {
      const away = usual.map((value, channel) => (lab[at * 3 + channel] ?? 0) - value);
      const isShade = (away[0] ?? 0) < 0 && Math.hypot(away[1] ?? 0, away[2] ?? 0) < HUE;
      apart[at] = isShade ? 0 : Math.hypot(...away);
    }
  }
  return apart;
}

function describe({ width, height, lab }: SmallPicture, labels: Int32Array, label: number, apart: Float32Array): Piece {
  const sums = new Float64Array(6);
  const box = { left: width, right: 0, top: height, bottom: 0 };
  let size = 0;
  for (let at = 0; at < labels.length; at += 1) {
    if (labels[at] !== label) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    const values = [
      x / width,
      y / height,
      lab[at * 3] ?? 0,
      lab[at * 3 + 1] ?? 0,
      lab[at * 3 + 2] ?? 0,
      apart[at] ?? 0,
    ];
    for (const [index, value] of values.entries()) sums[index] = (sums[index] ?? 0) + value;
    size += 1;
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x + 1);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y + 1);
  }
  const [x = 0, y = 0, light = 0, a = 0, b = 0, far = 0] = sums.map((sum) => sum / Math.max(1, size));
  const isCut = box.left < 2 || box.right > width - 2 || box.top < 2 || box.bottom > height - 2;
  const filled = size / Math.max(1, (box.right - box.left) * (box.bottom - box.top));
  return { size, x, y, lab: [light, a, b], far, filled, isCut };
}

/** Big, unlike its rows, and near the middle. */
function weigh({ size, x, y, far }: Piece): number {
  return size * far * Math.exp(-6 * ((x - 0.5) ** 2 + (y - 0.55) ** 2));
}

function isKin(a: Piece, b: Piece): boolean {
  return Math.hypot(a.lab[0] - b.lab[0], a.lab[1] - b.lab[1], a.lab[2] - b.lab[2]) < KIN;
}

/** The kept pieces with what they hold from three sides: a grey face in white wool is theirs. */
function wholePieces(labels: Int32Array, isKept: readonly boolean[], width: number): Float32Array {
  const share = new Float32Array(labels.length);
  for (const [label, isOne] of isKept.entries()) {
    if (!isOne) continue;
    const sides = new Uint8Array(labels.length);
    for (const step of [1, -1]) {
      const rows = new Uint8Array(labels.length / width);
      const columns = new Uint8Array(width);
      for (let index = 0; index < labels.length; index += 1) {
        const at = step > 0 ? index : labels.length - 1 - index;
        const [x, y] = [at % width, Math.floor(at / width)];
        if (labels[at] === label) rows[y] = columns[x] = 1;
        sides[at] = (sides[at] ?? 0) + (rows[y] ?? 0) + (columns[x] ?? 0);
      }
    }
    for (let at = 0; at < share.length; at += 1) if ((sides[at] ?? 0) >= 3) share[at] = 1;
  }
  return share;
}

/** Outlines and feet, which are less unlike their row, join what they border on. */
function grown(share: Float32Array, apart: Float32Array, { width, height }: SmallPicture): Float32Array {
  let before = share;
  for (let turn = 0; turn < Math.max(1, Math.round(Math.sqrt(width * height) / 75)); turn += 1) {
    const own = before;
    before = own.map((value, at) => {
      if (value === 1 || (apart[at] ?? 0) < APART * 0.5) return value;
      return Math.max(own[at - 1] ?? 0, own[at + 1] ?? 0, own[at - width] ?? 0, own[at + width] ?? 0);
    });
  }
  return before;
}
