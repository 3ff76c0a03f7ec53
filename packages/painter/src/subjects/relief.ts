import { LINEAR_BY_LEVEL } from '../colour.ts';
import type { Control } from '../control.ts';
import { eachBand } from './each-band.ts';
import type { Cutout } from './rasterise-subject.ts';

/** The form read from an outline, on a coarse grid: slopes grow towards the edges, as on a pillow. */
export type Relief = {
  /** Pixels a cell. */
  readonly step: number;
  readonly columns: number;
  readonly rows: number;
  /** How the surface leans to the right and down, about -1.5 to 1.5; both 0 where it faces the viewer. */
  readonly leanX: Float32Array;
  readonly leanY: Float32Array;
};

const CELLS = 150;
/** Radii of the blurs, in cells, and how much of the height each gives: limbs, bodies, the whole. */
const SWELLS = [
  [2, 0.55],
  [6, 1.5],
  [15, 2.4],
  [30, 2.6],
] as const;
/** Lighter parts stand out a little: faces, bellies, sails. */
const TONE_SHARE = 0.32;
const SLOPE = 3.6;
/** Cells a cut form is continued by: more than the widest blur reaches. */
const BELOW = 48;

/** `isCut`: its foot is cut off by the picture's edge, and the form goes on below. */
export async function createRelief(cutout: Cutout, isCut: boolean, control: Control): Promise<Relief> {
  const step = Math.max(1, Math.ceil(Math.max(cutout.width, cutout.height) / CELLS));
  // A frame of empty cells lets slopes fall off at the edges of the cut-out.
  const columns = Math.ceil(cutout.width / step) + 2;
  const rows = Math.ceil(cutout.height / step) + 2 + (isCut ? BELOW : 0);
  const { cover, tone } = await readCells(cutout, { step, columns, rows }, control);
  if (isCut) for (const plane of [cover, tone]) continueBelow(plane, columns, Math.floor(cutout.height / step));
  const height = new Float32Array(columns * rows);
  for (const [radius, share] of SWELLS) {
    const swell = blur(blur(cover, columns, rows, radius), columns, rows, Math.max(1, radius >> 1));
    for (let at = 0; at < height.length; at += 1) height[at] = (height[at] ?? 0) + (swell[at] ?? 0) * share;
  }
  const soft = blur(tone, columns, rows, 1);
  for (let at = 0; at < height.length; at += 1) height[at] = (height[at] ?? 0) + (soft[at] ?? 0) * TONE_SHARE;
  const leanX = new Float32Array(columns * rows);
  const leanY = new Float32Array(columns * rows);
  for (let row = 1; row < rows - 1; row += 1) {
    for (let at = row * columns + 1; at < (row + 1) * columns - 1; at += 1) {
      leanX[at] = ((height[at - 1] ?? 0) - (height[at + 1] ?? 0)) * SLOPE;
      leanY[at] = ((height[at - columns] ?? 0) - (height[at + columns] ?? 0)) * SLOPE;
    }
  }
  return { step, columns, rows, leanX, leanY };
}

async function readCells(
  cutout: Cutout,
  { step, columns, rows }: { readonly step: number; readonly columns: number; readonly rows: number },
  control: Control,
) {
  const { width, rgba } = cutout;
  const cover = new Float32Array(columns * rows);
  const tone = new Float32Array(columns * rows);
  const share = 1 / (step * step * 255);
  await eachBand(cutout, control, (y) => {
    const start = (Math.floor(y / step) + 1) * columns + 1;
    const row = rgba.subarray(y * width * 4, (y + 1) * width * 4);
    for (let at = 0, cell = start; at < row.length; cell += 1) {
      const end = Math.min(row.length, at + step * 4);
      let covered = 0;
      let bright = 0;
      for (; at < end; at += 4) {
        const alpha = row[at + 3] ?? 0;
        covered += alpha;
        bright += alpha * (ROOT_BY_LEVEL[row[at + 1] ?? 0] ?? 0);
      }
      cover[cell] = (cover[cell] ?? 0) + covered * share;
      tone[cell] = (tone[cell] ?? 0) + bright * share;
    }
  });
  return { cover, tone };
}

const ROOT_BY_LEVEL = LINEAR_BY_LEVEL.map(Math.sqrt);

/** Repeats the last row that is full. */
function continueBelow(plane: Float32Array, columns: number, last: number) {
  const row = plane.slice(last * columns, (last + 1) * columns);
  for (let at = (last + 1) * columns; at + columns <= plane.length; at += columns) plane.set(row, at);
}

/** The mean of a square of cells, as a running sum down and across. */
function blur(values: Float32Array, columns: number, rows: number, radius: number): Float32Array {
  const across = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1)
    run(values, across, { start: row * columns, step: 1, count: columns, radius });
  const both = new Float32Array(values.length);
  for (let column = 0; column < columns; column += 1) {
    run(across, both, { start: column, step: columns, count: rows, radius });
  }
  return both;
}

function run(
  from: Float32Array,
  to: Float32Array,
  line: { readonly start: number; readonly step: number; readonly count: number; readonly radius: number },
) {
  const { start, step, count, radius } = line;
  const share = 1 / (radius * 2 + 1);
  let sum = 0;
  for (let index = 0; index < Math.min(count, radius); index += 1) sum += from[start + index * step] ?? 0;
  for (let index = 0; index < count; index += 1) {
    if (index + radius < count) sum += from[start + (index + radius) * step] ?? 0;
    to[start + index * step] = sum * share;
    if (index - radius >= 0) sum -= from[start + (index - radius) * step] ?? 0;
  }
}
