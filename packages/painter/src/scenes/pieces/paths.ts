import type { Point } from './ink.ts';

/** An upright rectangle; pixels. */
export function rectPath(left: number, top: number, right: number, bottom: number): readonly Point[] {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

/** An ellipse, or the part of it between two turns (0 is to the right, 0.25 below); pixels. */
export function ellipsePath(
  centre: Point,
  radiusX: number,
  radiusY = radiusX,
  turn: { readonly from: number; readonly to: number } = { from: 0, to: 1 },
): readonly Point[] {
  const count = Math.max(12, Math.min(160, Math.ceil(Math.max(radiusX, radiusY) * 0.8)));
  return Array.from({ length: count + 1 }, (_, index): Point => {
    const angle = (turn.from + ((turn.to - turn.from) * index) / count) * 2 * Math.PI;
    return [centre[0] + Math.cos(angle) * radiusX, centre[1] + Math.sin(angle) * radiusY];
  });
}

/** A rectangle with round corners; pixels. */
export function roundedPath(
  box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
  radius: number,
): readonly Point[] {
  const { left, top, right, bottom } = box;
  const r = Math.max(0, Math.min(radius, (right - left) / 2, (bottom - top) / 2));
  const corner = (x: number, y: number, from: number) => ellipsePath([x, y], r, r, { from, to: from + 0.25 });
  return [
    ...corner(right - r, bottom - r, 0),
    ...corner(left + r, bottom - r, 0.25),
    ...corner(left + r, top + r, 0.5),
    ...corner(right - r, top + r, 0.75),
  ];
}

/** An upright door shape with a round head. */
export function archPath(centreX: number, base: number, halfWidth: number, height: number): readonly Point[] {
  const spring = base - Math.max(halfWidth * 0.2, height - halfWidth);
  return [
    [centreX + halfWidth, base],
    [centreX - halfWidth, base],
    ...ellipsePath([centreX, spring], halfWidth, halfWidth, { from: 0.5, to: 1 }),
  ];
}

/** A smooth closed or open line through points (Catmull-Rom). */
export function smoothPath(points: readonly Point[], steps = 8, isClosed = false): readonly Point[] {
  const count = points.length;
  const at = (index: number): Point => {
    const inside = isClosed ? (index + count) % count : Math.max(0, Math.min(count - 1, index));
    return points[inside] ?? [0, 0];
  };
  const path: Point[] = [];
  for (let index = 0; index < (isClosed ? count : count - 1); index += 1) {
    const [p0, p1, p2, p3] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    for (let step = 0; step < steps; step += 1) {
      const t = step / steps;
      path.push([curve(p0[0], p1[0], p2[0], p3[0], t), curve(p0[1], p1[1], p2[1], p3[1], t)]);
    }
  }
  return isClosed ? path : [...path, at(count - 1)];
}

function curve(a: number, b: number, c: number, d: number, t: number): number {
  return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t);
}

/** A pointed leaf from its stalk to its tip; `bend` bows it sideways, as a share of its length. */
export function leafPath(stalk: Point, tip: Point, width: number, bend = 0): readonly Point[] {
  const [dx, dy] = [tip[0] - stalk[0], tip[1] - stalk[1]];
  const length = Math.max(1e-6, Math.hypot(dx, dy));
  const [nx, ny] = [-dy / length, dx / length];
  const side = (direction: number) =>
    Array.from({ length: 9 }, (_, index): Point => {
      const t = index / 8;
      const out =
        direction * width * 0.5 * Math.sin(Math.PI * t ** 0.8) * (1 - t * 0.25) + bend * length * t * (1 - t) * 2;
      return [stalk[0] + dx * t + nx * out, stalk[1] + dy * t + ny * out];
    });
  return [...side(1), ...side(-1).reverse()];
}

/** A line as a thin closed band, thinning from the first width to the second. */
export function strokePath(line: readonly Point[], widthFrom: number, widthTo = widthFrom): readonly Point[] {
  const side = (direction: number) =>
    line.map(([x, y], index): Point => {
      const [ax, ay] = line[Math.max(0, index - 1)] ?? [x, y];
      const [bx, by] = line[Math.min(line.length - 1, index + 1)] ?? [x, y];
      const length = Math.max(1e-6, Math.hypot(bx - ax, by - ay));
      const half = (direction * (widthFrom + (widthTo - widthFrom) * (index / Math.max(1, line.length - 1)))) / 2;
      return [x - ((by - ay) / length) * half, y + ((bx - ax) / length) * half];
    });
  return [...side(1), ...side(-1).reverse()];
}
