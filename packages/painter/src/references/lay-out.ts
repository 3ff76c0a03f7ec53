/** Pixels. */
export type Cell = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
type Size = { readonly width: number; readonly height: number };

/**
 * Cells for pictures of these ratios (width over height), in reading order, with a gutter between and around them:
 * of all ways to part them into rows or columns the one that cuts least of them and makes none tiny.
 */
export function layOut(ratios: readonly number[], size: Size, gutter: number): readonly Cell[] {
  const inner = { width: size.width - gutter, height: size.height - gutter };
  const turned = { width: inner.height, height: inner.width };
  let best: { readonly cost: number; readonly cells: readonly Cell[] } | undefined;
  for (let cuts = 0; cuts < 2 ** (ratios.length - 1); cuts += 1) {
    const rows = partsOf(ratios.length, cuts);
    const across = fillRows(rows, ratios, inner);
    const down = fillRows(
      rows,
      ratios.map((ratio) => 1 / ratio),
      turned,
    ).map(turn);
    for (const cells of [across, down]) {
      const cost = costOf(cells, ratios, inner);
      if (best === undefined || cost < best.cost - 1e-9) best = { cost, cells };
    }
  }
  return (best?.cells ?? []).map((cell) => whole(cell, gutter));
}

/** The bits of `cuts` say after which picture a new row begins. */
function partsOf(count: number, cuts: number): readonly (readonly number[])[] {
  const rows: number[][] = [[]];
  for (let index = 0; index < count; index += 1) {
    rows.at(-1)?.push(index);
    if (index < count - 1 && (cuts >> index) % 2 === 1) rows.push([]);
  }
  return rows;
}

/** Each row as high as its pictures would be uncut, all of them stretched alike to fill the height. */
function fillRows(
  rows: readonly (readonly number[])[],
  ratios: readonly number[],
  { width, height }: Size,
): readonly Cell[] {
  const sums = rows.map((row) => row.reduce((sum, index) => sum + (ratios[index] ?? 1), 0));
  const natural = sums.map((sum) => width / sum);
  const stretch = height / natural.reduce((sum, high) => sum + high, 0);
  let top = 0;
  return rows.flatMap((row, line) => {
    const high = (natural[line] ?? 0) * stretch;
    let left = 0;
    const cells = row.map((index) => {
      const wide = (width * (ratios[index] ?? 1)) / (sums[line] ?? 1);
      const cell = { left, top, width: wide, height: high };
      left += wide;
      return cell;
    });
    top += high;
    return cells;
  });
}

function turn({ left, top, width, height }: Cell): Cell {
  return { left: top, top: left, width: height, height: width };
}

/** Mean cut of the ratios, and how uneven the areas are: a picture a tenth as large as another is hardly seen. */
function costOf(cells: readonly Cell[], ratios: readonly number[], { width, height }: Size): number {
  const fair = (width * height) / cells.length;
  const costs = cells.map((cell, index) => {
    const cut = Math.abs(Math.log(cell.width / cell.height / (ratios[index] ?? 1)));
    const small = Math.max(0, Math.log(fair / (cell.width * cell.height)));
    return cut + 0.8 * small * small;
  });
  return costs.reduce((sum, cost) => sum + cost, 0) / costs.length + 0.3 * Math.max(...costs);
}

/** Whole pixels, edges shared by neighbours, the gutter taken from the left and the top. */
function whole({ left, top, width, height }: Cell, gutter: number): Cell {
  const right = Math.round(left + width);
  const bottom = Math.round(top + height);
  return {
    left: Math.round(left) + gutter,
    top: Math.round(top) + gutter,
    width: Math.max(1, right - Math.round(left) - gutter),
    height: Math.max(1, bottom - Math.round(top) - gutter),
  };
}
