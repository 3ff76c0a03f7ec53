import { clamp01, mix, type Rgb, smoothstep } from '../../colour.ts';
import { addNoiseRow } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { Layer } from '../layers.ts';
import type { TreeKind } from '../plants/draw-tree.ts';
import { createGrove, hazeAt, standTrees } from '../plants/grove.ts';
import { greensOf, sidesOf } from '../plants/leaves.ts';
import { type Decor, printStamps } from '../plants/stamp.ts';
import { hillProfile, type Profile } from '../profiles.ts';

export type HillsLook = {
  readonly count: number;
  /** Row of the lowest foot, pixels. */
  readonly base: number;
  /** Height of the farthest, in units. */
  readonly rise: number;
  readonly kinds: readonly [TreeKind, ...TreeKind[]];
  /** Height of the nearest trees, in units. */
  readonly treeSize: number;
  /** Trees per unit of width on each hill. */
  readonly density: number;
  readonly clumps: number;
  readonly seed: number;
};

/** Hills one behind the other, paler and smaller in the distance, with trees that stand on them. */
export function rollingHills(frame: Frame, look: HillsLook): readonly (Layer | Decor)[] {
  const { width, unit, plan } = frame;
  const random = createRandom(look.seed, 'hills');
  const greens = greensOf(plan.season);
  const grove = createGrove(frame, {
    kinds: look.kinds,
    size: look.treeSize * unit * 1.1,
    variants: 6,
    seed: look.seed,
  });
  return Array.from({ length: look.count }, (_, index) => {
    const near = look.count === 1 ? 1 : index / (look.count - 1);
    const profile = hillProfile({
      width,
      base: look.base - unit * (1 - near) * 0.035 * look.count,
      rise: unit * look.rise * (1 - near * 0.5) * random.between(0.7, 1.25),
      scale: unit * random.between(0.45, 1.1),
      seed: look.seed + index * 5,
    });
    const field: Rgb = mix(greens.grass, mix(greens.dry, greens.trees, random.next() * 0.5), random.between(0.1, 0.7));
    const distance = 0.78 - near * 0.6;
    const size = unit * look.treeSize * (0.3 + near * near * 0.7);
    const stand = standTrees(frame, grove, {
      on: profile,
      size,
      density: (look.density * (1.6 - near)) / Math.max(0.35, 0.3 + near * 0.7),
      clumps: look.clumps,
      distance,
      seed: look.seed + index * 31,
      spread: unit * (0.02 + near * 0.035),
    });
    const ground = hillLayer(frame, profile, {
      fields: [field, mix(greens.grass, greens.dry, random.between(0.3, 1)), mix(field, greens.trees, 0.45)],
      distance,
      seed: look.seed + index,
    });
    return stand.length === 0 ? [ground] : [ground, printStamps(stand)];
  }).flat();
}

type HillLook = { readonly fields: readonly [Rgb, Rgb, Rgb]; readonly distance: number; readonly seed: number };

/** The side of a hill: fields in patches that lie along it, the crest in the light, the foot in thin air. */
export function hillLayer(frame: Frame, profile: Profile, { fields, distance, seed }: HillLook): Layer {
  const { unit, width, light } = frame;
  const patches = new Float32Array(width);
  const grain = new Float32Array(width);
  const [plain, dry, dark] = fields.map((field) => sidesOf(field, light, 0.9));
  const sunSide = light.source.x > 0.5 ? 1 : -1;
  const haze = hazeAt(frame, distance) * 0.85;
  const reach = Math.max(2, Math.round(unit * 0.03));
  const lowest = profile.reduce((low, y) => Math.max(low, y), 0);
  const size = unit * (0.34 - distance * 0.22);
  return {
    profile,
    paint: (y, row, cover) => {
      patches.fill(0);
      grain.fill(0);
      addNoiseRow(patches, y, { seed, cellWidth: size, cellHeight: size * 0.2, amplitude: 1 });
      for (const share of [0.16, 0.05] as const)
        addNoiseRow(grain, y, {
          seed: seed + 4,
          cellWidth: Math.max(2, size * share),
          cellHeight: Math.max(1.5, size * share * 0.4),
          amplitude: 0.5,
        });
      const mist = smoothstep(lowest - unit * 0.1, lowest + unit * 0.02, y) * light.fogShare * (0.25 + distance);
      for (let x = 0; x < width; x += 1) {
        const amount = cover[x] ?? 0;
        if (amount <= 0) continue;
        const left = profile[Math.max(0, x - reach)] ?? 0;
        const right = profile[Math.min(width - 1, x + reach)] ?? 0;
        const crest = 1 - smoothstep(0, unit * 0.09, y - (profile[x] ?? 0));
        const patch = patches[x] ?? 0;
        const lit = clamp01(
          0.5 + ((right - left) / reach) * 0.5 * sunSide + crest * 0.26 + (grain[x] ?? 0) * 0.3 + patch * 0.12,
        );
        const isDry = smoothstep(0.1, 0.22, patch);
        const isDark = smoothstep(-0.16, -0.3, patch);
        const share = Math.min(0.94, haze + mist);
        const keep = 1 - amount;
        for (let channel = 0; channel < 3; channel += 1) {
          let colour = sideOf(plain, channel, lit);
          colour += (sideOf(dry, channel, lit) - colour) * isDry;
          colour += (sideOf(dark, channel, lit) - colour) * isDark;
          colour += ((light.fog[channel] ?? 0) - colour) * share;
          row[x * 3 + channel] = (row[x * 3 + channel] ?? 0) * keep + colour * amount;
        }
      }
    },
  };
}

function sideOf(sides: { readonly lit: Rgb; readonly shade: Rgb } | undefined, channel: number, lit: number): number {
  const shade = sides?.shade[channel] ?? 0;
  return shade + ((sides?.lit[channel] ?? 0) - shade) * lit;
}
