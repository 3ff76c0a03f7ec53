import { add, clamp01, mix, multiply, type Rgb, scale, smoothstep } from '../colour.ts';
import { addNoiseRow } from '../noise.ts';
import { createRandom } from '../random.ts';
import type { Frame } from './frame.ts';
import type { Layer } from './layers.ts';
import type { Profile } from './profiles.ts';
import { blend, fileUnder } from './sky.ts';

export type GroundLook = {
  readonly near: Rgb;
  readonly far: Rgb;
  /** Patches and bumps, 0 smooth to 1 rough. */
  readonly roughness: number;
  readonly seed: number;
  /** Flowers or pebbles strewn over it. */
  readonly specks?: { readonly colours: readonly Rgb[]; readonly count: number };
};

/** A plane seen in perspective, from its upper edge to the bottom of the picture. */
export function groundLayer(frame: Frame, profile: Profile, look: GroundLook): Layer {
  const { width, height, light, unit } = frame;
  const bumps = new Float32Array(width);
  const top = profile.reduce((sum, y) => sum + y, 0) / Math.max(1, width);
  const depthMax = Math.max(1, height - top);
  const light01 = add(light.ambient, scale(light.direct, 0.85));
  const specks = createSpecks(frame, look, top);
  return {
    profile,
    paint: (y, row, cover) => {
      const depth = clamp01((y - top) / depthMax);
      const size = unit * (0.012 + depth * 0.3);
      bumps.fill(0);
      const distance = -Math.log(depth + 0.05) * 2.2;
      for (const [octave, share] of [
        [1, 0.5],
        [0.37, 0.35],
        [0.12, 0.3],
        [0.04, 0.26],
      ] as const) {
        addNoiseRow(bumps, distance / octave, {
          seed: look.seed + octave * 100,
          cellWidth: Math.max(1.5, size * octave * 1.6),
          cellHeight: 0.3,
          amplitude: share,
          originX: width / 2,
        });
      }
      const base = multiply(mix(look.far, look.near, smoothstep(0, 0.9, depth)), light01);
      const haze = (1 - smoothstep(0, 0.5, depth)) * (0.12 + light.fogShare * 0.7);
      for (let x = 0; x < width; x += 1) {
        const amount = cover[x] ?? 0;
        if (amount <= 0) continue;
        const tone = (1 + (bumps[x] ?? 0) * look.roughness * (0.35 + depth * 0.4)) * (1 - depth * depth * 0.22);
        const index = x * 3;
        blend(row, index, mix(scale(base, Math.max(0.2, tone)), light.fog, haze), amount);
      }
      specks(y, row, light01);
    },
  };
}

type Speck = { readonly x: number; readonly y: number; readonly radius: number; readonly colour: Rgb };

function createSpecks({ width, height, unit }: Frame, look: GroundLook, top: number) {
  const byRow = new Map<number, Speck[]>();
  const random = createRandom(look.seed, 'specks');
  const [first, ...rest] = look.specks?.colours ?? [];
  const count =
    first === undefined ? 0 : Math.round((look.specks?.count ?? 0) * Math.min(12, Math.max(1, width / unit)));
  for (let index = 0; index < count; index += 1) {
    const depth = random.next() ** 0.8;
    const y = top + (height - top) * (0.04 + depth * 0.96);
    const radius = unit * (0.0012 + depth * 0.0055) * random.between(0.6, 1.3);
    const speck = { x: random.next() * width, y, radius, colour: random.pick<Rgb>(first ?? [1, 1, 1], ...rest) };
    for (let row = Math.floor(y - radius); row <= y + radius; row += 1) fileUnder(byRow, row, speck);
  }
  return (y: number, row: Float32Array, light: Rgb) => {
    for (const { x, y: centreY, radius, colour } of byRow.get(y) ?? []) {
      const half = Math.sqrt(Math.max(0, radius * radius - (y - centreY) ** 2)) * 1.25;
      const lit = scale(multiply(colour, light), 1.05 - ((y - centreY) / radius) * 0.25);
      const last = Math.min(width - 1, Math.ceil(x + half));
      for (let column = Math.max(0, Math.floor(x - half)); column <= last; column += 1) {
        blend(row, column * 3, lit, clamp01(half - Math.abs(column - x) + 0.5));
      }
    }
  };
}
