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
  const { channels, step } = plane;
  const stride = plane.width * channels;
  const blended = new Float32Array(stride + channels);
  const out = new Float32Array(width * channels);
  const inset = (step - 1) / 2;
  return (y) => {
    blendRows(plane, (y - inset) / step, blended);
    for (let channel = 0; channel < channels; channel += 1) {
      blended[stride + channel] = blended[stride - channels + channel] ?? 0;
      spreadCells(blended, out, { channel, channels, step, inset });
    }
    return out;
  };
}

/** The row of cells at `v`, cells from the middle of the first row. */
function blendRows({ width, height, channels, values }: Plane, v: number, out: Float32Array) {
  const stride = width * channels;
  const inside = Math.max(0, Math.min(height - 1, v));
  const top = Math.floor(inside) * stride;
  const bottom = Math.min(height - 1, Math.floor(inside) + 1) * stride;
  const down = inside - Math.floor(inside);
  for (let index = 0; index < stride; index += 1) {
    const value = values[top + index] ?? 0;
    out[index] = value + ((values[bottom + index] ?? 0) - value) * down;
  }
}

type Spread = { readonly channel: number; readonly channels: number; readonly step: number; readonly inset: number };

/** Draws a line from cell to cell: adding its slope is half the price of blending at each pixel. */
function spreadCells(cells: Float32Array, out: Float32Array, { channel, channels, step, inset }: Spread) {
  const first = cells[channel] ?? 0;
  const lead = Math.min(out.length, Math.ceil(inset) * channels);
  let to = channel;
  for (; to < lead; to += channels) out[to] = first;
  for (let cell = 0, from = channel; to < out.length; cell += 1, from += channels) {
    const next = cells[from + channels] ?? 0;
    const left = cells[from] ?? 0;
    const slope = (next - left) / step;
    const start = cell * step + inset;
    const end = Math.min(out.length, Math.ceil(start + step) * channels);
    let value = left + slope * (Math.ceil(start) - start);
    for (; to < end; to += channels) {
      out[to] = value;
      value += slope;
    }
  }
}

/** The same at points moved by `shift`, pixels, for edges that wander; planes of one channel or three. */
export function readShifted(
  { channels, step, values, width, height }: Plane,
  y: number,
  shift: { readonly x: Float32Array; readonly y: Float32Array },
  out: Float32Array,
): void {
  const stride = width * channels;
  const share = 1 / step;
  const inset = (step - 1) / 2;
  for (let x = 0, to = 0; x < shift.x.length; x += 1, to += channels) {
    const u = within((x + (shift.x[x] ?? 0) - inset) * share, width - 1);
    const v = within((y + (shift.y[x] ?? 0) - inset) * share, height - 1);
    const across = u - (u | 0);
    const down = v - (v | 0);
    const a = (v | 0) * stride + (u | 0) * channels;
    const b = u < width - 1 ? a + channels : a;
    const below = v < height - 1 ? stride : 0;
    const atB = across * (1 - down);
    const atC = (1 - across) * down;
    const atD = across * down;
    const atA = 1 - across - atC;
    for (let channel = 0; channel < channels; channel += 1) {
      const left = a + channel;
      const right = b + channel;
      out[to + channel] =
        (values[left] ?? 0) * atA +
        (values[right] ?? 0) * atB +
        (values[left + below] ?? 0) * atC +
        (values[right + below] ?? 0) * atD;
    }
  }
}

function within(value: number, most: number): number {
  return value < 0 ? 0 : Math.min(value, most);
}

function addRow({ width, channels, bytes }: Bytes, y: number, step: number, out: Float32Array) {
  const start = y * width * channels;
  if (channels === 3) addColours(bytes.subarray(start, start + width * 3), step, out);
  else
    for (let channel = 0; channel < channels; channel += 1) {
      addChannel(bytes.subarray(start, start + width * channels), step, out, { channel, channels });
    }
}

function addColours(row: Uint8Array, step: number, out: Float32Array) {
  for (let from = 0, to = 0; from < row.length; to += 3) {
    const end = Math.min(row.length, from + step * 3);
    let [red, green, blue] = [0, 0, 0];
    for (; from < end; from += 3) {
      red += row[from] ?? 0;
      green += row[from + 1] ?? 0;
      blue += row[from + 2] ?? 0;
    }
    out[to] = (out[to] ?? 0) + red;
    out[to + 1] = (out[to + 1] ?? 0) + green;
    out[to + 2] = (out[to + 2] ?? 0) + blue;
  }
}

function addChannel(
  row: Uint8Array,
  step: number,
  out: Float32Array,
  { channel, channels }: { readonly channel: number; readonly channels: number },
) {
  for (let from = channel, to = channel; from < row.length; to += channels) {
    const end = Math.min(row.length, from + step * channels);
    let sum = 0;
    for (; from < end; from += channels) sum += row[from] ?? 0;
    out[to] = (out[to] ?? 0) + sum;
  }
}

function divide(source: Bytes, { width, height, channels, step, values }: Plane) {
  for (let row = 0; row < height; row += 1) {
    const tall = Math.min(step, source.height - row * step);
    const last = tall * (source.width - (width - 1) * step);
    const end = (row + 1) * width * channels;
    divideRow(values.subarray(end - width * channels, end - channels), tall * step);
    divideRow(values.subarray(end - channels, end), last);
  }
}

function divideRow(values: Float32Array, by: number) {
  const share = 1 / by;
  for (let at = 0; at < values.length; at += 1) values[at] = (values[at] ?? 0) * share;
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
    addTo(sums, values.subarray(from, from + stride));
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

function addTo(sums: Float64Array, row: Float32Array) {
  for (let index = 0; index < sums.length; index += 1) sums[index] = (sums[index] ?? 0) + (row[index] ?? 0);
}
