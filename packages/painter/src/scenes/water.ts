import { clamp01, mix, type Rgb, scale, smoothstep } from '../colour.ts';
import { addNoiseRow } from '../noise.ts';
import type { RowPainter } from '../picture.ts';
import { sourceAt } from './air/source.ts';
import type { Frame } from './frame.ts';
import { mirrorColumn } from './shores/waves.ts';

export type WaterLook = {
  /** 0 mirror to 1 open sea. */
  readonly waves: number;
  readonly deep: Rgb;
  readonly seed: number;
  /** First row of the water and first row below it; pixels. */
  readonly top: number;
  readonly bottom: number;
};

/** Mirrors what stands above the water line, broken by waves that grow towards the viewer. */
export function createWater(frame: Frame, above: RowPainter, look: WaterLook): RowPainter {
  const { width, unit, light } = frame;
  const mirrored = new Float32Array(width * 3);
  const waves = new Float32Array(width);
  const source = sourceAt(frame);
  const depthMax = Math.max(1, look.bottom - look.top);
  return (y, row) => {
    if (y < look.top) {
      above(y, row);
      return;
    }
    const below = y - look.top;
    const depth = clamp01(below / depthMax);
    above(Math.max(0, Math.round(look.top - 1 - below * (1.05 + look.waves * 0.4))), mirrored);
    paintWaves(waves, { depth, below, unit, look, width });
    const bend = unit * (0.004 + depth * 0.035) * (0.5 + look.waves);
    const tint = 0.14 + look.waves * 0.22 + depth * 0.26;
    const glint = {
      x: source.x,
      half: unit * (0.025 + depth * 0.16),
      strength: light.source.strength * (source.y < look.top ? 1 : 0.2),
    };
    const [deepRed, deepGreen, deepBlue] = scale(look.deep, 0.9);
    const [red, green, blue] = light.source.colour;
    for (let x = 0; x < width; x += 1) {
      const wave = waves[x] ?? 0;
      const from = mirrorColumn(Math.round(x + wave * bend), width) * 3;
      const tone = 1 + wave * (0.1 + look.waves * 0.34) * (0.35 + depth);
      const mixed = clamp01(tint + wave * 0.12);
      const index = x * 3;
      const sparkle = glintAt(glint, x, wave, look.waves);
      const r = mirrored[from] ?? 0;
      const g = mirrored[from + 1] ?? 0;
      const b = mirrored[from + 2] ?? 0;
      row[index] = (r + (deepRed - r) * mixed) * tone + sparkle * red;
      row[index + 1] = (g + (deepGreen - g) * mixed) * tone + sparkle * green;
      row[index + 2] = (b + (deepBlue - b) * mixed) * tone + sparkle * blue;
    }
  };
}

function paintWaves(
  waves: Float32Array,
  at: {
    readonly depth: number;
    readonly below: number;
    readonly unit: number;
    readonly look: WaterLook;
    readonly width: number;
  },
) {
  const { depth, unit, look, width } = at;
  waves.fill(0);
  const distance = -Math.log(depth + 0.02) * 6;
  for (const [size, share] of [
    [1, 0.45],
    [0.42, 0.5],
    [0.17, 0.45],
  ] as const) {
    addNoiseRow(waves, distance / size, {
      seed: look.seed + size * 1000,
      cellWidth: Math.max(3, unit * (0.02 + depth * 0.42) * size),
      cellHeight: 0.42,
      amplitude: share * (0.55 + depth * 0.6),
      originX: width / 2,
    });
  }
}

/** The broken path of light under a low sun. */
function glintAt(
  glint: { readonly x: number; readonly half: number; readonly strength: number },
  x: number,
  wave: number,
  roughness: number,
): number {
  const aside = (x - glint.x) / (glint.half * (1 + roughness));
  if (aside > 3 || aside < -3) return 0;
  const path = 1 / (1 + aside * aside * aside * aside * 2);
  return glint.strength * path * (smoothstep(0.12, 0.75, wave + path * 0.22) * 0.95 + 0.1);
}

export function waterColour(frame: Frame, tropical: boolean): Rgb {
  const { light } = frame;
  const base: Rgb = tropical ? [0.02, 0.22, 0.26] : [0.012, 0.07, 0.12];
  const brightness = 0.25 + 1.1 * (light.ambient[1] + light.direct[1] * 0.4);
  return mix(scale(base, brightness), scale(light.zenith, 0.4), 0.3);
}
