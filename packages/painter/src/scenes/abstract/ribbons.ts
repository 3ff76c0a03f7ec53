import { clamp01, smoothstep } from '../../colour.ts';
import { createField, fractalAt, readFieldRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { Palette } from './palettes.ts';

/** Bands that run beside each other in long bows, rounded like cord. */
export function ribbons(frame: Frame, palette: Palette): RowPainter {
  const { width, height, unit, plan } = frame;
  const random = createRandom(plan.key, 'ribbons');
  const seed = plan.key & 0xffff;
  const bands = random.integer(9, 20);
  const isArc = random.chance(0.45);
  const turn = random.between(-0.8, 0.8);
  const centre = { x: width * random.pick(0, 0.5, 1), y: height * random.pick(0, 1, 0.5) };
  const bow = random.between(0.18, 0.4);
  const field = createField(frame, Math.max(2, Math.round(unit / 220)), (x, y) => {
    const sway = fractalAt(x / unit, y / unit, seed, 2) * bow;
    if (isArc) return (Math.hypot(x - centre.x, y - centre.y) / unit + sway * 0.6) * bands;
    return (
      ((y * Math.cos(turn) + x * Math.sin(turn)) / unit +
        Math.sin(((x * Math.cos(turn) - y * Math.sin(turn)) / unit) * 2.6) * bow * 0.6 +
        sway) *
      bands
    );
  });
  const order = Array.from({ length: 11 }, () => random.integer(0, 4));
  const profile = random.pick('cord', 'flat', 'step');
  const near = new Float32Array(width);
  const below = new Float32Array(width);
  return (y, row) => {
    readFieldRow(field, y, near);
    readFieldRow(field, y + 1, below);
    for (let x = 0; x < width; x += 1) {
      const value = near[x] ?? 0;
      const band = Math.floor(value);
      const across = value - band;
      const grade = Math.max(0.002, Math.hypot((near[x + 1] ?? value) - value, (below[x] ?? value) - value));
      const colour = colourOf(band, order, palette);
      const next = colourOf(band + 1, order, palette);
      const cover = clamp01((across - 1) / grade + 1);
      const tone =
        profile === 'cord'
          ? 0.5 + 0.62 * Math.sqrt(Math.max(0, 1 - (across * 2 - 1) ** 2)) - (across - 0.5) * 0.2
          : profile === 'step'
            ? 1.06 - 0.42 * smoothstep(0.45, 1, across) ** 2
            : 1;
      const index = x * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const own = (colour[channel] ?? 0) * tone;
        row[index + channel] = own + ((next[channel] ?? 0) * (profile === 'cord' ? 0.5 : 1.06) - own) * cover;
      }
    }
  };
}

function colourOf(band: number, order: readonly number[], palette: Palette) {
  const at = ((band % order.length) + order.length) % order.length;
  const own = order[at] ?? 0;
  const before = order[(at + order.length - 1) % order.length] ?? 0;
  return palette[own === before ? (own + 2) % 5 : own] ?? palette[0];
}
