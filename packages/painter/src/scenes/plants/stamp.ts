import type { Rgb } from '../../colour.ts';
import type { RowPainter } from '../../picture.ts';

/** A small drawing in linear light: RGB times cover, then cover; four floats a pixel. Its foot is at the lower middle. */
export type Stamp = {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
};

/** One print of a stamp; pixels. */
export type Print = {
  readonly stamp: Stamp;
  /** Middle of the foot. */
  readonly x: number;
  readonly y: number;
  /** Height on the picture; the width follows. */
  readonly size: number;
  readonly isFlipped?: boolean;
  /** Multiplies the stamp's colours. */
  readonly tint?: Rgb;
  /** What distance does to it: the colour and its share, 0 to 1. */
  readonly haze?: { readonly colour: Rgb; readonly share: number };
  /** The foot fades into what it stands in, as a share of the height. */
  readonly fade?: number;
};

/** Things laid over whatever is behind them, between two rows. */
export type Decor = { readonly top: number; readonly bottom: number; readonly decorate: RowPainter };

export function createStamp(width: number, height: number): Stamp {
  const size = { width: Math.max(2, Math.round(width)), height: Math.max(2, Math.round(height)) };
  return { ...size, values: new Float32Array(size.width * size.height * 4) };
}

const SLICE_ROWS = 16;
const PLAIN: Rgb = [1, 1, 1];
const CLEAR = { colour: PLAIN, share: 0 };

type Ready = Print & { readonly levels: readonly Stamp[]; readonly left: number; readonly wide: number };

/** Prints farther things (higher feet) first. */
export function printStamps(prints: readonly Print[]): Decor {
  const smaller = new Map<Stamp, readonly Stamp[]>();
  const slices = new Map<number, Ready[]>();
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const print of [...prints].sort((a, b) => a.y - b.y)) {
    const levels = smaller.get(print.stamp) ?? shrink(print.stamp);
    smaller.set(print.stamp, levels);
    const wide = (print.size * print.stamp.width) / print.stamp.height;
    const ready = { ...print, levels, wide, left: print.x - wide / 2 };
    const first = Math.floor((print.y - print.size) / SLICE_ROWS);
    for (let slice = first; slice <= Math.floor(print.y / SLICE_ROWS); slice += 1) {
      const list = slices.get(slice);
      if (list === undefined) slices.set(slice, [ready]);
      else list.push(ready);
    }
    top = Math.min(top, print.y - print.size);
    bottom = Math.max(bottom, print.y);
  }
  return {
    top,
    bottom,
    decorate: (y, row) => {
      for (const print of slices.get(Math.floor(y / SLICE_ROWS)) ?? []) printRow(print, y, row);
    },
  };
}

/** Halves a stamp until it is tiny: small prints read a small one, so that they do not flicker. */
function shrink(stamp: Stamp): readonly Stamp[] {
  const levels = [stamp];
  let last = stamp;
  while (last.height > 8 && last.width > 8) {
    last = half(last);
    levels.push(last);
  }
  return levels;
}

function half({ width, height, values }: Stamp): Stamp {
  const small = createStamp(Math.ceil(width / 2), Math.ceil(height / 2));
  for (let y = 0; y < small.height; y += 1) {
    const upper = y * 2 * width;
    const lower = Math.min(height - 1, y * 2 + 1) * width;
    for (let x = 0; x < small.width; x += 1) {
      const left = Math.min(width - 1, x * 2);
      const right = Math.min(width - 1, x * 2 + 1);
      for (let channel = 0; channel < 4; channel += 1) {
        small.values[(y * small.width + x) * 4 + channel] =
          ((values[(upper + left) * 4 + channel] ?? 0) +
            (values[(upper + right) * 4 + channel] ?? 0) +
            (values[(lower + left) * 4 + channel] ?? 0) +
            (values[(lower + right) * 4 + channel] ?? 0)) /
          4;
      }
    }
  }
  return small;
}

function printRow(print: Ready, y: number, row: Float32Array) {
  const { levels, left, wide, size, tint = PLAIN, haze = CLEAR, fade = 0 } = print;
  const down = (y + 0.5 - (print.y - size)) / size;
  if (down <= 0 || down >= 1) return;
  const level = levels.find(({ height }, index) => height < size * 2 || index === levels.length - 1);
  if (level === undefined) return;
  const v = Math.max(0, Math.min(level.height - 1.001, down * level.height - 0.5));
  const upper = Math.floor(v) * level.width;
  const lower = upper + level.width;
  const ty = v - Math.floor(v);
  const step = level.width / wide;
  const first = Math.max(0, Math.ceil(left));
  const last = Math.min(row.length / 3 - 1, Math.floor(left + wide));
  const strength = fade > 0 ? Math.min(1, (1 - down) / fade) : 1;
  const { values } = level;
  const keepHaze = 1 - haze.share;
  for (let x = first; x <= last; x += 1) {
    const across = (x + 0.5 - left) * step - 0.5;
    const u = Math.max(0, Math.min(level.width - 1.001, print.isFlipped === true ? level.width - 1 - across : across));
    const column = u | 0;
    const tx = u - column;
    const a = (upper + column) * 4;
    const b = (lower + column) * 4;
    const w0 = (1 - tx) * (1 - ty);
    const w1 = tx * (1 - ty);
    const w2 = (1 - tx) * ty;
    const w3 = tx * ty;
    const cover =
      (w0 * (values[a + 3] ?? 0) + w1 * (values[a + 7] ?? 0) + w2 * (values[b + 3] ?? 0) + w3 * (values[b + 7] ?? 0)) *
      strength;
    if (cover < 0.004) continue;
    const keep = 1 - cover;
    const index = x * 3;
    for (let channel = 0; channel < 3; channel += 1) {
      const colour =
        w0 * (values[a + channel] ?? 0) +
        w1 * (values[a + 4 + channel] ?? 0) +
        w2 * (values[b + channel] ?? 0) +
        w3 * (values[b + 4 + channel] ?? 0);
      row[index + channel] =
        (row[index + channel] ?? 0) * keep +
        colour * strength * (tint[channel] ?? 1) * keepHaze +
        (haze.colour[channel] ?? 0) * haze.share * cover;
    }
  }
}
