import { add, hex, mix, multiply, type Rgb, scale } from '../../colour.ts';
import type { Light } from '../../light.ts';
import type { Season } from '../../prompt/paint-plan.ts';
import type { Random } from '../../random.ts';

/** Light and shaded side of something under the scene's light. */
export type Sides = { readonly lit: Rgb; readonly shade: Rgb };

/** What a colour looks like in the sun and out of it. */
export function sidesOf(albedo: Rgb, light: Light, sun = 0.95): Sides {
  return {
    lit: multiply(albedo, add(scale(light.ambient, 0.8), scale(light.direct, sun))),
    shade: multiply(albedo, add(scale(light.ambient, 0.62), scale(light.direct, 0.06))),
  };
}

type Greens = { readonly grass: Rgb; readonly dry: Rgb; readonly trees: Rgb; readonly flowers: readonly Rgb[] };

const GREENS: Record<Season, { grass: string; dry: string; trees: string; flowers: readonly string[] }> = {
  spring: {
    grass: '#7fb04a',
    dry: '#a9c56a',
    trees: '#79a84c',
    flowers: ['#f6c9da', '#ffffff', '#f4dc5a', '#d58fc6', '#b7a4ea'],
  },
  summer: {
    grass: '#6f9a3c',
    dry: '#a7ad58',
    trees: '#446f36',
    flowers: ['#e5483f', '#ffffff', '#f2c53b', '#7e68c9', '#4f7fd8', '#ef8fb4'],
  },
  autumn: { grass: '#a58f45', dry: '#c79a4f', trees: '#b8682b', flowers: ['#c8502a', '#e0a136', '#8d4a2c'] },
  winter: { grass: '#e6ecf2', dry: '#d6dfe8', trees: '#52666a', flowers: ['#ffffff'] },
};

/** Colours of grass, trees and flowers in a season. */
export function greensOf(season: Season): Greens {
  const row = GREENS[season];
  return { grass: hex(row.grass), dry: hex(row.dry), trees: hex(row.trees), flowers: row.flowers.map(hex) };
}

const AUTUMN = ['#c8451f', '#e08a24', '#d8b13a', '#a8381f', '#c76a2a', '#8f8a3a'] as const;
const SPRING = ['#f3b6cc', '#f8dbe4', '#8db65a', '#7fae52', '#a4c667', '#ffffff'] as const;
const SUMMER = ['#4a7a35', '#5c8a3c', '#3d6a38', '#6f9440', '#4f7d48'] as const;

/** The crown of one broadleaved tree; no two of a wood are alike. */
export function crownColour(season: Season, random: Random): Rgb {
  switch (season) {
    case 'spring':
      return hex(random.pick(...SPRING));
    case 'summer':
      return hex(random.pick(...SUMMER));
    case 'autumn':
      return hex(random.pick(...AUTUMN));
    case 'winter':
      return mix(hex('#6a6259'), hex('#8a8078'), random.next());
  }
}

/** Needles keep their green; in winter they turn blue under the snow. */
export function needleColour(season: Season, random: Random): Rgb {
  const green = mix(hex('#2f5638'), hex('#4c7346'), random.next());
  return season === 'winter'
    ? mix(green, hex('#4d6668'), 0.5)
    : season === 'autumn'
      ? mix(green, hex('#6a6a3a'), 0.3)
      : green;
}
