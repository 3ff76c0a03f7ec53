import { mix, type Rgb, scale } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import { flatInk, type Point, rampInk } from '../pieces/ink.ts';
import { rectPath, roundedPath, smoothPath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import { type Spot, standShadow } from './fittings.ts';
import type { Room } from './room.ts';

/** A sofa, or an armchair when it is narrow. */
export function sofa(room: Room, spot: Spot, key: number): readonly Piece[] {
  const { x, base, width, height } = spot;
  const { textile: cloth, second, trim } = room.colours;
  const random = createRandom(key, 'sofa');
  const [left, right] = [x - width / 2, x + width / 2];
  const arm = Math.min(width * 0.16, height * 0.3);
  const seat = base - height * 0.42;
  const seats = Math.max(1, Math.round((width - arm * 2) / (height * 0.8)));
  const cushion = (width - arm * 2) / seats;
  const box = (edges: Edges, tone: number, round: number) => upholstery(room, edges, scale(cloth, tone), round);
  const row = (top: number, bottom: number, tone: number) =>
    Array.from({ length: seats }, (_, index) => {
      const from = left + arm + cushion * index;
      return box([from, top, from + cushion - 1, bottom], tone, height * 0.07);
    });
  return [
    standShadow(room, spot),
    ...legs(room, spot, arm),
    box([left + arm * 0.4, base - height, right - arm * 0.4, base - height * 0.15], 0.9, height * 0.12),
    ...row(base - height * 0.94, seat + height * 0.05, 1),
    ...row(seat, base - height * 0.22, 1.06),
    box([left + arm * 0.3, base - height * 0.24, right - arm * 0.3, base - height * 0.08], 0.78, height * 0.03),
    box([left, base - height * 0.66, left + arm, base - height * 0.08], 0.98, arm * 0.45),
    box([right - arm, base - height * 0.66, right, base - height * 0.08], 0.9, arm * 0.45),
    pillow(room, [left + arm + height * 0.26, seat], height * 0.2, second),
    ...(seats > 1 && random.chance(0.8)
      ? [pillow(room, [right - arm - height * 0.26, seat], height * 0.2, mix(trim, second, 0.3))]
      : []),
  ];
}

/** Left, top, right, bottom; pixels. */
type Edges = readonly [number, number, number, number];

function upholstery({ blur }: Room, [left, top, right, bottom]: Edges, colour: Rgb, round: number): Piece {
  const ink = rampInk(scale(colour, 1.12), scale(colour, 0.72), [0, top], [0, bottom]);
  return polygon(roundedPath({ left, top, right, bottom }, round), ink, blur);
}

function legs({ colours, blur }: Room, { x, base, width, height }: Spot, arm: number): readonly Piece[] {
  return [-1, 1].map((side) => {
    const leg = x + side * (width / 2 - arm * 0.5);
    const path = rectPath(leg - width * 0.012, base - height * 0.1, leg + width * 0.012, base);
    return polygon(path, flatInk(scale(colours.wood, 0.5)), blur);
  });
}

function pillow({ blur }: Room, [centre, seat]: Point, size: number, colour: Rgb): Piece {
  const outline: readonly Point[] = [
    [centre - size, seat - size * 1.7],
    [centre, seat - size * 1.5],
    [centre + size, seat - size * 1.75],
    [centre + size * 0.9, seat - size * 0.8],
    [centre + size, seat],
    [centre, seat - size * 0.08],
    [centre - size, seat],
    [centre - size * 0.88, seat - size * 0.8],
  ];
  const ink = rampInk(scale(colour, 1.1), scale(colour, 0.75), [centre - size, seat - size * 2], [centre + size, seat]);
  return polygon(smoothPath(outline, 5, true), ink, blur);
}
