import { add, clamp01, mix, multiply, scale, smoothstep } from '../../colour.ts';
import { addNoiseRow } from '../../noise.ts';
import type { RowPainter } from '../../picture.ts';
import { sourceAt } from '../air/source.ts';
import type { Frame } from '../frame.ts';
import type { WaterLook } from '../water.ts';

/**
 * Open water: each row mixes what is mirrored low (bright sky at the horizon) with what is mirrored high (dark zenith)
 * and the water's own colour, by how its waves lean; swells grow towards the viewer and break into foam in wind.
 */
export function createSea(frame: Frame, above: RowPainter, look: WaterLook): RowPainter {
  const { width, unit, light } = frame;
  const mirrored = new Float32Array(width * 3);
  const waves = new Float32Array(width);
  const swell = new Float32Array(width);
  const ripples = new Float32Array(width);
  const source = sourceAt(frame);
  const depthMax = Math.max(1, look.bottom - look.top);
  const rough = look.waves;
  const deep = look.deep;
  const foam = add(multiply([0.525, 0.546, 0.56], light.ambient), scale(light.direct, 0.35));
  const high = mix(light.zenith, light.middle, 0.35);
  const sun = light.source.colour;
  return (y, row) => {
    if (y < look.top) {
      above(y, row);
      return;
    }
    const below = y - look.top;
    const depth = clamp01(below / depthMax);
    above(Math.max(0, Math.round(look.top - 1 - below * (0.5 + rough * 0.35))), mirrored);
    rowOfWaves({ waves, swell, ripples }, { depth, unit, width, seed: look.seed, rough });
    const bend = unit * (0.006 + depth * 0.05) * (0.4 + rough);
    const glint = {
      half: unit * (0.03 + depth * 0.2) * (0.7 + rough),
      strength: light.source.strength * (source.y < look.top ? 1.1 : 0.15),
    };
    // Rough water mirrors the sky as a whole, not its clouds one by one.
    const plain = clamp01(0.35 + rough * 1.1 + depth * 0.2);
    const low = mix(light.horizon, light.middle, smoothstep(0, 0.7, depth + rough * 0.2));
    const clear = 1 - plain;
    const own = 0.16 + depth * 0.34 + rough * 0.14;
    for (let x = 0; x < width; x += 1) {
      const wave = waves[x] ?? 0;
      const lean = clamp01(
        0.5 + wave * (0.55 + rough * 0.35) + (swell[x] ?? 0) * (0.2 + rough * 0.75) * (0.25 + depth),
      );
      const from = mirrorColumn(Math.round(x + wave * bend), width) * 3;
      const crest =
        rough < 0.25
          ? 0
          : smoothstep(1.06 - rough * 0.36, 1.3 - rough * 0.3, lean + (ripples[x] ?? 0) * 0.45 + rough * 0.12) *
            smoothstep(0.02, 0.2, depth);
      const aside = (x - source.x) / glint.half;
      const path = aside > 4 || aside < -4 ? 0 : 1 / (1 + aside * aside * aside * aside * 1.6);
      const sparkle =
        path * glint.strength * (smoothstep(0.5, 0.95, lean + (ripples[x] ?? 0) * 0.4 + path * 0.16) + 0.05);
      const index = x * 3;
      // A wave's face towards us shows its own colour and the zenith; its back mirrors the low sky.
      const face = clamp01(own + (0.5 - lean) * 0.75);
      const own01 = 0.75 + lean * 0.7;
      const white = crest * 0.85;
      const r = (mirrored[from] ?? 0) * clear + low[0] * plain;
      const g = (mirrored[from + 1] ?? 0) * clear + low[1] * plain;
      const b = (mirrored[from + 2] ?? 0) * clear + low[2] * plain;
      const red = r + (deep[0] * own01 + high[0] * 0.2 - r) * face;
      const green = g + (deep[1] * own01 + high[1] * 0.2 - g) * face;
      const blue = b + (deep[2] * own01 + high[2] * 0.2 - b) * face;
      row[index] = red + (foam[0] - red) * white + sparkle * sun[0];
      row[index + 1] = green + (foam[1] - green) * white + sparkle * sun[1];
      row[index + 2] = blue + (foam[2] - blue) * white + sparkle * sun[2];
    }
  };
}

/** A column beyond the picture's edge shows what lies as far inside. */
export function mirrorColumn(x: number, width: number): number {
  const back = x < 0 ? -x : x >= width ? 2 * (width - 1) - x : x;
  return Math.max(0, Math.min(width - 1, back));
}

/** Waves crowd together in the distance: rows are read by the logarithm of their nearness. */
function rowOfWaves(
  rows: { readonly waves: Float32Array; readonly swell: Float32Array; readonly ripples: Float32Array },
  at: {
    readonly depth: number;
    readonly unit: number;
    readonly width: number;
    readonly seed: number;
    readonly rough: number;
  },
) {
  const { depth, unit, width, seed, rough } = at;
  const distance = -Math.log(depth + 0.025) * 5;
  const originX = width / 2;
  const across = unit * (0.03 + depth * 0.5);
  const add = (out: Float32Array, size: number, amplitude: number, salt: number) =>
    addNoiseRow(out, distance / size, {
      seed: seed + salt,
      cellWidth: Math.max(2.5, across * size),
      cellHeight: 0.4,
      amplitude,
      originX,
    });
  rows.waves.fill(0);
  rows.swell.fill(0);
  rows.ripples.fill(0);
  add(rows.waves, 0.8, 0.5, 1);
  add(rows.waves, 0.34, 0.42, 2);
  add(rows.waves, 0.14, 0.3, 3);
  add(rows.swell, 1.5 + rough, 1.1, 4);
  add(rows.ripples, 0.05, 0.9, 5);
}
