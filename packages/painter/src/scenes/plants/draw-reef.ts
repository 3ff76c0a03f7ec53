import { clamp01, mix } from '../../colour.ts';
import { noiseAt } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import { dab, stroke } from './dab.ts';
import type { PlantLook } from './draw-plant.ts';
import { sidesOf } from './leaves.ts';
import { createStamp, type Stamp } from './stamp.ts';

export type CoralKind = 'branch' | 'fan' | 'brain' | 'tube' | 'table';

/** One coral, lit from above. */
export function drawCoral(look: PlantLook & { readonly kind: CoralKind }): Stamp {
  const { size, kind, light, seed } = look;
  const stamp = createStamp(size * (kind === 'table' || kind === 'brain' ? 1.7 : 1.2), size);
  const random = createRandom(seed, kind);
  const sides = sidesOf(look.colour, light, 1.2);
  const work = { stamp, size, sides, random, seed };
  if (kind === 'branch') branches(work);
  else if (kind === 'fan') fan(work);
  else if (kind === 'tube') tubes(work);
  else if (kind === 'table') table(work);
  else brain(work);
  return stamp;
}

type Work = {
  readonly stamp: Stamp;
  readonly size: number;
  readonly sides: ReturnType<typeof sidesOf>;
  readonly random: ReturnType<typeof createRandom>;
  readonly seed: number;
};

function branches({ stamp, size, sides, random }: Work) {
  const grow = ([x, y]: readonly [number, number], angle: number, length: number, thick: number, left: number) => {
    const endX = x + Math.sin(angle) * length;
    const endY = y - Math.cos(angle) * length;
    const tone = clamp01(0.75 - endY / size);
    const colour = mix(sides.shade, sides.lit, 0.3 + tone * 0.6);
    stroke(
      stamp,
      { from: [x, y], to: [endX, endY], thick, thin: thick * 0.8 },
      { lit: mix(colour, sides.lit, 0.5), shade: colour, sunSide: 0.4 },
    );
    dab(stamp, { x: endX, y: endY, radius: thick * 0.46 }, mix(colour, sides.lit, 0.6));
    if (left === 0) return;
    const forks = random.integer(2, 3);
    for (let fork = 0; fork < forks; fork += 1)
      grow(
        [endX, endY],
        angle * 0.8 + (fork / (forks - 1) - 0.5) * random.between(0.8, 1.2),
        length * random.between(0.68, 0.85),
        thick * 0.8,
        left - 1,
      );
  };
  for (const angle of [-0.5, 0, 0.5])
    grow([stamp.width / 2, size], angle + random.between(-0.15, 0.15), size * 0.25, size * 0.085, 3);
}

function fan({ stamp, size, sides, random }: Work) {
  for (let rib = 0; rib < 34; rib += 1) {
    const angle = ((rib / 33) * 2 - 1) * 1.15;
    const length = size * random.between(0.72, 0.95) * Math.cos(angle * 0.55);
    const to: [number, number] = [
      stamp.width / 2 + Math.sin(angle) * length * 0.62,
      size * 0.97 - Math.cos(angle * 0.8) * length,
    ];
    const tone = mix(sides.shade, sides.lit, random.between(0.35, 1));
    stroke(
      stamp,
      {
        from: [stamp.width / 2, size],
        to,
        bend: size * random.between(-0.03, 0.03),
        thick: size * 0.022,
        thin: size * 0.01,
      },
      { lit: tone, shade: tone, sunSide: 0 },
    );
    for (let ring = 3; ring < 14; ring += 1) {
      const t = ring / 14;
      const x = stamp.width / 2 + (to[0] - stamp.width / 2) * t;
      dab(
        stamp,
        { x: x + random.between(-0.012, 0.012) * size, y: size + (to[1] - size) * t, radius: size * 0.014 },
        tone,
        0.8,
      );
    }
  }
}

function tubes({ stamp, size, sides, random }: Work) {
  for (let tube = 0; tube < 6; tube += 1) {
    const x = stamp.width * (0.2 + tube * 0.12);
    const top = size * random.between(0.06, 0.5);
    const thick = size * random.between(0.11, 0.16);
    const topX = x + random.between(-0.06, 0.06) * size;
    stroke(
      stamp,
      { from: [x, size], to: [topX, top + thick * 0.4], thick: thick * 0.8, thin: thick },
      { ...sides, sunSide: 0.7 },
    );
    dab(stamp, { x: topX, y: top + thick * 0.3, radius: thick * 0.5, flat: 0.4 }, sides.lit);
    dab(stamp, { x: topX, y: top + thick * 0.32, radius: thick * 0.32, flat: 0.36 }, mix(sides.shade, [0, 0, 0], 0.5));
  }
}

function table({ stamp, size, sides, random }: Work) {
  for (const [x, y, radius] of [
    [0.5, 0.34, 0.46],
    [0.3, 0.55, 0.26],
    [0.72, 0.6, 0.24],
  ] as const) {
    const at = { x: stamp.width * x, y: size * y };
    stroke(
      stamp,
      { from: [stamp.width / 2, size], to: [at.x, at.y], thick: size * 0.12, thin: size * 0.07 },
      { lit: sides.shade, shade: mix(sides.shade, [0, 0, 0], 0.4), sunSide: 1 },
    );
    dab(
      stamp,
      { x: at.x, y: at.y + size * 0.05, radius: stamp.width * radius, flat: 0.16 },
      mix(sides.shade, [0, 0, 0], 0.3),
    );
    dab(stamp, { ...at, radius: stamp.width * radius, flat: 0.14 }, mix(sides.shade, sides.lit, 0.75));
    for (let bump = 0; bump < 60; bump += 1)
      dab(
        stamp,
        {
          x: at.x + random.between(-0.9, 0.9) * stamp.width * radius,
          y: at.y + random.between(-0.05, 0.03) * size,
          radius: size * 0.02,
        },
        mix(sides.shade, sides.lit, random.between(0.5, 1)),
        0.7,
      );
  }
}

function brain({ stamp, size, sides, seed }: Work) {
  const { width, height, values } = stamp;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const u = ((x + 0.5) / width) * 2 - 1;
      const v = 1 - (y + 0.5) / height;
      const inside = 1 - Math.sqrt(u * u + v * v * 1.1);
      const cover = clamp01(inside * width * 0.25);
      if (cover <= 0) continue;
      const folds = Math.abs(noiseAt(u * 5.5, v * 5.5, seed));
      const lit = clamp01(0.15 + v * 0.65 + folds * 0.9 - 0.2);
      const index = (y * width + x) * 4;
      for (let channel = 0; channel < 3; channel += 1) {
        const shade = sides.shade[channel] ?? 0;
        values[index + channel] = (shade + ((sides.lit[channel] ?? 0) - shade) * lit) * cover;
      }
      values[index + 3] = cover;
    }
  }
  return size;
}

/** Long blades that stand up in the water and bend with the current. */
export function drawKelp(look: PlantLook): Stamp {
  const { size, light, seed } = look;
  const stamp = createStamp(size * 0.34, size);
  const random = createRandom(seed, 'kelp');
  const sides = sidesOf(look.colour, light, 1.1);
  const stalks = random.integer(3, 5);
  for (let stalk = 0; stalk < stalks; stalk += 1) {
    const foot = stamp.width * random.between(0.35, 0.65);
    const tall = size * random.between(0.55, 0.97);
    const phase = random.between(0, 6);
    const sway = stamp.width * random.between(0.12, 0.26);
    for (let step = 0; step <= 46; step += 1) {
      const t = step / 46;
      const x = foot + Math.sin(t * 5 + phase) * sway * (0.25 + t * 0.75) - Math.sin(phase) * sway * 0.25;
      const y = size - tall * t;
      const tone = mix(sides.shade, sides.lit, clamp01(0.15 + t * 0.75 + random.between(-0.1, 0.1)));
      dab(stamp, { x, y, radius: size * 0.009, flat: 1.6 }, tone);
      if (step % 2 === 1) {
        const side = step % 4 === 1 ? 1 : -1;
        const leaf = size * 0.07 * (1.1 - t * 0.5);
        stroke(
          stamp,
          {
            from: [x, y],
            to: [x + side * leaf, y - leaf * 0.75],
            bend: side * leaf * 0.2,
            thick: size * 0.02,
            thin: size * 0.005,
          },
          { lit: tone, shade: tone, sunSide: 0 },
        );
      }
    }
  }
  return stamp;
}
