import { createField, fractalAt, readFieldRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom, hashPoint } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { Palette } from './palettes.ts';

/** Colours that melt into each other, with a breath of grain. */
export function gradientMesh(frame: Frame, palette: Palette): RowPainter {
  const { width, height, unit, plan } = frame;
  const random = createRandom(plan.key, 'mesh');
  const seed = plan.key & 0xffff;
  const shift = random.integer(0, 4);
  const count = Math.min(40, Math.round(5 + ((width * height) / (unit * unit)) * 2.5));
  const knots = Array.from({ length: count }, (_, index) => ({
    x: random.between(-0.05, 1.05) * width,
    y: random.between(-0.05, 1.05) * height,
    reach: unit * random.between(0.22, 0.5),
    colour: palette[(index * 2 + shift) % 5] ?? palette[2],
  }));
  const step = Math.max(3, Math.round(unit / 110));
  const twist = random.between(0.1, 0.3) * unit;
  const channels = [0, 1, 2].map((channel) =>
    createField(frame, step, (x, y) => {
      const u = x + fractalAt(x / unit / 0.8, y / unit / 0.8, seed, 2) * twist * 2;
      const v = y + fractalAt(x / unit / 0.8 + 7, y / unit / 0.8, seed + 5, 2) * twist * 2;
      let [sum, weight] = [0, 0];
      for (const knot of knots) {
        const distance = ((u - knot.x) ** 2 + (v - knot.y) ** 2) / (knot.reach * knot.reach);
        const share = 1 / (0.03 + distance ** 3);
        sum += share * (knot.colour[channel] ?? 0);
        weight += share;
      }
      return sum / weight;
    }),
  );
  const [red, green, blue] = [new Float32Array(width), new Float32Array(width), new Float32Array(width)];
  const grain = 0.05 / Math.max(1, unit / 900);
  return (y, row) => {
    for (const [index, out] of [red, green, blue].entries()) {
      const field = channels[index];
      if (field !== undefined) readFieldRow(field, y, out);
    }
    for (let x = 0; x < width; x += 1) {
      const tone = 1 + (hashPoint(x >> 1, y >> 1, seed) - 0.5) * grain;
      const index = x * 3;
      row[index] = (red[x] ?? 0) * tone;
      row[index + 1] = (green[x] ?? 0) * tone;
      row[index + 2] = (blue[x] ?? 0) * tone;
    }
  };
}
