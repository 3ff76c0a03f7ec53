import { clamp01, mix, type Rgb } from '../../colour.ts';
import { createRandom, hashPoint } from '../../random.ts';
import type { CityLight } from './city-light.ts';
import { litWall, wallColour } from './city-light.ts';

/** A house wall: windows in a grid, in bands, between piers, or glass all over. */
export type FacadeKind = 'grid' | 'bands' | 'piers' | 'glass';

export type Facade = {
  readonly paint: (y: number, row: Float32Array, from: number, to: number) => void;
};

type Look = {
  readonly key: number;
  readonly kind: FacadeKind;
  /** Left and right edge, and the rows of roof and foot; pixels. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly foot: number;
  /** Size of a storey, pixels. */
  readonly storey: number;
  /** 0 near to 1 far: how much air lies before it, and the air's colour. */
  readonly haze: number;
  readonly fog: Rgb;
};

/** The wall's painter for the columns from its left to its right edge. */
export function createFacade(look: Look, light: CityLight): Facade {
  const { key, left, right, storey, fog, haze, kind } = look;
  const random = createRandom(key, 'facade');
  const width = Math.max(1, Math.ceil(right - left) + 2);
  const start = Math.floor(left);
  const own = wallColour(key);
  const wall = kind === 'glass' ? mix(own, light.glassHigh, 0.6) : own;
  const bays = layBays({ ...look, start, width }, random.between(0.5, 0.72));
  // The side away from the sun begins at an edge: towers are boxes.
  const edge =
    light.side > 0
      ? left + (right - left) * random.between(0.14, 0.3)
      : right - (right - left) * random.between(0.14, 0.3);
  const [sunny, shaded] = [mix(litWall(wall, light, 0.85), fog, haze), mix(litWall(wall, light, 0.12), fog, haze)];
  const awake = light.litShare * random.between(0.35, 1.7);
  const lamps = light.lamps.map((lamp) => mix(lamp, fog, haze * 0.6));
  return {
    paint: (y, row, from, to) => {
      const floor = Math.floor((y - look.top) / storey);
      const rows = windowRow(kind, (y - look.top) / storey - floor, floor, 1 / storey);
      const up = clamp01((look.foot - y) / Math.max(1, look.foot - look.top));
      const pane = mix(
        mix(light.glassLow, light.glassHigh, up * 0.8),
        [0.02, 0.025, 0.035],
        light.isDark ? 0.45 : 0.34,
      );
      const isLong = hashPoint(floor, key, 7) < awake * 0.14;
      const foot = (1 - haze) * (1 - up) ** 3 * 0.35;
      for (let x = from; x <= to; x += 1) {
        const isShaded = light.side > 0 ? x < edge : x > edge;
        const base = isShaded ? shaded : sunny;
        const index = x * 3;
        const window = (bays.cover[x - start] ?? 0) * rows;
        if (window === 0) {
          row[index] = base[0] + (fog[0] - base[0]) * foot;
          row[index + 1] = base[1] + (fog[1] - base[1]) * foot;
          row[index + 2] = base[2] + (fog[2] - base[2]) * foot;
          continue;
        }
        const bay = bays.index[x - start] ?? 0;
        const chance = hashPoint(bay, floor, key);
        const isLit = isLong || chance < awake;
        const lamp = lamps[((chance * 4096) % lamps.length) | 0] ?? fog;
        const gain = isLit ? 0.6 + 0.5 * hashPoint(floor, bay, key) : isShaded ? 0.62 : 0.95;
        const glass = isLit ? lamp : pane;
        const glassGain = (isLit ? gain : gain * (1 - haze)) * window;
        const air = (isLit ? 0 : haze) * window + foot * (1 - window);
        const own = (1 - foot) * (1 - window);
        row[index] = base[0] * own + glass[0] * glassGain + fog[0] * air;
        row[index + 1] = base[1] * own + glass[1] * glassGain + fog[1] * air;
        row[index + 2] = base[2] * own + glass[2] * glassGain + fog[2] * air;
      }
    },
  };
}

/** How much of each column is window, and the window's number. */
function layBays(
  { left, right, storey, kind, start, width }: Look & { readonly start: number; readonly width: number },
  share: number,
) {
  const pitch = storey * (kind === 'grid' ? 0.95 : kind === 'piers' ? 0.8 : kind === 'glass' ? 0.62 : 2.2);
  const count = Math.max(1, Math.floor((right - left - storey * 0.3) / pitch));
  const real = (right - left) / (count + 0.35);
  const open = kind === 'bands' ? 0.94 : kind === 'glass' ? 0.88 : share;
  const cover = new Float32Array(width);
  const index = new Int16Array(width);
  for (let column = 0; column < width; column += 1) {
    const at = (start + column + 0.5 - left) / real - 0.17;
    const bay = Math.floor(at);
    index[column] = bay;
    if (bay < 0 || bay >= count) continue;
    const inBay = Math.abs(at - bay - 0.5);
    cover[column] = clamp01((open / 2 - inBay) * real + 0.5);
  }
  return { cover, index };
}

function windowRow(kind: FacadeKind, inFloor: number, floor: number, pixel: number): number {
  if (floor < 1) return 0;
  const half = kind === 'grid' ? 0.3 : kind === 'bands' ? 0.26 : kind === 'piers' ? 0.4 : 0.46;
  return clamp01((half - Math.abs(inFloor - 0.5)) / pixel + 0.5);
}
