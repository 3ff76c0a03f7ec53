import type { Point } from './ink.ts';

/** Outlines of things turned on a lathe: [height, radius] from 0 to 1; `lid` is where the cap begins, `slender` radius by height. */
type Vessel = {
  readonly outline: readonly Point[];
  readonly slender: number;
  readonly lid?: number;
  readonly isSharp?: boolean;
};

const BALL = Array.from({ length: 33 }, (_, index): Point => {
  const angle = (Math.PI * index) / 32;
  return [(1 - Math.cos(angle)) / 2, Math.sin(angle)];
});

const VESSELS = {
  bottle: {
    outline: [
      [0, 0.9],
      [0.012, 0.98],
      [0.03, 1],
      [0.52, 1],
      [0.6, 0.97],
      [0.67, 0.8],
      [0.715, 0.52],
      [0.74, 0.42],
      [0.79, 0.4],
      [0.796, 0.41],
      [0.802, 0.52],
      [0.98, 0.52],
      [1, 0.48],
    ],
    slender: 0.25,
    lid: 0.799,
    isSharp: true,
  },
  dropper: {
    outline: [
      [0, 0.94],
      [0.015, 1],
      [0.5, 1],
      [0.56, 0.94],
      [0.6, 0.62],
      [0.62, 0.5],
      [0.628, 0.5],
      [0.634, 0.6],
      [0.75, 0.58],
      [0.757, 0.4],
      [0.8, 0.36],
      [0.93, 0.34],
      [0.98, 0.27],
      [1, 0.12],
    ],
    slender: 0.27,
    lid: 0.631,
    isSharp: true,
  },
  jar: {
    outline: [
      [0, 0.93],
      [0.03, 0.99],
      [0.06, 1],
      [0.58, 1],
      [0.61, 0.985],
      [0.616, 0.985],
      [0.622, 1.03],
      [0.97, 1.03],
      [1, 0.98],
    ],
    slender: 0.62,
    lid: 0.619,
    isSharp: true,
  },
  tube: {
    outline: [
      [0, 0.95],
      [0.012, 1],
      [0.8, 1],
      [0.815, 0.97],
      [0.822, 0.86],
      [0.985, 0.86],
      [1, 0.82],
    ],
    slender: 0.2,
    lid: 0.818,
    isSharp: true,
  },
  vase: {
    outline: [
      [0, 0.5],
      [0.05, 0.57],
      [0.16, 0.77],
      [0.3, 0.95],
      [0.42, 1],
      [0.54, 0.93],
      [0.66, 0.7],
      [0.76, 0.47],
      [0.85, 0.36],
      [0.92, 0.36],
      [1, 0.46],
    ],
    slender: 0.36,
  },
  amphora: {
    outline: [
      [0, 0.32],
      [0.04, 0.36],
      [0.2, 0.62],
      [0.4, 0.9],
      [0.56, 1],
      [0.7, 0.92],
      [0.8, 0.66],
      [0.87, 0.44],
      [0.94, 0.42],
      [1, 0.54],
    ],
    slender: 0.34,
  },
  pebbleVase: {
    outline: [
      [0, 0.6],
      [0.06, 0.76],
      [0.2, 0.95],
      [0.36, 1],
      [0.55, 0.96],
      [0.7, 0.8],
      [0.8, 0.56],
      [0.85, 0.36],
      [0.89, 0.26],
      [1, 0.28],
    ],
    slender: 0.46,
  },
  flask: {
    outline: [
      [0, 0.82],
      [0.05, 0.94],
      [0.16, 1],
      [0.3, 0.97],
      [0.45, 0.78],
      [0.58, 0.46],
      [0.66, 0.3],
      [0.75, 0.25],
      [0.94, 0.25],
      [1, 0.31],
    ],
    slender: 0.36,
  },
  bowl: {
    outline: [
      [0, 0.4],
      [0.06, 0.42],
      [0.1, 0.46],
      [0.3, 0.73],
      [0.6, 0.92],
      [1, 1],
    ],
    slender: 1.1,
  },
  cup: {
    outline: [
      [0, 0.7],
      [0.04, 0.76],
      [0.2, 0.92],
      [0.5, 1],
      [1, 1],
    ],
    slender: 0.52,
  },
  pear: {
    outline: [
      [0, 0.28],
      [0.03, 0.5],
      [0.12, 0.83],
      [0.26, 1],
      [0.42, 0.95],
      [0.56, 0.74],
      [0.7, 0.53],
      [0.84, 0.44],
      [0.94, 0.33],
      [0.985, 0.16],
      [1, 0.02],
    ],
    slender: 0.36,
  },
  ball: { outline: BALL, slender: 0.5 },
  stone: { outline: BALL, slender: 1.25 },
  pillar: {
    outline: [
      [0, 1],
      [1, 1],
    ],
    slender: 0.5,
    isSharp: true,
  },
  cone: {
    outline: [
      [0, 1],
      [0.96, 0.045],
      [1, 0.004],
    ],
    slender: 0.45,
    isSharp: true,
  },
  candle: {
    outline: [
      [0, 1],
      [0.97, 1],
      [1, 0.95],
    ],
    slender: 0.22,
    isSharp: true,
  },
  lampShade: {
    outline: [
      [0, 1],
      [1, 0.62],
    ],
    slender: 0.62,
    isSharp: true,
  },
  pot: {
    outline: [
      [0, 0.7],
      [0.03, 0.74],
      [0.8, 0.94],
      [0.81, 1],
      [0.98, 1],
      [1, 0.98],
    ],
    slender: 0.56,
    isSharp: true,
  },
} as const satisfies Record<string, Vessel>;

export type VesselName = keyof typeof VESSELS;

const STEPS = 512;
export type Outline = {
  /** Radius at 513 heights from base to top, as a share of the greatest. */
  readonly radius: Float32Array;
  readonly slender: number;
  readonly lid: number;
};

const known = new Map<VesselName, Outline>();

/** The outline as a fine table: smooth through its points, so that no facet shows. */
export function outlineOf(name: VesselName): Outline {
  const cached = known.get(name);
  if (cached !== undefined) return cached;
  const vessel: Vessel = VESSELS[name];
  const radius = Float32Array.from({ length: STEPS + 1 }, (_, index) =>
    radiusAt(vessel.outline, index / STEPS, vessel.isSharp === true),
  );
  const made = { radius, slender: vessel.slender, lid: vessel.lid ?? 2 };
  known.set(name, made);
  return made;
}

/** Cubic between the points, with slopes that never overshoot them (Fritsch and Carlson). */
function radiusAt(points: readonly Point[], share: number, isSharp: boolean): number {
  let index = 0;
  while (index < points.length - 2 && share > (points[index + 1]?.[0] ?? 1)) index += 1;
  const [x0, y0] = points[index] ?? [0, 0];
  const [x1, y1] = points[index + 1] ?? [1, y0];
  const t = Math.max(0, Math.min(1, (share - x0) / (x1 - x0)));
  const [m0, m1] = [slopeAt(points, index, isSharp) * (x1 - x0), slopeAt(points, index + 1, isSharp) * (x1 - x0)];
  const tt = t * t;
  return y0 * (2 * tt * t - 3 * tt + 1) + m0 * (tt * t - 2 * tt + t) + y1 * (3 * tt - 2 * tt * t) + m1 * (tt * t - tt);
}

function slopeAt(points: readonly Point[], index: number, isSharp: boolean): number {
  const secant = (from: number) => {
    const [x0, y0] = points[from] ?? [0, 0];
    const [x1, y1] = points[from + 1] ?? [x0 + 1, y0];
    return (y1 - y0) / (x1 - x0);
  };
  if (index === 0) return secant(0);
  if (index === points.length - 1) return secant(index - 1);
  const [before, after] = [secant(index - 1), secant(index)];
  if (before * after <= 0) return 0;
  const mean = (2 * before * after) / (before + after);
  // Corners of caps and rims stay crisp where the slope jumps.
  return isSharp && Math.abs(before - after) > 8
    ? Math.sign(before) * Math.min(Math.abs(before), Math.abs(after))
    : mean;
}
