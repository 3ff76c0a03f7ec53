import { clamp01 } from '../colour.ts';
import type { Control } from '../control.ts';
import { noiseAt } from '../noise.ts';
import type { Picture } from '../picture.ts';
import { createRandom } from '../random.ts';
import { eachRow } from './each-row.ts';

const RED = [184, 42, 36] as const;

/** A small red seal in a quiet corner, cut with a pattern of bars. The lower right is left to the watermark. */
export async function pressSeal(
  picture: Picture,
  { unit, seed }: { readonly unit: number; readonly seed: number },
  control: Control,
): Promise<void> {
  const side = Math.round(unit * 0.062);
  if (side < 10) return;
  const margin = Math.round(unit * 0.05);
  const far = { x: picture.width - margin - side, y: picture.height - margin - side };
  const corners = [
    { x: margin, y: far.y },
    { x: far.x, y: margin },
    { x: margin, y: margin },
  ];
  const quiet = corners
    .map((corner) => ({ ...corner, noise: unrestIn(picture, corner, side) }))
    .reduce((best, corner) => (corner.noise < best.noise ? corner : best));
  const bars = cutBars(seed);
  await eachRow({ width: side, height: side }, control, (row) => {
    for (let column = 0; column < side; column += 1) {
      const u = (column + 0.5) / side;
      const v = (row + 0.5) / side;
      const worn = noiseAt(u * 7, v * 7, seed & 0xffff) * 0.5 + noiseAt(u * 31, v * 31, seed & 0xff) * 0.5;
      const cover = stampAt(u, v, worn, bars) * clamp01(1.05 + worn * 0.5) * 0.9;
      blend(picture, ((quiet.y + row) * picture.width + quiet.x + column) * 3, cover);
    }
  });
}

/** Subjects weigh most, then dark ink. */
function unrestIn({ width, pixels, subjectCover }: Picture, corner: { x: number; y: number }, side: number): number {
  let sum = 0;
  for (let row = 0; row < side; row += 2) {
    for (let column = 0; column < side; column += 2) {
      const at = (corner.y + row) * width + corner.x + column;
      sum += 255 - (pixels[at * 3] ?? 0) + (subjectCover?.[at] ?? 0) * 8;
    }
  }
  return sum;
}

/** Rows of two cells; a bar, a cross-bar, or both are cut into each. */
function cutBars(seed: number): readonly number[] {
  const random = createRandom(seed, 'seal');
  return Array.from({ length: 6 }, () => random.integer(1, 3));
}

function stampAt(u: number, v: number, worn: number, bars: readonly number[]): number {
  const fromEdge = Math.min(u, 1 - u, v, 1 - v);
  const corner = Math.hypot(Math.max(0, 0.12 - Math.min(u, 1 - u)), Math.max(0, 0.12 - Math.min(v, 1 - v)));
  if (fromEdge < 0.015 + worn * 0.02 || corner > 0.11) return 0;
  if (fromEdge > 0.06 && fromEdge < 0.115) return 0;
  const column = Math.min(1, Math.floor(((u - 0.15) / 0.7) * 2));
  const row = Math.min(2, Math.floor(((v - 0.15) / 0.7) * 3));
  if (fromEdge < 0.15 || column < 0 || row < 0) return 1;
  const bar = bars[row * 2 + column] ?? 1;
  const inU = Math.abs(((((u - 0.15) / 0.7) * 2) % 1) - 0.5);
  const inV = Math.abs(((((v - 0.15) / 0.7) * 3) % 1) - 0.5);
  const isCut = ((bar & 1) === 1 && inV < 0.13 && inU < 0.42) || ((bar & 2) === 2 && inU < 0.09 && inV < 0.42);
  return isCut ? 0 : 1;
}

function blend({ pixels }: Picture, to: number, cover: number) {
  for (let channel = 0; channel < 3; channel += 1) {
    const old = pixels[to + channel] ?? 0;
    pixels[to + channel] = old + ((RED[channel] ?? 0) - old) * cover;
  }
}
