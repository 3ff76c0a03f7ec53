import { hex, mix, type Rgb, scale } from '../colour.ts';
import type { Season } from '../prompt/paint-plan.ts';
import { createRandom } from '../random.ts';
import type { Frame, Scene } from './frame.ts';
import { groundLayer } from './ground.ts';
import { type Layer, reliefLayer, stackLayers } from './layers.ts';
import { grassProfile, hillProfile, ridgeProfile, treeProfile } from './profiles.ts';
import { createSky } from './sky.ts';

type Greens = { readonly grass: Rgb; readonly dry: Rgb; readonly trees: Rgb; readonly flowers: readonly Rgb[] };

export function greensOf(season: Season): Greens {
  const table = {
    spring: {
      grass: '#86b04a',
      dry: '#a9c167',
      trees: '#6f9f45',
      flowers: ['#f6c9da', '#ffffff', '#f4dc5a', '#d58fc6'],
    },
    summer: {
      grass: '#6f9a3c',
      dry: '#a7ad58',
      trees: '#446f36',
      flowers: ['#e5483f', '#ffffff', '#f2c53b', '#7e68c9'],
    },
    autumn: { grass: '#a58f45', dry: '#c79a4f', trees: '#b8682b', flowers: ['#c8502a', '#e0a136', '#8d4a2c'] },
    winter: { grass: '#e6ecf2', dry: '#d6dfe8', trees: '#52666a', flowers: ['#ffffff'] },
  } as const;
  const row = table[season];
  return { grass: hex(row.grass), dry: hex(row.dry), trees: hex(row.trees), flowers: row.flowers.map(hex) };
}

/** Ranges of peaks fading into the distance; also the far shore of a lake. */
export function mountainLayers(
  frame: Frame,
  base: number,
  options: { readonly ranges: number; readonly snow: boolean },
): readonly Layer[] {
  const { width, unit, plan } = frame;
  const random = createRandom(plan.key, 'ranges');
  const rock = mix(hex('#6a6f78'), hex(random.pick('#7b6a5c', '#5d6b78', '#6d6259')), 0.6);
  const green = greensOf(plan.season).trees;
  // Tall pictures have room for taller peaks.
  const lift = Math.max(1, Math.min(2.6, base / (unit * 1.5)));
  return Array.from({ length: options.ranges }, (_, index) => {
    const near = options.ranges === 1 ? 0.6 : index / (options.ranges - 1);
    const rise = unit * lift * (0.42 - near * 0.24) * random.between(0.8, 1.2);
    const seed = (plan.key % 9973) + index * 17;
    const profile = ridgeProfile({
      width,
      base: base + unit * near * 0.02,
      rise,
      scale: unit * random.between(0.42, 0.7) * (1 - near * 0.35),
      seed,
    });
    const snowLine = options.snow && near < 0.7 ? { snowLine: base - rise * random.between(0.45, 0.62) } : {};
    const albedo = scale(mix(rock, green, near * 0.75), 0.75);
    return reliefLayer(frame, profile, {
      albedo,
      distance: 0.92 - near * 0.75,
      seed,
      grain: unit * (0.05 - near * 0.012),
      relief: 0.95,
      foot: rise * 0.9,
      ...snowLine,
    });
  });
}

export function mountainScene(frame: Frame): Scene {
  const { horizon, unit, plan, width, height } = frame;
  const random = createRandom(plan.key, 'mountains');
  const greens = greensOf(plan.season);
  const seed = plan.key % 7919;
  const hills = hillProfile({ width, base: horizon + unit * 0.03, rise: unit * 0.09, scale: unit * 0.6, seed });
  const trees = treeProfile(hills, {
    size: unit * 0.055,
    seed: seed + 1,
    kind: 'conifer',
    density: random.between(0.7, 1.3),
  });
  const meadow = grassProfile(
    hillProfile({ width, base: horizon + unit * 0.07, rise: unit * 0.04, scale: unit * 0.9, seed: seed + 2 }),
    unit * 0.006,
    seed,
  );
  const layers = [
    ...mountainLayers(frame, horizon, { ranges: random.integer(3, 5), snow: true }),
    reliefLayer(frame, trees, {
      albedo: scale(greens.trees, 0.55),
      distance: 0.22,
      seed: seed + 3,
      grain: unit * 0.02,
      relief: 0.5,
      foot: unit * 0.12,
    }),
    groundLayer(frame, meadow, {
      near: scale(greens.grass, 0.62),
      far: greens.dry,
      roughness: 0.8,
      seed,
      specks: { colours: greens.flowers, count: random.integer(80, 420) },
    }),
  ];
  return {
    paintRow: stackLayers(frame, createSky(frame), layers),
    stage: landStage(frame, horizon + unit * 0.1, height),
  };
}

export function meadowScene(frame: Frame): Scene {
  const { horizon, unit, plan, width, height } = frame;
  const random = createRandom(plan.key, 'meadow');
  const greens = greensOf(plan.season);
  const seed = plan.key % 7919;
  const hills = Array.from({ length: 3 }, (_, index) => {
    const profile = hillProfile({
      width,
      base: horizon + unit * (index * 0.03 - 0.02),
      rise: unit * (0.15 - index * 0.035),
      scale: unit * random.between(0.5, 0.9),
      seed: seed + index * 5,
    });
    const wooded = treeProfile(profile, {
      size: unit * (0.03 + index * 0.014),
      seed: seed + index,
      kind: random.pick('broadleaf', 'broadleaf', 'conifer'),
      density: random.between(0.12, 0.45),
    });
    const albedo = scale(mix(greens.dry, greens.grass, index / 2), 0.8);
    return [
      reliefLayer(frame, wooded, {
        albedo: scale(greens.trees, 0.7),
        distance: 0.6 - index * 0.2,
        seed: seed + 40 + index,
        grain: unit * 0.016,
        relief: 0.6,
        foot: unit * 0.15,
      }),
      reliefLayer(frame, profile, {
        albedo,
        distance: 0.6 - index * 0.2,
        seed: seed + index,
        grain: unit * 0.07,
        relief: 0.3,
        foot: unit * 0.2,
        stretch: 2.4,
      }),
    ];
  });
  const front = grassProfile(
    hillProfile({ width, base: horizon + unit * 0.09, rise: unit * 0.05, scale: unit, seed: seed + 9 }),
    unit * 0.007,
    seed,
  );
  const flowers = { colours: greens.flowers, count: random.integer(300, 1100) };
  const layers = [
    ...hills.flat(),
    groundLayer(frame, front, {
      near: scale(greens.grass, 0.62),
      far: greens.grass,
      roughness: 0.75,
      seed,
      specks: flowers,
    }),
  ];
  return {
    paintRow: stackLayers(frame, createSky(frame), layers),
    stage: landStage(frame, horizon + unit * 0.12, height),
  };
}

export function desertScene(frame: Frame): Scene {
  const { horizon, unit, plan, width, height } = frame;
  const random = createRandom(plan.key, 'desert');
  const sand = mix(hex('#d9a566'), hex(random.pick('#e0b98a', '#c9824f', '#d8a878')), 0.7);
  const seed = plan.key % 7919;
  const mesas = reliefLayer(
    frame,
    ridgeProfile({ width, base: horizon + unit * 0.02, rise: unit * 0.12, scale: unit * 0.5, seed: seed + 4 }),
    {
      albedo: scale(hex('#a8674a'), 0.9),
      distance: 0.75,
      seed,
      grain: unit * 0.03,
      relief: 0.6,
      foot: unit * 0.1,
    },
  );
  const dunes = Array.from({ length: 4 }, (_, index) => {
    const near = index / 3;
    const profile = hillProfile(
      {
        width,
        base: horizon + unit * (0.03 + near * 0.2),
        rise: unit * (0.1 + near * 0.08),
        scale: unit * (0.45 + near * 0.5),
        seed: seed + index * 7,
      },
      0.55,
    );
    return reliefLayer(frame, profile, {
      albedo: scale(sand, 0.95 - near * 0.12),
      distance: 0.5 - near * 0.5,
      seed: seed + index,
      grain: unit * (0.1 + near * 0.12),
      relief: 0.62,
      foot: unit * 0.3,
      stretch: 3.5,
      slopeGain: 3,
    });
  });
  return {
    paintRow: stackLayers(frame, createSky(frame), [mesas, ...dunes]),
    stage: landStage(frame, horizon + unit * 0.26, height),
  };
}

export function snowScene(frame: Frame): Scene {
  const { horizon, unit, plan, width, height } = frame;
  const random = createRandom(plan.key, 'snow');
  const seed = plan.key % 7919;
  const drift = (index: number) =>
    hillProfile({
      width,
      base: horizon + unit * (0.02 + index * 0.05),
      rise: unit * 0.06,
      scale: unit * 0.8,
      seed: seed + index,
    });
  const trees = treeProfile(drift(0), { size: unit * 0.12, seed, kind: 'conifer', density: random.between(0.35, 0.9) });
  const white = hex('#eef3f8');
  const layers = [
    ...mountainLayers(frame, horizon, { ranges: random.integer(2, 4), snow: true }),
    reliefLayer(frame, trees, {
      albedo: scale(hex('#41575a'), 0.8),
      distance: 0.3,
      seed,
      grain: unit * 0.016,
      relief: 0.4,
      foot: unit * 0.1,
      snowLine: horizon - unit * 0.05,
    }),
    reliefLayer(frame, drift(1), {
      albedo: scale(white, 0.72),
      distance: 0.22,
      seed,
      grain: unit * 0.14,
      relief: 0.3,
      foot: unit * 0.2,
      stretch: 3,
    }),
    groundLayer(frame, drift(2), { near: scale(white, 0.7), far: scale(white, 0.78), roughness: 0.16, seed }),
  ];
  return {
    paintRow: stackLayers(frame, createSky(frame), layers),
    stage: landStage(frame, horizon + unit * 0.14, height),
  };
}

export function landStage(frame: Frame, far: number, near: number) {
  const { height, horizon, unit, light } = frame;
  const last = Math.min(near, height) - unit * 0.05;
  return {
    ground: { far: Math.min(far, last), near: last },
    air: { top: Math.max(unit * 0.08, horizon - unit * 0.75), bottom: horizon - unit * 0.12 },
    haze: light.fog,
  };
}
