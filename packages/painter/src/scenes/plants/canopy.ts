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
  const air = { colour: light.fog, share: hazeAt(frame, (1 - near) * 0.85) };
  const red = mixedOf(0, sides, other, air);
  const green = mixedOf(1, sides, other, air);
  const blue = mixedOf(2, sides, other, air);
  const top = -unit * 0.02;
  const reach = Math.min(horizon * 0.72, unit * (0.9 - near * 0.56));
  const bottom = (isBare ? 0.5 : 1) * reach * random.between(0.75, 1.05);
  const hang = new Float32Array(width).map(
    (_, x) => bottom * (1 + 0.5 * noiseAt((x / unit) * (1.6 + near), seed, seed)),
  );
  const large = new Float32Array(width);
  const leaves = new Float32Array(width);
  const size = unit * (0.017 + near * 0.02);
  const perEdge = 1 / (unit * 0.3);
  const bare = isBare ? 0.5 : 0;
  const most = isBare ? 0.5 : 1;
  const otherShare = isSnowy ? 0.9 : 0.7;
  const leafTall = kind === 'fir' ? 0.5 : 0.8;
  return {
    top,
    bottom: bottom * 1.55,
    decorate: (y, row) => {
      readLeaves({ large, leaves }, y, { seed, size, leafTall });
      for (let x = 0; x < width; x += 1) {
        const edge = ((hang[x] ?? 0) - y) * perEdge;
        if (edge < -0.7) continue;
        const mass = large[x] ?? 0;
        const leaf = leaves[x] ?? 0;
        const thick = edge * 0.9 + mass * 0.75 + leaf * 0.5 - bare;
        if (thick <= 0.02) continue;
        const cover = (thick >= 0.2 ? 1 : smoothstep(0.02, 0.2, thick)) * most;
        const lit = clamp01(0.4 - Math.min(1.2, thick) * 0.16 + leaf * 0.62 + mass * 0.34);
        const other01 = mass * 0.6 + leaf * 0.5;
        const share = other01 <= 0.05 ? 0 : smoothstep(0.05, 0.4, other01) * otherShare;
        const keep = 1 - cover;
        const r = red.dark + lit * red.bright + share * (red.otherDark + lit * red.otherBright);
        const g = green.dark + lit * green.bright + share * (green.otherDark + lit * green.otherBright);
        const b = blue.dark + lit * blue.bright + share * (blue.otherDark + lit * blue.otherBright);
        const index = x * 3;
        row[index] = (row[index] ?? 0) * keep + r * cover;
        row[index + 1] = (row[index + 1] ?? 0) * keep + g * cover;
        row[index + 2] = (row[index + 2] ?? 0) * keep + b * cover;
      }
    },
  };
}

/** Masses of leaves, and single ones, `leafTall` times as high as wide. */
function readLeaves(
  { large, leaves }: { readonly large: Float32Array; readonly leaves: Float32Array },
  y: number,
  { seed, size, leafTall }: { readonly seed: number; readonly size: number; readonly leafTall: number },
) {
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
}

type Sides = { readonly lit: Rgb; readonly shade: Rgb };

/** What one channel of a leaf shows: `dark + lit * bright + share * (otherDark + lit * otherBright)`, air included. */
type Mixed = {
  readonly dark: number;
  readonly bright: number;
  readonly otherDark: number;
  readonly otherBright: number;
};

function mixedOf(channel: 0 | 1 | 2, sides: Sides, other: Sides, air: { colour: Rgb; share: number }): Mixed {
  const clear = 1 - air.share;
  const bright = sides.lit[channel] - sides.shade[channel];
  return {
    dark: sides.shade[channel] * clear + air.colour[channel] * air.share,
    bright: bright * clear,
    otherDark: (other.shade[channel] - sides.shade[channel]) * clear,
    otherBright: (other.lit[channel] - other.shade[channel] - bright) * clear,
  };
}
