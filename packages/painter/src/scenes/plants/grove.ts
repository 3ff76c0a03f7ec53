import { mix, type Rgb } from '../../colour.ts';
import { noiseAt } from '../../noise.ts';
import { createRandom, type Random } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { Making } from '../making.ts';
import type { Profile } from '../profiles.ts';
import { drawTree, type TreeKind } from './draw-tree.ts';
import { crownColour, needleColour } from './leaves.ts';
import { createStamp, type Print, type Stamp } from './stamp.ts';

export type Grove = { readonly trees: readonly [Stamp, ...Stamp[]]; readonly shadow: Stamp };

/** Size of the largest tree stamp, pixels: larger prints are enlarged, which costs less than finer leaves. */
const STAMP_MAX = 300;

/** A handful of trees that stand again and again, each time another size, side and shade. */
export function* createGrove(
  frame: Frame,
  look: {
    readonly kinds: readonly [TreeKind, ...TreeKind[]];
    readonly size: number;
    readonly variants: number;
    readonly seed: number;
  },
): Making<Grove> {
  const { plan, light } = frame;
  const random = createRandom(look.seed, 'grove');
  const isWinter = plan.season === 'winter';
  const draw = (): Stamp => {
    const wished = random.pick(...look.kinds);
    const kind = isWinter && wished === 'broadleaf' ? 'bare' : wished;
    const colour =
      kind === 'conifer'
        ? needleColour(plan.season, random)
        : crownColour(kind === 'palm' ? 'summer' : plan.season, random);
    return drawTree({
      kind,
      size: Math.max(8, Math.min(STAMP_MAX, look.size)),
      colour,
      light,
      seed: random.integer(0, 1e9),
      snow: isWinter || plan.scene === 'snow' || plan.weather === 'snowfall' ? 0.55 : 0,
    });
  };
  const trees: [Stamp, ...Stamp[]] = [draw()];
  while (trees.length < look.variants) {
    yield;
    trees.push(draw());
  }
  yield;
  return { trees, shadow: drawShade(light.source.x) };
}

export type Stand = {
  /** Row the foot stands on, per column. */
  readonly on: Profile;
  /** Height of a grown tree, pixels. */
  readonly size: number;
  /** Trees per unit of width. */
  readonly density: number;
  /** 0 evenly spread to 1 in thick clumps. */
  readonly clumps: number;
  /** 0 near to 1 far. */
  readonly distance: number;
  readonly seed: number;
  /** How far down from the edge they may stand, pixels. */
  readonly spread?: number;
  /** False keeps a column free. */
  readonly isFree?: (x: number) => boolean;
};

/** Sets trees along an edge, with their shadows on the ground. */
export function standTrees(frame: Frame, grove: Grove, stand: Stand): readonly Print[] {
  const { width, unit, light } = frame;
  const random = createRandom(stand.seed, 'stand');
  const haze = { colour: light.fog, share: hazeAt(frame, stand.distance) };
  const prints: Print[] = [];
  const count = Math.ceil((width / unit) * stand.density);
  for (let index = 0; index < count; index += 1) {
    const x = random.between(-0.02, 1.02) * width;
    const grown = random.between(0.55, 1.12);
    const draw = random.next();
    const deep = random.next() * (stand.spread ?? 0);
    const clump = noiseAt((x / unit) * 3.1, stand.seed * 0.13, stand.seed);
    if (clump < -0.35 + stand.clumps * 0.55 || stand.isFree?.(x) === false) continue;
    const y = (stand.on[Math.max(0, Math.min(width - 1, Math.round(x)))] ?? 0) + deep + stand.size * 0.03;
    const size = stand.size * grown * (1 + (deep / Math.max(1, unit)) * 2);
    const stamp = grove.trees[Math.floor(draw * grove.trees.length)] ?? grove.trees[0];
    prints.push({ stamp, x, y, size, isFlipped: false, tint: tintOf(random), haze, fade: 0.03 });
    prints.push(shadeOf(frame, grove.shadow, { x, y, size }));
  }
  return prints;
}

/** The shade a thing throws on level ground; pixels. */
export function shadeOf(frame: Frame, shadow: Stamp, at: { x: number; y: number; size: number }): Print {
  const away = (0.5 - frame.light.source.x) * 0.55;
  // A hair above its thing's foot, so that it is printed before it.
  return { stamp: shadow, x: at.x + away * at.size, y: at.y + at.size * 0.04 - 0.01, size: at.size * 0.13 };
}

/** How much the air hides at a distance, 0 near to 1 far. */
export function hazeAt({ light }: Frame, distance: number): number {
  return Math.min(0.92, distance * (0.42 + light.fogShare * 0.85));
}

function tintOf(random: Random): Rgb {
  const tone = random.between(0.82, 1.14);
  return [tone * random.between(0.95, 1.06), tone, tone * random.between(0.92, 1.04)];
}

function drawShade(sourceX: number): Stamp {
  const stamp = createStamp(96, 14);
  const { width, height, values } = stamp;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const dx = (x + 0.5) / width - 0.5 + (sourceX - 0.5) * 0.1;
      const dy = (y + 0.5) / height - 0.5;
      values[(y * width + x) * 4 + 3] = 0.36 * Math.max(0, 1 - (dx * dx + dy * dy) * 4) ** 1.2;
    }
  }
  return stamp;
}

/** Between a colour and the air before it. */
export function hazed(frame: Frame, colour: Rgb, distance: number): Rgb {
  return mix(colour, frame.light.fog, hazeAt(frame, distance));
}
