import { hex, mix, type Rgb } from '../../colour.ts';
import type { Random } from '../../random.ts';
import { type Point, rampInk } from '../pieces/ink.ts';
import { leafPath, rectPath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import { createTurned, type Turned } from '../pieces/turned.ts';
import { bottled, glassFlask } from './bottles.ts';
import { perfume } from './flacon.ts';
import { bowlOfFruit, fruit } from './fruit.ts';
import type { StudioSet } from './set.ts';
import { type Spot, type Thing, thingOf } from './thing.ts';
import { vaseWithTwig } from './twigs.ts';

export const PRODUCTS = [
  'bottle',
  'dropper',
  'jar',
  'tube',
  'vase',
  'amphora',
  'glass',
  'perfume',
  'stones',
  'fruit',
  'bowl',
  'candle',
] as const;

export type ProductName = (typeof PRODUCTS)[number];

/** The thing the set was built for. */
export function createProduct(name: ProductName, spot: Spot, set: StudioSet, random: Random): Thing {
  switch (name) {
    case 'bottle':
    case 'dropper':
    case 'jar':
    case 'tube':
      return bottled(name, spot, set, random);
    case 'vase':
    case 'amphora':
      return vaseWithTwig(name, spot, set, random);
    case 'glass':
      return glassFlask(spot, set, random);
    case 'perfume':
      return perfume(spot, set, random);
    case 'stones':
      return stones(spot, set, random);
    case 'fruit':
      return fruit(spot, set, random);
    case 'bowl':
      return bowlOfFruit(spot, set, random);
    case 'candle':
      return candles(spot, set, random);
  }
}

function stones({ x, base, height }: Spot, set: StudioSet, random: Random): Thing {
  const count = random.integer(3, 4);
  const objects: Turned[] = [];
  let top = base;
  for (let index = 0; index < count; index += 1) {
    const tall = height * (0.26 - index * 0.035);
    const colour = random.pick<Rgb>(
      hex('#b9b2a6'),
      hex('#8c8a87'),
      hex('#d8d0c4'),
      mix(set.accent, hex('#b9b2a6'), 0.5),
    );
    objects.push(
      createTurned(
        'stone',
        {
          x: x + random.between(-0.02, 0.02) * height,
          base: top,
          height: tall,
          radius: tall * random.between(0.85, 1.05) * (1 - index * 0.08),
        },
        [{ from: 0, colour, gloss: 0.06 }],
      ),
    );
    top -= tall * 0.93;
  }
  return thingOf(objects, set);
}

function candles({ x, base, height }: Spot, set: StudioSet, random: Random): Thing {
  const wax = random.pick<Rgb>(hex('#f3ead9'), mix(set.accent, [0.97, 0.95, 0.9], 0.4), set.second);
  const objects = [
    [-0.2, 0.02, 0.42],
    [0.16, -0.01, 0.62],
    [0.02, -0.04, 0.26],
  ].map(([aside = 0, back = 0, tall = 0.4]) =>
    createTurned(
      'candle',
      { x: x + aside * height, base: base - (back + 0.03) * height * 0.6, height: tall * height, radius: height * 0.1 },
      [{ from: 0, colour: wax, gloss: 0.12 }],
    ),
  );
  const order = [...objects].sort((a, b) => a.base - b.base);
  const thing = thingOf(order, set);
  const wicks = order.flatMap((object) => flame([object.x, object.base - object.height], height * 0.1));
  return { ...thing, pieces: [...thing.pieces, ...wicks] };
}

function flame([x, y]: Point, size: number): readonly Piece[] {
  const dark: Rgb = [0.03, 0.025, 0.02];
  return [
    polygon(rectPath(x - size * 0.03, y - size * 0.18, x + size * 0.03, y), rampInk(dark, dark, [0, 0], [1, 0])),
    polygon(
      leafPath([x, y - size * 0.1], [x, y - size * 0.85], size * 0.34),
      rampInk([1.4, 0.62, 0.2], [1.9, 1.5, 0.9], [x, y], [x, y - size * 0.8]),
      size * 0.03,
    ),
  ];
}
