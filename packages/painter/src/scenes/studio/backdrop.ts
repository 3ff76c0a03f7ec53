import { clamp01, mix, type Rgb, scale, smoothstep } from '../../colour.ts';
import { addNoiseRow, createField, type Field, readFieldRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import type { Frame } from '../frame.ts';
import type { StudioSet } from './set.ts';

export type BackdropLook = {
  /** Where the pool of light lies; pixels. */
  readonly centreX: number;
  /** A paper roll bends softly; a table meets the wall in a line. */
  readonly edge: 'cove' | 'line';
  readonly shadows: Field;
};

/** Wall and floor under one window. */
export function createBackdrop(frame: Frame, set: StudioSet, look: BackdropLook): RowPainter {
  const { width, plan, unit } = frame;
  const light = lightField(frame, set, look.centreX);
  const lightRow = new Float32Array(width);
  const keepRow = new Float32Array(width);
  const plaster = new Float32Array(width);
  const seed = plan.key % 4093;
  const colourAt = wallOrFloor(frame, set, look.edge);
  // What lies in shadow still gets the room's own light: it is cooler.
  const cool = mix([0, 0, 0], set.light.fill, 0.16);
  return (y, row) => {
    readFieldRow(light, y, lightRow);
    readFieldRow(look.shadows, y, keepRow);
    plaster.fill(0);
    addNoiseRow(plaster, y, { seed, cellWidth: unit * 0.05, cellHeight: unit * 0.05, amplitude: 0.016 });
    addNoiseRow(plaster, y, { seed: seed + 1, cellWidth: unit * 0.008, cellHeight: unit * 0.008, amplitude: 0.01 });
    const colour = colourAt(y);
    for (let x = 0; x < width; x += 1) {
      const keep = keepRow[x] ?? 1;
      const tone = (lightRow[x] ?? 1) * (1 + (plaster[x] ?? 0));
      const lost = (1 - keep) * 0.1;
      const index = x * 3;
      row[index] = colour[0] * tone * (keep + lost * cool[0]);
      row[index + 1] = colour[1] * tone * (keep + lost * cool[1]);
      row[index + 2] = colour[2] * tone * (keep + lost * cool[2]);
    }
  };
}

function wallOrFloor({ horizon, unit, height }: Frame, set: StudioSet, edge: BackdropLook['edge']) {
  return (y: number): Rgb => {
    const floor =
      edge === 'cove' ? smoothstep(horizon - unit * 0.12, horizon + unit * 0.13, y) : clamp01(y - horizon + 0.5);
    const near = clamp01((y - horizon) / Math.max(1, height - horizon));
    const colour = mix(set.wall, scale(set.floor, 1.03 - near * 0.1), floor);
    const crease =
      edge === 'cove'
        ? 0.07 * Math.exp(-(((y - horizon) / (unit * 0.1)) ** 2))
        : 0.2 * Math.exp(-Math.abs(y - horizon) / (unit * 0.014));
    return scale(colour, 1 - crease);
  };
}

function lightField(frame: Frame, set: StudioSet, centreX: number): Field {
  const { unit, horizon } = frame;
  const { side } = set.light;
  const poolX = centreX + side * unit * 0.2;
  const poolY = horizon - unit * 0.2;
  const base = set.isLowKey ? 0.24 : 0.62;
  const gain = set.isLowKey ? 1.1 : 0.46;
  return createField(frame, Math.max(2, Math.round(unit / 90)), (x, y) => {
    // Long pictures are lit along their whole length.
    const aside = Math.max(0, Math.abs(x - poolX) - frame.width * 0.32) / unit;
    const dx = ((x - poolX) / (unit * 1.6)) * 0.8 + aside * 0.1;
    const dy = (y - poolY) / (unit * 1.05);
    const pool = 1 / (1 + (dx * dx + dy * dy) * 1.7);
    const across = 0.5 + (0.5 * side * (x - centreX)) / (unit * 0.9 + Math.abs(x - centreX));
    return base + gain * pool + across * 0.12;
  });
}
