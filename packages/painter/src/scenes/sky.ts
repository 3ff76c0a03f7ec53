import { clamp01, mix, type Rgb, smoothstep } from '../colour.ts';
import type { RowPainter } from '../picture.ts';
import { createRandom } from '../random.ts';
import { createClouds } from './air/clouds.ts';
import { createLightning } from './air/lightning.ts';
import { createNightLights } from './air/night-lights.ts';
import { paintSource } from './air/source.ts';
import type { Frame } from './frame.ts';
import type { Making } from './making.ts';

/** Sky down to the horizon and, in its colours, below it. */
export function* createSky(frame: Frame): Making<RowPainter> {
  const clouds = yield* createClouds(frame);
  const stars = createStars(frame);
  const lights = yield* createNightLights(frame);
  const bolts = frame.plan.weather === 'storm' ? createLightning(frame) : undefined;
  return (y, row) => {
    paintGradient(frame, y, row);
    stars(y, row);
    lights(y, row);
    paintSource(frame, y, row);
    clouds(y, row);
    bolts?.(y, row);
  };
}

function paintGradient({ width, horizon, light, unit }: Frame, y: number, row: Float32Array) {
  // On tall pictures the colours stay near the horizon and the zenith takes the rest.
  const height = clamp01((horizon - y) / Math.max(1, Math.min(horizon, unit * 1.9)));
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
