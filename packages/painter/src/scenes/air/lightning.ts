import { hex } from '../../colour.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom, type Random } from '../../random.ts';
import type { Frame } from '../frame.ts';

type Stretch = {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly half: number;
  readonly light: number;
};

/** Adds a flash to the rows of the sky: a forked bolt and the cloud lit around it. */
export function createLightning(frame: Frame): RowPainter {
  const { width, unit, horizon, plan } = frame;
  const random = createRandom(plan.key, 'lightning');
  const bolts = Array.from(
    { length: Math.max(1, Math.round((width / unit) * random.between(0.6, 1.6))) },
    (_, index) => {
      const x = (((index + random.between(0.15, 0.85)) / Math.max(1, Math.round(width / unit))) % 1) * width;
      const top = Math.max(0, horizon - unit * random.between(0.7, 0.95));
      return {
        x,
        top,
        stretches: forked(random, { x, y: top, length: horizon - top, half: unit * 0.0022, light: 1.5 }),
      };
    },
  );
  const [r, g, b] = hex('#cfdcff');
  const wide = 1 / (unit * unit * 0.06);
  return (y, row) => {
    if (y > horizon) return;
    for (const { x: centre, top, stretches } of bolts) {
      const dy = y - top - unit * 0.1;
      for (let x = 0; x < width; x += 1) {
        const glow = 0.16 / (1 + ((x - centre) ** 2 + dy * dy) * wide);
        row[x * 3] = (row[x * 3] ?? 0) + glow * r;
        row[x * 3 + 1] = (row[x * 3 + 1] ?? 0) + glow * g;
        row[x * 3 + 2] = (row[x * 3 + 2] ?? 0) + glow * b;
      }
      for (const stretch of stretches) flash(stretch, { y, colour: [r, g, b], reach: unit * 0.012 }, row);
    }
  };
}

/** A bolt of short stretches, each a little off the way down, with branches that die out. */
function forked(
  random: Random,
  from: {
    readonly x: number;
    readonly y: number;
    readonly length: number;
    readonly half: number;
    readonly light: number;
  },
): readonly Stretch[] {
  const count = 16;
  const step = from.length / count;
  const stretches: Stretch[] = [];
  let { x, y } = from;
  let drift = random.between(-0.5, 0.5);
  for (let index = 0; index < count; index += 1) {
    drift = drift * 0.75 + random.between(-0.75, 0.75);
    const next = { x: x + drift * step, y: y + step };
    const share = 1 - (index / count) * 0.45;
    stretches.push({ x0: x, y0: y, x1: next.x, y1: next.y, half: from.half * share, light: from.light * share });
    if (from.light > 0.9 && random.chance(0.22))
      stretches.push(
        ...forked(random, {
          ...next,
          length: from.length * random.between(0.2, 0.35),
          half: from.half * 0.5,
          light: 0.6,
        }),
      );
    ({ x, y } = next);
  }
  return stretches;
}

function flash(
  { x0, y0, x1, y1, half, light }: Stretch,
  at: { readonly y: number; readonly colour: readonly [number, number, number]; readonly reach: number },
  row: Float32Array,
) {
  if (at.y < y0 || at.y >= y1) return;
  const t = (at.y - y0) / Math.max(1e-6, y1 - y0);
  const centre = x0 + (x1 - x0) * t;
  const thick = half * (1 + Math.abs((x1 - x0) / Math.max(1, y1 - y0)) * 0.8) + 0.4;
  const last = Math.min(row.length / 3 - 1, Math.ceil(centre + at.reach));
  for (let x = Math.max(0, Math.floor(centre - at.reach)); x <= last; x += 1) {
    const off = Math.abs(x + 0.5 - centre);
    const amount = light * (Math.max(0, 1 - off / thick) + 0.22 * Math.max(0, 1 - off / at.reach) ** 2);
    for (let channel = 0; channel < 3; channel += 1)
      row[x * 3 + channel] = (row[x * 3 + channel] ?? 0) + amount * (at.colour[channel] ?? 0);
  }
}
