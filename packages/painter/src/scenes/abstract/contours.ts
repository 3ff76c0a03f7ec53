import { clamp01, mix } from '../../colour.ts';
import { createField, fractalAt, readFieldRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { type Palette, paletteAt } from './palettes.ts';

/** Height lines of a land that does not exist. */
export function contours(frame: Frame, palette: Palette): RowPainter {
  const { width, unit, plan } = frame;
  const random = createRandom(plan.key, 'contours');
  const seed = plan.key & 0xffff;
  const lines = random.integer(9, 22);
  const size = random.between(0.8, 1.6);
  const stretch = random.pick(1, 1, 2.4);
  const field = createField(frame, Math.max(2, Math.round(unit / 220)), (x, y) => {
    const [u, v] = [(x / unit) * size, (y / unit) * size * stretch];
    const warp = fractalAt(u * 0.8, v * 0.8, seed + 8, 2);
    return (0.5 + fractalAt(u + warp * 0.7, v + warp * 0.7, seed, 3) * 1.1) * lines;
  });
  const isDark = random.chance(0.5);
  const thick = Math.max(0.7, unit * random.pick(0.0016, 0.0028, 0.005));
  const near = new Float32Array(width);
  const below = new Float32Array(width);
  const ground = (t: number) =>
    isDark
      ? mix(palette[0], paletteAt(palette, t), 0.16 + t * 0.2)
      : mix(palette[4], paletteAt(palette, t), 0.2 + t * 0.25);
  return (y, row) => {
    readFieldRow(field, y, near);
    readFieldRow(field, y + 1, below);
    for (let x = 0; x < width; x += 1) {
      const value = near[x] ?? 0;
      const grade = Math.max(0.0008, Math.hypot((near[x + 1] ?? value) - value, (below[x] ?? value) - value));
      const level = Math.round(value);
      const isMain = level % 5 === 0;
      const away = Math.abs(value - level) / grade;
      const half = isMain ? thick * 1.25 : thick * 0.62;
      const cover = clamp01(half - away + 0.5) * Math.min(1, 0.35 / grade);
      const t = clamp01(value / lines);
      const colour = mix(
        ground(Math.floor(value) / lines),
        isDark ? paletteAt(palette, 0.35 + t * 0.65) : paletteAt(palette, t * 0.62),
        cover,
      );
      row[x * 3] = colour[0];
      row[x * 3 + 1] = colour[1];
      row[x * 3 + 2] = colour[2];
    }
  };
}
