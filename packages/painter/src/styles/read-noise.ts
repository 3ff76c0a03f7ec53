import { addNoiseRow, type Octave } from '../noise.ts';
import { createPlane, createRowReader } from './plane.ts';

/** Points of the grid along a cell of the noise: lines between so many look like its curve. */
const POINTS_PER_CELL = 8;

/**
 * Noise with cells of many pixels, computed on a grid once: a third of the price of `addNoiseRow` at every pixel. The
 * function returned gives row `y` in a buffer that it uses again for the next row.
 */
export function createNoiseReader(
  size: { readonly width: number; readonly height: number },
  octaves: readonly Omit<Octave, 'originX'>[],
): (y: number) => Float32Array {
  const cell = Math.min(...octaves.flatMap(({ cellWidth, cellHeight }) => [cellWidth, cellHeight]));
  const step = Math.max(1, Math.floor(cell / POINTS_PER_CELL));
  const plane = createPlane(size, step, 1);
  // A cell of the plane stands for its middle.
  const inset = (step - 1) / 2 / step;
  for (let row = 0; row < plane.height; row += 1) {
    const values = plane.values.subarray(row * plane.width, (row + 1) * plane.width);
    for (const { seed, cellWidth, cellHeight, amplitude } of octaves) {
      const octave = { seed, cellWidth: cellWidth / step, cellHeight: cellHeight / step, amplitude };
      addNoiseRow(values, row + inset, { ...octave, originX: -inset });
    }
  }
  return createRowReader(plane, size.width);
}
