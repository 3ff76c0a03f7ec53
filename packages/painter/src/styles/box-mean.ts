/** Means over squares of 2 * reach + 1 pixels, for interleaved channels: two running sums, any reach at one price. */
export function boxMean(
  source: Uint8Array,
  size: { readonly width: number; readonly height: number; readonly channels: number },
  reach: number,
): Uint8Array {
  const across = new Uint8Array(source.length);
  const out = new Uint8Array(source.length);
  const { width, height, channels } = size;
  slide(source, across, { lines: height, length: width, lineStep: width * channels, step: channels, channels, reach });
  slide(across, out, { lines: width, length: height, lineStep: channels, step: width * channels, channels, reach });
  return out;
}

type Walk = {
  readonly lines: number;
  readonly length: number;
  readonly lineStep: number;
  readonly step: number;
  readonly channels: number;
  readonly reach: number;
};

function slide(source: Uint8Array, out: Uint8Array, { lines, length, lineStep, step, channels, reach }: Walk) {
  const span = 2 * reach + 1;
  for (let line = 0; line < lines; line += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const start = line * lineStep + channel;
      const end = start + (length - 1) * step;
      let sum = (source[start] ?? 0) * (reach + 1);
      for (let index = 1; index <= reach; index += 1) sum += source[Math.min(end, start + index * step)] ?? 0;
      for (let index = 0; index < length; index += 1) {
        const at = start + index * step;
        out[at] = sum / span + 0.5;
        const entering = at + (reach + 1) * step;
        const leaving = at - reach * step;
        sum += (source[Math.min(entering, end)] ?? 0) - (source[Math.max(leaving, start)] ?? 0);
      }
    }
  }
}
