import { clamp01, hex, mix } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { dab, stroke } from './dab.ts';
import { drawRock } from './draw-plant.ts';
import { crownColour, needleColour, sidesOf } from './leaves.ts';
import { createStamp, type Print, type Stamp } from './stamp.ts';

/** A branch that hangs into an upper corner: the nearest thing of the picture, mostly in shade. */
export function overhang(frame: Frame, needles: boolean): readonly Print[] {
  const { width, unit, horizon, plan } = frame;
  const random = createRandom(plan.key, 'overhang');
  if (plan.season === 'winter' && !needles) return [];
  // Away from the sun or moon, which it would cover.
  const isLeft = frame.light.source.x > 0.5;
  const size = Math.min(unit * random.between(0.26, 0.4), horizon * 0.6);
  const stamp = drawBranch(frame, Math.min(330, size), needles);
  const wide = (size * stamp.width) / stamp.height;
  return [{ stamp, x: isLeft ? wide * 0.42 : width - wide * 0.42, y: size * 0.92, size, isFlipped: !isLeft }];
}

function drawBranch({ plan, light }: Frame, size: number, needles: boolean): Stamp {
  const stamp = createStamp(size * 1.5, size);
  const random = createRandom(plan.key, 'branch');
  const colour = needles ? needleColour(plan.season, random) : crownColour(plan.season, random);
  const leaf = sidesOf(colour, light, 0.55);
  const wood = { ...sidesOf(hex('#4a382c'), light, 0.4), sunSide: 1 };
  const white = sidesOf([0.86, 0.9, 0.95], light, 0.6);
  const isBare = plan.season === 'winter';
  const boughs = random.integer(4, 6);
  for (let bough = 0; bough < boughs; bough += 1) {
    const from: [number, number] = [0, size * random.between(-0.05, 0.3)];
    const to: [number, number] = [stamp.width * random.between(0.55, 0.95), size * random.between(0.05, 0.75)];
    const bend = -size * random.between(0.02, 0.12);
    stroke(stamp, { from, to, bend, thick: size * 0.035, thin: size * 0.008 }, wood);
    for (let step = 4; step <= 44; step += 1) {
      const t = step / 44;
      const bow = bend * 4 * t * (1 - t);
      const x = from[0] + (to[0] - from[0]) * t;
      const y = from[1] + (to[1] - from[1]) * t + bow;
      for (let touch = 0; touch < (isBare && !needles ? 1 : 9); touch += 1) {
        const dx = random.between(-0.1, 0.1) * size;
        const dy = random.between(-0.05, 0.11) * size;
        const tone = clamp01(0.3 - (dy / size) * 3 + random.between(-0.2, 0.25));
        const sides = isBare && random.chance(0.5) ? white : leaf;
        const radius = size * random.between(0.011, 0.022);
        if (isBare && !needles) dab(stamp, { x, y: y - size * 0.01, radius: size * 0.008 }, white.shade, 0.8);
        else
          dab(
            stamp,
            { x: x + dx, y: y + dy, radius, flat: needles ? 0.5 : 0.75 },
            mix(sides.shade, sides.lit, tone),
            0.93,
          );
      }
    }
  }
  return stamp;
}

/** Boulders at the sides of the foreground, out of the way of what stands in the middle. */
export function sideRocks(
  frame: Frame,
  look: { readonly far: number; readonly colour: string; readonly cover?: string },
): readonly Print[] {
  const { width, height, unit, light, plan } = frame;
  const random = createRandom(plan.key, 'rocks');
  const cover = look.cover === undefined ? {} : { cover: hex(look.cover) };
  const stamps = [0, 1, 2].map((variant) =>
    drawRock({
      size: Math.min(130, unit * 0.14),
      colour: hex(look.colour),
      light,
      seed: (plan.key % 911) + variant * 7,
      ...cover,
    }),
  );
  const count = Math.round(random.between(3, 8) * Math.min(4, Math.max(1, width / unit)));
  return Array.from({ length: count }, (_, index) => {
    const depth = random.next() ** 0.7;
    const aside = (0.32 + random.between(0, 0.24)) * (random.chance(0.5) ? 1 : -1);
    return {
      stamp: stamps[index % 3] ?? createStamp(2, 2),
      x: width / 2 + aside * width + random.between(-0.05, 0.05) * unit,
      y: look.far + (height * 1.01 - look.far) * depth,
      size: unit * (0.015 + 0.085 * depth) * random.between(0.6, 1.3),
      haze: { colour: light.fog, share: (1 - depth) * (0.15 + light.fogShare * 0.4) },
      fade: 0.12,
    };
  });
}
