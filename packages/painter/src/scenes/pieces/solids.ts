import { type Rgb, scale } from '../../colour.ts';
import { type Ink, type Point, rampInk } from './ink.ts';
import { archPath, rectPath } from './paths.ts';
import { groupPieces, type Piece } from './piece.ts';
import { polygon } from './polygon.ts';
import { FLATTENING, type SetLight } from './turned.ts';

/** A box seen from the front; `base` is the row of its front foot. Pixels. */
export type Box = {
  readonly x: number;
  readonly base: number;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
};

/** A box with its front and its top. */
export function boxPiece(box: Box, colour: Rgb, light: SetLight): Piece {
  const { x, base, width, height, depth } = box;
  const [left, right, top] = [x - width / 2, x + width / 2, base - height];
  const back = top - depth * FLATTENING;
  const inset = depth * FLATTENING * 0.12;
  const face = faceInk(box, colour, light);
  const lid: readonly Point[] = [
    [left, top],
    [left + inset, back],
    [right - inset, back],
    [right, top],
  ];
  const bright = lit(colour, light, 0.66, 0.66);
  return groupPieces([
    polygon(rectPath(left, top, right, base), face),
    polygon(
      lid,
      rampInk(
        scale(bright, light.side < 0 ? 1.06 : 0.94),
        scale(bright, light.side < 0 ? 0.94 : 1.06),
        [left, top],
        [right, top],
      ),
    ),
  ]);
}

/** A block with a round doorway; its inside shows on the side away from the light. */
export function archPiece(box: Box, colour: Rgb, light: SetLight): readonly Piece[] {
  const { x, base, width, height, depth } = box;
  const hole = { half: width * 0.29, tall: height * 0.7 };
  const outer = archPath(x, base, width / 2, height);
  const shift = -light.side * depth * 0.2;
  const inside = lit(colour, light, 0.2, 0.5);
  return [
    polygon(outer, faceInk(box, colour, light)),
    polygon(
      archPath(x, base, hole.half, hole.tall),
      rampInk(scale(inside, 0.86), scale(inside, 0.55), [x, base - hole.tall], [x, base]),
    ),
    polygon(
      archPath(x + shift, base - depth * FLATTENING * 0.5, hole.half, hole.tall - depth * FLATTENING * 0.5),
      rampInk(scale(light.bounce, 0.8), scale(light.bounce, 0.62), [x, base - hole.tall], [x, base]),
    ),
  ];
}

function faceInk({ x, base, width, height }: Box, colour: Rgb, light: SetLight): Ink {
  const near = lit(colour, light, 0.46, 0.58);
  const far = lit(colour, light, 0.3, 0.52);
  const from: Point = [x + (light.side * width) / 2, base - height];
  return rampInk(near, far, from, [x - (light.side * width) / 2, base]);
}

function lit(colour: Rgb, light: SetLight, key: number, fill: number): Rgb {
  return [0, 1, 2].reduce<[number, number, number]>(
    (sum, channel) => {
      sum[channel] = (colour[channel] ?? 0) * ((light.key[channel] ?? 0) * key + (light.fill[channel] ?? 0) * fill);
      return sum;
    },
    [0, 0, 0],
  );
}
