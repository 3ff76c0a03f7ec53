import { clamp01, hex, hsl, mix, type Rgb, scale, smoothstep } from '../colour.ts';
import { createField, fractalAt, readFieldRow } from '../noise.ts';
import { COLOUR_WORDS } from '../prompt/words.ts';
import { createRandom } from '../random.ts';
import type { Frame, Scene } from './frame.ts';
import { blend } from './sky.ts';

/** Folded veils of colour with soft discs: for prompts that name no place. */
export function abstractScene(frame: Frame): Scene {
  const { width, height, unit, plan } = frame;
  const random = createRandom(plan.key, 'abstract');
  const seed = plan.key & 0xffff;
  const colours = paletteOf(frame);
  const turn = random.between(-0.9, 0.9);
  const size = random.between(0.7, 1.4);
  const folds = random.between(2.6, 6);
  const field = createField(frame, Math.max(2, Math.round(unit / 300)), (x, y) => {
    const u = ((x * Math.cos(turn) + y * Math.sin(turn)) / unit) * size;
    const v = ((y * Math.cos(turn) - x * Math.sin(turn)) / unit) * size;
    const warp = fractalAt(u * 0.8, v * 0.8, seed, 3);
    return (fractalAt(u * 0.6 + warp * 1.2, v * 1.3 + warp * 0.7, seed + 3, 3) + v * 0.25) * folds;
  });
  const near = new Float32Array(width);
  const below = new Float32Array(width);
  const discs = createDiscs(frame, colours);
  return {
    paintRow: (y, row) => {
      readFieldRow(field, y, near);
      readFieldRow(field, y + unit * 0.006, below);
      for (let x = 0; x < width; x += 1) {
        const value = near[x] ?? 0;
        const fold = value - Math.floor(value);
        const band = ((Math.floor(value) % colours.length) + colours.length) % colours.length;
        const colour = mix(colours[band] ?? [0, 0, 0], colours[(band + 1) % colours.length] ?? [0, 0, 0], fold * 0.75);
        const edge = smoothstep(0.25, 0, fold);
        const light = 0.86 + clamp01(0.5 + ((below[x] ?? 0) - value) * 9) * 0.3 - edge * 0.38;
        row[x * 3] = colour[0] * light;
        row[x * 3 + 1] = colour[1] * light;
        row[x * 3 + 2] = colour[2] * light;
      }
      discs(y, row);
    },
    stage: {
      air: { top: height * 0.15, bottom: height * 0.85 },
      ground: { far: height * 0.8, near: height - unit * 0.06 },
      haze: colours[0] ?? [1, 1, 1],
    },
  };
}

/** Five colours that belong together: the prompt's colour words first. */
export function paletteOf({ plan }: Frame): readonly Rgb[] {
  const random = createRandom(plan.key, 'palette');
  const named = plan.palette.map((word) => hex(COLOUR_WORDS[word] ?? '#888888'));
  const hue = random.next();
  const step = random.pick(0.08, 0.14, 0.33, 0.45);
  const saturation = random.between(0.4, 0.75);
  const own = Array.from({ length: 5 }, (_, index) => hsl(hue + step * index * 0.5, saturation, 0.28 + 0.14 * index));
  if (named.length === 0) return own;
  return [0, 1, 2, 3, 4].map((index) => {
    const base = named[index % named.length] ?? [0.5, 0.5, 0.5];
    return index % 2 === 0 ? scale(base, 0.65 + index * 0.12) : mix(base, [0.95, 0.93, 0.9], 0.3 + index * 0.1);
  });
}

function createDiscs({ width, height, unit, plan }: Frame, colours: readonly Rgb[]) {
  const random = createRandom(plan.key, 'discs');
  const discs = Array.from({ length: random.integer(1, 4) }, (_, index) => ({
    x: random.between(0.12, 0.88) * width,
    y: random.between(0.12, 0.88) * height,
    radius: unit * random.between(0.06, 0.24),
    colour: mix(colours[(index * 2 + 1) % colours.length] ?? [1, 1, 1], [1, 1, 1], random.between(0.1, 0.5)),
    inner: random.chance(0.4) ? random.between(0.6, 0.9) : 0,
  }));
  return (y: number, row: Float32Array) => {
    for (const { x: centreX, y: centreY, radius, colour, inner } of discs) {
      if (Math.abs(y - centreY) > radius) continue;
      for (let x = Math.max(0, Math.floor(centreX - radius)); x < Math.min(width, centreX + radius); x += 1) {
        const distance = Math.hypot(x - centreX, y - centreY);
        const cover = clamp01(radius - distance) * (inner === 0 ? 1 : clamp01(distance - radius * inner));
        if (cover > 0) blend(row, x * 3, scale(colour, 1.1 - 0.35 * ((y - centreY) / radius + 1) * 0.5), cover * 0.9);
      }
    }
  };
}
