import { hex, mix, scale, smoothstep } from '../../colour.ts';
import { fractalAt, noiseAt, readFieldRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { growField } from '../grow-field.ts';
import type { Making } from '../making.ts';

/** Adds the band of the Milky Way and northern lights to rows of a night sky. */
export function* createNightLights(frame: Frame): Making<RowPainter> {
  const parts = [
    ...(frame.light.milkyWay > 0 ? [yield* createMilkyWay(frame)] : []),
    ...(frame.light.aurora > 0 ? [createAurora(frame)] : []),
  ];
  return (y, row) => {
    if (y > frame.horizon) return;
    for (const part of parts) part(y, row);
  };
}

function* createMilkyWay({ width, horizon, unit, light, plan }: Frame): Making<RowPainter> {
  const random = createRandom(plan.key, 'milky way');
  const seed = plan.key & 0xffff;
  const tilt = random.between(0.5, 1.3) * (random.chance(0.5) ? 1 : -1);
  const middle = random.between(0.3, 0.7) * width;
  const length = Math.sqrt(1 + tilt * tilt);
  const field = yield* growField({ width, height: Math.max(8, horizon) }, Math.max(2, unit / 220), (x, y) => {
    const off = (x - middle - (y - horizon * 0.5) * tilt) / length / unit;
    const warp = fractalAt((x / unit) * 2.4, (y / unit) * 2.4, seed, 3);
    const band = Math.exp(-(((off + warp * 0.1) / 0.15) ** 2));
    const lanes = smoothstep(0.02, 0.34, fractalAt((x / unit) * 4, (y / unit) * 4, seed + 4, 4) + 0.2 - band * 0.24);
    return band * (0.3 + 0.7 * lanes) * (0.75 + warp) * smoothstep(0, 0.5, (horizon - y) / unit);
  });
  const amounts = new Float32Array(width);
  const [r, g, b] = scale(mix(light.horizon, hex('#d9cfe6'), 0.5), light.milkyWay * 0.34);
  return (y, row) => {
    readFieldRow(field, y, amounts);
    for (let x = 0; x < width; x += 1) {
      const amount = Math.max(0, amounts[x] ?? 0);
      const index = x * 3;
      row[index] = (row[index] ?? 0) + r * amount;
      row[index + 1] = (row[index + 1] ?? 0) + g * amount;
      row[index + 2] = (row[index + 2] ?? 0) + b * amount;
    }
  };
}

type Curtain = {
  readonly base: Float32Array;
  readonly length: Float32Array;
  readonly strength: Float32Array;
};

/** Curtains of light: a sharp lower hem, rays fading upwards, green below and violet above. */
function createAurora(frame: Frame): RowPainter {
  const { width, unit, light, plan } = frame;
  const random = createRandom(plan.key, 'aurora');
  const curtains = Array.from({ length: random.integer(2, 3) }, (_, index) => curtainOf(frame, index));
  const low = hex(random.pick('#39e58c', '#4df0a0', '#2fd9b0'));
  const high = hex(random.pick('#7a4be0', '#c04bc8', '#3f7be8'));
  return (y, row) => {
    for (const { base, length, strength } of curtains) {
      for (let x = 0; x < width; x += 1) {
        const rise = ((base[x] ?? 0) - y) / unit;
        if (rise < -0.03) continue;
        const long = length[x] ?? 0.2;
        const hem = smoothstep(-0.03, 0.02, rise);
        const glow = hem * Math.exp(-Math.max(0, rise) / long) * (strength[x] ?? 0) * light.aurora;
        const share = smoothstep(0.4, 2.2, rise / long);
        const index = x * 3;
        row[index] = (row[index] ?? 0) + glow * (low[0] + (high[0] - low[0]) * share);
        row[index + 1] = (row[index + 1] ?? 0) + glow * (low[1] + (high[1] - low[1]) * share);
        row[index + 2] = (row[index + 2] ?? 0) + glow * (low[2] + (high[2] - low[2]) * share);
      }
    }
  };
}

function curtainOf({ width, unit, horizon, plan }: Frame, index: number): Curtain {
  const seed = (plan.key & 0xffff) + index * 71;
  const random = createRandom(plan.key, `curtain ${index}`);
  const height = Math.min(horizon, unit) * random.between(0.28, 0.55);
  const sway = unit * random.between(0.08, 0.16);
  const along = (frequency: number, shift: number) => (_: number, x: number) =>
    noiseAt((x / unit) * frequency + shift, index * 3.7, seed);
  const empty = new Float32Array(width);
  return {
    base: empty.map((_, x) => horizon - height + along(1.6, 0)(0, x) * sway * 2 + along(5, 4)(0, x) * sway * 0.5),
    length: empty.map((_, x) => 0.17 + 0.13 * along(3, 8)(0, x) + 0.05 * along(40, 2)(0, x)),
    strength: empty.map(
      (_, x) =>
        0.55 *
        smoothstep(-0.45, 0.4, along(1.1, 11)(0, x)) *
        (0.62 + 0.3 * along(26, 5)(0, x) + 0.22 * along(70, 1)(0, x)),
    ),
  };
}
