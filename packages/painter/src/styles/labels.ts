import type { Control } from '../control.ts';
import { eachRow } from './each-row.ts';
import type { Palette } from './palette.ts';

/** Which of a palette's colours each cell has; a cell is `step` pixels wide. */
export type Labels = {
  readonly width: number;
  readonly height: number;
  readonly step: number;
  readonly cells: Uint8Array;
};

/** Cells take the label most common around them: specks and the thin seams between two areas go. */
export async function cleanLabels(labels: Labels, rounds: number, control: Control): Promise<Labels> {
  const { width, height } = labels;
  const counts = new Uint8Array(256);
  let cells = labels.cells;
  for (let round = 0; round < rounds; round += 1) {
    const from = cells;
    const to = new Uint8Array(from.length);
    await eachRow(labels, { checkpoint: () => control.checkpoint(0) }, (row) => {
      for (let column = 0; column < width; column += 1) {
        to[row * width + column] = commonest(from, counts, { row, column, width, height });
      }
    });
    cells = to;
  }
  return { ...labels, cells };
}

type Spot = { readonly row: number; readonly column: number; readonly width: number; readonly height: number };

function commonest(cells: Uint8Array, counts: Uint8Array, { row, column, width, height }: Spot): number {
  const left = Math.max(0, column - 1);
  const right = Math.min(width - 1, column + 1);
  const up = Math.max(0, row - 1) * width;
  const down = Math.min(height - 1, row + 1) * width;
  const own = cells[row * width + column] ?? 0;
  let best = own;
  // Its own vote counts twice: a line one cell wide may stay.
  counts[own] = (counts[own] ?? 0) + 1;
  for (let line = up; line <= down; line += width) {
    for (let at = line + left; at <= line + right; at += 1) {
      const label = cells[at] ?? 0;
      counts[label] = (counts[label] ?? 0) + 1;
      if ((counts[label] ?? 0) > (counts[best] ?? 0)) best = label;
    }
  }
  for (let line = up; line <= down; line += width) {
    for (let at = line + left; at <= line + right; at += 1) counts[cells[at] ?? 0] = 0;
  }
  counts[own] = 0;
  return best;
}

/**
 * Writes rows of pixels from labels, with round smooth outlines: near a seam every label around votes with the
 * weight of a smooth curve (cubic B-spline), the strongest wins and the second softens the last half pixel.
 */
export function createLabelReader(
  labels: Labels,
  colours: Palette,
  width: number,
): (y: number, out: Uint8Array) => void {
  const { step } = labels;
  const uniform = findUniform(labels);
  const weights = Array.from({ length: step }, (_, phase) => splineAt((phase + 0.5) / step));
  const half = step >> 1;
  const sharpness = step * 0.9;
  const votes = new Float64Array(colours.length / 3);
  return (y, out) => {
    const row = Math.max(0, Math.min(labels.height - 1, Math.floor((y - half) / step)));
    const down = weights[y < half ? 0 : (y - half) % step] ?? [];
    for (let column = -1, x = 0; x < width; column += 1) {
      const end = Math.min(width, half + (column + 1) * step);
      const cell = Math.max(0, Math.min(labels.width - 1, column));
      const at = row * labels.width + cell;
      if (uniform[at] === 1) fillRun(out, x, end, colours.subarray((labels.cells[at] ?? 0) * 3));
      else
        for (let to = x; to < end; to += 1) {
          const across = weights[to < half ? 0 : (to - half) % step] ?? [];
          const { best, second } = elect(labels, votes, { row, column: cell, down, across });
          const lead = ((votes[best] ?? 0) - (votes[second] ?? 0)) * sharpness;
          const share = best === second ? 1 : Math.min(1, lead + 0.5);
          for (let channel = 0; channel < 3; channel += 1) {
            const under = colours[second * 3 + channel] ?? 0;
            out[to * 3 + channel] = under + ((colours[best * 3 + channel] ?? 0) - under) * share;
          }
        }
      x = end;
    }
  };
}

function fillRun(out: Uint8Array, from: number, end: number, colour: Palette) {
  const [red = 0, green = 0, blue = 0] = colour;
  for (let at = from * 3; at < end * 3; at += 3) {
    out[at] = red;
    out[at + 1] = green;
    out[at + 2] = blue;
  }
}

type Window = {
  readonly row: number;
  readonly column: number;
  readonly down: readonly number[];
  readonly across: readonly number[];
};

const elected = { best: 0, second: 0 };

function elect({ width, height, cells }: Labels, votes: Float64Array, window: Window): typeof elected {
  votes.fill(0);
  for (let dy = -1; dy <= 2; dy += 1) {
    const line = Math.max(0, Math.min(height - 1, window.row + dy)) * width;
    const weight = window.down[dy + 1] ?? 0;
    for (let dx = -1; dx <= 2; dx += 1) {
      const label = cells[line + Math.max(0, Math.min(width - 1, window.column + dx))] ?? 0;
      votes[label] = (votes[label] ?? 0) + weight * (window.across[dx + 1] ?? 0);
    }
  }
  elected.best = 0;
  for (let label = 1; label < votes.length; label += 1) {
    if ((votes[label] ?? 0) > (votes[elected.best] ?? 0)) elected.best = label;
  }
  elected.second = elected.best === 0 ? votes.length - 1 : 0;
  for (let label = 0; label < votes.length; label += 1) {
    if (label !== elected.best && (votes[label] ?? 0) > (votes[elected.second] ?? 0)) elected.second = label;
  }
  return elected;
}

/** 1 where all sixteen cells that a pixel there could see are alike. */
function findUniform({ width, height, cells }: Labels): Uint8Array {
  return cells.map((own, at) => {
    const row = Math.floor(at / width);
    const column = at % width;
    for (let dy = -1; dy <= 2; dy += 1) {
      const line = Math.max(0, Math.min(height - 1, row + dy)) * width;
      for (let dx = -1; dx <= 2; dx += 1) {
        if (cells[line + Math.max(0, Math.min(width - 1, column + dx))] !== own) return 0;
      }
    }
    return 1;
  });
}

function splineAt(t: number): readonly number[] {
  const u = 1 - t;
  return [(u * u * u) / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * u * u * u - 6 * u * u + 4) / 6, (t * t * t) / 6];
}
