import { clamp01, mix, type Rgb, smoothstep } from '../../colour.ts';
import { addNoiseRow } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { Layer } from '../layers.ts';
import type { Making } from '../making.ts';
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
export function* rollingHills(frame: Frame, look: HillsLook): Making<readonly (Layer | Decor)[]> {
  const { width, unit, plan } = frame;
  const random = createRandom(look.seed, 'hills');
  const greens = greensOf(plan.season);
  const grove = yield* createGrove(frame, {
    kinds: look.kinds,
    size: look.treeSize * unit * 1.1,
    variants: 6,
    seed: look.seed,
  });
  const hills: (Layer | Decor)[] = [];
  for (let index = 0; index < look.count; index += 1) {
    yield;
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
    hills.push(ground, ...(stand.length === 0 ? [] : [printStamps(stand)]));
  }
  return hills;
}

type HillLook = { readonly fields: readonly [Rgb, Rgb, Rgb]; readonly distance: number; readonly seed: number };

/** The side of a hill: fields in patches that lie along it, the crest in the light, the foot in thin air. */
export function hillLayer(frame: Frame, profile: Profile, { fields, distance, seed }: HillLook): Layer {
  const { unit, width, light } = frame;
  const patches = new Float32Array(width);
  const grain = new Float32Array(width);
  const [plain, dry, dark] = [
    sidesOf(fields[0], light, 0.9),
    sidesOf(fields[1], light, 0.9),
    sidesOf(fields[2], light, 0.9),
  ];
  const sunSide = light.source.x > 0.5 ? 1 : -1;
  const haze = hazeAt(frame, distance) * 0.85;
  const reach = Math.max(2, Math.round(unit * 0.03));
  const slope = profile.map((_, x) => {
    const left = profile[Math.max(0, x - reach)] ?? 0;
    const right = profile[Math.min(width - 1, x + reach)] ?? 0;
    return 0.5 + ((right - left) / reach) * 0.5 * sunSide;
  });
  // Per pixel of a row: how lit it is, and the shares of the dry and the dark field.
  const lits = new Float32Array(width);
  const dries = new Float32Array(width);
  const darks = new Float32Array(width);
  const channels = [0, 1, 2] as const;
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
        if ((cover[x] ?? 0) <= 0) continue;
        const crest = 1 - smoothstep(0, unit * 0.09, y - (profile[x] ?? 0));
        const patch = patches[x] ?? 0;
        lits[x] = clamp01((slope[x] ?? 0) + crest * 0.26 + (grain[x] ?? 0) * 0.3 + patch * 0.12);
        dries[x] = smoothstep(0.1, 0.22, patch);
        darks[x] = smoothstep(-0.16, -0.3, patch);
      }
      const share = Math.min(0.94, haze + mist);
      for (const channel of channels) {
        const side = (sides: Sides): Side => [
          sides.shade[channel] * (1 - share) + light.fog[channel] * share,
          (sides.lit[channel] - sides.shade[channel]) * (1 - share),
        ];
        layFields(row, channel, { cover, lits, dries, darks, sides: [side(plain), side(dry), side(dark)] });
      }
    },
  };
}

/** One channel of a field in shade, and what full light adds to it. */
type Side = readonly [number, number];
type Sides = { readonly lit: Rgb; readonly shade: Rgb };

/** One channel at a time: its few numbers then stay at hand over the whole row. */
function layFields(
  row: Float32Array,
  channel: number,
  at: {
    readonly cover: Float32Array;
    readonly lits: Float32Array;
    readonly dries: Float32Array;
    readonly darks: Float32Array;
    readonly sides: readonly [Side, Side, Side];
  },
) {
  const { cover, lits, dries, darks } = at;
  const [[plain, plainLit], [dry, dryLit], [dark, darkLit]] = at.sides;
  for (let x = 0, index = channel; x < cover.length; x += 1, index += 3) {
    const amount = cover[x] ?? 0;
    if (amount <= 0) continue;
    const lit = lits[x] ?? 0;
    let colour = plain + plainLit * lit;
    colour += (dry + dryLit * lit - colour) * (dries[x] ?? 0);
    colour += (dark + darkLit * lit - colour) * (darks[x] ?? 0);
    row[index] = (row[index] ?? 0) * (1 - amount) + colour * amount;
  }
}
