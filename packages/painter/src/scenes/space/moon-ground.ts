import { clamp01, hex, mix, multiply, type Rgb, scale } from '../../colour.ts';
import { addNoiseRow, noiseAt } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { type Point, tintInk } from '../pieces/ink.ts';
import { ellipsePath } from '../pieces/paths.ts';
import { type Piece, paintPieces } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import { blend } from '../sky.ts';

/** The first row of the ground in the middle of the picture; pixels. */
export function moonHorizon({ height, unit }: Frame): number {
  return Math.round(height - Math.min(height * 0.36, unit * 0.52));
}

/** Dust and craters under a low sun, black sky behind. */
export function createMoonGround(frame: Frame, side: number): RowPainter {
  const { width, height, unit, plan } = frame;
  const seed = plan.key % 6007;
  const horizon = moonHorizon(frame);
  const edge = Float32Array.from(
    { length: width },
    (_, x) =>
      horizon +
      (((x - width / 2) / Math.max(unit, width)) * 2) ** 2 * unit * 0.03 -
      Math.max(0, noiseAt((x / unit) * 1.6, 3.3, seed)) * unit * 0.12 -
      noiseAt((x / unit) * 9, 1.3, seed) * unit * 0.008,
  );
  const top = edge.reduce((low, y) => Math.min(low, y), height);
  const isRed = plan.understood.some((word) => /mars|martian|火星/.test(word)) || plan.palette.includes('red');
  const soil = isRed ? hex('#b5653c') : hex('#a9a6a2');
  const bumps = new Float32Array(width);
  const craters = paintPieces(createCraters(frame, { horizon, side, seed }), height);
  const far = scale(soil, 0.36);
  const near = scale(soil, 0.66);
  return (y, row) => {
    if (y < top - 1) return;
    const depth = clamp01((y - horizon) / Math.max(1, height - horizon));
    const size = unit * (0.01 + depth * 0.26);
    bumps.fill(0);
    for (const [octave, share] of [
      [1, 0.36],
      [0.4, 0.26],
      [0.14, 0.13],
      [0.05, 0.07],
    ] as const) {
      addNoiseRow(bumps, y < horizon ? ((y / unit) * 9) / octave : (-Math.log(depth + 0.05) * 2.4) / octave, {
        seed: seed + octave * 100,
        cellWidth: Math.max(1.5, size * octave * 1.6),
        cellHeight: 0.34,
        amplitude: share,
        originX: width / 2,
      });
    }
    const base = mix(far, near, depth);
    const reach = Math.max(0.6, size / 22);
    for (let x = 0; x < width; x += 1) {
      const cover = clamp01(y + 1 - (edge[x] ?? 0));
      if (cover <= 0) continue;
      // Lit by slope: the bump's rise towards the sun.
      const rise = ((bumps[Math.min(width - 1, x + 2)] ?? 0) - (bumps[Math.max(0, x - 2)] ?? 0)) * -side;
      const tone = Math.max(0.12, 1 + rise * reach * (0.6 + depth) + (bumps[x] ?? 0) * 0.3);
      const hill = y < horizon ? 0.82 : 1;
      blend(row, x * 3, [base[0] * tone * hill, base[1] * tone * hill, base[2] * tone * hill], cover);
    }
    craters(y, row);
  };
}

function createCraters(
  { width, height, unit, plan }: Frame,
  at: { readonly horizon: number; readonly side: number; readonly seed: number },
): readonly Piece[] {
  const random = createRandom(plan.key, 'craters');
  const count = Math.round(16 * Math.min(8, Math.max(1, width / unit)));
  const deep = height - at.horizon;
  const spots = Array.from({ length: count }, () => ({
    x: random.next() * width,
    depth: 0.05 + random.next() ** 1.3 * 0.92,
    size: random.next() ** 2.2,
  }));
  return spots
    .sort((a, b) => a.depth - b.depth)
    .flatMap(({ x, depth, size }) => {
      const radius = unit * (0.02 + size * 0.15) * (0.2 + depth * 0.9);
      const flat = radius * (0.16 + depth * 0.12);
      const y = at.horizon + deep * depth;
      const soft = Math.max(0.5, radius * 0.05);
      const oval = (dx: number, dy: number, share: number): readonly Point[] =>
        ellipsePath([x + dx * radius, y + dy * flat], radius * share, flat * share);
      const bright: Rgb = multiply([1, 1, 1], [1.32, 1.3, 1.26]);
      return [
        polygon(oval(0, 0, 1.12), tintInk(bright), soft * 2),
        polygon(oval(0, 0.05, 0.98), tintInk([0.5, 0.5, 0.53]), soft),
        polygon(oval(-at.side * 0.16, 0.2, 0.8), tintInk([1.75, 1.74, 1.7]), soft * 2.5),
      ];
    });
}
