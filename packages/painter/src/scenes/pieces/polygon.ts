import type { Ink, Point } from './ink.ts';
import type { Piece } from './piece.ts';

const SCANS_SHARP = 4;
const SCANS_SOFT = 9;

/**
 * A closed outline filled with ink; crossing outlines leave holes (even-odd).
 * `soft` blurs its edge over this many pixels to either side: light through a window, shadows, things out of focus.
 */
export function polygon(points: readonly Point[], ink: Ink, soft = 0): Piece {
  const edges = edgesOf(points);
  const reach = Math.max(0.5, soft);
  const left = points.reduce((low, [x]) => Math.min(low, x), Number.POSITIVE_INFINITY) - reach;
  const right = points.reduce((high, [x]) => Math.max(high, x), Number.NEGATIVE_INFINITY) + reach;
  const top = points.reduce((low, [, y]) => Math.min(low, y), Number.POSITIVE_INFINITY) - reach;
  const bottom = points.reduce((high, [, y]) => Math.max(high, y), Number.NEGATIVE_INFINITY) + reach;
  const first = Math.floor(left) - 1;
  let slopes = new Float32Array(0);
  return {
    top,
    bottom,
    paint: (y, row) => {
      const from = Math.max(0, first);
      const to = Math.min(row.length / 3 - 1, Math.ceil(right));
      if (to < from) return;
      if (slopes.length === 0) slopes = new Float32Array(Math.max(0, to - first) + 4);
      slopes.fill(0);
      scan(edges, slopes, { y, first, reach, scans: soft > 1.5 ? SCANS_SOFT : SCANS_SHARP });
      let cover = 0;
      for (let x = first; x < from; x += 1) cover += slopes[x - first] ?? 0;
      for (let x = from; x <= to; x += 1) {
        cover += slopes[x - first] ?? 0;
        if (cover > 0.003) ink(row, x, y, Math.min(cover, 1));
      }
    },
  };
}

type Edge = { readonly x: number; readonly lean: number; readonly top: number; readonly bottom: number };

function edgesOf(points: readonly Point[]): readonly Edge[] {
  return points.flatMap(([x0, y0], index): Edge[] => {
    const [x1, y1] = points[(index + 1) % points.length] ?? [x0, y0];
    if (y0 === y1) return [];
    const lean = (x1 - x0) / (y1 - y0);
    return [{ x: x0 - y0 * lean, lean, top: Math.min(y0, y1), bottom: Math.max(y0, y1) }];
  });
}

const crossings: number[] = [];

/** Sums what each scan line adds to the cover, as differences from pixel to pixel. */
function scan(
  edges: readonly Edge[],
  slopes: Float32Array,
  at: { readonly y: number; readonly first: number; readonly reach: number; readonly scans: number },
) {
  const { y, first, reach, scans } = at;
  for (let line = 0; line < scans; line += 1) {
    // A soft edge samples the kernel's bell evenly by weight: dense in its middle.
    const t = ((line + 0.5) / scans) * 2 - 1;
    const scanY = y + 0.5 + (reach > 1.5 ? t * (0.4 + 0.6 * t * t) : t) * reach;
    crossings.length = 0;
    for (const edge of edges)
      if (scanY >= edge.top && scanY < edge.bottom) crossings.push(edge.x + edge.lean * scanY - first);
    crossings.sort(ascending);
    for (let index = 0; index < crossings.length; index += 1) {
      addEdge(slopes, crossings[index] ?? 0, reach, (index % 2 === 0 ? 1 : -1) / scans);
    }
  }
}

function ascending(a: number, b: number): number {
  return a - b;
}

/** Spreads one step of the cover over the pixels the edge is soft on. */
function addEdge(slopes: Float32Array, x: number, reach: number, step: number) {
  const last = slopes.length - 1;
  if (x + reach <= 0) {
    slopes[0] = (slopes[0] ?? 0) + step;
    return;
  }
  if (x - reach >= last) return;
  let before = 0;
  const to = Math.min(last, Math.ceil(x + reach));
  for (let pixel = Math.max(0, Math.floor(x - reach)); pixel <= to; pixel += 1) {
    const t = (pixel + 1 - x + reach) / (2 * reach);
    const share = t <= 0 ? 0 : t >= 1 ? 1 : reach > 1.5 ? t * t * (3 - 2 * t) : t;
    slopes[pixel] = (slopes[pixel] ?? 0) + (share - before) * step;
    before = share;
  }
}
