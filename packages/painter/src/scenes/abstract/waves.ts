import { mix, type Rgb, scale } from '../../colour.ts';
import { noiseAt } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { blend } from '../sky.ts';
import { type Palette, paletteAt } from './palettes.ts';

type Crest = { readonly profile: Float32Array; readonly upper: Rgb; readonly lower: Rgb; readonly top: number };

/** Long swells one before the other, a low sun behind them. */
export function waves(frame: Frame, palette: Palette): RowPainter {
  const { width, height, unit, plan } = frame;
  const random = createRandom(plan.key, 'waves');
  const crests = createCrests(frame, palette);
  const isInverted = random.chance(0.5);
  const [high, low] = isInverted ? [palette[4], palette[3]] : [palette[0], palette[1]];
  const sun = {
    x: width * random.between(0.25, 0.75),
    y: height * random.between(0.16, 0.3),
    radius: Math.min(unit * random.between(0.09, 0.17), height * 0.14),
  };
  const disc = isInverted ? palette[2] : palette[4];
  const fade = unit * 0.34;
  const blur = unit * 0.045;
  return (y, row) => {
    const sky = mix(high, low, Math.min(1, (y / height) * 1.6));
    for (let x = 0; x < width; x += 1) {
      row[x * 3] = sky[0];
      row[x * 3 + 1] = sky[1];
      row[x * 3 + 2] = sky[2];
    }
    if (Math.abs(y - sun.y) <= sun.radius + 1) {
      for (let x = Math.max(0, Math.floor(sun.x - sun.radius)); x < Math.min(width, sun.x + sun.radius + 1); x += 1) {
        blend(row, x * 3, disc, Math.max(0, Math.min(1, sun.radius - Math.hypot(x - sun.x, y - sun.y))));
      }
    }
    for (const { profile, upper, lower, top } of crests) {
      if (y < top - blur) continue;
      for (let x = 0; x < width; x += 1) {
        const below = y + 0.5 - (profile[x] ?? 0);
        const index = x * 3;
        if (below < 0) {
          if (below < -blur) continue;
          // The next swell's shadow lies on what is behind it.
          const keep = 1 - 0.28 * (1 + below / blur) ** 2;
          row[index] = (row[index] ?? 0) * keep;
          row[index + 1] = (row[index + 1] ?? 0) * keep;
          row[index + 2] = (row[index + 2] ?? 0) * keep;
          continue;
        }
        const t = Math.min(1, below / fade);
        const cover = Math.min(1, below + 0.3);
        row[index] = (row[index] ?? 0) * (1 - cover) + (upper[0] + (lower[0] - upper[0]) * t) * cover;
        row[index + 1] = (row[index + 1] ?? 0) * (1 - cover) + (upper[1] + (lower[1] - upper[1]) * t) * cover;
        row[index + 2] = (row[index + 2] ?? 0) * (1 - cover) + (upper[2] + (lower[2] - upper[2]) * t) * cover;
      }
    }
  };
}

function createCrests({ width, height, unit, plan }: Frame, palette: Palette): readonly Crest[] {
  const random = createRandom(plan.key, 'crests');
  const seed = plan.key % 9973;
  const count = random.integer(6, 9);
  const shift = random.next();
  const sway = random.between(0.3, 0.7);
  return Array.from({ length: count }, (_, index) => {
    const depth = index / (count - 1);
    const rise = Math.min(unit * 0.16, height * 0.2) * (0.6 + depth * 0.6);
    const base = height * (0.3 + depth * 0.62);
    const profile = Float32Array.from({ length: width }, (_, x) => {
      const u = x / (unit * sway) + index * 1.37 + shift * 10;
      return (
        base + rise * (Math.sin(u * 1.9 + 0.8 * Math.sin(u * 0.7)) * 0.6 + noiseAt(u * 0.9, index * 3.1, seed) * 0.9)
      );
    });
    const colour = paletteAt(palette, (depth * 1.7 + shift) % 1);
    return {
      profile,
      upper: mix(colour, [1, 0.98, 0.94], 0.1),
      lower: scale(colour, 0.62),
      top: profile.reduce((low, y) => Math.min(low, y), height),
    };
  });
}
