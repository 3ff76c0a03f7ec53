/** Which piece each cell belongs to, from 1; 0 is none. `sizes` has the cells of each, by that number. */
export type Pieces = { readonly labels: Int32Array; readonly sizes: readonly number[] };

/** Finds what hangs together, side by side, of the cells with a share of 0.5 or more. */
export function labelPieces(share: Float32Array, width: number): Pieces {
  const labels = new Int32Array(share.length);
  const sizes = [0];
  const stack = new Int32Array(share.length);
  for (let start = 0; start < share.length; start += 1) {
    if (labels[start] !== 0 || (share[start] ?? 0) < 0.5) continue;
    const label = sizes.length;
    let end = 1;
    let size = 0;
    stack[0] = start;
    labels[start] = label;
    const visit = (at: number) => {
      if (labels[at] !== 0 || (share[at] ?? 0) < 0.5) return;
      labels[at] = label;
      stack[end] = at;
      end += 1;
    };
    while (end > 0) {
      end -= 1;
      const at = stack[end] ?? 0;
      size += 1;
      const x = at % width;
      if (x > 0) visit(at - 1);
      if (x < width - 1) visit(at + 1);
      if (at >= width) visit(at - width);
      if (at + width < share.length) visit(at + width);
    }
    sizes.push(size);
  }
  return { labels, sizes };
}
