import { clamp01, hex, mix, scale, smoothstep } from '../colour.ts';
import { addNoiseRow } from '../noise.ts';
import type { RowPainter } from '../picture.ts';
import { createRandom } from '../random.ts';
import type { Frame, Scene } from './frame.ts';
import { groundLayer } from './ground.ts';
import { reliefLayer, stackLayers } from './layers.ts';
import { hillProfile, ridgeProfile } from './profiles.ts';

/** Blue depth, slanting rays from the surface, reefs and a sandy floor. */
export function underwaterScene(frame: Frame): Scene {
  const { width, height, unit, plan, light } = frame;
  const random = createRandom(plan.key, 'underwater');
  const seed = plan.key % 7919;
  const brightness = plan.time === 'night' ? 0.25 : plan.time === 'day' ? 1 : 0.75;
  const shallow = scale(mix(hex('#4fc3d9'), light.middle, 0.2), brightness);
  const deep = scale(mix(hex('#06305c'), light.zenith, 0.15), brightness);
  const sea = {
    ...light,
    fog: mix(deep, shallow, 0.35),
    fogShare: 0.5,
    ambient: mix(light.ambient, shallow, 0.6),
    direct: scale(shallow, 0.8),
  };
  const within = { ...frame, light: sea };
  const floor = height - Math.min(height * 0.2, unit * 0.24);
  const reefs = [0.85, 0.45].map((distance, index) =>
    reliefLayer(
      within,
      ridgeProfile({
        width,
        base: floor + unit * 0.05,
        rise: unit * (0.3 - index * 0.1),
        scale: unit * 0.4,
        seed: seed + index,
      }),
      {
        albedo: mix(hex('#4a6a78'), hex('#8a5a78'), index * 0.6),
        distance,
        seed: seed + index,
        grain: unit * 0.03,
        relief: 0.7,
        foot: unit * 0.3,
      },
    ),
  );
  const sand = groundLayer(
    within,
    hillProfile({ width, base: floor + unit * 0.07, rise: unit * 0.05, scale: unit * 0.7, seed: seed + 5 }),
    { near: hex('#b9ad8a'), far: hex('#7f99a0'), roughness: 0.3, seed },
  );
  const water = createDepth(frame, { shallow, deep, slant: random.between(-0.5, 0.5), seed });
  return {
    paintRow: stackLayers(within, water, [...reefs, sand]),
    stage: {
      air: { top: height * 0.12, bottom: floor - unit * 0.12 },
      ground: { far: floor + unit * 0.1, near: height - unit * 0.05 },
      haze: sea.fog,
      isWeightless: true,
    },
  };
}

function createDepth(
  { width, height, unit }: Frame,
  look: {
    readonly shallow: readonly [number, number, number];
    readonly deep: readonly [number, number, number];
    readonly slant: number;
    readonly seed: number;
  },
): RowPainter {
  const rays = new Float32Array(width);
  return (y, row) => {
    const depth = y / height;
    const base = mix(look.shallow, look.deep, smoothstep(-0.1, 0.95, depth));
    rays.fill(0);
    const spread = 1 + depth * 1.6;
    for (const [size, share] of [
      [0.12, 0.6],
      [0.045, 0.5],
    ] as const) {
      addNoiseRow(rays, 0.5, {
        seed: look.seed + size * 900,
        cellWidth: unit * size * spread,
        cellHeight: 9,
        amplitude: share,
        originX: width / 2 + y * look.slant,
      });
    }
    const fade = (1 - smoothstep(0, Math.min(1, (unit * 1.1) / height), depth)) * 0.7;
    for (let x = 0; x < width; x += 1) {
      const ray = 1 + fade * smoothstep(0.05, 0.6, rays[x] ?? 0) * 0.9 + clamp01(0.12 - depth) * 4;
      row[x * 3] = base[0] * ray;
      row[x * 3 + 1] = base[1] * ray;
      row[x * 3 + 2] = base[2] * ray;
    }
  };
}
