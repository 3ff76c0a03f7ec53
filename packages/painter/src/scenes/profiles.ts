import { addNoiseRow, noiseAt } from '../noise.ts';
import { createRandom } from '../random.ts';

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

/** Raises a base profile by trees standing close together. */
export function treeProfile(
  ground: Profile,
  options: {
    readonly size: number;
    readonly seed: number;
    readonly kind: 'conifer' | 'broadleaf';
    readonly density: number;
  },
): Profile {
  const { size, seed, kind, density } = options;
  const profile = Float32Array.from(ground);
  const random = createRandom(seed, 'trees');
  const count = Math.ceil((ground.length / (size * 0.4)) * density);
  for (let index = 0; index < count; index += 1) {
    const centre = random.between(-size * 0.2, ground.length + size * 0.2);
    const height = size * random.between(0.55, 1.1);
    const half = height * (kind === 'conifer' ? random.between(0.17, 0.24) : random.between(0.36, 0.5));
    const foot = ground[Math.max(0, Math.min(ground.length - 1, Math.round(centre)))] ?? 0;
    const phase = random.next();
    for (let x = Math.max(0, Math.floor(centre - half)); x <= Math.min(ground.length - 1, centre + half); x += 1) {
      const aside = Math.abs(x - centre) / half;
      const share =
        kind === 'conifer' ? coniferHeight(aside, phase) : crownHeight(aside, (x - centre) / half, index + seed);
      const top = foot - height * share;
      if (top < (profile[x] ?? 0)) profile[x] = top;
    }
  }
  return profile;
}

/** The highest bough that still reaches this far from the trunk: 0 at the tips, 1 at the top. */
function coniferHeight(aside: number, phase: number): number {
  for (let height = 0.99; height > 0; height -= 0.015) {
    const tooth = ((height * 8 + phase) % 1) * 0.8;
    if (aside <= (1 - height) * (1.25 - tooth) + 0.012) return height;
  }
  return 0;
}

function crownHeight(aside: number, x: number, seed: number): number {
  return (
    Math.sqrt(Math.max(0, 1 - aside * aside)) * (0.86 + 0.2 * noiseAt(x * 4.2, seed * 0.77, seed)) +
    noiseAt(x * 17, seed, seed) * 0.04
  );
}

/** Grass tips along a line. */
export function grassProfile(ground: Profile, blade: number, seed: number): Profile {
  const tips = new Float32Array(ground.length);
  addNoiseRow(tips, 0.5, { seed, cellWidth: Math.max(2, blade * 0.16), cellHeight: 9, amplitude: blade * 0.7 });
  addNoiseRow(tips, 0.5, { seed: seed + 3, cellWidth: blade * 2.4, cellHeight: 9, amplitude: blade * 0.5 });
  return ground.map((y, x) => y - Math.abs(tips[x] ?? 0));
}
