import { hex, luminance, mix, type Rgb, scale } from '../../colour.ts';
import type { PaintPlan } from '../../prompt/paint-plan.ts';
import { createRandom } from '../../random.ts';
import { namedColours } from '../named-colours.ts';

/** Five colours from dark to light that belong together. */
export type Palette = readonly [Rgb, Rgb, Rgb, Rgb, Rgb];

const BRIGHT = [
  ['#264653', '#2a9d8f', '#e76f51', '#f4a261', '#f6e3b4'],
  ['#3d405b', '#81b29a', '#e07a5f', '#f2cc8f', '#f4f1de'],
  ['#1d3557', '#457b9d', '#e63946', '#a8dadc', '#f1faee'],
  ['#5f0f40', '#9a031e', '#e36414', '#fb8b24', '#ffd9a0'],
  ['#10454f', '#506266', '#818274', '#bdb87c', '#f2ead0'],
  ['#3a0ca3', '#7209b7', '#f72585', '#4cc9f0', '#f3e8ff'],
  ['#0b3c49', '#13747d', '#fc354c', '#fcf7c5', '#0abfbc'],
  ['#283618', '#606c38', '#bc6c25', '#dda15e', '#fefae0'],
  ['#22223b', '#4a4e69', '#9a8c98', '#c9ada7', '#f2e9e4'],
  ['#003049', '#d62828', '#f77f00', '#fcbf49', '#eae2b7'],
  ['#355070', '#6d597a', '#b56576', '#e56b6f', '#eaac8b'],
  ['#1b4332', '#2d6a4f', '#52b788', '#b7e4c7', '#fff3d6'],
  ['#4a2545', '#824c71', '#dfa06e', '#f1c7a5', '#fbeee0'],
  ['#14213d', '#33517e', '#fca311', '#e5e5e5', '#fff6e2'],
  ['#6b2737', '#e08e45', '#f8f4a6', '#bdf7b7', '#3943b7'],
  ['#2b2d42', '#8d99ae', '#ef8354', '#bfc0c0', '#f7f3ee'],
  ['#006d77', '#42999b', '#e29578', '#ffddd2', '#edf6f9'],
  ['#4f3824', '#d1603d', '#ddb967', '#d0e37f', '#f5f3d7'],
  ['#533a71', '#6184d8', '#50c5b7', '#9cec9b', '#f0f465'],
  ['#331832', '#694d75', '#d81e5b', '#f0a6a0', '#fdf0d5'],
] as const;
const DARK = [
  ['#0b0d1a', '#1c2541', '#3a506b', '#5bc0be', '#cdf5ee'],
  ['#120a1f', '#2e1246', '#7b2d8b', '#d3507a', '#ffb38a'],
  ['#0d1b1e', '#1f3d3a', '#44786a', '#c3a35b', '#f2e2b8'],
  ['#140d0d', '#431a1a', '#8e2f2a', '#d9793d', '#f6cf8b'],
  ['#0a1128', '#001f54', '#034078', '#1282a2', '#fefcfb'],
] as const;

/** The prompt's colour words first; a dark mood or the night takes a dark palette. */
export function createPalette(plan: PaintPlan): Palette {
  const random = createRandom(plan.key, 'palette');
  const isDark =
    plan.time === 'night' || plan.mood === 'mysterious' || plan.mood === 'dramatic' || plan.mood === 'gloomy';
  const choices: readonly (readonly [string, string, string, string, string])[] = isDark ? DARK : BRIGHT;
  const [first, ...rest] = choices;
  const [a, b, c, d, e] = random.pick(first ?? BRIGHT[0], ...rest);
  const own: Palette = [hex(a), hex(b), hex(c), hex(d), hex(e)];
  const named = namedColours(plan);
  return named.length === 0 ? own : aroundNamed(named, isDark);
}

function aroundNamed(named: readonly Rgb[], isDark: boolean): Palette {
  const at = (index: number): Rgb => named[index % named.length] ?? [0.5, 0.5, 0.5];
  const ink: Rgb = mix(scale(at(0), 0.12 / Math.max(0.12, luminance(at(0)))), [0.015, 0.015, 0.025], 0.4);
  const paper: Rgb = isDark ? mix(at(1), [0.2, 0.2, 0.24], 0.4) : mix(at(1), [0.95, 0.93, 0.88], 0.82);
  return [
    ink,
    scale(at(0), 0.55),
    at(0),
    named.length > 1 ? at(1) : mix(at(0), [0.95, 0.92, 0.86], 0.5),
    named.length > 2 ? at(2) : paper,
  ];
}

/** A colour between the palette's, for `t` from 0 to 1. */
export function paletteAt(palette: Palette, t: number): Rgb {
  const place = Math.max(0, Math.min(3.999, t * 4));
  const index = Math.floor(place);
  return mix(palette[index] ?? palette[0], palette[index + 1] ?? palette[4], place - index);
}
