import { clamp01, mix, type Rgb, smoothstep } from '../colour.ts';
import { createField, type Field, fractalAt, readFieldRow } from '../noise.ts';
import type { RowPainter } from '../picture.ts';
import { createRandom } from '../random.ts';
import type { Frame } from './frame.ts';

/** Sky down to the horizon and, in its colours, below it. */
export function createSky(frame: Frame): RowPainter {
  const clouds = cloudField(frame);
  const stars = createStars(frame);
  const density = new Float32Array(frame.width);
  const shaded = new Float32Array(frame.width);
  return (y, row) => {
    paintGradient(frame, y, row);
    stars(y, row);
    paintSource(frame, y, row);
    if (frame.light.clouds.cover > 0.05) paintClouds(frame, clouds, { y, density, shaded }, row);
  };
}

function paintGradient({ width, horizon, light, unit }: Frame, y: number, row: Float32Array) {
  // On tall pictures the colours stay near the horizon and the zenith takes the rest.
  const height = clamp01((horizon - y) / Math.min(horizon, unit * 1.9));
  const [r, g, b] =
    height < 0.38
      ? mix(light.horizon, light.middle, smoothstep(0, 0.38, height))
      : mix(light.middle, light.zenith, smoothstep(0.3, 1, height));
  for (let index = 0; index < width * 3; index += 3) {
    row[index] = r;
    row[index + 1] = g;
    row[index + 2] = b;
  }
}

/** Centre and radius of the sun or moon, pixels. */
export function sourceAt({ width, horizon, light, unit }: Frame) {
  return {
    x: light.source.x * width,
    y: horizon - light.source.y * Math.min(horizon, unit * 1.1),
    radius: unit * (light.source.isMoon ? 0.036 : 0.024),
  };
}

function paintSource(frame: Frame, y: number, row: Float32Array) {
  const { light, unit, width } = frame;
  const { strength, isMoon, colour } = light.source;
  const { x: centreX, y: centreY, radius } = sourceAt(frame);
  const dy = y - centreY;
  const wide = 1 / (unit * unit * (isMoon ? 0.05 : 0.16));
  const tight = 1 / (unit * unit * 0.006);
  const [r, g, b] = colour;
  const [wr, wg, wb] = mix(colour, light.horizon, 0.5);
  for (let x = 0; x < width; x += 1) {
    const dx = x - centreX;
    const distance = dx * dx + dy * dy;
    const halo = (strength * 0.42) / (1 + distance * wide);
    const near = (strength * 0.5) / (1 + distance * tight);
    const disc =
      distance > radius * radius * 1.3
        ? 0
        : clamp01(radius - Math.sqrt(distance) + 0.5) *
          strength *
          (isMoon ? 1.6 : 2.4) *
          (light.clouds.cover > 0.9 ? 0.1 : 1);
    const index = x * 3;
    const glow = near * near + disc;
    row[index] = (row[index] ?? 0) + halo * halo * wr * 2 + glow * r;
    row[index + 1] = (row[index + 1] ?? 0) + halo * halo * wg * 2 + glow * g;
    row[index + 2] = (row[index + 2] ?? 0) + halo * halo * wb * 2 + glow * b;
  }
}

/** Cloud density, warped and flattened towards the horizon as under a real sky. */
function cloudField({ width, height, horizon, unit, plan, light }: Frame): Field {
  const seed = plan.key & 0xffff;
  const random = createRandom(plan.key, 'clouds');
  const stretch = random.between(0.8, 1.5);
  const wind = random.between(-0.4, 0.4);
  const cover = 0.34 - light.clouds.cover * 0.62;
  return createField(
    { width, height: Math.min(height, horizon + unit * 0.1) },
    Math.max(2, Math.round(unit / 220)),
    (x, y) => {
      const depth = Math.max(0, (horizon - y) / unit) + 0.13;
      const v = 1.5 / depth + y / unit;
      const u = ((x / unit - 0.5) * stretch) / (depth * 0.75 + 0.3) + v * wind;
      const warp = fractalAt(u * 1.1, v * 0.9, seed + 7, 2);
      const shape = fractalAt(u * 1.3 + warp * 0.9, v * 1.1 + warp * 0.6, seed, 5);
      return smoothstep(cover, cover + 0.42, shape) * smoothstep(0.13, 0.3, depth);
    },
  );
}

function paintClouds(
  { light, width, unit }: Frame,
  field: Field,
  at: { readonly y: number; readonly density: Float32Array; readonly shaded: Float32Array },
  row: Float32Array,
) {
  const { y, density, shaded } = at;
  const reach = unit * 0.018;
  readFieldRow(field, y, density);
  readFieldRow(field, y - reach * (light.source.y > 0.3 ? 1.5 : -0.4), shaded, light.source.x > 0.5 ? reach : -reach);
  const { bright, dark } = light.clouds;
  for (let x = 0; x < width; x += 1) {
    const amount = density[x] ?? 0;
    if (amount < 0.004) continue;
    const lit = clamp01(0.72 + (amount - (shaded[x] ?? 0)) * 2.2 - amount * 0.42);
    const cover = amount * 0.93;
    const index = x * 3;
    blend(row, index, mixLit(dark, bright, lit), cover);
  }
}

const litColour: [number, number, number] = [0, 0, 0];

function mixLit(dark: Rgb, bright: Rgb, lit: number): Rgb {
  litColour[0] = dark[0] + (bright[0] - dark[0]) * lit;
  litColour[1] = dark[1] + (bright[1] - dark[1]) * lit;
  litColour[2] = dark[2] + (bright[2] - dark[2]) * lit;
  return litColour;
}

/** Lays a colour over a pixel of the row; `index` is three times the column. */
export function blend(row: Float32Array, index: number, colour: Rgb, cover: number): void {
  const keep = 1 - cover;
  row[index] = (row[index] ?? 0) * keep + colour[0] * cover;
  row[index + 1] = (row[index + 1] ?? 0) * keep + colour[1] * cover;
  row[index + 2] = (row[index + 2] ?? 0) * keep + colour[2] * cover;
}

/** Adds stars to rows; brighter ones are larger and coloured. */
export function createStars({ width, height, unit, horizon, light, plan }: Frame, share = light.stars): RowPainter {
  const byRow = new Map<number, { x: number; y: number; radius: number; colour: Rgb }[]>();
  const random = createRandom(plan.key, 'stars');
  const skyHeight = Math.min(horizon, height);
  const count = Math.min(6000, Math.round(((width * skyHeight) / (unit * unit)) * 700 * share));
  for (let index = 0; index < count; index += 1) {
    const size = random.next() ** 9;
    const radius = (unit / 1000) * (0.55 + size * 1.7) + 0.25;
    const warmth = random.next();
    const brightness = (0.12 + random.next() ** 3 * 0.7 + size * 1.6) * share;
    const colour: Rgb = [brightness * (0.8 + warmth * 0.3), brightness * 0.92, brightness * (1.15 - warmth * 0.3)];
    const star = { x: random.next() * width, y: random.next() ** 1.25 * skyHeight, radius, colour };
    for (let y = Math.floor(star.y - radius * 2); y <= star.y + radius * 2; y += 1) {
      fileUnder(byRow, y, star);
    }
  }
  return (y, row) => {
    for (const star of byRow.get(y) ?? []) paintStar(star, y, row);
  };
}

function paintStar(star: { x: number; y: number; radius: number; colour: Rgb }, y: number, row: Float32Array) {
  const { radius, colour } = star;
  const last = Math.min(row.length / 3 - 1, Math.ceil(star.x + radius * 2));
  for (let x = Math.max(0, Math.floor(star.x - radius * 2)); x <= last; x += 1) {
    const distance = ((x - star.x) ** 2 + (y - star.y) ** 2) / (radius * radius);
    const light = Math.max(0, 1 - distance * 0.4) ** 2;
    const index = x * 3;
    row[index] = (row[index] ?? 0) + colour[0] * light;
    row[index + 1] = (row[index + 1] ?? 0) + colour[1] * light;
    row[index + 2] = (row[index + 2] ?? 0) + colour[2] * light;
  }
}

/** Collects what is painted on each row. */
export function fileUnder<T>(byRow: Map<number, T[]>, row: number, item: T): void {
  const list = byRow.get(row);
  if (list === undefined) byRow.set(row, [item]);
  else list.push(item);
}
