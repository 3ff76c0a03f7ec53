import { add, clamp01, hex, luminance, mix, multiply, type Rgb, scale, smoothstep } from '../../colour.ts';
import { addNoiseRow, noiseAt } from '../../noise.ts';
import type { Frame } from '../frame.ts';
import type { Layer } from '../layers.ts';
import type { Decor } from '../plants/stamp.ts';
import type { Profile } from '../profiles.ts';

export type BeachLook = { readonly sand: Rgb; readonly seed: number };

/** The line where the last wave ends, wandering along the width; pixels. */
export function shoreLine({ width, unit }: Frame, base: number, seed: number, slant: number): Profile {
  return new Float32Array(width).map((_, x) => {
    const along = x / unit;
    return (
      base +
      unit * (0.05 * noiseAt(along * 1.3, 3.3, seed) + 0.018 * noiseAt(along * 4.1, 7.1, seed + 1)) +
      (slant * unit * (along - width / unit / 2)) / Math.max(1, width / unit)
    );
  });
}

/** Sand: wet and mirroring where the wave has just been, a lace of foam, then dry with ripples and shells. */
export function beachLayer(frame: Frame, line: Profile, { sand, seed }: BeachLook): Layer {
  const { width, height, unit, light } = frame;
  const light01 = add(light.ambient, scale(light.direct, 0.85));
  const dry = multiply(sand, light01);
  const wet = mix(multiply(scale(sand, 0.5), light01), mix(light.horizon, light.middle, 0.5), 0.42);
  const foam = scale(multiply([0.95, 0.97, 1], light01), 0.8);
  const bumps = new Float32Array(width);
  const lace = new Float32Array(width);
  const top = line.reduce((low, y) => Math.min(low, y), height);
  const profile = line.map((y) => y - unit * 0.012);
  const depthMax = Math.max(1, height - top);
  return {
    profile,
    paint: (y, row, cover) => {
      const depth = clamp01((y - top) / depthMax);
      bumps.fill(0);
      lace.fill(0);
      const size = unit * (0.03 + depth * 0.24);
      for (const [octave, share] of [
        [1, 0.5],
        [0.3, 0.4],
        [0.09, 0.4],
        [0.025, 0.5],
      ] as const)
        addNoiseRow(bumps, (-Math.log(depth + 0.08) * 2.6) / octave, {
          seed: seed + octave * 100,
          cellWidth: Math.max(1.3, size * octave * 2),
          cellHeight: 0.3,
          amplitude: share,
          originX: width / 2,
        });
      for (const octave of [1, 0.35] as const)
        addNoiseRow(lace, y / octave, {
          seed: seed + 60,
          cellWidth: unit * 0.03 * octave,
          cellHeight: unit * 0.012,
          amplitude: 0.7,
        });
      for (let x = 0; x < width; x += 1) {
        const amount = cover[x] ?? 0;
        if (amount <= 0) continue;
        const beyond = (y - (line[x] ?? 0)) / unit;
        const bump = bumps[x] ?? 0;
        const isWet = 1 - smoothstep(0.035, 0.085, beyond + bump * 0.01);
        const foamy = Math.max(
          1 - smoothstep(0, 0.012, Math.abs(beyond - 0.004) + (lace[x] ?? 0) * 0.006),
          0.55 * smoothstep(0.1, 0.6, lace[x] ?? 0) * (1 - smoothstep(0.004, 0.028, beyond)),
        );
        const tone = (1 + bump * 0.16) * (1 - depth * depth * 0.16);
        const keep = 1 - amount;
        const white = clamp01(foamy);
        const dryShare = tone * (1 - isWet) * (1 - white) * amount;
        const wetShare = (1 + bump * 0.06) * isWet * (1 - white) * amount;
        const foamShare = white * amount;
        const index = x * 3;
        row[index] = (row[index] ?? 0) * keep + dry[0] * dryShare + wet[0] * wetShare + foam[0] * foamShare;
        row[index + 1] = (row[index + 1] ?? 0) * keep + dry[1] * dryShare + wet[1] * wetShare + foam[1] * foamShare;
        row[index + 2] = (row[index + 2] ?? 0) * keep + dry[2] * dryShare + wet[2] * wetShare + foam[2] * foamShare;
      }
    },
  };
}

/** Lines of surf rolling in before the beach, each a crest of foam with green water behind. */
export function surfLayer(
  frame: Frame,
  line: Profile,
  look: { readonly seed: number; readonly near: number; readonly deep: Rgb },
): Decor {
  const { width, unit, light } = frame;
  const { seed, near, deep } = look;
  const light01 = add(light.ambient, scale(light.direct, 0.8));
  const foam = scale(multiply([0.95, 0.97, 1], light01), 0.82);
  const glassy = mix(scale(mix(deep, hex('#4aa396'), 0.2), 0.4 + 0.8 * luminance(light01)), light.horizon, 0.2);
  const rise = unit * (0.008 + near * 0.016);
  const profile = line.map((y, x) => {
    const part = smoothstep(-0.25, 0.2, noiseAt((x / unit) * (2.6 - near), near * 9, seed));
    return y - rise * part * (0.8 + 0.5 * noiseAt((x / unit) * 5, near * 5, seed + 2));
  });
  const lace = new Float32Array(width);
  return {
    top: profile.reduce((low, y) => Math.min(low, y), Number.POSITIVE_INFINITY),
    bottom: profile.reduce((low, y) => Math.max(low, y), 0) + rise * 2.4,
    decorate: (y, row) => {
      lace.fill(0);
      for (const octave of [1, 0.3] as const)
        addNoiseRow(lace, y / octave, {
          seed: seed + 9,
          cellWidth: unit * 0.025 * octave,
          cellHeight: unit * 0.01,
          amplitude: 0.7,
        });
      for (let x = 0; x < width; x += 1) {
        const crest = profile[x] ?? 0;
        const foot = line[x] ?? 0;
        const tall = foot - crest;
        if (tall < 0.5) continue;
        const down = (y + 1 - crest) / (rise * 1.6);
        if (down <= 0 || down > 1.5) continue;
        const body = clamp01(y + 1 - crest) * clamp01(tall / rise) * (1 - smoothstep(0.35, 1.5, down)) * 0.9;
        const white = clamp01((1 - smoothstep(0.1, 0.7, down)) * 0.75 + (lace[x] ?? 0) * 0.9);
        for (let channel = 0; channel < 3; channel += 1) {
          const colour = (glassy[channel] ?? 0) + ((foam[channel] ?? 0) - (glassy[channel] ?? 0)) * white;
          row[x * 3 + channel] = (row[x * 3 + channel] ?? 0) * (1 - body) + colour * body;
        }
      }
    },
  };
}
