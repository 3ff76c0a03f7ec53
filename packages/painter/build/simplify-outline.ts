/** Across and down. */
export type OutlinePoint = readonly [number, number];

/** Leaves out what strays less than `tolerance` from straight lines (Douglas–Peucker), then rounds to whole steps. */
export function simplifyOutline(contour: readonly OutlinePoint[], tolerance: number): readonly OutlinePoint[] {
  const far = farthestFrom(contour[0] ?? [0, 0], contour);
  const keep = new Uint8Array(contour.length);
  keep[0] = 1;
  keep[far] = 1;
  const open = [...contour, contour[0] ?? ([0, 0] as const)];
  const spans: (readonly [number, number])[] = [
    [0, far],
    [far, contour.length],
  ];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    const [at, distance] = farthestFromLine(open, from, to);
    if (distance <= tolerance) continue;
    keep[at] = 1;
    spans.push([from, at], [at, to]);
  }
  const kept = contour.filter((_, index) => keep[index] === 1);
  return withoutRepeats(kept.map(([x, y]) => [Math.round(x), Math.round(y)]));
}

function farthestFrom([x, y]: OutlinePoint, contour: readonly OutlinePoint[]): number {
  let [best, found] = [0, 0];
  for (const [index, [otherX, otherY]] of contour.entries()) {
    const distance = Math.abs(otherX - x) + Math.abs(otherY - y);
    if (distance > best) [best, found] = [distance, index];
  }
  return found;
}

function farthestFromLine(points: readonly OutlinePoint[], from: number, to: number): readonly [number, number] {
  const [ax, ay] = points[from] ?? [0, 0];
  const [bx, by] = points[to] ?? [0, 0];
  const [dx, dy] = [bx - ax, by - ay];
  const length = Math.hypot(dx, dy);
  let [best, found] = [-1, from];
  for (let index = from + 1; index < to; index += 1) {
    const [x, y] = points[index] ?? [0, 0];
    const distance = length < 1e-9 ? Math.hypot(x - ax, y - ay) : Math.abs((x - ax) * dy - (y - ay) * dx) / length;
    if (distance > best) [best, found] = [distance, index];
  }
  return [found, best];
}

function withoutRepeats(points: readonly OutlinePoint[]): readonly OutlinePoint[] {
  return points.filter(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    return x !== nextX || y !== nextY;
  });
}
