import { clamp01, type Rgb } from '../../colour.ts';
import type { Stamp } from './stamp.ts';

/** One touch of the brush on a stamp; pixels. */
export type Dab = {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Height by width; 1 when absent. */
  readonly flat?: number;
};

/** Lays a soft-edged ellipse on the stamp. */
export function dab(stamp: Stamp, { x, y, radius, flat = 1 }: Dab, colour: Rgb, cover = 1): void {
  const { width, height, values } = stamp;
  const tall = radius * flat;
  const y1 = Math.min(height - 1, Math.ceil(y + tall));
  const x1 = Math.min(width - 1, Math.ceil(x + radius));
  const x0 = Math.max(0, Math.floor(x - radius));
  const soft = Math.max(0.6, radius * 0.3);
  const hard = radius / soft;
  // Inside this distance the cover is full, and no root is needed to say so.
  const full = Math.max(0, 1 - 0.7 / hard) ** 2;
  const perColumn = 1 / Math.max(0.4, radius);
  const perRow = 1 / Math.max(0.4, tall);
  const [red, green, blue] = colour;
  for (let row = Math.max(0, Math.floor(y - tall)); row <= y1; row += 1) {
    const dy = (row + 0.5 - y) * perRow;
    const dy2 = dy * dy;
    if (dy2 >= 1.4) continue;
    for (let column = x0; column <= x1; column += 1) {
      const dx = (column + 0.5 - x) * perColumn;
      const distance = dx * dx + dy2;
      if (distance >= 1.4) continue;
      const amount = distance <= full ? cover : clamp01((1 - Math.sqrt(distance)) * hard + 0.3) * cover;
      if (amount <= 0) continue;
      const index = (row * width + column) * 4;
      const keep = 1 - amount;
      values[index] = (values[index] ?? 0) * keep + red * amount;
      values[index + 1] = (values[index + 1] ?? 0) * keep + green * amount;
      values[index + 2] = (values[index + 2] ?? 0) * keep + blue * amount;
      values[index + 3] = (values[index + 3] ?? 0) * keep + amount;
    }
  }
}

/** A tapering stroke along a bent line, lit across its thickness. */
export function stroke(
  stamp: Stamp,
  line: {
    readonly from: readonly [number, number];
    readonly to: readonly [number, number];
    /** How far the middle is pushed aside, pixels. */
    readonly bend?: number;
    readonly thick: number;
    readonly thin: number;
  },
  colours: { readonly lit: Rgb; readonly shade: Rgb; readonly sunSide: number },
): void {
  const [x0, y0] = line.from;
  const [x1, y1] = line.to;
  const length = Math.max(1, Math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2));
  const asideX = -(y1 - y0) / length;
  const asideY = (x1 - x0) / length;
  const steps = Math.ceil(length / Math.max(0.7, Math.min(line.thick, line.thin * 2) * 0.25));
  for (let index = 0; index <= steps; index += 1) {
    const t = index / steps;
    const bow = (line.bend ?? 0) * 4 * t * (1 - t);
    const x = x0 + (x1 - x0) * t + asideX * bow;
    const y = y0 + (y1 - y0) * t + asideY * bow;
    const half = Math.max(0.35, (line.thick + (line.thin - line.thick) * t) / 2);
    const cover = Math.min(1, half * 2);
    dab(stamp, { x, y, radius: half }, colours.shade, cover);
    if (half > 0.8) dab(stamp, { x: x + colours.sunSide * half * 0.35, y, radius: half * 0.6 }, colours.lit, 0.7);
  }
}
