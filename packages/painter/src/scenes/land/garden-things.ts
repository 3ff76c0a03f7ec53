import { clamp01, hex, mix, type Rgb, smoothstep } from '../../colour.ts';
import { noiseAt } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import type { Lane } from '../ground.ts';
import { dab } from '../plants/dab.ts';
import { drawRock } from '../plants/draw-plant.ts';
import { sidesOf } from '../plants/leaves.ts';
import { createStamp, type Decor, type Print, printStamps } from '../plants/stamp.ts';

/** A picket fence before the hedge. `foot` is its lower row, pixels. */
export function fenceOf(frame: Frame, foot: number): Decor {
  const { unit, width, light, plan } = frame;
  const random = createRandom(plan.key, 'fence');
  const tall = unit * random.between(0.045, 0.065);
  const gap = unit * 0.017;
  const sides = sidesOf(hex(random.pick('#f4f2ec', '#f4f2ec', '#a98a66', '#c9d6d2')), light);
  const sunSide = light.source.x > 0.5 ? 1 : -1;
  return {
    top: foot - tall * 1.1,
    bottom: foot,
    decorate: (y, row) => {
      const up = (foot - y) / tall;
      if (up < 0) return;
      const isRail = (up > 0.25 && up < 0.36) || (up > 0.68 && up < 0.79);
      for (let x = 0; x < width; x += 1) {
        const at = (x / gap) % 1;
        const half = 0.3 * clamp01((1.02 - up) * 6);
        const off = Math.abs(at - 0.5);
        const picket = clamp01((half - off) * gap + 0.4);
        const cover = Math.max(picket, isRail ? 1 : 0);
        if (cover <= 0.02) continue;
        const lit = picket > 0.3 ? clamp01(0.7 + (at - 0.5) * sunSide * 0.9) : 0.35;
        for (let channel = 0; channel < 3; channel += 1) {
          const shade = sides.shade[channel] ?? 0;
          const colour = shade + ((sides.lit[channel] ?? 0) - shade) * lit;
          row[x * 3 + channel] = (row[x * 3 + channel] ?? 0) * (1 - cover) + colour * cover;
        }
      }
    },
  };
}

/** A pond in the lawn, edged with stones, with lily pads; on the side the path leaves free. */
export function pondOf(
  frame: Frame,
  at: { readonly top: number; readonly lane: Lane; readonly seed: number },
): readonly Decor[] {
  const { unit, width, height, light, plan } = frame;
  const random = createRandom(plan.key, 'pond');
  const depth = random.between(0.26, 0.4);
  const y = at.top + (height - at.top) * depth;
  const isLeft = at.lane.centre(depth) > width / 2;
  const half = Math.min(width * 0.3, unit * random.between(0.17, 0.26));
  const x = isLeft ? Math.max(half * 0.6, width * 0.24) : Math.min(width - half * 0.6, width * 0.76);
  const flat = half * 0.26;
  const sky = mix(light.middle, light.horizon, 0.4);
  const deep = mix(light.zenith, hex('#15352f'), 0.5);
  const water: Decor = {
    top: y - flat,
    bottom: y + flat,
    decorate: (rowY, row) => {
      const down = (rowY - y) / flat;
      const last = Math.min(width - 1, Math.ceil(x + half * 1.1));
      for (let column = Math.max(0, Math.floor(x - half * 1.1)); column <= last; column += 1) {
        const across = (column - x) / half;
        const reach = 1 + 0.12 * noiseAt(across * 2.2, down * 1.2, at.seed);
        const inside = reach - Math.sqrt(across * across + down * down);
        const cover = smoothstep(0, 0.05, inside);
        if (cover <= 0) continue;
        const ripple = noiseAt(across * 3, down * 14, at.seed + 2) * 0.16;
        const share = clamp01(0.35 + down * 0.3 + ripple);
        const dark = 0.55 + 0.45 * smoothstep(0, 0.25, inside);
        for (let channel = 0; channel < 3; channel += 1) {
          const colour = ((sky[channel] ?? 0) + ((deep[channel] ?? 0) - (sky[channel] ?? 0)) * share) * dark;
          row[column * 3 + channel] = (row[column * 3 + channel] ?? 0) * (1 - cover) + colour * cover;
        }
      }
    },
  };
  return [
    water,
    printStamps([
      ...rim(frame, { x, y, half, flat, seed: at.seed }),
      ...lilies(frame, { x, y, half, flat, seed: at.seed }),
    ]),
  ];
}

type Oval = {
  readonly x: number;
  readonly y: number;
  readonly half: number;
  readonly flat: number;
  readonly seed: number;
};

function rim({ light, unit }: Frame, { x, y, half, flat, seed }: Oval): readonly Print[] {
  const random = createRandom(seed, 'rim');
  const stones = [0, 1, 2].map((variant) =>
    drawRock({ size: 60, colour: hex('#94908a'), light, seed: seed + variant }),
  );
  return Array.from({ length: 34 }, (_, index) => {
    const turn = (index / 34) * Math.PI * 2;
    const size = unit * random.between(0.012, 0.024) * (1 + Math.sin(turn) * 0.3);
    return {
      stamp: stones[index % 3] ?? createStamp(2, 2),
      x: x + Math.cos(turn) * half * 1.02,
      y: y + Math.sin(turn) * flat * 1.04 + size * 0.4,
      size,
    };
  });
}

function lilies({ light, unit }: Frame, { x, y, half, flat, seed }: Oval): readonly Print[] {
  const random = createRandom(seed, 'lilies');
  const pad = createStamp(60, 26);
  const green = sidesOf(hex('#5f9a4a'), light);
  const rose: Rgb = sidesOf(hex('#f4a9c4'), light).lit;
  dab(pad, { x: 30, y: 16, radius: 26, flat: 0.32 }, mix(green.shade, green.lit, 0.6));
  dab(pad, { x: 26, y: 15, radius: 16, flat: 0.3 }, green.lit, 0.7);
  const bloom = createStamp(60, 26);
  bloom.values.set(pad.values);
  for (const [dx, dy] of [
    [-6, 2],
    [6, 2],
    [0, -1],
    [-3, -3],
    [3, -3],
  ] as const)
    dab(bloom, { x: 30 + dx, y: 11 + dy, radius: 5, flat: 1.1 }, rose);
  return Array.from({ length: random.integer(4, 9) }, () => {
    const turn = random.between(0, Math.PI * 2);
    const out = random.between(0.1, 0.75);
    return {
      stamp: random.chance(0.35) ? bloom : pad,
      x: x + Math.cos(turn) * half * out,
      y: y + Math.sin(turn) * flat * out + unit * 0.008,
      size: unit * random.between(0.014, 0.022),
    };
  });
}
