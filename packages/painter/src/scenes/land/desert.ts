import { clamp01, hex, mix, type Rgb, scale, smoothstep } from '../../colour.ts';
import { fractalAt, noiseAt } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import type { Frame, Scene } from '../frame.ts';
import { groundLayer } from '../ground.ts';
import { type Layer, stackLayers } from '../layers.ts';
import type { Making } from '../making.ts';
import { drawCactus } from '../plants/draw-plant.ts';
import { strewTufts } from '../plants/flowers.ts';
import { sideRocks } from '../plants/foreground.ts';
import { createGrove, hazeAt, shadeOf } from '../plants/grove.ts';
import { sidesOf } from '../plants/leaves.ts';
import { type Print, printStamps } from '../plants/stamp.ts';
import { hillProfile } from '../profiles.ts';
import { createSky } from '../sky.ts';
import { landStage } from './stages.ts';
import { type Spot, terrainLayer } from './terrain.ts';

/** Dunes with sharp crests, or table mountains over a plain with cacti. */
export function* desertScene(frame: Frame): Making<Scene> {
  const { horizon, unit, plan, width, height } = frame;
  const random = createRandom(plan.key, 'desert');
  const isRocky = random.chance(0.42);
  const sand = hex(
    isRocky ? random.pick('#c98a5c', '#c4885f', '#b98a66') : random.pick('#dfae72', '#e2b888', '#d39a62', '#e8c79c'),
  );
  const seed = plan.key % 7919;
  const far = isRocky ? yield* mesas(frame, seed) : yield* dunes(frame, sand, seed);
  const edge = horizon + unit * (isRocky ? 0.03 : 0.15);
  const front = hillProfile(
    { width, base: edge + unit * 0.02, rise: unit * (isRocky ? 0.015 : 0.07), scale: unit * 1.2, seed: seed + 7 },
    0.4,
  );
  const ground = groundLayer(frame, front, {
    near: scale(sand, 0.82),
    far: scale(sand, 0.92),
    roughness: isRocky ? 0.4 : 0.14,
    seed,
    ripples: isRocky ? 0.1 : random.between(0.5, 1),
    patch: scale(mix(sand, hex(isRocky ? '#8d6a4c' : '#b9774a'), 0.5), 0.8),
  });
  const prints = isRocky && !plan.isMinimal ? yield* plains(frame, edge, seed) : [];
  const stones =
    random.chance(0.35) && !plan.isMinimal
      ? sideRocks(frame, { far: edge + unit * 0.06, colour: isRocky ? '#9a6a4c' : '#b08a62' })
      : [];
  const tufts = {
    far: edge + unit * 0.03,
    near: height,
    density: isRocky ? 110 : 14,
    size: unit * 0.07,
    seed: seed + 3,
  };
  return {
    paintRow: stackLayers(frame, yield* createSky(frame), [
      far,
      ground,
      printStamps([...prints, ...stones, ...(plan.isMinimal ? [] : yield* strewTufts(frame, tufts, hex('#a59a5c')))]),
    ]),
    stage: landStage(frame, edge + unit * 0.08),
  };
}

function* dunes(frame: Frame, sand: Rgb, seed: number): Making<Layer> {
  const { light, unit, horizon, plan } = frame;
  const random = createRandom(plan.key, 'dunes');
  const sides = sidesOf(sand, light, 1.15);
  // Shaded faces lie under the sky alone: cool against the warm ones.
  const shade = mix(mix(sides.shade, sides.lit, 0.16), scale(light.zenith, 0.5), 0.12);
  const tall = random.between(0.42, 0.8);
  // Crests run aslant into the picture: along it they would be walls, across it only lines.
  const angle = random.between(0.55, 1.05);
  const across = Math.cos(angle) * (random.chance(0.5) ? 0.4 : -0.4);
  const away = Math.sin(angle) * 0.4;
  return yield* terrainLayer(frame, {
    heightAt: (x, z) => {
      const u = x * across + z * away + noiseAt(x * 0.22, z * 0.22, seed + 3) * 0.95;
      const v = (z * across - x * away) * 0.5;
      // Rounded by a few steps of the distance: a keener crest would show as teeth.
      const off = noiseAt(u, v, seed);
      const crest = 1.05 - Math.sqrt(off * off + 0.00012 * z * z) * 1.55;
      const swell = 0.5 + noiseAt(x * 0.16, z * 0.19, seed + 9);
      return tall * (Math.max(0, crest) ** 1.35 * (0.3 + swell) + swell * 0.3) * (0.2 + 0.8 * smoothstep(2, 5.5, z));
    },
    colourAt: ({ x, z, lit }: Spot, out) => {
      const tint = 1 + noiseAt(x * 1.4, z * 1.4, seed + 4) * 0.07;
      const sharp = smoothstep(0.18, 0.72, lit);
      for (let channel = 0; channel < 3; channel += 1)
        out[channel] = ((shade[channel] ?? 0) + ((sides.lit[channel] ?? 0) - (shade[channel] ?? 0)) * sharp) * tint;
    },
    near: 2,
    far: 16,
    eye: 0.42,
    horizon: horizon - unit * 0.03,
    air: 0.36 + light.fogShare * 1.3,
    mist: light.fogShare * 0.4,
    grain: 0.16,
    seed,
    steps: 380,
  });
}

function* mesas(frame: Frame, seed: number): Making<Layer> {
  const { light, unit, horizon, plan, width } = frame;
  const random = createRandom(plan.key, 'mesas');
  const rock = sidesOf(hex(random.pick('#b0613c', '#a8674a', '#b87048')), light, 1.1);
  const pale = sidesOf(hex('#d7a273'), light, 1.1);
  const floor = sidesOf(hex('#b98058'), light, 1);
  const span = width / unit;
  const count = Math.max(2, Math.round(span * random.between(2, 3.6)));
  const towers = Array.from({ length: count }, (_, index) => {
    const z = random.between(4.5, 11);
    const slot = ((index + random.between(0.1, 0.9)) / count - 0.5) * span * 1.1;
    return { x: slot * z, z, half: random.between(0.3, 1.5), height: random.between(0.8, 2) * (z / 7) };
  });
  return yield* terrainLayer(frame, {
    heightAt: (x, z) => {
      const rough = fractalAt(x * 0.9, z * 0.9, seed, 3);
      let high = 0.05 * rough;
      for (const tower of towers) {
        const dx = (x - tower.x) / tower.half;
        const dz = (z - tower.z) / (tower.half * 1.3);
        const edge = 1 - Math.sqrt(dx * dx + dz * dz) + rough * 0.5;
        if (edge <= -0.9) continue;
        const wall = smoothstep(0, 0.16, edge) * 0.62 + smoothstep(0.24, 0.34, edge) * 0.2;
        const talus = smoothstep(-0.9, 0.05, edge) * 0.2;
        high = Math.max(high, tower.height * (wall + talus + rough * 0.03));
      }
      return high;
    },
    colourAt: ({ x, z, height, lit, steep }: Spot, out) => {
      const band = Math.sin(height * 21 + noiseAt(x * 1.2, z * 1.2, seed + 2) * 2.2) * 0.5 + 0.5;
      const isFlat = smoothstep(0.3, 0.1, steep) * smoothstep(0.3, 0.08, height);
      const light01 = clamp01(lit * 1.1);
      for (let channel = 0; channel < 3; channel += 1) {
        const red = (rock.shade[channel] ?? 0) + ((rock.lit[channel] ?? 0) - (rock.shade[channel] ?? 0)) * light01;
        const white = (pale.shade[channel] ?? 0) + ((pale.lit[channel] ?? 0) - (pale.shade[channel] ?? 0)) * light01;
        const low = (floor.shade[channel] ?? 0) + ((floor.lit[channel] ?? 0) - (floor.shade[channel] ?? 0)) * light01;
        const wall = red + (white - red) * band * 0.45;
        out[channel] = wall + (low - wall) * isFlat;
      }
    },
    near: 2.4,
    far: 14,
    eye: 0.16,
    horizon: horizon - unit * 0.012,
    air: 0.4 + light.fogShare * 1.3,
    mist: light.fogShare * 0.6,
    grain: 0.5,
    seed,
    steps: 150,
  });
}

/** Cacti and thorn bushes over the plain. */
function* plains(frame: Frame, edge: number, seed: number): Making<readonly Print[]> {
  const { unit, width, height, light } = frame;
  const random = createRandom(seed, 'plains');
  const cacti = [0, 1, 2].map((variant) =>
    drawCactus({ size: Math.min(260, unit * 0.26), colour: hex('#5d8450'), light, seed: seed + variant }),
  );
  const bushes = yield* createGrove(frame, { kinds: ['bush'], size: unit * 0.06, variants: 2, seed });
  const count = Math.ceil((width / unit) * random.between(12, 30));
  return Array.from({ length: count }, () => {
    const depth = random.next() ** 1.8;
    const y = edge + unit * 0.015 + (height - edge) * depth * 0.5;
    const x = random.between(0, width);
    const isCactus = random.chance(0.4);
    const size = unit * (0.02 + depth * 0.36) * random.between(0.6, 1.1) * (isCactus ? 1 : 0.4);
    const stamp = isCactus
      ? (cacti[random.integer(0, 2)] ?? bushes.shadow)
      : (bushes.trees[random.integer(0, 1)] ?? bushes.shadow);
    // The middle of the foreground is for subjects.
    if (depth > 0.4 && Math.abs(x / width - 0.5) < 0.26) return [];
    const haze = { colour: light.fog, share: hazeAt(frame, (1 - depth) * 0.6) };
    const tint: Rgb = isCactus ? [1, 1, 1] : [1.1, 0.95, 0.7];
    return [shadeOf(frame, bushes.shadow, { x, y, size: size * 0.8 }), { stamp, x, y, size, haze, tint, fade: 0.03 }];
  }).flat();
}
