import { clamp01, hex, mix, type Rgb, scale } from '../../colour.ts';
import type { Light } from '../../light.ts';
import { createField, fractalAt, readFieldRow } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import { dab, stroke } from './dab.ts';
import { sidesOf } from './leaves.ts';
import { createStamp, type Stamp } from './stamp.ts';

export type PlantLook = {
  /** Height of the stamp, pixels. */
  readonly size: number;
  readonly colour: Rgb;
  readonly light: Light;
  readonly seed: number;
};

/** A tuft of blades; with heads they are seed heads or ears. */
export function drawTuft(look: PlantLook & { readonly heads?: Rgb; readonly blades?: number }): Stamp {
  const { size, light } = look;
  const stamp = createStamp(size * 1.15, size);
  const random = createRandom(look.seed, 'tuft');
  const sides = sidesOf(look.colour, light);
  const heads = look.heads === undefined ? undefined : sidesOf(look.heads, light);
  const sunSide = light.source.x > 0.5 ? 1 : -1;
  const blades = look.blades ?? 26;
  for (let blade = 0; blade < blades; blade += 1) {
    const tall = size * random.between(0.45, 0.97);
    const lean = random.between(-0.42, 0.42) * tall;
    const from: [number, number] = [stamp.width / 2 + random.between(-0.22, 0.22) * stamp.width, size];
    const to: [number, number] = [from[0] + lean, size - tall];
    const tone = clamp01(0.25 + (blade / blades) * 0.6 + random.between(-0.15, 0.15));
    const colour = mix(sides.shade, sides.lit, tone);
    stroke(
      stamp,
      { from, to, bend: -lean * 0.18, thick: size * 0.028, thin: size * 0.006 },
      { lit: colour, shade: colour, sunSide },
    );
    if (heads !== undefined && blade % 3 === 0)
      dab(
        stamp,
        { x: to[0], y: to[1] + size * 0.03, radius: size * 0.018, flat: 2.4 },
        mix(heads.shade, heads.lit, tone),
      );
  }
  return stamp;
}

export type Bloom = 'daisy' | 'poppy' | 'tulip' | 'spike' | 'ball';

/** One plant in flower: stalks, leaves and a few heads. */
export function drawFlower(look: PlantLook & { readonly bloom: Bloom; readonly leaf: Rgb }): Stamp {
  const { size, light, bloom } = look;
  const stamp = createStamp(size * 0.8, size);
  const random = createRandom(look.seed, 'flower');
  const petals = sidesOf(look.colour, light);
  const green = sidesOf(look.leaf, light, 0.7);
  const heart = sidesOf(hex(bloom === 'poppy' ? '#2a2420' : '#f0b62e'), light);
  const stalks = random.integer(2, 4);
  for (let stalk = 0; stalk < stalks; stalk += 1) {
    const x = stamp.width * random.between(0.24, 0.76);
    const y = size * random.between(0.13, 0.45);
    const from: [number, number] = [stamp.width / 2 + random.between(-0.1, 0.1) * size, size];
    stroke(
      stamp,
      { from, to: [x, y], bend: size * 0.04, thick: size * 0.025, thin: size * 0.016 },
      { ...green, sunSide: 1 },
    );
    const leafX = from[0] + random.between(-0.24, 0.24) * size;
    stroke(
      stamp,
      { from, to: [leafX, size * random.between(0.6, 0.75)], thick: size * 0.05, thin: 1 },
      { ...green, sunSide: 1 },
    );
    head(stamp, { x, y, radius: size * random.between(0.085, 0.125), bloom }, { petals, heart: heart.lit });
  }
  return stamp;
}

function head(
  stamp: Stamp,
  at: { readonly x: number; readonly y: number; readonly radius: number; readonly bloom: Bloom },
  colours: { readonly petals: { readonly lit: Rgb; readonly shade: Rgb }; readonly heart: Rgb },
) {
  const { x, y, radius, bloom } = at;
  const { lit, shade } = colours.petals;
  if (bloom === 'spike') {
    for (let step = 0; step < 9; step += 1) {
      const side = step % 2 === 0 ? -0.3 : 0.3;
      const tone = mix(shade, lit, 0.45 + (step % 3) * 0.25);
      dab(
        stamp,
        { x: x + side * radius, y: y - radius * 0.6 + step * radius * 0.34, radius: radius * (0.3 + step * 0.03) },
        tone,
      );
    }
    return;
  }
  if (bloom === 'tulip') {
    dab(stamp, { x, y, radius: radius * 0.72, flat: 1.35 }, mix(shade, lit, 0.55));
    dab(stamp, { x: x - radius * 0.3, y: y - radius * 0.15, radius: radius * 0.4, flat: 2 }, mix(shade, lit, 0.35));
    dab(stamp, { x: x + radius * 0.3, y: y - radius * 0.15, radius: radius * 0.36, flat: 2 }, lit);
    return;
  }
  const count = bloom === 'ball' ? 14 : bloom === 'poppy' ? 5 : 9;
  const petal = bloom === 'poppy' ? 0.58 : bloom === 'ball' ? 0.34 : 0.32;
  for (let index = 0; index < count; index += 1) {
    const turn = (index / count) * Math.PI * 2;
    const out = bloom === 'ball' ? 0.25 + (0.5 * ((index * 7) % count)) / count : 0.62;
    const tone = mix(shade, lit, 0.55 + 0.45 * -Math.sin(turn));
    dab(
      stamp,
      { x: x + Math.cos(turn) * radius * out, y: y + Math.sin(turn) * radius * out * 0.7, radius: radius * petal },
      tone,
    );
  }
  if (bloom !== 'ball') dab(stamp, { x, y, radius: radius * 0.3, flat: 0.8 }, colours.heart);
}

/** Arching fronds with leaflets on both sides. */
export function drawFern(look: PlantLook): Stamp {
  const { size, light } = look;
  const stamp = createStamp(size * 1.7, size);
  const random = createRandom(look.seed, 'fern');
  const sides = sidesOf(look.colour, light, 0.8);
  const fronds = random.integer(7, 10);
  for (let frond = 0; frond < fronds; frond += 1) {
    const aside = (frond / (fronds - 1)) * 2 - 1 + random.between(-0.12, 0.12);
    const reach = size * random.between(0.62, 0.92);
    const tone = clamp01(0.35 + random.between(-0.15, 0.4));
    for (let step = 2; step <= 22; step += 1) {
      const t = step / 22;
      const x = stamp.width / 2 + aside * reach * t * 0.92;
      const y = size - reach * (1.05 - 0.3 * Math.abs(aside)) * Math.sin(t * 1.9) * 0.98;
      const leaflet = size * 0.15 * Math.sin(Math.PI * Math.min(1, 0.2 + t * 0.8)) * (1.05 - t * 0.7);
      const colour = mix(sides.shade, sides.lit, clamp01(tone + t * 0.25));
      for (const turn of [-1, 1]) {
        const to: [number, number] = [
          x + turn * leaflet * (0.45 + 0.5 * (1 - Math.abs(aside))) + aside * leaflet * 0.3,
          y + leaflet * 0.5,
        ];
        stroke(
          stamp,
          { from: [x, y], to, thick: size * 0.022, thin: size * 0.006 },
          { lit: colour, shade: colour, sunSide: 0 },
        );
      }
    }
  }
  return stamp;
}

/** A boulder: facets from noise, bright above and towards the sun. `cover` is moss or snow on its top. */
export function drawRock(look: PlantLook & { readonly cover?: Rgb }): Stamp {
  const { size, light, seed } = look;
  const stamp = createStamp(size * 1.6, size);
  const sides = sidesOf(look.colour, light);
  const top = sidesOf(look.cover ?? look.colour, light);
  const sunSide = light.source.x > 0.5 ? 1 : -1;
  const { width, height, values } = stamp;
  const outlines = new Float32Array(width).map((_, x) => {
    const u = (x / width) * 2 - 1;
    return 0.06 + 0.86 * u * u * (0.8 + 0.4 * Math.abs(u)) + 0.3 * fractalAt(u * 1.6 + seed, seed * 0.7, seed + 3, 3);
  });
  const readFacets = facetsOf(width, height, seed + 9);
  const facets = new Float32Array(width);
  const sunward = new Float32Array(width);
  for (let y = 0; y < height; y += 1) {
    const v = y / height;
    readFacets(facets, 0, y);
    readFacets(sunward, -0.12 * sunSide, y - (0.1 / 2.4) * height);
    for (let x = 0; x < width; x += 1) {
      const u = (x / width) * 2 - 1;
      const deep = v - (outlines[x] ?? 0);
      const cover = clamp01(deep * height * 0.5) * clamp01((0.97 - Math.abs(u)) * width * 0.2) * clamp01((1 - v) * 8);
      if (cover <= 0) continue;
      const facet = facets[x] ?? 0;
      const lit = clamp01(0.62 - deep * 0.7 + u * sunSide * 0.3 + (facet - (sunward[x] ?? 0)) * 1.1 + facet * 0.3);
      const isTop = look.cover === undefined ? 0 : clamp01((0.22 - deep + facet * 0.4) * 6);
      const colour = mix(mix(sides.shade, sides.lit, lit), mix(top.shade, top.lit, lit), isTop);
      const index = (y * width + x) * 4;
      for (let channel = 0; channel < 3; channel += 1) values[index + channel] = (colour[channel] ?? 0) * cover;
      values[index + 3] = cover;
    }
  }
  return stamp;
}

/** The noise of a rock's faces, worked out at every second pixel; rows are read up to 0.12 aside and a tenth above. */
function facetsOf(width: number, height: number, seed: number) {
  const padX = Math.ceil(width * 0.03) + 2;
  const padY = Math.ceil(height * 0.05) + 2;
  const field = createField({ width: width + padX * 2, height: height + padY * 2 }, 2, (x, y) =>
    fractalAt((((x - padX) / width) * 2 - 1) * 2.2 + 5, ((y - padY) / height) * 2.4, seed, 4),
  );
  return (out: Float32Array, aside: number, y: number) =>
    readFieldRow(field, y + padY, out, padX + (aside / 4.4) * width);
}

/** A cactus with ribs and arms. */
export function drawCactus(look: PlantLook): Stamp {
  const { size, light } = look;
  const stamp = createStamp(size * 0.62, size);
  const random = createRandom(look.seed, 'cactus');
  const sides = { ...sidesOf(look.colour, light), sunSide: light.source.x > 0.5 ? 1 : -1 };
  const middle = stamp.width / 2;
  const thick = size * 0.12;
  const limb = (from: readonly [number, number], to: readonly [number, number], wide: number) => {
    stroke(stamp, { from, to, thick: wide, thin: wide * 0.86 }, sides);
    for (const rib of [-0.25, 0.05, 0.32]) {
      const line = { lit: scale(sides.shade, 0.9), shade: scale(sides.shade, 0.9), sunSide: 0 };
      stroke(
        stamp,
        {
          from: [from[0] + rib * wide, from[1]],
          to: [to[0] + rib * wide, to[1]],
          thick: wide * 0.07,
          thin: wide * 0.05,
        },
        line,
      );
    }
  };
  for (const side of random.chance(0.3) ? [-1] : [-1, 1]) {
    const y = size * random.between(0.42, 0.62);
    const out = middle + side * size * random.between(0.17, 0.21);
    stroke(
      stamp,
      {
        from: [middle, y],
        to: [out, y - size * 0.03],
        bend: side * size * 0.025,
        thick: thick * 0.72,
        thin: thick * 0.7,
      },
      sides,
    );
    limb([out, y - size * 0.02], [out, y - size * random.between(0.2, 0.3)], thick * 0.7);
  }
  limb([middle, size], [middle, size * 0.08], thick);
  return stamp;
}
