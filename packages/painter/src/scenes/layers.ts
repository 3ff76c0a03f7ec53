import { add, clamp01, multiply, type Rgb, scale, smoothstep } from '../colour.ts';
import { fractalRow } from '../noise.ts';
import type { RowPainter } from '../picture.ts';
import type { Frame } from './frame.ts';
import type { Decor } from './plants/stamp.ts';
import type { Profile } from './profiles.ts';
import { blend } from './sky.ts';

/** One cut-out of the scene, painted over what lies behind it. */
export type Layer = {
  readonly profile: Profile;
  readonly paint: (y: number, row: Float32Array, cover: Float32Array) => void;
};

/** Back to front; layers hidden by a nearer one are skipped. */
export function stackLayers(frame: Frame, behind: RowPainter, layers: readonly (Layer | Decor)[]): RowPainter {
  const cover = new Float32Array(frame.width);
  const spans = layers.map((layer) =>
    'decorate' in layer
      ? { highest: layer.top, hidesFrom: Number.POSITIVE_INFINITY }
      : { highest: lowestValue(layer.profile), hidesFrom: -lowestValue(layer.profile.map((y) => -y)) + 1 },
  );
  return (y, row) => {
    let first = layers.length - 1;
    while (first >= 0 && y <= (spans[first]?.hidesFrom ?? 0)) first -= 1;
    if (first < 0) behind(y, row);
    for (const [index, layer] of layers.entries()) {
      if (index < first || y < (spans[index]?.highest ?? 0) - 1) continue;
      if ('decorate' in layer) {
        if (y <= layer.bottom) layer.decorate(y, row);
        continue;
      }
      const { profile } = layer;
      // Below all of its edge a layer covers everything.
      if (y >= (spans[index]?.hidesFrom ?? 0)) cover.fill(1);
      else for (let x = 0; x < cover.length; x += 1) cover[x] = clamp01(y + 1 - (profile[x] ?? 0));
      layer.paint(y, row, cover);
    }
  };
}

function lowestValue(values: Float32Array): number {
  return values.reduce((lowest, value) => Math.min(lowest, value), Number.POSITIVE_INFINITY);
}

export type ReliefLook = {
  readonly albedo: Rgb;
  /** 0 near to 1 far. */
  readonly distance: number;
  readonly seed: number;
  /** Size of the rocks or bushes, pixels. */
  readonly grain: number;
  /** How strongly slopes catch the light, 0 to 1. */
  readonly relief: number;
  /** Snow above this row, pixels. */
  readonly snowLine?: number;
  /** Fog gathers over this many pixels at the foot. */
  readonly foot: number;
  /** Grain flattened sideways: 1 round, 3 wide. */
  readonly stretch?: number;
  /** How much the large shape counts against the grain; 1 when absent. */
  readonly slopeGain?: number;
};

/** A solid with slopes: rock, dunes, treetops. Its grain is lit from the side of the sun. */
export function reliefLayer(frame: Frame, profile: Profile, look: ReliefLook): Layer {
  const { light, width } = frame;
  const grain = new Float32Array(width);
  const snow = new Float32Array(width);
  const sunSide = light.source.x > 0.5 ? 1 : -1;
  const haze = clamp01(look.distance * (0.55 + light.fogShare * 0.9) + light.fogShare * 0.25 * look.distance);
  const lit = add(multiply(look.albedo, light.ambient), multiply(look.albedo, light.direct));
  const shade = scale(multiply(look.albedo, light.ambient), 0.75);
  const white: Rgb = [0.92, 0.94, 0.97];
  const litSnow = add(scale(multiply(white, light.ambient), 0.6), scale(multiply(white, light.direct), 0.7));
  const shadeSnow = scale(multiply(white, light.ambient), 0.85);
  const slope = slopeOf(profile, look.grain);
  const octave = { seed: look.seed, cellWidth: look.grain * (look.stretch ?? 1), cellHeight: look.grain, amplitude: 1 };
  const colour: [number, number, number] = [0, 0, 0];
  const step = Math.max(1, Math.round(look.grain / 24));
  const lowest = profile.reduce((low, y) => Math.max(low, y), 0);
  return {
    profile,
    paint: (y, row, cover) => {
      fractalRow(grain, y, octave, 4, 0.55);
      if (look.snowLine !== undefined)
        fractalRow(snow, y, { ...octave, seed: look.seed + 50, amplitude: look.grain * 1.4 }, 3);
      // Mist lies level: measured from the edge it would hang in streaks under every peak.
      const mist = smoothstep(lowest - look.foot, lowest, y);
      for (let x = 0; x < width; x += 1) {
        const amount = cover[x] ?? 0;
        if (amount <= 0) continue;
        const rise = (grain[Math.min(width - 1, x + step)] ?? 0) - (grain[Math.max(0, x - step)] ?? 0);
        const light01 = clamp01(
          0.5 +
            sunSide *
              (rise * (5.5 / step) * (look.grain / 28) +
                (slope[x] ?? 0) *
                  0.7 *
                  (look.slopeGain ?? 1) *
                  (1 - smoothstep(0, look.grain * 5, y - (profile[x] ?? 0)))) *
              look.relief +
            (grain[x] ?? 0) * 0.16,
        );
        const white01 =
          look.snowLine === undefined
            ? 0
            : smoothstep(look.grain * 0.25, -look.grain * 0.25, y - look.snowLine + (snow[x] ?? 0));
        const hazed = haze + (1 - haze) * light.fogShare * 1.1 * mist * (0.35 + look.distance);
        for (let channel = 0; channel < 3; channel += 1) {
          const bare = (shade[channel] ?? 0) + ((lit[channel] ?? 0) - (shade[channel] ?? 0)) * light01;
          const snowy = (shadeSnow[channel] ?? 0) + ((litSnow[channel] ?? 0) - (shadeSnow[channel] ?? 0)) * light01;
          const surface = bare + (snowy - bare) * white01;
          colour[channel] = surface + ((light.fog[channel] ?? 0) - surface) * Math.min(1, hazed);
        }
        blend(row, x * 3, colour, amount);
      }
    },
  };
}

/** -1 to 1: how steeply the edge falls to the right. */
function slopeOf(profile: Profile, reach: number): Float32Array {
  const step = Math.max(2, Math.round(reach * 0.5));
  return profile.map((_, x) => {
    const left = profile[Math.max(0, x - step)] ?? 0;
    const right = profile[Math.min(profile.length - 1, x + step)] ?? 0;
    return Math.max(-1, Math.min(1, (right - left) / (step * 1.5)));
  });
}
