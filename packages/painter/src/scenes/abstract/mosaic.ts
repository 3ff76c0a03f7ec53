import { type Rgb, scale, smoothstep } from '../../colour.ts';
import { fractalAt } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom, hashPoint } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { type Palette, paletteAt } from './palettes.ts';

/** Panes of coloured glass between dark leads, or facets without them. */
export function mosaic(frame: Frame, palette: Palette): RowPainter {
  const { width, unit, plan, light } = frame;
  const random = createRandom(plan.key, 'mosaic');
  const cell = Math.max(4, unit / random.between(5, 11));
  const lead = random.pick(0, 0.05, 0.08) * cell;
  const panes = createPanes(frame, palette, cell);
  const { columns } = panes;
  const seam = lead > 0 ? scale(palette[0], 0.3) : palette[0];
  const side = light.source.x > 0.5 ? 1 : -1;
  return (y, row) => {
    const rowCell = Math.floor(y / cell) + 1;
    for (let x = 0; x < width; x += 1) {
      const columnCell = Math.floor(x / cell) + 1;
      let [nearest, second, own] = [1e18, 1e18, 0];
      for (let line = -1; line <= 1; line += 1) {
        const start = (rowCell + line) * columns + columnCell;
        for (let index = start - 1; index <= start + 1; index += 1) {
          const dx = (panes.x[index] ?? 1e9) - x;
          const dy = (panes.y[index] ?? 1e9) - y;
          const distance = dx * dx + dy * dy;
          if (distance < nearest) {
            second = nearest;
            nearest = distance;
            own = index;
          } else if (distance < second) second = distance;
        }
      }
      const inner = (Math.sqrt(second) - Math.sqrt(nearest)) * 0.62;
      const cover = lead > 0 ? smoothstep(lead * 0.5 - 0.7, lead * 0.5 + 0.7, inner) : 1;
      const tilt = ((x - (panes.x[own] ?? 0)) * side - (y - (panes.y[own] ?? 0))) / cell;
      const bevel = lead > 0 ? 0.82 + 0.18 * Math.min(1, inner / (cell * 0.2)) : 1;
      const tone = (0.92 + tilt * 0.26) * bevel;
      const index = x * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const glass = (panes.colours[own * 3 + channel] ?? 0) * tone;
        row[index + channel] = (seam[channel] ?? 0) * (1 - cover) + glass * cover;
      }
    }
  };
}

function createPanes({ width, height, unit, plan }: Frame, palette: Palette, cell: number) {
  const seed = plan.key % 8191;
  const columns = Math.ceil(width / cell) + 3;
  const rows = Math.ceil(height / cell) + 3;
  const [x, y, colours] = [
    new Float32Array(columns * rows),
    new Float32Array(columns * rows),
    new Float32Array(columns * rows * 3),
  ];
  const drift = createRandom(plan.key, 'drift').between(0.7, 1.5);
  for (let index = 0; index < columns * rows; index += 1) {
    const [column, line] = [index % columns, Math.floor(index / columns)];
    x[index] = (column - 1 + 0.08 + 0.84 * hashPoint(column, line, seed)) * cell;
    y[index] = (line - 1 + 0.08 + 0.84 * hashPoint(column, line, seed + 1)) * cell;
    // Colour drifts over the surface in veins, with single panes standing out.
    const vein =
      0.5 + 1.15 * fractalAt(((x[index] ?? 0) / unit) * drift * 1.6, ((y[index] ?? 0) / unit) * drift * 1.6, seed, 3);
    const own = hashPoint(column, line, seed + 2);
    const colour: Rgb = scale(
      paletteAt(palette, own > 0.88 ? own * 6 - 5.2 : vein + (own - 0.5) * 0.3),
      0.85 + 0.3 * hashPoint(column, line, seed + 3),
    );
    for (let channel = 0; channel < 3; channel += 1) colours[index * 3 + channel] = colour[channel] ?? 0;
  }
  return { columns, x, y, colours };
}
