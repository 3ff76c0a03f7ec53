import type { Plane } from './plane.ts';

/** Colours as red, green and blue after one another, 0 to 255. */
export type Palette = Float64Array;

type Colours = {
  /** Three numbers a colour. */
  readonly values: Float32Array;
  /** How much each colour counts. */
  readonly weights: Float32Array;
};
type Box = { readonly members: Uint32Array; readonly channel: number; readonly spread: number };

const ROUNDS = 4;
const SAMPLES_MAX = 12_000;

/** Evenly spread samples of a plane's colours; a cell that is all subject counts `subjectWeight` times. */
export function sampleColours({ values }: Plane, cover: Plane | undefined, subjectWeight: number): Colours {
  const cells = values.length / 3;
  const apart = Math.max(1, Math.ceil(cells / SAMPLES_MAX));
  const count = Math.ceil(cells / apart);
  const samples = { values: new Float32Array(count * 3), weights: new Float32Array(count) };
  for (let index = 0; index < count; index += 1) {
    const at = index * apart;
    samples.values.set(values.subarray(at * 3, at * 3 + 3), index * 3);
    samples.weights[index] = 1 + ((cover?.values[at] ?? 0) / 255) * (subjectWeight - 1);
  }
  return samples;
}

/**
 * At most `count` colours that stand for all: the widest group is cut at its middle until there are
 * enough, then every colour moves to the middle of those nearest to it. Darkest first.
 */
export function choosePalette(colours: Colours, count: number): Palette {
  const all = Uint32Array.from({ length: colours.weights.length }, (_, index) => index);
  const boxes: Box[] = [measureBox(colours, all)];
  while (boxes.length < count) {
    const widest = boxes.reduce((best, box, index) => (box.spread > (boxes[best]?.spread ?? 0) ? index : best), 0);
    const box = boxes[widest];
    if (box === undefined || box.spread < 1) break;
    boxes.splice(widest, 1, ...cut(colours, box));
  }
  const palette = new Float64Array(boxes.length * 3);
  for (const [index, { members }] of boxes.entries()) palette.set(meanOf(colours, members), index * 3);
  for (let round = 0; round < ROUNDS; round += 1) settle(colours, palette);
  return sorted(palette);
}

/** Index of the palette's colour that looks nearest. */
export function nearestColour(palette: Palette, red: number, green: number, blue: number): number {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (let at = 0; at < palette.length; at += 3) {
    const distance = colourDistance(
      red - (palette[at] ?? 0),
      green - (palette[at + 1] ?? 0),
      blue - (palette[at + 2] ?? 0),
      red + (palette[at] ?? 0),
    );
    if (distance < bestDistance) {
      bestDistance = distance;
      best = at / 3;
    }
  }
  return best;
}

/** Squared, and weighed as the eye does: blue counts more among reds less, and the other way round. */
export function colourDistance(red: number, green: number, blue: number, redSum: number): number {
  const mean = redSum / 512;
  return (2 + mean) * red * red + 4 * green * green + (3 - mean) * blue * blue;
}

function measureBox(colours: Colours, members: Uint32Array): Box {
  let widest = 0;
  let spread = 0;
  for (let channel = 0; channel < 3; channel += 1) {
    const weighed = weighVariance(colours, members, channel) * (channel === 1 ? 1.4 : 1);
    if (weighed > spread) {
      spread = weighed;
      widest = channel;
    }
  }
  return { members, channel: widest, spread };
}

/** Times the root of the members' weight, not the weight: so small but different groups, an eye or a flower, have a colour too. */
function weighVariance({ values, weights }: Colours, members: Uint32Array, channel: number): number {
  let total = 0;
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < members.length; index += 1) {
    const member = members[index] ?? 0;
    const weight = weights[member] ?? 0;
    const value = values[member * 3 + channel] ?? 0;
    total += weight;
    sum += value * weight;
    squares += value * value * weight;
  }
  return total === 0 ? 0 : (squares / total - (sum / total) ** 2) * Math.sqrt(total);
}

function cut(colours: Colours, { members, channel }: Box): readonly Box[] {
  const mean = meanOf(colours, members)[channel] ?? 0;
  const low = members.filter((member) => (colours.values[member * 3 + channel] ?? 0) < mean);
  const high = members.filter((member) => (colours.values[member * 3 + channel] ?? 0) >= mean);
  return [low, high].filter((half) => half.length > 0).map((half) => measureBox(colours, half));
}

function meanOf({ values, weights }: Colours, members: Uint32Array): readonly [number, number, number] {
  let total = 0;
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let index = 0; index < members.length; index += 1) {
    const member = members[index] ?? 0;
    const weight = weights[member] ?? 0;
    total += weight;
    red += (values[member * 3] ?? 0) * weight;
    green += (values[member * 3 + 1] ?? 0) * weight;
    blue += (values[member * 3 + 2] ?? 0) * weight;
  }
  return total === 0 ? [red, green, blue] : [red / total, green / total, blue / total];
}

function settle({ values, weights }: Colours, palette: Palette) {
  const sums = new Float64Array(palette.length);
  const totals = new Float64Array(palette.length / 3);
  for (let index = 0; index < weights.length; index += 1) {
    const weight = weights[index] ?? 0;
    const nearest = nearestColour(
      palette,
      values[index * 3] ?? 0,
      values[index * 3 + 1] ?? 0,
      values[index * 3 + 2] ?? 0,
    );
    totals[nearest] = (totals[nearest] ?? 0) + weight;
    for (let channel = 0; channel < 3; channel += 1) {
      const at = nearest * 3 + channel;
      sums[at] = (sums[at] ?? 0) + (values[index * 3 + channel] ?? 0) * weight;
    }
  }
  for (let at = 0; at < palette.length; at += 1) {
    const total = totals[Math.floor(at / 3)] ?? 0;
    if (total > 0) palette[at] = (sums[at] ?? 0) / total;
  }
}

function sorted(palette: Palette): Palette {
  const brightness = (index: number) =>
    (palette[index * 3] ?? 0) * 0.3 + (palette[index * 3 + 1] ?? 0) * 0.59 + (palette[index * 3 + 2] ?? 0) * 0.11;
  const order = Array.from({ length: palette.length / 3 }, (_, index) => index).sort(
    (a, b) => brightness(a) - brightness(b),
  );
  return Float64Array.from(order.flatMap((index) => [...palette.subarray(index * 3, index * 3 + 3)]));
}
