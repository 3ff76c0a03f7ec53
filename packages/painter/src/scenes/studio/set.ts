import { hex, luminance, mix, multiply, type Rgb, scale } from '../../colour.ts';
import type { PaintPlan } from '../../prompt/paint-plan.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { namedColours } from '../named-colours.ts';
import type { SetLight } from '../pieces/turned.ts';

/** The colours and the light of a studio set. */
export type StudioSet = {
  readonly wall: Rgb;
  readonly floor: Rgb;
  readonly stand: Rgb;
  /** Two colours that go with the wall: the product's, and its company's. */
  readonly accent: Rgb;
  readonly second: Rgb;
  readonly light: SetLight;
  /** Little light from around and a dark wall. */
  readonly isLowKey: boolean;
};

/** Wall, stand, product, company: pairings as in magazines. */
const PAIRINGS = [
  ['#e9dfd3', '#f4eee6', '#b5654a', '#7d8a6a'],
  ['#dfe3dc', '#f1f1ea', '#5f7a63', '#d9a679'],
  ['#f0d9cd', '#f7ebe2', '#c2594f', '#2f5d62'],
  ['#d8e2ea', '#eef2f4', '#2f5f8a', '#e0a458'],
  ['#eadfea', '#f6f0f4', '#7c5a8c', '#d98f8a'],
  ['#f2e6c9', '#faf4e4', '#d18f2f', '#4f6d7a'],
  ['#cfdcd0', '#e9efe6', '#2f6b57', '#e8c07a'],
  ['#f1d3d6', '#faeaea', '#b03a54', '#8fa98f'],
  ['#dcd6cc', '#eeebe4', '#3d4247', '#c08a5b'],
  ['#d6e4e3', '#f0f5f3', '#1f7f86', '#ef9a76'],
  ['#e6d2bb', '#f3e7d7', '#7a4a33', '#93a27c'],
  ['#cfd3e2', '#e8eaf2', '#4a5596', '#e4b363'],
  ['#f4ddc4', '#fbefdf', '#e07a45', '#3f7d78'],
  ['#e3e5e6', '#f7f7f5', '#8d99a3', '#d6b370'],
] as const;

const HOURS = {
  dawn: { key: '#ffe3d2', fill: '#dcd8e6', gain: 0.98 },
  day: { key: '#fffaf2', fill: '#e6ebf0', gain: 1 },
  sunset: { key: '#ffd0a0', fill: '#d9c4cf', gain: 0.98 },
  night: { key: '#8ea6dc', fill: '#46538a', gain: 0.62 },
} as const;

/** Colours by hash or by the prompt's colour words; light by the hour and the mood. */
export function createStudioSet({ plan, light }: Frame): StudioSet {
  const random = createRandom(plan.key, 'set');
  const [first, ...rest] = PAIRINGS;
  const pairing = random.pick<readonly [string, string, string, string]>(first, ...rest);
  const [wall, stand, accent, second] = [hex(pairing[0]), hex(pairing[1]), hex(pairing[2]), hex(pairing[3])];
  const coloured = withNamed({ wall, stand, accent, second }, namedColours(plan));
  const isLowKey = plan.time === 'night' || isDark(plan) || luminance(coloured.wall) < 0.1;
  const hour = HOURS[plan.time];
  const tint = multiply(mix([1, 1, 1], hex(hour.fill), 0.55), [hour.gain, hour.gain, hour.gain]);
  const shade = isLowKey ? 0.42 : 1;
  const background = scale(multiply(coloured.wall, tint), shade);
  const floor = scale(multiply(mix(coloured.wall, [0.94, 0.93, 0.91], 0.16), tint), isLowKey ? 0.55 : 1.02);
  return {
    ...coloured,
    wall: background,
    floor,
    stand: scale(coloured.stand, isLowKey ? 0.6 : 1),
    isLowKey,
    light: {
      side: light.source.x < 0.5 ? -1 : 1,
      key: scale(hex(hour.key), hour.gain),
      fill: scale(hex(hour.fill), isLowKey ? 0.34 : 0.66),
      bounce: floor,
    },
  };
}

function isDark({ mood }: PaintPlan): boolean {
  return mood === 'dramatic' || mood === 'mysterious' || mood === 'gloomy';
}

type Colours = Pick<StudioSet, 'wall' | 'stand' | 'accent' | 'second'>;

/** Colour words come first: the wall takes the first, the product the second. */
function withNamed(own: Colours, [first, second, third]: readonly Rgb[]): Colours {
  if (first === undefined) return own;
  const wall = luminance(first) > 0.35 || luminance(first) < 0.04 ? first : mix(first, [0.96, 0.94, 0.92], 0.22);
  const isPale = luminance(first) > 0.55;
  return {
    wall,
    stand: mix(wall, [0.95, 0.94, 0.92], isPale ? 0.5 : 0.35),
    accent:
      second ??
      (isPale ? own.accent : mix(first, luminance(first) > 0.2 ? [0.03, 0.02, 0.03] : [0.95, 0.9, 0.85], 0.55)),
    second:
      third ?? (second === undefined ? mix(first, [0.97, 0.95, 0.92], 0.6) : mix(second, [0.97, 0.95, 0.92], 0.5)),
  };
}
