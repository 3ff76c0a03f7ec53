import { labelPieces } from './label-pieces.ts';

/**
 * Clears what hangs together with less than `least` of the largest piece's cells, in place; 0.5 is the border of a piece.
 * Returns the same field.
 */
export function keepLargest(share: Float32Array, width: number, least: number): Float32Array {
  const { labels, sizes } = labelPieces(share, width);
  const largest = Math.max(...sizes);
  const isKept = sizes.map((size) => size >= largest * least && size > 0);
  const near = withRim(labels, isKept, width);
  for (let at = 0; at < share.length; at += 1) if (near[at] === 0) share[at] = 0;
  return share;
}

/** Kept cells and those beside them: a soft edge stays soft. */
function withRim(labels: Int32Array, isKept: readonly boolean[], width: number): Uint8Array {
  const near = new Uint8Array(labels.length);
  for (let at = 0; at < labels.length; at += 1) {
    if (isKept[labels[at] ?? 0] !== true) continue;
    for (let down = -2; down <= 2; down += 1) {
      for (let across = -2; across <= 2; across += 1) {
        const to = at + down * width + across;
        if (to >= 0 && to < near.length) near[to] = 1;
      }
    }
  }
  return near;
}
