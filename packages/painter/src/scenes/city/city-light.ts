import { add, hex, mix, multiply, type Rgb, scale } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { namedColours } from '../named-colours.ts';

/** What the hour makes of walls, windows and lamps. */
export type CityLight = {
  /** Light that falls on walls turned to the sun, and on the others. */
  readonly sunny: Rgb;
  readonly shaded: Rgb;
  /** Share of windows with a lamp in them. */
  readonly litShare: number;
  readonly lamps: readonly Rgb[];
  /** The sky mirrored in glass, low and high. */
  readonly glassLow: Rgb;
  readonly glassHigh: Rgb;
  readonly isNeon: boolean;
  readonly isDark: boolean;
  /** 1: the sun stands to the right. */
  readonly side: number;
};

/** From the hour, the weather and the colour words. */
export function createCityLight({ plan, light }: Frame): CityLight {
  const isDark = plan.time === 'night';
  const isDim = isDark || plan.weather === 'storm';
  const isNeon =
    plan.palette.includes('neon') || plan.understood.some((word) => /neon|cyber|futur|霓虹|赛博/.test(word));
  const named = namedColours(plan);
  const warm = [hex('#ffd58a'), hex('#ffe9c4'), hex('#ffb765'), hex('#d9ecff')];
  const cool = [hex('#5ef0ff'), hex('#ff4fc8'), hex('#b07bff'), hex('#ffe9c4')];
  const lamps = isNeon ? cool : warm;
  const ambient = add(light.ambient, isDark ? scale(light.fog, 0.5) : [0, 0, 0]);
  return {
    sunny: add(scale(ambient, 0.75), scale(light.direct, isDark ? 0.3 : 0.8)),
    shaded: scale(ambient, 0.72),
    litShare: isDim ? 0.36 : plan.time === 'day' ? 0.015 : 0.17,
    lamps:
      named.length > 0 && isDark ? [...lamps, ...named.map((colour) => mix(colour, [1, 0.95, 0.85], 0.35))] : lamps,
    glassLow: mix(light.horizon, light.middle, 0.35),
    glassHigh: light.zenith,
    isNeon: isNeon && isDim,
    isDark: isDim,
    side: light.source.x > 0.5 ? 1 : -1,
  };
}

const STONES = [
  '#c9b79c',
  '#b8aa98',
  '#a67b5b',
  '#8f8f94',
  '#d8cfc0',
  '#7d6f68',
  '#9b5f4c',
  '#c7c9cc',
  '#6f7c88',
  '#b59a82',
] as const;

/** A wall's own colour: stone, brick, concrete. */
export function wallColour(key: number): Rgb {
  const random = createRandom(key, 'wall');
  const [first, ...rest] = STONES;
  return scale(hex(random.pick<string>(first, ...rest)), random.between(0.6, 1));
}

/** A wall under this light; `share` 0 in shade to 1 in the sun. */
export function litWall(colour: Rgb, light: CityLight, share: number): Rgb {
  return multiply(colour, mix(light.shaded, light.sunny, share));
}
