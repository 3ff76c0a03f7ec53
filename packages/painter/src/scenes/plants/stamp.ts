import { type Rgb, scale } from '../../colour.ts';
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

/** A stamp at one size, and which columns of each of its rows are not empty. */
type Level = Stamp & { readonly firsts: Int16Array; readonly lasts: Int16Array };

/** A print with all that its rows share worked out. */
type Ready = {
  readonly level: Level;
  readonly top: number;
  readonly left: number;
  readonly wide: number;
  readonly size: number;
  readonly isFlipped: boolean;
  readonly fade: number;
  /** What the stamp's colours are multiplied by, and the haze laid over them. */
  readonly tint: Rgb;
  readonly haze: Rgb;
};

/** Prints farther things (higher feet) first. */
export function printStamps(prints: readonly Print[]): Decor {
  const smaller = new Map<Stamp, readonly Level[]>();
  const slices = new Map<number, Ready[]>();
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const print of [...prints].sort((a, b) => a.y - b.y)) {
    const levels = smaller.get(print.stamp) ?? shrink(print.stamp);
    smaller.set(print.stamp, levels);
    const ready = prepare(print, levels);
    if (ready === undefined) continue;
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
      const list = slices.get(Math.floor(y / SLICE_ROWS));
      if (list === undefined) return;
      for (const print of list) printRow(print, y, row);
    },
  };
}

function prepare({ stamp, x, y, size, ...look }: Print, levels: readonly Level[]): Ready | undefined {
  const level = levels.find(({ height }) => height < size * 2) ?? levels.at(-1);
  if (level === undefined) return undefined;
  const { tint = PLAIN, haze = CLEAR, fade = 0, isFlipped = false } = look;
  const wide = (size * stamp.width) / stamp.height;
  return {
    level,
    top: y - size,
    left: x - wide / 2,
    wide,
    size,
    isFlipped,
    fade,
    tint: scale(tint, 1 - haze.share),
    haze: scale(haze.colour, haze.share),
  };
}

/** Halves a stamp until it is tiny: small prints read a small one, so that they do not flicker. */
function shrink(stamp: Stamp): readonly Level[] {
  let last = levelOf(stamp);
  const levels = [last];
  while (last.height > 8 && last.width > 8) {
    last = levelOf(half(last));
    levels.push(last);
  }
  return levels;
}

/** Most of a tree's or a flower's stamp is empty: its rows are printed from their first to their last column. */
function levelOf(stamp: Stamp): Level {
  const { width, height, values } = stamp;
  const firsts = new Int16Array(height);
  const lasts = new Int16Array(height);
  for (let y = 0; y < height; y += 1) {
    const start = y * width * 4 + 3;
    let first = 0;
    while (first < width && (values[start + first * 4] ?? 0) === 0) first += 1;
    let last = width - 1;
    while (last > first && (values[start + last * 4] ?? 0) === 0) last -= 1;
    firsts[y] = first;
    lasts[y] = first === width ? -1 : last;
  }
  return { ...stamp, firsts, lasts };
}

function half({ width, height, values }: Stamp): Stamp {
  const small = createStamp(Math.ceil(width / 2), Math.ceil(height / 2));
  const out = small.values;
  for (let y = 0; y < small.height; y += 1) {
    const upper = y * 2 * width;
    const lower = Math.min(height - 1, y * 2 + 1) * width;
    for (let x = 0; x < small.width; x += 1) {
      const left = Math.min(width - 1, x * 2);
      const right = Math.min(width - 1, x * 2 + 1);
      const a = (upper + left) * 4;
      const b = (upper + right) * 4;
      const c = (lower + left) * 4;
      const d = (lower + right) * 4;
      const to = (y * small.width + x) * 4;
      for (let channel = 0; channel < 4; channel += 1)
        out[to + channel] =
          ((values[a + channel] ?? 0) +
            (values[b + channel] ?? 0) +
            (values[c + channel] ?? 0) +
            (values[d + channel] ?? 0)) /
          4;
    }
  }
  return small;
}

function printRow(print: Ready, y: number, row: Float32Array) {
  const { level, left, size, isFlipped, fade } = print;
  const down = (y + 0.5 - print.top) / size;
  if (down <= 0 || down >= 1) return;
  const v = Math.max(0, Math.min(level.height - 1.001, down * level.height - 0.5));
  const line = v | 0;
  const reach = reachOf(print, line, row.length / 3 - 1);
  const { values, width } = level;
  const step = width / print.wide;
  const strength = fade > 0 ? Math.min(1, (1 - down) / fade) : 1;
  const lower = (v - line) * strength;
  const upper = strength - lower;
  const below = width * 4;
  const [red, green, blue] = print.tint;
  const [hazeRed, hazeGreen, hazeBlue] = print.haze;
  const uMax = width - 1.001;
  for (let x = reach.first; x <= reach.last; x += 1) {
    const across = (x + 0.5 - left) * step - 0.5;
    const wished = isFlipped ? width - 1 - across : across;
    const u = wished < 0 ? 0 : Math.min(wished, uMax);
    const column = u | 0;
    const tx = u - column;
    const w1 = tx * upper;
    const w0 = upper - w1;
    const w3 = tx * lower;
    const w2 = lower - w3;
    const a = (line * width + column) * 4;
    const b = a + below;
    const cover =
      w0 * (values[a + 3] ?? 0) + w1 * (values[a + 7] ?? 0) + w2 * (values[b + 3] ?? 0) + w3 * (values[b + 7] ?? 0);
    if (cover < 0.004) continue;
    const r = w0 * (values[a] ?? 0) + w1 * (values[a + 4] ?? 0) + w2 * (values[b] ?? 0) + w3 * (values[b + 4] ?? 0);
    const g =
      w0 * (values[a + 1] ?? 0) + w1 * (values[a + 5] ?? 0) + w2 * (values[b + 1] ?? 0) + w3 * (values[b + 5] ?? 0);
    const l =
      w0 * (values[a + 2] ?? 0) + w1 * (values[a + 6] ?? 0) + w2 * (values[b + 2] ?? 0) + w3 * (values[b + 6] ?? 0);
    const keep = 1 - cover;
    const index = x * 3;
    row[index] = (row[index] ?? 0) * keep + r * red + hazeRed * cover;
    row[index + 1] = (row[index + 1] ?? 0) * keep + g * green + hazeGreen * cover;
    row[index + 2] = (row[index + 2] ?? 0) * keep + l * blue + hazeBlue * cover;
  }
}

/** The columns of the picture that two rows of the stamp can reach. */
function reachOf(print: Ready, line: number, columnMax: number) {
  const { level, left, wide, isFlipped } = print;
  const low = Math.min(level.firsts[line] ?? 0, level.firsts[line + 1] ?? 0) - 1;
  const high = Math.max(level.lasts[line] ?? 0, level.lasts[line + 1] ?? 0) + 1;
  const from = isFlipped ? level.width - 1 - high : low;
  const to = isFlipped ? level.width - 1 - low : high;
  const size = wide / level.width;
  return {
    first: Math.max(0, Math.ceil(left), Math.floor(left + (from + 0.5) * size - 0.5)),
    last: Math.min(columnMax, Math.floor(left + wide), Math.ceil(left + (to + 0.5) * size - 0.5)),
  };
}
