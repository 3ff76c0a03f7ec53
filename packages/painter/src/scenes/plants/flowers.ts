import { hex, mix, type Rgb } from '../../colour.ts';
import { noiseAt } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { Making } from '../making.ts';
import { type Bloom, drawFlower, drawTuft } from './draw-plant.ts';
import { hazeAt } from './grove.ts';
import { greensOf } from './leaves.ts';
import type { Print, Stamp } from './stamp.ts';

export type Strewn = {
  /** Rows: where the ground begins and how near things may stand. */
  readonly far: number;
  readonly near: number;
  /** Plants per unit of width over the whole depth. */
  readonly density: number;
  /** Height of a plant at the lower edge, pixels. */
  readonly size: number;
  readonly seed: number;
  /** False keeps a spot free; pixels. */
  readonly isFree?: (x: number, y: number) => boolean;
};

/** Flowers in drifts: thick here, none there, one kind beside another. */
export function* strewFlowers(frame: Frame, strewn: Strewn): Making<readonly Print[]> {
  const { plan, light } = frame;
  const random = createRandom(strewn.seed, 'flowers');
  const { flowers, grass } = greensOf(plan.season);
  const leaf = mix(grass, hex('#4a7a35'), plan.season === 'autumn' ? 0.2 : 0.6);
  const [firstColour, ...colours] = flowers;
  const kinds: (readonly Stamp[])[] = [];
  for (let left = random.integer(2, 4); left > 0; left -= 1) {
    yield;
    const bloom = random.pick<Bloom>('daisy', 'poppy', 'tulip', 'spike', 'ball');
    const picked = random.pick<Rgb>(firstColour ?? [1, 1, 1], ...colours);
    // Colours fade in the dark.
    const colour = plan.time === 'night' ? mix(picked, [0.25, 0.3, 0.42], 0.55) : picked;
    const look = { size: Math.max(8, Math.min(100, strewn.size)), colour, leaf, bloom, light };
    kinds.push([0, 1].map((variant) => drawFlower({ ...look, seed: strewn.seed + variant })));
  }
  yield;
  return scatter(frame, strewn, (kindNoise, draw) => {
    const kind = kinds[Math.floor(Math.max(0, Math.min(0.999, kindNoise)) * kinds.length)] ?? [];
    return kind[draw < 0.5 ? 0 : 1];
  });
}

/** Tufts of grass: few and small far away, large along the lower edge. */
export function* strewTufts(frame: Frame, strewn: Strewn, colour: Rgb): Making<readonly Print[]> {
  const { light, plan } = frame;
  const random = createRandom(strewn.seed, 'tufts');
  const heads = random.chance(0.45) || plan.season === 'autumn' ? hex('#d9bd78') : undefined;
  const tufts = [0, 1, 2].map((variant) => {
    const look = { size: Math.max(8, Math.min(130, strewn.size)), colour, light, seed: strewn.seed + variant };
    return drawTuft(heads === undefined || variant === 0 ? look : { ...look, heads });
  });
  yield;
  return scatter(frame, strewn, (_, draw) => tufts[Math.floor(draw * tufts.length)]);
}

/** Sets stamps over the ground in perspective, thicker where the noise says so. */
export function scatter(
  frame: Frame,
  strewn: Strewn,
  stampFor: (kind: number, draw: number) => Stamp | undefined,
): readonly Print[] {
  const { width, unit, light } = frame;
  const { far, near, density, seed } = strewn;
  const random = createRandom(seed, 'scatter');
  const count = Math.min(5000, Math.ceil((width / unit) * density));
  const prints: Print[] = [];
  for (let index = 0; index < count; index += 1) {
    const depth = random.next() ** 0.75;
    const y = far + (near - far) * depth;
    const x = random.between(-0.02, 1.02) * width;
    const draw = random.next();
    const grown = random.between(0.7, 1.2);
    const groundX = ((x - width / 2) / unit) * (1.6 - depth);
    const drift = noiseAt(groundX * 2.4, depth * 3.2, seed);
    if (drift + random.between(-0.2, 0.2) < -0.05 || strewn.isFree?.(x, y) === false) continue;
    const stamp = stampFor(0.5 + noiseAt(groundX * 1.5 + 7, depth * 2.2, seed + 5) * 0.9, draw);
    if (stamp === undefined) continue;
    const tone = 0.86 + 0.24 * draw;
    prints.push({
      stamp,
      x,
      y,
      size: strewn.size * (0.1 + 0.9 * depth) * grown,
      isFlipped: draw > 0.5,
      tint: [tone, tone, tone],
      haze: { colour: light.fog, share: hazeAt(frame, (1 - depth) * 0.5) },
      fade: 0.18,
    });
  }
  return prints;
}
