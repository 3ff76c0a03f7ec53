import { hex, scale } from '../colour.ts';
import { createRandom } from '../random.ts';
import type { Frame, Scene } from './frame.ts';
import { groundLayer } from './ground.ts';
import { greensOf, mountainLayers } from './land.ts';
import { type Layer, reliefLayer, stackLayers } from './layers.ts';
import { hillProfile, treeProfile } from './profiles.ts';
import { createSky } from './sky.ts';
import { createWater, waterColour } from './water.ts';

/** Open water to the horizon; a beach in front when something has to stand. */
export function seaScene(frame: Frame, needsShore: boolean): Scene {
  const { horizon, unit, plan, width, height, light } = frame;
  const random = createRandom(plan.key, 'sea');
  const seed = plan.key % 7919;
  const far: Layer[] = [];
  if (random.chance(0.55)) {
    const rise = unit * random.between(0.03, 0.09);
    const profile = hillProfile({ width, base: horizon + rise * 0.35, rise, scale: unit * 0.7, seed });
    far.push(
      reliefLayer(frame, profile, {
        albedo: hex('#5f6f66'),
        distance: 0.8,
        seed,
        grain: unit * 0.03,
        relief: 0.5,
        foot: unit * 0.05,
      }),
    );
  }
  const above = stackLayers(frame, createSky(frame), far);
  const shoreTop = needsShore ? horizon + (height - horizon) * 0.52 : height;
  const storm = plan.weather === 'storm' ? 1 : random.between(0.3, 0.6);
  const water = createWater(frame, above, {
    waves: storm,
    deep: waterColour(frame, plan.time === 'day'),
    seed,
    top: Math.round(horizon),
    bottom: shoreTop + unit * 0.06,
  });
  const beach = hillProfile({
    width,
    base: shoreTop + unit * 0.02,
    rise: unit * 0.05,
    scale: unit * 0.9,
    seed: seed + 3,
  });
  const layers = needsShore
    ? [
        groundLayer(frame, beach, {
          near: scale(hex('#d8bd90'), 0.95),
          far: scale(hex('#b39468'), 0.8),
          roughness: 0.22,
          seed,
          specks: { colours: [hex('#a88a62'), hex('#efe2c8')], count: 120 },
        }),
      ]
    : [];
  return {
    paintRow: stackLayers(frame, water, layers),
    stage: shoreStage(frame, needsShore ? shoreTop : undefined, light.fog),
  };
}

/** Still water under mountains or hills, with trees on the far shore. */
export function lakeScene(frame: Frame, needsShore: boolean): Scene {
  const { horizon, unit, plan, width, height, light } = frame;
  const random = createRandom(plan.key, 'lake');
  const greens = greensOf(plan.season);
  const seed = plan.key % 7919;
  const bank = hillProfile({ width, base: horizon, rise: unit * 0.03, scale: unit * 0.5, seed });
  const kind = plan.season === 'autumn' ? 'broadleaf' : random.pick('conifer', 'conifer', 'broadleaf');
  const trees = treeProfile(bank, { size: unit * 0.075, seed, kind, density: random.between(0.5, 1.2) });
  const above = stackLayers(frame, createSky(frame), [
    ...mountainLayers(frame, horizon, { ranges: random.integer(2, 4), snow: true }),
    reliefLayer(frame, trees, {
      albedo: scale(greens.trees, 0.6),
      distance: 0.22,
      seed,
      grain: unit * 0.016,
      relief: 0.5,
      foot: unit * 0.1,
    }),
  ]);
  const shoreTop = needsShore ? horizon + (height - horizon) * 0.55 : height;
  const water = createWater(frame, above, {
    waves: plan.weather === 'storm' ? 0.6 : 0.08,
    deep: waterColour(frame, false),
    seed,
    top: Math.round(horizon),
    bottom: shoreTop + unit * 0.06,
  });
  const front = hillProfile({
    width,
    base: shoreTop + unit * 0.02,
    rise: unit * 0.06,
    scale: unit * 0.8,
    seed: seed + 3,
  });
  const layers = needsShore
    ? [
        groundLayer(frame, front, {
          near: scale(greens.grass, 0.6),
          far: scale(greens.dry, 0.8),
          roughness: 0.7,
          seed,
          specks: { colours: greens.flowers, count: 200 },
        }),
      ]
    : [];
  return {
    paintRow: stackLayers(frame, water, layers),
    stage: shoreStage(frame, needsShore ? shoreTop : undefined, light.fog),
  };
}

function shoreStage(frame: Frame, shoreTop: number | undefined, haze: Scene['stage']['haze']): Scene['stage'] {
  const { horizon, height, unit } = frame;
  const air = { top: Math.max(unit * 0.08, horizon - unit * 0.7), bottom: horizon - unit * 0.1 };
  const end = shoreTop ?? height;
  const water = { far: horizon + unit * 0.04, near: horizon + (end - horizon) * 0.62 };
  if (shoreTop === undefined) return { water, air, haze };
  const near = height - unit * 0.05;
  return { water, air, haze, ground: { far: Math.min(near, shoreTop + unit * 0.07), near } };
}
