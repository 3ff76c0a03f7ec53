import { hex, hsl, mix, type Rgb, smoothstep } from '../../colour.ts';
import { fractalAt, readFieldRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { growField } from '../grow-field.ts';
import type { Making } from '../making.ts';
import { namedColours } from '../named-colours.ts';

type Gas = { readonly deep: Rgb; readonly outer: Rgb; readonly inner: Rgb; readonly core: Rgb };

/** Glowing gas in two colours with dark dust before it. */
export function* createNebula(frame: Frame): Making<RowPainter> {
  const { width, unit, plan } = frame;
  const random = createRandom(plan.key, 'space');
  const seed = plan.key & 0xffff;
  const turn = random.between(0, Math.PI);
  const [cos, sin] = [Math.cos(turn) / unit, Math.sin(turn) / unit];
  const size = random.between(0.8, 1.3);
  const band = random.between(0.3, 0.9);
  const step = Math.max(2, Math.round(Math.max(unit / 256, Math.sqrt(width * frame.height) / 330)));
  const gas = yield* growField(frame, step, (x, y) => {
    const u = ((x - frame.width / 2) * cos + (y - frame.height / 2) * sin) * size;
    const v = ((y - frame.height / 2) * cos - (x - frame.width / 2) * sin) * size;
    const warp = fractalAt(u * 1.3, v * 1.3, seed, 3);
    const river = Math.exp(-((v + warp * 0.9) ** 2) / (0.12 + band * 0.2));
    return smoothstep(
      -0.1,
      0.75,
      fractalAt(u * 1.2 + warp * 1.2, v * 2 + warp * 0.9, seed + 9, 5) + river * 0.42 - 0.12,
    );
  });
  const dust = yield* growField(frame, step * 2, (x, y) =>
    smoothstep(
      0.02,
      0.42,
      fractalAt((x * cos * 2.3 * unit) / unit + y * sin * 2.3, (y * cos - x * sin) * 3.4, seed + 60, 4),
    ),
  );
  const hues = yield* growField(
    frame,
    step * 4,
    (x, y) => 0.5 + fractalAt((x / unit) * 0.9, (y / unit) * 0.9, seed + 90, 2) * 1.4,
  );
  const { deep, outer, inner: warm, core: bright } = gasColours(frame);
  const [gasRow, dustRow, hueRow] = [new Float32Array(width), new Float32Array(width), new Float32Array(width)];
  return (y, row) => {
    readFieldRow(gas, y, gasRow);
    readFieldRow(dust, y, dustRow);
    readFieldRow(hues, y, hueRow);
    for (let x = 0; x < width; x += 1) {
      const amount = (gasRow[x] ?? 0) * (1 - (dustRow[x] ?? 0) * 0.78);
      const inner = amount * amount * amount;
      const core = inner * inner;
      const hue = Math.max(0, Math.min(1, hueRow[x] ?? 0.5));
      const index = x * 3;
      const outer01 = (1 - hue) * amount * 0.42 + hue * 0.4 * inner * 0.6;
      const warm01 = hue * amount * 0.42 + (1 - hue * 0.4) * inner * 0.6;
      const core01 = core * 0.7;
      row[index] = deep[0] + outer[0] * outer01 + warm[0] * warm01 + bright[0] * core01;
      row[index + 1] = deep[1] + outer[1] * outer01 + warm[1] * warm01 + bright[1] * core01;
      row[index + 2] = deep[2] + outer[2] * outer01 + warm[2] * warm01 + bright[2] * core01;
    }
  };
}

const PAIRS = [
  ['#2b3fb0', '#d0489a', '#ffd9c2'],
  ['#0f6f8c', '#5a3fd0', '#bff4ff'],
  ['#6b1f8f', '#ff7a4a', '#ffe7b0'],
  ['#1a7f6a', '#3a68d8', '#d6ffe6'],
  ['#8c1f3a', '#f0a040', '#fff0cf'],
  ['#3b2a9c', '#2fb7c9', '#eafcff'],
  ['#7a2f6a', '#4a7fe0', '#ffd0ec'],
] as const;

function gasColours({ plan }: Frame): Gas {
  const random = createRandom(plan.key, 'gas');
  const [first, ...rest] = PAIRS;
  const pair = random.pick<readonly [string, string, string]>(first, ...rest);
  const [named, second = named] = namedColours(plan);
  const shifted = hsl(random.next(), 0.5, 0.5);
  return {
    deep: mix(hex('#03040b'), hex(pair[0]), 0.012),
    outer: named === undefined ? mix(hex(pair[0]), shifted, 0.12) : mix(named, hex('#1b2a6b'), 0.15),
    inner: second ?? mix(hex(pair[1]), shifted, 0.08),
    core: second === undefined ? hex(pair[2]) : mix(second, [1, 0.95, 0.9], 0.6),
  };
}
