import { type Control, partOf } from '../control.ts';
import { eachRow } from './each-row.ts';

/** A field of numbers over a picture, mostly smaller than it: interleaved channels, rows from the top. */
export type Plane = {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Pixels of the picture that a cell is wide and high. */
  readonly step: number;
  readonly values: Float32Array;
};

type Bytes = {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly bytes: Uint8Array;
};

/** Means over squares of `step` pixels; the last column and row may cover fewer. Values 0 to 255. */
export async function shrink(source: Bytes, step: number, control: Control): Promise<Plane> {
  const plane = createPlane(source, step, source.channels);
  const { width, values, channels } = plane;
  await eachRow({ width: source.width, height: source.height }, control, (y) => {
    const out = Math.floor(y / step) * width * channels;
    addRow(source, y, step, values.subarray(out, out + width * channels));
  });
  divide(source, plane);
  return plane;
}

/** A plane of zeros whose cells of `step` pixels cover a picture of this size. */
export function createPlane(
  size: { readonly width: number; readonly height: number },
  step: number,
  channels: number,
): Plane {
  const width = Math.ceil(size.width / step);
  const height = Math.ceil(size.height / step);
  return { width, height, channels, step, values: new Float32Array(width * height * channels) };
}

/** A plane of the same shape; with its values, or with other ones made of them cell by cell. */
export function copyPlane(plane: Plane): Plane {
  return { ...plane, values: plane.values.slice() };
}

/** Blurs in place by running means over 2 * reach + 1 cells, twice each way: near a bell curve, any reach at one price. */
export async function smooth(plane: Plane, reach: number, control: Control): Promise<void> {
  if (reach < 1) return;
  const { width, height, channels, values } = plane;
  const stride = width * channels;
  const scratch = new Float32Array(stride);
  await eachRow(plane, partOf(control, 0, 0.4), (y) => {
    const row = values.subarray(y * stride, (y + 1) * stride);
    slideAlong(row, scratch, channels, reach);
    slideAlong(scratch, row, channels, reach);
  });
  for (const pass of [0, 1]) {
    const slide = createSlideDown(values, stride, height, reach);
    await eachRow(plane, partOf(control, 0.4 + pass * 0.3, 0.7 + pass * 0.3), slide);
  }
}

/**
 * Reads a plane at the picture's pixels, blended between cells: the function returned gives row `y`,
 * `channels` numbers a pixel, in a buffer that it uses again for the next row.
 */
export function createRowReader(plane: Plane, width: number): (y: number) => Float32Array {
  const { channels, step, values } = plane;
  const stride = plane.width * channels;
  const blended = new Float32Array(stride + channels);
  const out = new Float32Array(width * channels);
  const inset = (step - 1) / 2;
  return (y) => {
    const v = Math.max(0, Math.min(plane.height - 1, (y - inset) / step));
    const top = Math.floor(v) * stride;
    const bottom = Math.min(plane.height - 1, Math.floor(v) + 1) * stride;
    const down = v - Math.floor(v);
    for (let index = 0; index < stride; index += 1) {
      const value = values[top + index] ?? 0;
      blended[index] = value + ((values[bottom + index] ?? 0) - value) * down;
    }
    for (let channel = 0; channel < channels; channel += 1) {
      blended[stride + channel] = blended[stride - channels + channel] ?? 0;
    }
    let to = 0;
    for (let x = 0; x < width; x += 1) {
      const u = x < inset ? 0 : (x - inset) / step;
      const cell = u | 0;
      const across = u - cell;
      const from = cell * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        const value = blended[from + channel] ?? 0;
        out[to] = value + ((blended[from + channel + channels] ?? 0) - value) * across;
        to += 1;
      }
    }
    return out;
  };
}

/** The same at points moved by `shiftX` and `shiftY` pixels each: for edges that wander. */
export function readShifted(
  plane: Plane,
  y: number,
  shift: { readonly x: Float32Array; readonly y: Float32Array },
  out: Float32Array,
): void {
  const { channels, step, values } = plane;
  const stride = plane.width * channels;
  const lastColumn = plane.width - 1;
  const lastRow = plane.height - 1;
  const inset = (step - 1) / 2;
  for (let x = 0; x < shift.x.length; x += 1) {
    const u = Math.max(0, Math.min(lastColumn, (x + (shift.x[x] ?? 0) - inset) / step));
    const v = Math.max(0, Math.min(lastRow, (y + (shift.y[x] ?? 0) - inset) / step));
    const left = u | 0;
    const top = v | 0;
    const across = u - left;
    const down = v - top;
    const right = left < lastColumn ? channels : 0;
    const below = top < lastRow ? stride : 0;
    const at = top * stride + left * channels;
    for (let channel = 0; channel < channels; channel += 1) {
      const from = at + channel;
      const a = values[from] ?? 0;
      const b = values[from + below] ?? 0;
      const upper = a + ((values[from + right] ?? 0) - a) * across;
      const lower = b + ((values[from + below + right] ?? 0) - b) * across;
      out[x * channels + channel] = upper + (lower - upper) * down;
    }
  }
}

function addRow({ width, channels, bytes }: Bytes, y: number, step: number, out: Float32Array) {
  let from = y * width * channels;
  for (let x = 0; x < width; x += step) {
    const to = (x / step) * channels;
    const end = Math.min(width, x + step);
    for (let column = x; column < end; column += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        out[to + channel] = (out[to + channel] ?? 0) + (bytes[from] ?? 0);
        from += 1;
      }
    }
  }
}

function divide(source: Bytes, { width, height, channels, step, values }: Plane) {
  for (let row = 0; row < height; row += 1) {
    const tall = Math.min(step, source.height - row * step);
    for (let column = 0; column < width; column += 1) {
      const share = 1 / (tall * Math.min(step, source.width - column * step));
      const at = (row * width + column) * channels;
      for (let channel = 0; channel < channels; channel += 1)
        values[at + channel] = (values[at + channel] ?? 0) * share;
    }
  }
}

function slideAlong(from: Float32Array, to: Float32Array, channels: number, reach: number) {
  const share = 1 / (2 * reach + 1);
  const last = from.length - channels;
  for (let channel = 0; channel < channels; channel += 1) {
    let sum = (from[channel] ?? 0) * (reach + 1);
    for (let index = 1; index <= reach; index += 1) sum += from[Math.min(last, index * channels) + channel] ?? 0;
    for (let at = 0; at <= last; at += channels) {
      to[at + channel] = sum * share;
      const entering = Math.min(last, at + (reach + 1) * channels);
      const leaving = Math.max(0, at - reach * channels);
      sum += (from[entering + channel] ?? 0) - (from[leaving + channel] ?? 0);
    }
  }
}

/** Column sums over a window of rows; rows already overwritten are kept in a ring as they were. */
function createSlideDown(values: Float32Array, stride: number, height: number, reach: number): (y: number) => void {
  const share = 1 / (2 * reach + 1);
  const sums = new Float64Array(stride);
  const ring = new Float32Array((reach + 1) * stride);
  for (let offset = -reach; offset <= reach; offset += 1) {
    const from = Math.max(0, Math.min(height - 1, offset)) * stride;
    for (let index = 0; index < stride; index += 1) sums[index] = (sums[index] ?? 0) + (values[from + index] ?? 0);
  }
  return (y) => {
    const at = y * stride;
    ring.set(values.subarray(at, at + stride), (y % (reach + 1)) * stride);
    const leaving = (Math.max(0, y - reach) % (reach + 1)) * stride;
    const entering = Math.min(height - 1, y + reach + 1) * stride;
    for (let index = 0; index < stride; index += 1) {
      const sum = sums[index] ?? 0;
      const next = values[entering + index] ?? 0;
      values[at + index] = sum * share;
      sums[index] = sum + next - (ring[leaving + index] ?? 0);
    }
  };
}
