import { type Control, partOf } from '../control.ts';
import { createPlane, smooth } from '../styles/plane.ts';
import type { SmallPicture } from './small-picture.ts';

const LIGHT_BINS = 12;
const HUE_BINS = 14;
const BINS = LIGHT_BINS * HUE_BINS * HUE_BINS;
const TURNS = 4;

/**
 * What is in the middle and unlike the picture's rim, 0 to 1 per cell: how often each colour is inside and outside is
 * counted, every cell takes the likelier side with its neighbours, and the count is made again.
 */
export async function findByColour(small: SmallPicture, control: Control, sky?: Float32Array): Promise<Float32Array> {
  const { width, height, lab } = small;
  const size = width * height;
  const bins = Uint16Array.from({ length: size }, (_, at) => binOf(lab, at));
  const unlike = await unlikeness(small, partOf(control, 0, 0.2));
  const prior = Float32Array.from({ length: size }, (_, at) => {
    const middle = centredness(at % width, Math.floor(at / width), small);
    if ((sky?.[at] ?? 0) > 0.5) return 0.01;
    return 0.04 + (0.12 + 0.5 * (unlike[at] ?? 0)) * middle + 0.3 * (unlike[at] ?? 0) * Math.sqrt(middle);
  });
  const share = { ...createPlane(small, 1, 1), values: prior.slice() };
  const reach = Math.max(1, Math.round(Math.sqrt(size) / 90));
  for (let turn = 0; turn < TURNS; turn += 1) {
    const inside = countColours(bins, share.values, (own) => own);
    const outside = countColours(bins, share.values, (own) => 1 - own);
    for (let at = 0; at < size; at += 1) {
      const bin = bins[at] ?? 0;
      const odds = Math.log(((inside[bin] ?? 0) + 2e-5) / ((outside[bin] ?? 0) + 2e-5));
      const place = Math.log((prior[at] ?? 0) / (1 - (prior[at] ?? 0)));
      share.values[at] = 1 / (1 + Math.exp(-1.1 * Math.max(-5, Math.min(5, odds)) - 0.75 * place));
    }
    await smooth(share, reach, partOf(control, 0.2 + (0.8 * turn) / TURNS, 1));
    for (let at = 0; at < size; at += 1) share.values[at] = steeper(share.values[at] ?? 0);
  }
  return share.values;
}

function binOf(lab: Float32Array, at: number): number {
  const light = Math.min(LIGHT_BINS - 1, Math.floor(((lab[at * 3] ?? 0) / 100) * LIGHT_BINS));
  const hue = (value: number) => Math.max(0, Math.min(HUE_BINS - 1, Math.floor(value / 3.6 + HUE_BINS / 2)));
  return (light * HUE_BINS + hue(lab[at * 3 + 1] ?? 0)) * HUE_BINS + hue(lab[at * 3 + 2] ?? 0);
}

/** How far each cell's colour is from the picture's mean, 0 to 1 (after Achanta, 2009); hue counts more than light. */
async function unlikeness({ lab, width, height }: SmallPicture, control: Control): Promise<Float32Array> {
  const size = width * height;
  const mean = [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let at = channel; at < lab.length; at += 3) sum += lab[at] ?? 0;
    return sum / size;
  });
  const plane = { ...createPlane({ width, height }, 1, 3), values: lab.slice() };
  await smooth(plane, 1, control);
  const away = (at: number, channel: number) => (plane.values[at * 3 + channel] ?? 0) - (mean[channel] ?? 0);
  const far = Float32Array.from({ length: size }, (_, at) => Math.hypot(0.5 * away(at, 0), away(at, 1), away(at, 2)));
  const most = far.slice().sort()[Math.floor(size * 0.99)] ?? 1;
  return far.map((distance) => Math.min(1, distance / Math.max(1, most)));
}

/** How likely a place is to be the thing before any colour is seen: the middle, a little below it. */
function centredness(x: number, y: number, { width, height }: SmallPicture): number {
  const across = ((x + 0.5) / width - 0.5) / 0.3;
  const down = ((y + 0.5) / height - 0.54) / 0.33;
  return Math.exp(-(across * across + down * down));
}

function countColours(bins: Uint16Array, share: Float32Array, weightOf: (own: number) => number): Float32Array {
  const counts = new Float32Array(BINS);
  let sum = 1e-6;
  for (let at = 0; at < bins.length; at += 1) {
    const weight = weightOf(share[at] ?? 0);
    counts[bins[at] ?? 0] = (counts[bins[at] ?? 0] ?? 0) + weight;
    sum += weight;
  }
  return spread(counts).map((count) => count / sum);
}

/** A quarter of each colour's count goes to its six neighbours: colours that are nearly the same count for each other. */
function spread(counts: Float32Array): Float32Array {
  const out = new Float32Array(BINS);
  for (let bin = 0; bin < BINS; bin += 1) {
    const count = counts[bin] ?? 0;
    if (count === 0) continue;
    out[bin] = (out[bin] ?? 0) + count * 0.7;
    for (const step of [1, -1, HUE_BINS, -HUE_BINS, HUE_BINS * HUE_BINS, -HUE_BINS * HUE_BINS]) {
      const to = bin + step;
      if (to >= 0 && to < BINS) out[to] = (out[to] ?? 0) + count * 0.05;
    }
  }
  return out;
}

function steeper(share: number): number {
  const t = Math.max(0, Math.min(1, (share - 0.25) / 0.5));
  return 0.02 + 0.96 * t * t * (3 - 2 * t);
}
