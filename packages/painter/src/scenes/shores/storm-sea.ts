import { add, clamp01, mix, multiply, type Rgb, scale, smoothstep } from '../../colour.ts';
import { addNoiseRow, noiseAt } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { Layer } from '../layers.ts';
import type { Profile } from '../profiles.ts';

/** High seas: waves one before the other, dark in their hollows, pale where light comes through the crest, torn by foam. */
export function breakers(frame: Frame, deep: Rgb): readonly Layer[] {
  const { horizon, height, unit, plan, width } = frame;
  const random = createRandom(plan.key, 'breakers');
  const seed = plan.key % 7919;
  const room = height - horizon;
  const count = Math.max(3, Math.min(9, Math.round((room / unit) * 13)));
  return Array.from({ length: count }, (_, index) => {
    const near = (index + 0.6) / count;
    const base = horizon + room * near ** 1.35;
    const rise = unit * (0.018 + 0.1 * near) * random.between(0.8, 1.15);
    const length = unit * (0.1 + 0.42 * near);
    const shift = random.between(0, 100);
    const profile: Profile = new Float32Array(width).map((__, x) => {
      const along = (x - width / 2) / length + shift;
      // Pointed above, hollow below, as waves in wind are.
      const crest = 1 - Math.abs(noiseAt(along, index * 3.1, seed)) * 1.7;
      const gust = 0.5 + 0.75 * smoothstep(-0.4, 0.45, noiseAt(along * 0.31, index * 1.7, seed + 5));
      return base - rise * gust * (Math.max(0, crest) ** 1.6 + 0.16 * noiseAt(along * 4.3, index, seed + 1));
    });
    return breaker(frame, profile, { near, rise, deep, seed: seed + index * 7 });
  });
}

function breaker(
  frame: Frame,
  profile: Profile,
  look: { readonly near: number; readonly rise: number; readonly deep: Rgb; readonly seed: number },
): Layer {
  const { width, unit, light } = frame;
  const { near, rise, deep, seed } = look;
  const light01 = add(light.ambient, scale(light.direct, 0.7));
  const through = mix(scale(multiply([0.16, 0.42, 0.4], light01), 1.15), light.horizon, 0.16);
  const dark = mix(scale(deep, 0.55), light.fog, 0.22 * (1 - near));
  const foam = scale(mix(light01, light.horizon, 0.4), 0.85);
  const streaks = new Float32Array(width);
  const fine = new Float32Array(width);
  return {
    profile,
    paint: (y, row, cover) => {
      streaks.fill(0);
      fine.fill(0);
      const size = unit * (0.02 + near * 0.09);
      addNoiseRow(streaks, y, { seed, cellWidth: size, cellHeight: size * 0.34, amplitude: 0.8 });
      addNoiseRow(streaks, y, { seed: seed + 1, cellWidth: size * 0.34, cellHeight: size * 0.12, amplitude: 0.5 });
      addNoiseRow(fine, y, {
        seed: seed + 2,
        cellWidth: Math.max(2, size * 0.11),
        cellHeight: Math.max(1.5, size * 0.06),
        amplitude: 0.8,
      });
      for (let x = 0; x < width; x += 1) {
        const amount = cover[x] ?? 0;
        if (amount <= 0) continue;
        const down = (y - (profile[x] ?? 0)) / rise;
        const streak = streaks[x] ?? 0;
        const glow = Math.exp(-down * 1.5) * (0.85 + streak * 0.5);
        const crestFoam = smoothstep(0.3, -0.1, down - streak * 0.28 - (fine[x] ?? 0) * 0.14) * 0.9;
        const lace = 0.5 * smoothstep(0.42, 0.85, streak + (fine[x] ?? 0) * 0.5) * Math.exp(-down * 0.55);
        const white = clamp01(Math.max(crestFoam, lace));
        const keep = 1 - amount;
        for (let channel = 0; channel < 3; channel += 1) {
          let colour = (dark[channel] ?? 0) * (1 + streak * 0.35);
          colour += ((through[channel] ?? 0) - colour) * clamp01(glow);
          colour += ((foam[channel] ?? 0) - colour) * white;
          row[x * 3 + channel] = (row[x * 3 + channel] ?? 0) * keep + colour * amount;
        }
      }
    },
  };
}
