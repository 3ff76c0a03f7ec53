import { hex, mix, type Rgb, scale } from '../../colour.ts';
import type { Random } from '../../random.ts';
import { type Point, rampInk } from '../pieces/ink.ts';
import { leafPath, smoothPath, strokePath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import { createTurned } from '../pieces/turned.ts';
import type { VesselName } from '../pieces/vessels.ts';
import type { StudioSet } from './set.ts';
import { bodyColour, type Spot, type Thing, thingOf } from './thing.ts';

/** A vase with two to four branches. */
export function vaseWithTwig(name: 'vase' | 'amphora', spot: Spot, set: StudioSet, random: Random): Thing {
  const kind = random.pick<VesselName>(name, name, 'pebbleVase', 'flask');
  const tall = spot.height * random.between(0.52, 0.62);
  const vase = createTurned(kind, { ...spot, height: tall }, [
    { from: 0, colour: bodyColour(set, random), gloss: random.between(0.02, 0.4) },
  ]);
  const twigs = random.integer(2, 4);
  const behind = Array.from({ length: twigs }, (_, index) =>
    twig(
      [spot.x, spot.base - tall * 0.97],
      {
        reach: spot.height * random.between(0.4, 0.62),
        lean: (index - (twigs - 1) / 2) * 0.42 + random.between(-0.12, 0.12),
      },
      set,
      random,
    ),
  );
  return thingOf([vase], set, behind.flat());
}

/** A thin branch with leaves or round buds. */
export function twig(
  root: Point,
  shape: { readonly reach: number; readonly lean: number },
  set: StudioSet,
  random: Random,
): readonly Piece[] {
  const { reach, lean } = shape;
  const tip: Point = [root[0] + Math.sin(lean) * reach, root[1] - Math.cos(lean) * reach];
  const middle: Point = [(root[0] + tip[0]) / 2 - lean * reach * 0.12, (root[1] + tip[1]) / 2];
  const spine = smoothPath([root, middle, tip], 10);
  const green = mix(random.pick<Rgb>(hex('#7f9a72'), hex('#9aa487'), hex('#b98d5e'), hex('#6d8a7c')), set.second, 0.25);
  const stem = scale(green, 0.55);
  const pieces: Piece[] = [
    polygon(strokePath(spine, reach * 0.016, reach * 0.006), rampInk(stem, stem, [0, 0], [1, 0])),
  ];
  for (const [index, [x, y]] of spine.entries()) {
    if (index < 5) continue;
    for (const flank of [-1, 1]) {
      const angle = lean + flank * random.between(0.7, 1.15);
      const length = reach * random.between(0.15, 0.22) * (1.15 - index / spine.length / 2);
      const end: Point = [x + Math.sin(angle) * length, y - Math.cos(angle) * length];
      const lit = 0.72 + 0.4 * random.next() + (flank === set.light.side ? 0.16 : 0);
      const bright = scale(
        [green[0] * set.light.key[0], green[1] * set.light.key[1], green[2] * set.light.key[2]],
        set.isLowKey ? lit * 0.7 : lit,
      );
      pieces.push(
        polygon(leafPath([x, y], end, length * 0.52, flank * 0.06), rampInk(scale(bright, 0.72), bright, [x, y], end)),
      );
    }
  }
  return pieces;
}
