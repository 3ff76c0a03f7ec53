import { clamp01, smoothstep } from '../../colour.ts';
import { createField, fractalAt, readFieldRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { type Palette, paletteAt } from './palettes.ts';

/** Silk in folds: colour by depth, a sheen where the cloth faces the light. */
export function folds(frame: Frame, palette: Palette): RowPainter {
  const { width, unit, plan, light } = frame;
  const random = createRandom(plan.key, 'folds');
  const seed = plan.key & 0xffff;
  const turn = random.between(-1.2, 1.2);
  const size = random.between(0.9, 1.5);
  const count = random.between(2, 3.6);
  const [cos, sin] = [(Math.cos(turn) * size) / unit, (Math.sin(turn) * size) / unit];
  const field = createField(frame, Math.max(2, Math.round(unit / 260)), (x, y) => {
    const [u, v] = [x * cos + y * sin, y * cos - x * sin];
    const warp = fractalAt(u * 0.9, v * 0.9, seed, 3);
    return (fractalAt(u * 0.7 + warp * 1.1, v * 1.1 + warp * 0.7, seed + 3, 2) + v * 0.3 + u * 0.12) * count;
  });
  const step = Math.max(1, unit / 200);
  const near = new Float32Array(width);
  const below = new Float32Array(width);
  const aside = new Float32Array(width);
  const colours = Float32Array.from(
    { length: 257 * 3 },
    (_, index) => paletteAt(palette, Math.floor(index / 3) / 256)[index % 3] ?? 0,
  );
  const side = light.source.x > 0.5 ? 1 : -1;
  return (y, row) => {
    readFieldRow(field, y, near);
    readFieldRow(field, y + step, below);
    readFieldRow(field, y, aside, step);
    for (let x = 0; x < width; x += 1) {
      const value = near[x] ?? 0;
      const wave = Math.sin(value * 2 * Math.PI);
      const steep = Math.cos(value * 2 * Math.PI) * 2.2;
      const dx = ((aside[x] ?? 0) - value) * 60 * steep;
      const dy = ((below[x] ?? 0) - value) * 60 * steep;
      const inverse = 1 / Math.sqrt(dx * dx + dy * dy + 1);
      const lit = (dx * 0.55 * -side + dy * 0.5 + 0.8) * inverse;
      const tone = 0.42 + 0.72 * clamp01(lit);
      const shine = smoothstep(0.9, 1.08, lit) * 0.2;
      // Neighbouring folds take different parts of the palette.
      const at = Math.round(clamp01(0.5 + wave * 0.36 + Math.sin(value * 1.7) * 0.22) * 256) * 3;
      const index = x * 3;
      row[index] = (colours[at] ?? 0) * tone + shine;
      row[index + 1] = (colours[at + 1] ?? 0) * tone + shine;
      row[index + 2] = (colours[at + 2] ?? 0) * tone + shine;
    }
  };
}
