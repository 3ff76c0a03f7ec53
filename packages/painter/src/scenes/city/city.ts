import { clamp01, type Rgb, scale } from '../../colour.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom } from '../../random.ts';
import type { Frame, Scene } from '../frame.ts';
import type { Making } from '../making.ts';
import { paintPieces } from '../pieces/piece.ts';
import { createSky } from '../sky.ts';
import { createWater, waterColour } from '../water.ts';
import { type CityLight, createCityLight } from './city-light.ts';
import { createStreet, planStreet, streetFurniture } from './street.ts';
import { createTowers } from './towers.ts';

/** A skyline before water, or behind a street when something has to stand. */
export function* cityScene(frame: Frame, needsGround: boolean): Making<Scene> {
  const { horizon, unit, plan, height, light } = frame;
  const random = createRandom(plan.key, 'city');
  const cityLight = createCityLight(frame);
  const isStreet =
    needsGround || plan.understood.some((word) => /street|road|alley|town|square|街/.test(word)) || random.chance(0.3);
  const skyline = yield* createSkyline(frame, cityLight);
  const seed = plan.key % 7919;
  const ground = isStreet
    ? createStreet(frame, skyline, cityLight)
    : createWater(frame, skyline, {
        waves: 0.14,
        deep: waterColour(frame, false),
        seed,
        top: Math.round(horizon),
        bottom: height,
      });
  const furniture = paintPieces(isStreet ? streetFurniture(frame, cityLight) : [], height);
  const { road } = planStreet(frame);
  return {
    paintRow: (y, row) => {
      ground(y, row);
      furniture(y, row);
    },
    stage: {
      air: { top: Math.max(unit * 0.08, horizon - unit * 0.85), bottom: horizon - unit * 0.5 },
      haze: light.fog,
      ...(isStreet
        ? {
            ground: {
              far: road + (height - road) * 0.2,
              near: height - unit * 0.04,
              isWet: plan.weather === 'rain' || plan.weather === 'storm',
            },
          }
        : { water: { far: horizon + unit * 0.06, near: height - unit * 0.05, waves: 0.14 } }),
    },
  };
}

function* createSkyline(frame: Frame, cityLight: CityLight): Making<RowPainter> {
  const { horizon, unit, plan, height, width, light } = frame;
  const sky = yield* createSky(frame);
  const reach = Math.min(horizon * 0.8, unit * 3.4) * (plan.framing === 'wide' ? 0.7 : 1);
  const rows = [
    { near: 0, foot: horizon, tallest: reach * 0.86, seed: 1 },
    { near: 0.5, foot: horizon, tallest: reach, seed: 2 },
    { near: 1, foot: horizon, tallest: reach * 0.5, seed: 3 },
  ];
  const towers = rows.map((look) => paintPieces(createTowers(frame, cityLight, look), height));
  const glow: Rgb = cityLight.isDark
    ? scale(cityLight.isNeon ? [0.3, 0.06, 0.32] : [0.3, 0.17, 0.07], 0.55)
    : scale(light.fog, 0.12);
  return (y, row) => {
    sky(y, row);
    for (const paint of towers) {
      // The town's own haze lies between its rows and is brightest at the foot.
      const share = clamp01(1 - (horizon - y) / (reach * 0.8)) ** 2;
      if (share > 0.002) {
        for (let x = 0; x < width * 3; x += 3) {
          row[x] = (row[x] ?? 0) + glow[0] * share;
          row[x + 1] = (row[x + 1] ?? 0) + glow[1] * share;
          row[x + 2] = (row[x + 2] ?? 0) + glow[2] * share;
        }
      }
      paint(y, row);
    }
  };
}
