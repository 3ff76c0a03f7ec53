import { addNoiseRow, noiseAt } from '../noise.ts';

/** The upper edge of something, as a row (pixels from the top) per column. */
export type Profile = Float32Array;
type Span = {
  readonly width: number;
  readonly base: number;
  readonly rise: number;
  readonly scale: number;
  readonly seed: number;
};

/** Peaks: sharp crests, soft valleys. `rise` and `scale` in pixels. */
export function ridgeProfile({ width, base, rise, scale, seed }: Span): Profile {
  const profile = new Float32Array(width);
  for (let x = 0; x < width; x += 1) {
    let sum = 0;
    let amplitude = 0.62;
    let frequency = 1 / scale;
    for (let octave = 0; octave < 7; octave += 1) {
      const crest = 1 - Math.abs(noiseAt(x * frequency + seed * 0.37, seed * 1.7 + octave * 9.1, seed));
      sum += amplitude * crest * crest;
      amplitude *= 0.46;
      frequency *= 2.1;
    }
    profile[x] = base - rise * (sum * 1.05 - 0.25);
  }
  return profile;
}

/** Hills and dunes. */
export function hillProfile({ width, base, rise, scale, seed }: Span, sharpness = 0): Profile {
  const profile = new Float32Array(width);
  for (let x = 0; x < width; x += 1) {
    const soft = noiseAt(x / scale, seed * 3.3, seed) * 0.5 + noiseAt((x / scale) * 2.3, seed * 1.9, seed + 1) * 0.18;
    const crest = 0.5 - Math.abs(noiseAt(x / (scale * 1.3), seed * 2.1, seed + 2));
    profile[x] = base - rise * (soft * (1 - sharpness) + crest * sharpness + 0.5);
  }
  return profile;
}

/** Grass tips along a line. */
export function grassProfile(ground: Profile, blade: number, seed: number): Profile {
  const tips = new Float32Array(ground.length);
  addNoiseRow(tips, 0.5, { seed, cellWidth: Math.max(2, blade * 0.16), cellHeight: 9, amplitude: blade * 0.7 });
  addNoiseRow(tips, 0.5, { seed: seed + 3, cellWidth: blade * 2.4, cellHeight: 9, amplitude: blade * 0.5 });
  return ground.map((y, x) => y - Math.abs(tips[x] ?? 0));
}
