import { clamp01, mix, smoothstep } from '../../colour.ts';
import { type Field, fractalAt, noiseAt, readFieldRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { growField } from '../grow-field.ts';
import type { Making } from '../making.ts';
import { sourceAt } from './source.ts';

/** How thick the cloud is at a point, in units aside of the middle and above the horizon: 0 none, 1 hides the sky. */
type Density = (aside: number, above: number) => number;

// Enough for a square picture; a long one has softer clouds instead of a late first row.
const CELLS_MAX = 80_000;

/** Adds clouds to rows of sky: dense where the air is, bright where light gets through to them. */
export function* createClouds(frame: Frame): Making<RowPainter> {
  const { light, width, height, horizon, unit } = frame;
  if (light.clouds.cover < 0.05) return () => {};
  const density = densityOf(frame);
  const size = { width, height: Math.max(8, Math.min(height, horizon + unit * 0.02)) };
  // A grid in shares of the unit: a larger picture shows the same clouds, not finer ones.
  const step = Math.max(2, unit / 300, Math.sqrt((width * size.height) / CELLS_MAX));
  const thick = yield* growField(size, step, (x, y) => density(x / unit - width / unit / 2, (horizon - y) / unit));
  const lit = lightField(frame, thick);
  const amounts = new Float32Array(width);
  const lights = new Float32Array(width);
  const { bright, dark } = light.clouds;
  const source = sourceAt(frame);
  const glowReach = 1 / (unit * unit * 0.12);
  return (y, row) => {
    if (y > size.height) return;
    readFieldRow(thick, y, amounts);
    readFieldRow(lit, y, lights);
    // Far clouds lie behind more air.
    const veil = 0.62 * (1 - smoothstep(0, 0.34, (horizon - y) / unit));
    const shade = mix(dark, light.horizon, veil);
    const shine = mix(bright, light.horizon, veil * 0.8);
    const [gr, gg, gb] = light.source.colour;
    const dy2 = (y - source.y) ** 2;
    for (let x = 0; x < width; x += 1) {
      const thickness = amounts[x] ?? 0;
      if (thickness < 0.004) continue;
      const amount = thickness >= 1 ? 1 : thickness * thickness * (3 - 2 * thickness);
      const through = lights[x] ?? 0;
      const keep = 1 - amount * 0.96;
      const cover = amount * 0.96;
      const glow = ((1 - amount * 0.75) * light.source.strength * 0.5) / (1 + ((x - source.x) ** 2 + dy2) * glowReach);
      const index = x * 3;
      row[index] = (row[index] ?? 0) * keep + cover * (shade[0] + (shine[0] - shade[0]) * through + glow * gr);
      row[index + 1] = (row[index + 1] ?? 0) * keep + cover * (shade[1] + (shine[1] - shade[1]) * through + glow * gg);
      row[index + 2] = (row[index + 2] ?? 0) * keep + cover * (shade[2] + (shine[2] - shade[2]) * through + glow * gb);
    }
  };
}

/** How much light comes through the cloud to each point: a few steps towards the sun and up. */
function lightField(frame: Frame, thick: Field): Field {
  const { unit, light } = frame;
  const source = sourceAt(frame);
  const kind = light.clouds.kind;
  const reach = unit * (kind === 'cumulus' || kind === 'storm' ? 0.016 : 0.012);
  const depth = kind === 'cirrus' ? 0.35 : kind === 'mackerel' ? 0.7 : kind === 'cumulus' ? 0.3 : 1.05;
  const { step, columns, rows, values } = thick;
  const result = new Float32Array(values.length);
  const isLow = light.source.y < 0.3;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const own = values[row * columns + column] ?? 0;
      if (own <= 0) continue;
      const dx = source.x - column * step;
      const dy = source.y - row * step - (isLow ? unit * 0.1 : unit * 0.5);
      const length = Math.max(1, Math.sqrt(dx * dx + dy * dy));
      let passed = own * 0.25;
      let facing = 0;
      for (const far of [1, 2.4, 4.5, 8]) {
        const u = Math.round(column + ((dx / length) * far * reach) / step);
        const v = Math.round(row + ((dy / length) * far * reach) / step);
        // Beyond the edge of the picture the cloud goes on.
        const there = u >= 0 && u < columns && v >= 0 && v < rows ? (values[v * columns + u] ?? 0) : own * 0.6;
        passed += there * (far < 3 ? 0.8 : 0.6);
        facing += (own - there) / (1 + far * 0.5);
      }
      result[row * columns + column] = clamp01(
        kind === 'cumulus'
          ? 0.16 + Math.exp(-passed * depth) * 0.6 + facing * 0.36
          : Math.exp(-passed * depth) * 1.25 + (1 - own) * 0.25,
      );
    }
  }
  return { step, columns, rows, values: result };
}

function densityOf(frame: Frame): Density {
  switch (frame.light.clouds.kind) {
    case 'cumulus':
      return heaps(frame);
    case 'cirrus':
      return wisps(frame);
    case 'mackerel':
      return flakes(frame);
    case 'layer':
      return lid(frame, 0.5);
    case 'storm':
      return lid(frame, 1.25);
  }
}

type Heap = { readonly x: number; readonly base: number; readonly half: number; readonly tall: number };

/** Flat bases, swelling tops; small and low far away, large and high near. */
function heaps(frame: Frame): Density {
  const { plan, light, width, unit, horizon } = frame;
  const random = createRandom(plan.key, 'clouds');
  const seed = plan.key & 0xffff;
  const span = width / unit;
  const sky = Math.max(0.3, horizon / unit);
  const count = Math.max(2, Math.round((3 + light.clouds.cover * 13) * Math.max(0.6, span) * Math.min(2, sky + 0.4)));
  const list: Heap[] = Array.from({ length: count }, () => {
    const high = random.next() ** 0.75 * sky * 0.92 + 0.03;
    const size = (0.05 + Math.min(0.3, high * 0.3)) * random.between(0.55, 1.5) * (0.75 + light.clouds.cover * 0.6);
    return { x: random.between(-0.55, 0.55) * span, base: high, half: size, tall: size * random.between(0.45, 0.95) };
  });
  const bands = bandsOf(list, sky);
  return (x, above) => {
    let inside = -1;
    let scale = 0.2;
    for (const { x: centre, base, half, tall } of bands[
      Math.max(0, Math.min(bands.length - 1, Math.floor(above * 16)))
    ] ?? []) {
      const dx = (x - centre) / half;
      const dy = (above - base) / (above > base ? tall : tall * 0.22);
      const value = 1 - dx * dx - dy * dy;
      if (value > inside) {
        inside = value;
        scale = half;
      }
    }
    if (inside <= -0.55) return 0;
    const frequency = 1.25 / Math.max(0.09, scale);
    const lumps = swelling(x * frequency, above * frequency * 1.15, seed);
    return Math.max(0, (inside * 0.85 + (lumps - 0.4) * 1.9) * 3.2);
  };
}

/** Heaps by slices of height, so that a point asks only its neighbours. */
function bandsOf(list: readonly Heap[], sky: number): readonly (readonly Heap[])[] {
  return Array.from({ length: Math.ceil(sky * 16) + 1 }, (_, band) =>
    list.filter(({ base, tall }) => (band + 1) / 16 > base - tall * 0.4 && band / 16 < base + tall * 1.35),
  );
}

/** Rounded lumps with creases between them, 0 to about 1. */
function swelling(x: number, y: number, seed: number): number {
  let sum = 0;
  let amplitude = 0.62;
  let frequency = 1;
  for (let octave = 0; octave < 5; octave += 1) {
    sum += amplitude * Math.abs(noiseAt(x * frequency, y * frequency, seed + octave * 13));
    amplitude *= 0.52;
    frequency *= 2.1;
  }
  return sum;
}

/** High ice drawn out by the wind. */
function wisps({ plan, light }: Frame): Density {
  const random = createRandom(plan.key, 'clouds');
  const seed = plan.key & 0xffff;
  const turn = random.between(-0.45, 0.45);
  const cover = 0.12 - light.clouds.cover * 0.42;
  return (aside, above) => {
    const depth = above + 0.16;
    const x = (aside / (depth * 0.7 + 0.35)) * 1.2;
    const y = 1.3 / depth - above * 1.2;
    const u = x + y * turn;
    const bend = fractalAt(u * 0.7, y * 0.7, seed + 5, 2) * 1.1;
    const patch = fractalAt(u * 0.6 + 9, y * 0.55, seed + 9, 2);
    const fibre = fractalAt(u * 0.9 + bend, y * 3.6 + bend * 2.4 - u * turn * 3, seed, 5);
    return 0.78 * smoothstep(cover, cover + 0.55, fibre * 0.75 + patch * 0.6) * smoothstep(0.03, 0.2, above);
  };
}

/** Fields of small clouds in rows. */
function flakes({ plan, light }: Frame): Density {
  const random = createRandom(plan.key, 'clouds');
  const seed = plan.key & 0xffff;
  const wind = random.between(-0.6, 0.6);
  const cover = 0.2 - light.clouds.cover * 0.5;
  return (aside, above) => {
    const depth = above + 0.2;
    const y = 1.7 / depth - above * 1.1;
    const x = aside / (depth * 0.8 + 0.25) + y * wind;
    const patch = fractalAt(x * 0.55, y * 0.5, seed + 3, 3);
    const flake = swelling(x * 3.1 + patch, y * 4.2, seed) - 0.36;
    const value = patch * 1.25 + flake * 1.15;
    return 0.92 * smoothstep(cover, cover + 0.42, value) * smoothstep(0.02, 0.2, above);
  };
}

/** A closed sky: `depth` says how deep its folds hang. */
function lid({ plan, light }: Frame, depth: number): Density {
  const seed = plan.key & 0xffff;
  const cover = 0.3 - light.clouds.cover * 0.78;
  return (aside, above) => {
    const near = above + 0.15;
    const y = 1.1 / near - above * 0.9;
    const x = aside / (near * 0.75 + 0.3);
    const warp = fractalAt(x * 0.8, y * 0.8, seed + 7, 2);
    const folds = swelling(x * 0.8 + warp, y * 1.3 + warp, seed) - 0.38;
    const value = fractalAt(x * 0.9 + warp * 0.6, y * 0.9, seed + 2, 4) * 0.8 + folds * depth;
    return smoothstep(cover - 0.1, cover + 0.75, value) * smoothstep(-0.02, 0.22, above);
  };
}
