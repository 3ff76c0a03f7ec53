import { hex, scale } from '../../colour.ts';
import type { Random } from '../../random.ts';
import { type Point, rampInk } from '../pieces/ink.ts';
import { smoothPath, strokePath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import { createTurned, type Turned, turnedPiece } from '../pieces/turned.ts';
import type { VesselName } from '../pieces/vessels.ts';
import type { StudioSet } from './set.ts';
import { bodyColour, type Spot, type Thing, thingOf } from './thing.ts';

const FRUITS = [
  ['#e28a2b', 'ball'],
  ['#c9453b', 'ball'],
  ['#d6b53a', 'pear'],
  ['#9fb04a', 'pear'],
  ['#e0b83f', 'ball'],
] as const;

/** Three fruits close together. */
export function fruit({ x, base, height }: Spot, set: StudioSet, random: Random): Thing {
  const tall = height * 0.4;
  const spots = [
    [-0.52, 0.42],
    [0.5, 0.4],
    [0.02, -0.12],
  ] as const;
  const [first, ...rest] = FRUITS;
  const objects = spots.map(([aside, back], index) => {
    const [colour, kind] = random.pick<readonly [string, VesselName]>(first, ...rest);
    const own = tall * (kind === 'pear' ? 1.25 : 0.92) * random.between(0.9, 1.05);
    return createTurned(
      kind,
      { x: x + aside * tall * 1.05, base: base - (index === 2 ? 0 : back * tall * 0.16), height: own },
      [{ from: 0, colour: hex(colour), gloss: 0.35 }],
    );
  });
  const thing = thingOf(objects, set);
  return { ...thing, pieces: [...thing.pieces, ...objects.map((object) => stalk(object, set))] };
}

function stalk({ x, base, height, radius, kind }: Turned, set: StudioSet): Piece {
  const top: Point = [x, base - height + (kind === 'ball' ? radius * 0.12 : 1)];
  const brown = scale(hex('#5a4128'), set.isLowKey ? 0.6 : 1);
  return polygon(
    strokePath(
      smoothPath([top, [x + radius * 0.05, top[1] - radius * 0.16], [x + radius * 0.16, top[1] - radius * 0.3]], 4),
      radius * 0.09,
      radius * 0.06,
    ),
    rampInk(brown, brown, [0, 0], [1, 0]),
  );
}

/** A bowl with fruit heaped in it. */
export function bowlOfFruit({ x, base, height }: Spot, set: StudioSet, random: Random): Thing {
  const tall = height * 0.32;
  const bowl = createTurned('bowl', { x, base, height: tall }, [
    { from: 0, colour: bodyColour(set, random), gloss: 0.35 },
  ]);
  const [first, ...rest] = FRUITS;
  const heap = [-0.56, 0.52, -0.02, -0.3, 0.28].map((aside, index) => {
    const [colour] = random.pick<readonly [string, VesselName]>(first, ...rest);
    const own = tall * random.between(0.72, 0.82);
    const back = index < 3 ? -bowl.radius * 0.06 : bowl.radius * 0.02;
    return turnedPiece(
      createTurned('ball', { x: x + aside * bowl.radius, base: base - tall * 0.62 + back, height: own }, [
        { from: 0, colour: hex(colour), gloss: 0.35 },
      ]),
      set.light,
    );
  });
  const shell = thingOf([bowl], set);
  // The front of the bowl covers the fruit's feet: the open top is painted first, the side last.
  const front = { ...turnedPiece({ ...bowl, isOpen: false }, set.light), top: base - tall + bowl.radius * 0.02 };
  return { ...shell, pieces: [...shell.pieces, ...heap, cutTop(front, bowl)] };
}

/** Only what lies before the rim's near edge. */
function cutTop(piece: Piece, { x: centre, base, height, radius }: Turned): Piece {
  const before = new Float32Array(0);
  let kept = before;
  return {
    top: piece.top,
    bottom: piece.bottom,
    paint: (y, row) => {
      if (kept.length !== row.length) kept = new Float32Array(row.length);
      kept.set(row);
      piece.paint(y, row);
      const drop = (y + 0.5 - (base - height)) / (radius * 0.17);
      for (
        let x = Math.max(0, Math.floor(centre - radius * 1.1));
        x < Math.min(row.length / 3, centre + radius * 1.1);
        x += 1
      ) {
        const across = (x + 0.5 - centre) / radius;
        if (drop > Math.sqrt(Math.max(0, 1 - across * across))) continue;
        row.set(kept.subarray(x * 3, x * 3 + 3), x * 3);
      }
    },
  };
}
