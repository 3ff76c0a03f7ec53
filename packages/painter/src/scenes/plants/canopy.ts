import { clamp01, hex, mix, type Rgb, smoothstep } from '../../colour.ts';
import { addNoiseRow, noiseAt } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { hazeAt } from './grove.ts';
import { crownColour, needleColour, sidesOf } from './leaves.ts';
import type { Decor } from './stamp.ts';

export type WoodKind = 'fir' | 'beech' | 'birch' | 'jungle';

/** The roof of leaves over one row of trunks: full of holes, ragged below, nearer rows darker and larger. */
export function canopyOf(
  frame: Frame,
  { near, kind, seed }: { readonly near: number; readonly kind: WoodKind; readonly seed: number },
): Decor {
  const { width, unit, horizon, light, plan } = frame;
  const random = createRandom(seed, 'canopy');
  const isBare = plan.season === 'winter' && kind !== 'fir';
  const colour =
    kind === 'fir'
      ? needleColour(plan.season, random)
      : kind === 'jungle'
        ? hex('#3f7a34')
        : crownColour(plan.season, random);
  const sides = sidesOf(isBare ? hex('#8f8a86') : colour, light, 0.85 - near * 0.25);
  const isSnowy = plan.season === 'winter' || plan.weather === 'snowfall';
  const other = sidesOf(
    isSnowy ? [0.8, 0.85, 0.92] : mix(colour, hex(plan.season === 'autumn' ? '#e0a136' : '#a8c060'), 0.5),
    light,
    0.8,
  );
  const haze = hazeAt(frame, (1 - near) * 0.85);
  const top = -unit * 0.02;
  const reach = Math.min(horizon * 0.72, unit * (0.9 - near * 0.56));
  const bottom = (isBare ? 0.5 : 1) * reach * random.between(0.75, 1.05);
  const hang = new Float32Array(width).map(
    (_, x) => bottom * (1 + 0.5 * noiseAt((x / unit) * (1.6 + near), seed, seed)),
  );
  const large = new Float32Array(width);
  const leaves = new Float32Array(width);
  const size = unit * (0.017 + near * 0.02);
  const leafTall = kind === 'fir' ? 0.5 : 0.8;
  return {
    top,
    bottom: bottom * 1.55,
    decorate: (y, row) => {
      large.fill(0);
      leaves.fill(0);
      addNoiseRow(large, y, { seed, cellWidth: size * 3.2, cellHeight: size * 2.2, amplitude: 1 });
      addNoiseRow(leaves, y, {
        seed: seed + 1,
        cellWidth: size * 0.9,
        cellHeight: size * leafTall * 0.9,
        amplitude: 0.8,
      });
      addNoiseRow(leaves, y, {
        seed: seed + 2,
        cellWidth: Math.max(1.6, size * 0.34),
        cellHeight: Math.max(1.4, size * 0.34 * leafTall),
        amplitude: 0.9,
      });
      for (let x = 0; x < width; x += 1) {
        const edge = ((hang[x] ?? 0) - y) / (unit * 0.3);
        if (edge < -0.7) continue;
        const mass = large[x] ?? 0;
        const leaf = leaves[x] ?? 0;
        const thick = edge * 0.9 + mass * 0.75 + leaf * 0.5 + (isBare ? -0.5 : 0);
        const cover = smoothstep(0.02, 0.2, thick) * (isBare ? 0.5 : 1);
        if (cover <= 0) continue;
        const lit = clamp01(0.4 - Math.min(1.2, thick) * 0.16 + leaf * 0.62 + mass * 0.34);
        const share = smoothstep(0.05, 0.4, mass * 0.6 + leaf * 0.5) * (isSnowy ? 0.9 : 0.7);
        write(row, x * 3, { sides, other, share, lit, haze, fog: light.fog, cover });
      }
    },
  };
}

type Sides = { readonly lit: Rgb; readonly shade: Rgb };

function write(
  row: Float32Array,
  index: number,
  at: {
    readonly sides: Sides;
    readonly other: Sides;
    readonly share: number;
    readonly lit: number;
    readonly haze: number;
    readonly fog: Rgb;
    readonly cover: number;
  },
) {
  const { sides, other, share, lit, haze, fog, cover } = at;
  for (let channel = 0; channel < 3; channel += 1) {
    const a = (sides.shade[channel] ?? 0) + ((sides.lit[channel] ?? 0) - (sides.shade[channel] ?? 0)) * lit;
    const b = (other.shade[channel] ?? 0) + ((other.lit[channel] ?? 0) - (other.shade[channel] ?? 0)) * lit;
    const leaf = a + (b - a) * share;
    const colour = leaf + ((fog[channel] ?? 0) - leaf) * haze;
    row[index + channel] = (row[index + channel] ?? 0) * (1 - cover) + colour * cover;
  }
}
