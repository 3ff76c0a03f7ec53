import { clamp01, mix, type Rgb } from '../../colour.ts';
import { createField, fractalAt, readFieldRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { type Palette, paletteAt } from './palettes.ts';

const SHADOWS = [0.35, 0.7, 1.05, 1.4, 1.75] as const;

/** Sheets of paper with holes, each sheet throwing a soft shadow on the one below. */
export function paperCut(frame: Frame, palette: Palette): RowPainter {
  const { width, height, unit, plan, light } = frame;
  const random = createRandom(plan.key, 'paper');
  const sheets = random.integer(5, 8);
  const seed = plan.key & 0xffff;
  const focus = { x: width * random.between(0.35, 0.65), y: height * random.between(0.4, 0.6) };
  const lobes = random.between(0.8, 1.9);
  const field = createField(frame, Math.max(2, Math.round(unit / 200)), (x, y) => {
    const [dx, dy] = [
      (x - focus.x) / Math.max(unit * 0.62, width * 0.5),
      (y - focus.y) / Math.max(unit * 0.62, height * 0.5),
    ];
    const round = Math.sqrt(dx * dx + dy * dy);
    return (round * 0.78 + fractalAt((x / unit) * lobes, (y / unit) * lobes, seed, 2) * 1.15 + 0.06) * sheets;
  });
  const isLightInside = random.chance(0.5);
  const colours = Array.from({ length: sheets + 1 }, (_, sheet): Rgb => {
    const t = sheet / sheets;
    return mix(paletteAt(palette, isLightInside ? 1 - t : t), [1, 1, 1], 0.03);
  });
  const reach = unit * 0.018;
  const side = light.source.x > 0.5 ? 1 : -1;
  const near = new Float32Array(width);
  const below = new Float32Array(width);
  const cast = SHADOWS.map(() => new Float32Array(width));
  const sheetOf = (value: number) => Math.max(0, Math.min(sheets, Math.floor(value)));
  return (y, row) => {
    readFieldRow(field, y, near);
    readFieldRow(field, y + 1, below);
    for (const [index, out] of cast.entries()) {
      const away = (SHADOWS[index] ?? 1) * reach;
      readFieldRow(field, y - away, out, side * away * 0.8);
    }
    for (let x = 0; x < width; x += 1) {
      const value = near[x] ?? 0;
      const sheet = sheetOf(value);
      const grade = Math.max(0.002, Math.hypot((near[x + 1] ?? value) - value, (below[x] ?? value) - value));
      let shade = 0;
      for (const out of cast) shade += clamp01(((out[x] ?? 0) - sheet - 1) / (grade * 3) + 0.5);
      if (sheet >= sheets) shade = 0;
      const keep = 1 - shade * 0.095;
      const fromEdge = (value - sheet) / grade;
      const cover = sheet === 0 ? 1 : clamp01(fromEdge + 0.5);
      const [own, under] = [colours[sheet] ?? palette[0], colours[Math.max(0, sheet - 1)] ?? palette[0]];
      const rim = 1 + 0.12 * Math.exp(-fromEdge * 0.5);
      const index = x * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const paper = (own[channel] ?? 0) * keep * rim;
        row[index + channel] = (under[channel] ?? 0) * 0.6 * (1 - cover) + paper * cover;
      }
    }
  };
}
