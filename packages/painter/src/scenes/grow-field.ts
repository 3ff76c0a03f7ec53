import type { Field } from '../noise.ts';
import type { Making } from './making.ts';

/** About a millisecond of the dearest noise. */
const CELLS_AT_ONCE = 2500;

/** As `createField`, for fields that take long: they are grown some rows at a time. */
export function* growField(
  size: { readonly width: number; readonly height: number },
  step: number,
  valueAt: (x: number, y: number) => number,
): Making<Field> {
  const columns = Math.ceil(size.width / step) + 2;
  const rows = Math.ceil(size.height / step) + 2;
  const values = new Float32Array(columns * rows);
  const rowsAtOnce = Math.max(1, Math.floor(CELLS_AT_ONCE / columns));
  for (let row = 0; row < rows; row += 1) {
    if (row % rowsAtOnce === rowsAtOnce - 1) yield;
    for (let column = 0; column < columns; column += 1)
      values[row * columns + column] = valueAt(column * step, row * step);
  }
  return { step, columns, rows, values };
}
