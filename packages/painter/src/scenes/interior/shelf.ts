import { hex, mix, type Rgb, scale } from '../../colour.ts';
import { createRandom, type Random } from '../../random.ts';
import { flatInk, rampInk } from '../pieces/ink.ts';
import { rectPath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import type { VesselName } from '../pieces/vessels.ts';
import { face, ornament, type Spot, standShadow } from './fittings.ts';
import type { Room } from './room.ts';

/** Shelves full of books with a few ornaments between them. */
export function bookshelf(room: Room, spot: Spot, key: number): readonly Piece[] {
  const { colours, unit, blur } = room;
  const random = createRandom(key, 'shelf');
  const { x, base, width, height } = spot;
  const [left, right, top] = [x - width / 2, x + width / 2, base - height];
  const board = unit * 0.014;
  const count = Math.max(2, Math.round(height / (unit * 0.19)));
  const pieces: Piece[] = [
    standShadow(room, spot),
    polygon(rectPath(left, top, right, base), face(room, colours.wood, left, right), blur),
    polygon(rectPath(left + board, top + board, right - board, base - board), flatInk(scale(colours.wood, 0.3)), blur),
  ];
  const pitch = (height - board) / count;
  for (let shelf = 0; shelf < count; shelf += 1) {
    const foot = top + board + pitch * (shelf + 1) - board;
    pieces.push(
      ...shelfLoad(room, { left: left + board * 1.3, right: right - board * 1.3, foot, room: pitch - board }, random),
    );
    pieces.push(
      polygon(rectPath(left, foot, right, foot + board), face(room, scale(colours.wood, 1.1), left, right), blur),
    );
  }
  return pieces;
}

const BINDINGS = [
  '#8c3b34',
  '#2f4f6b',
  '#c9a25a',
  '#4d6b4f',
  '#e2d6bf',
  '#6b4a63',
  '#b8693f',
  '#37474f',
  '#a8b2a1',
  '#d9c7a8',
] as const;

function shelfLoad(
  room: Room,
  at: { readonly left: number; readonly right: number; readonly foot: number; readonly room: number },
  random: Random,
): readonly Piece[] {
  const { unit, blur, colours } = room;
  const pieces: Piece[] = [];
  for (let x = at.left; x < at.right - unit * 0.012; ) {
    if (random.chance(0.1) && at.right - x > unit * 0.09) {
      const kind = random.pick<VesselName>('vase', 'ball', 'pebbleVase', 'cup', 'candle');
      const height = at.room * random.between(0.4, 0.66) * (kind === 'ball' ? 0.7 : 1);
      pieces.push(
        ornament(
          room,
          kind,
          { x: x + unit * 0.045, base: at.foot, height },
          random.pick<Rgb>(colours.textile, colours.second, colours.trim),
        ),
      );
      x += unit * 0.09;
      continue;
    }
    const thick = Math.min(unit * random.between(0.014, 0.032), at.right - x);
    const tall = at.room * random.between(0.62, 0.9);
    const [first, ...rest] = BINDINGS;
    const colour = mix(hex(random.pick<string>(first, ...rest)), colours.second, 0.12);
    const lean = random.chance(0.06) ? thick * 0.8 : 0;
    pieces.push(
      polygon(
        [
          [x + lean, at.foot - tall],
          [x + thick * 0.94 + lean, at.foot - tall],
          [x + thick * 0.94, at.foot],
          [x, at.foot],
        ],
        rampInk(scale(colour, 1.1), scale(colour, 0.7), [x, 0], [x + thick, 0]),
        blur,
      ),
    );
    if (random.chance(0.5))
      pieces.push(
        polygon(
          rectPath(x + lean * 0.8, at.foot - tall * 0.82, x + thick * 0.94 + lean * 0.8, at.foot - tall * 0.78),
          flatInk(mix(colour, hex('#e8cf8f'), 0.7)),
          blur,
        ),
      );
    x += thick + lean;
  }
  return pieces;
}
