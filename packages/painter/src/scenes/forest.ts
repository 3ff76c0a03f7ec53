import { mix, multiply, scale } from '../colour.ts';
import { createRandom } from '../random.ts';
import type { Frame, Scene } from './frame.ts';
import { groundLayer } from './ground.ts';
import { greensOf, landStage } from './land.ts';
import { type Layer, reliefLayer, stackLayers } from './layers.ts';
import { grassProfile, hillProfile, treeProfile } from './profiles.ts';
import { createSky } from './sky.ts';

/** Rows of trees, each nearer one taller and darker, with mist between them and a clearing in front. */
export function forestScene(frame: Frame): Scene {
  const { horizon, unit, plan, width, height, light } = frame;
  const random = createRandom(plan.key, 'forest');
  const greens = greensOf(plan.season);
  const seed = plan.key % 7919;
  const kind = plan.season === 'autumn' ? 'broadleaf' : random.pick('conifer', 'conifer', 'broadleaf');
  const rows = random.integer(4, 6);
  const layers: Layer[] = Array.from({ length: rows }, (_, index) => {
    const near = index / (rows - 1);
    const ground = hillProfile({
      width,
      base: horizon + unit * near * 0.08,
      rise: unit * 0.07,
      scale: unit * 0.6,
      seed: seed + index,
    });
    const size = unit * (0.26 + near * near * 0.34) * random.between(0.85, 1.15);
    const profile = clearing(
      treeProfile(ground, { size, seed: seed + index * 3, kind, density: 1.15 - near * 0.6 }),
      ground,
      near,
      frame,
    );
    const albedo = mix(scale(greens.trees, 0.9), multiply(greens.trees, [0.35, 0.42, 0.45]), near);
    return reliefLayer(frame, profile, {
      albedo,
      distance: 0.95 - near * 0.85,
      seed: seed + index,
      grain: unit * (0.012 + near * 0.016),
      relief: 0.5,
      foot: size * 0.95,
    });
  });
  const front = grassProfile(
    hillProfile({ width, base: horizon + unit * 0.12, rise: unit * 0.05, scale: unit, seed: seed + 30 }),
    unit * 0.01,
    seed,
  );
  const floor = groundLayer({ ...frame, light: { ...light, direct: scale(light.direct, 0.65) } }, front, {
    near: scale(mix(greens.grass, greens.trees, 0.5), 0.5),
    far: mix(greens.grass, greens.dry, 0.4),
    roughness: 0.95,
    seed,
    specks: { colours: greens.flowers, count: plan.season === 'autumn' ? 900 : 160 },
  });
  return {
    paintRow: stackLayers(frame, createSky(frame), [...layers, floor]),
    stage: landStage(frame, horizon + unit * 0.16, height),
  };
}

/** Keeps the middle open so that light comes through and a subject has room. */
function clearing(trees: Float32Array, ground: Float32Array, near: number, { width, light }: Frame): Float32Array {
  const centre = width * (0.35 + light.source.x * 0.3);
  const half = width * 0.17 * near;
  return trees.map((y, x) => {
    const open = half <= 0 ? 0 : Math.max(0, 1 - (Math.abs(x - centre) / half) ** 4);
    return y + ((ground[x] ?? y) - y) * open;
  });
}
