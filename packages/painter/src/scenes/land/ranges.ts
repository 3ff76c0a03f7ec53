import { clamp01, hex, mix, type Rgb, smoothstep } from '../../colour.ts';
import { noiseAt } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { Layer } from '../layers.ts';
import type { Making } from '../making.ts';
import { greensOf, sidesOf } from '../plants/leaves.ts';
import { terrainLayer } from './terrain.ts';

export type RangeLook = {
  /** 0 hills to 1 the highest peaks. */
  readonly height: number;
  /** 0 none to 1 down to the foot. */
  readonly snow: number;
  readonly seed: number;
};

type Peak = { readonly x: number; readonly z: number; readonly reach: number; readonly height: number };

const NEAR = 2.6;
const FAR = 13;

/** Mountains as land with depth: peaks where the hash sets them, valleys full of air between them. */
export function* mountainRanges(frame: Frame, base: number, look: RangeLook): Making<readonly Layer[]> {
  const { light, plan, unit } = frame;
  const random = createRandom(plan.key, 'ranges');
  const { seed } = look;
  // Tall pictures have room for taller peaks.
  const lift = Math.max(0.75, Math.min(2.1, base / (unit * 0.62)));
  const peaks = peaksOf(frame, look.height * lift);
  const rough = 0.62 * look.height * lift;
  const valley = random.between(-0.5, 0.5);
  const rock = sidesOf(
    mix(hex('#6a6f78'), hex(random.pick('#8a7460', '#5d6b78', '#77695c', '#7d6a66')), 0.65),
    light,
    1.05,
  );
  const white = sidesOf([0.86, 0.9, 0.95], light, 0.8);
  const { trees, dry } = greensOf(plan.season);
  const wood = sidesOf(mix(trees, hex('#2e4a38'), plan.season === 'winter' ? 0.2 : 0.35), light, 0.7);
  const alp = sidesOf(mix(dry, trees, 0.45), light, 0.8);
  const highest = Math.max(0.4, ...peaks.map(({ height }) => height)) + rough * 0.25;
  const snowLine = highest * (1.02 - look.snow);
  const treeLine = highest * random.between(0.28, 0.42);
  const land = {
    heightAt: (x: number, z: number) => {
      const warp = noiseAt(x * 0.3, z * 0.3, seed + 40) * 0.9;
      const ridges = ridged(x + warp, z + warp * 0.6, seed);
      let summit = 0;
      for (const peak of peaks) {
        const dx = (x - peak.x + warp * 0.5) / peak.reach;
        const dz = (z - peak.z) / (peak.reach * 1.25);
        const distance = Math.sqrt(dx * dx + dz * dz);
        if (distance < 1) summit = Math.max(summit, peak.height * (1 - distance) ** 1.12);
      }
      const rise = smoothstep(NEAR, NEAR + 3.4, z) * (0.45 + 0.55 * smoothstep(0, 1.1, Math.abs(x / z - valley)));
      return summit * (0.5 + ridges * 0.8) + ridges * rough * rise - 0.04;
    },
    colourAt: (
      { x, z, height, lit, steep }: { x: number; z: number; height: number; lit: number; steep: number },
      out: [number, number, number],
    ) => {
      const patch = noiseAt(x * 2.3, z * 2.3, seed + 8);
      const grass = smoothstep(treeLine * 1.35, treeLine * 0.8, height + patch * 0.12);
      const woods = smoothstep(-0.1, 0.25, patch + (treeLine - height) * 1.2) * grass;
      const snowy =
        look.snow <= 0 ? 0 : smoothstep(-0.06, 0.1, height - snowLine + patch * 0.16) * smoothstep(0.62, 0.42, steep);
      for (let channel = 0; channel < 3; channel += 1) {
        const light01 = lit;
        let colour = side(rock, channel, light01);
        colour += (side(alp, channel, light01) - colour) * grass;
        colour += (side(wood, channel, light01 * 0.85) - colour) * woods;
        out[channel] = colour + (side(white, channel, clamp01(light01 * 1.15)) - colour) * snowy;
      }
    },
    near: NEAR,
    far: FAR,
    eye: 0.12,
    horizon: base - (0.12 / NEAR) * unit * 0.6,
    air: 0.26 + light.fogShare * 1.6,
    mist: Math.min(0.9, 0.12 + light.fogShare * 0.9),
    grain: 0.55,
    seed,
  };
  return [yield* terrainLayer(frame, land)];
}

function side(sides: { readonly lit: Rgb; readonly shade: Rgb }, channel: number, lit: number): number {
  const shade = sides.shade[channel] ?? 0;
  return shade + ((sides.lit[channel] ?? 0) - shade) * lit;
}

/** One mountain rules a picture; a long one has several. */
function peaksOf({ width, unit, plan }: Frame, height: number): readonly Peak[] {
  const random = createRandom(plan.key, 'peaks');
  const span = width / unit;
  const count = Math.max(1, Math.round(span * random.between(0.8, 2.4)));
  return Array.from({ length: count }, (_, index) => {
    const z = random.between(6, 9.5);
    const slot = ((index + random.between(0.15, 0.85)) / count - 0.5) * span;
    return { x: slot * z, z, reach: random.between(2, 3.6), height: height * random.between(1.9, 3.3) * (z / 8) };
  });
}

/** Crests and gullies: each finer octave lives on the ridges of the one before. */
function ridged(x: number, z: number, seed: number): number {
  let sum = 0;
  let amplitude = 0.5;
  let weight = 1;
  let frequency = 0.42;
  for (let octave = 0; octave < 6; octave += 1) {
    const crest = 1 - Math.abs(noiseAt(x * frequency, z * frequency, seed + octave * 17)) * 1.25;
    const value = crest * crest * weight;
    sum += value * amplitude;
    weight = clamp01(value * 1.5);
    amplitude *= 0.52;
    frequency *= 2.05;
  }
  return sum;
}
