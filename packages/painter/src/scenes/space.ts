import { clamp01, hex, hsl, mix, type Rgb, smoothstep } from '../colour.ts';
import { createField, fractalAt, readFieldRow } from '../noise.ts';
import type { RowPainter } from '../picture.ts';
import { COLOUR_WORDS } from '../prompt/words.ts';
import { createRandom } from '../random.ts';
import type { Frame, Scene } from './frame.ts';
import { blend, createStars } from './sky.ts';

/** Nebula, stars and one planet lit from the side. */
export function spaceScene(frame: Frame): Scene {
  const { width, height, unit, plan } = frame;
  const random = createRandom(plan.key, 'space');
  const seed = plan.key & 0xffff;
  const step = Math.max(2, Math.round(unit / 256));
  const turn = random.between(0, Math.PI);
  const gas = createField(frame, step, (x, y) => {
    const u = (x * Math.cos(turn) + y * Math.sin(turn)) / unit;
    const v = (y * Math.cos(turn) - x * Math.sin(turn)) / unit;
    const warp = fractalAt(u * 1.4, v * 1.4, seed, 3);
    return smoothstep(-0.2, 0.62, fractalAt(u * 1.1 + warp * 1.1, v * 2 + warp * 0.8, seed + 9, 5));
  });
  const dust = createField(frame, step * 2, (x, y) =>
    smoothstep(0.02, 0.4, fractalAt((x / unit) * 2.2, (y / unit) * 2.2, seed + 60, 4)),
  );
  const colours = gasColours(frame);
  const stars = createStars({ ...frame, horizon: height }, 0.85);
  const planet = createPlanet(frame);
  const gasRow = new Float32Array(width);
  const dustRow = new Float32Array(width);
  const paintRow: RowPainter = (y, row) => {
    readFieldRow(gas, y, gasRow);
    readFieldRow(dust, y, dustRow);
    for (let x = 0; x < width; x += 1) {
      const amount = (gasRow[x] ?? 0) * (1 - (dustRow[x] ?? 0) * 0.75);
      const inner = amount * amount * amount;
      for (let channel = 0; channel < 3; channel += 1) {
        row[x * 3 + channel] =
          (colours.deep[channel] ?? 0) +
          (colours.outer[channel] ?? 0) * amount * 0.5 +
          (colours.inner[channel] ?? 0) * inner * 0.9;
      }
    }
    stars(y, row);
    planet(y, row);
  };
  return {
    paintRow,
    stage: { air: { top: height * 0.1, bottom: height * 0.9 }, isWeightless: true, haze: colours.outer },
  };
}

function gasColours({ plan }: Frame) {
  const random = createRandom(plan.key, 'gas');
  const hue = random.next();
  const [first, second] = plan.palette.map((word) => hex(COLOUR_WORDS[word] ?? '#888888'));
  return {
    deep: hex('#04050d'),
    outer: mix(first ?? hsl(hue, 0.7, 0.4), hex('#1b2a6b'), 0.25),
    inner: second ?? hsl(hue + random.between(0.1, 0.35), 0.75, 0.6),
  };
}

function createPlanet({ width, height, unit, plan }: Frame): RowPainter {
  const random = createRandom(plan.key, 'planet');
  const radius = unit * random.between(0.1, 0.24);
  const centreX = width * random.pick(random.between(0.14, 0.3), random.between(0.7, 0.86));
  const centreY = height * random.between(0.18, 0.4);
  const hue = random.next();
  const bands = [hsl(hue, 0.45, 0.62), hsl(hue + 0.06, 0.55, 0.45), hsl(hue + 0.5, 0.3, 0.7)] as const;
  const seed = plan.key % 6151;
  const tilt = random.between(-0.5, 0.5);
  return (y, row) => {
    const dy = (y - centreY) / radius;
    if (Math.abs(dy) > 1.25) return;
    const last = Math.min(width - 1, Math.ceil(centreX + radius * 1.25));
    for (let x = Math.max(0, Math.floor(centreX - radius * 1.25)); x <= last; x += 1) {
      const dx = (x - centreX) / radius;
      const distance = Math.sqrt(dx * dx + dy * dy);
      const rim = Math.max(0, 1 - Math.abs(distance - 1) * 7) ** 2 * clamp01(0.6 - dx * 0.7);
      if (distance < 1) {
        const depth = Math.sqrt(1 - distance * distance);
        const lit = clamp01(-dx * 0.72 - dy * 0.38 + depth * 0.5);
        const band = fractalAt((dy + dx * tilt) * 3.2, (dx * 0.7) / (depth + 0.5), seed, 4);
        const surface: Rgb = mix(
          mix(bands[0], bands[1], clamp01(0.5 + band * 1.6)),
          bands[2],
          smoothstep(0.2, 0.5, band) * 0.5,
        );
        const shade: Rgb = [surface[0] * lit + 0.004, surface[1] * lit + 0.005, surface[2] * lit + 0.01];
        blend(row, x * 3, shade, clamp01((1 - distance) * radius));
      }
      for (let channel = 0; channel < 3; channel += 1) {
        row[x * 3 + channel] = (row[x * 3 + channel] ?? 0) + rim * (bands[0][channel] ?? 0) * 0.5;
      }
    }
  };
}
