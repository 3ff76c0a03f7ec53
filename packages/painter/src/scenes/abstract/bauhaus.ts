import { mix, type Rgb, scale } from '../../colour.ts';
import type { RowPainter } from '../../picture.ts';
import { createRandom, type Random } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { flatInk, type Point, rampInk } from '../pieces/ink.ts';
import { ellipsePath, rectPath } from '../pieces/paths.ts';
import { type Piece, paintPieces } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import type { Palette } from './palettes.ts';

type Tile = { readonly left: number; readonly top: number; readonly size: number };

/** A board of tiles with quarter rounds, circles, stripes and triangles; some tiles are larger. */
export function bauhaus(frame: Frame, palette: Palette): RowPainter {
  const { width, height, unit, plan } = frame;
  const random = createRandom(plan.key, 'bauhaus');
  const perUnit = random.integer(3, 5);
  const size = Math.max(
    8,
    Math.min(width, height) / Math.max(1, Math.round((Math.min(width, height) / unit) * perUnit)),
  );
  const [columns, rows] = [Math.ceil(width / size), Math.ceil(height / size)];
  const pieces: Piece[] = [];
  const taken = new Set<number>();
  for (let cell = 0; cell < columns * rows; cell += 1) {
    const [column, line] = [cell % columns, Math.floor(cell / columns)];
    if (taken.has(cell)) continue;
    const isLarge = column + 1 < columns && line + 1 < rows && !taken.has(cell + 1) && random.chance(0.16);
    if (isLarge) for (const other of [cell + 1, cell + columns, cell + columns + 1]) taken.add(other);
    pieces.push(...tile({ left: column * size, top: line * size, size: isLarge ? size * 2 : size }, palette, random));
  }
  const board = paintPieces(pieces, height);
  return (y, row) => {
    row.fill(0.5);
    board(y, row);
  };
}

type Look = {
  readonly tile: Tile;
  readonly colours: readonly [Rgb, Rgb, Rgb];
  /** The corner a motif grows from, 0 to 3. */
  readonly corner: number;
};

const MOTIFS: readonly ((look: Look) => readonly Piece[])[] = [
  quarters,
  quarters,
  rainbow,
  rings,
  bars,
  triangle,
  halves,
  dots,
  () => [],
];

function tile(at: Tile, palette: Palette, random: Random): readonly Piece[] {
  const { left, top, size } = at;
  const colours = threeOf(palette, random);
  const corner = random.integer(0, 3);
  const [right, bottom] = [left + size, top + size];
  const ground = rampInk(colours[0], scale(colours[0], 0.93), [left, top], [right, bottom]);
  const motif = MOTIFS[random.integer(0, MOTIFS.length - 1)] ?? quarters;
  return [polygon(rectPath(left, top, right, bottom), ground), ...motif({ tile: at, colours, corner })];
}

function cornerOf({ tile: { left, top, size }, corner }: Look): Point {
  return [corner % 2 === 0 ? left : left + size, corner < 2 ? top : top + size];
}

function wedge(look: Look, share: number, colour: Rgb): Piece {
  const at = cornerOf(look);
  const radius = look.tile.size * share;
  const from = [0, 0.25, 0.75, 0.5][look.corner] ?? 0;
  return polygon([at, ...ellipsePath(at, radius, radius, { from, to: from + 0.25 })], flatInk(colour));
}

function quarters(look: Look): readonly Piece[] {
  return [wedge(look, 1, look.colours[1]), wedge(look, 0.5, look.colours[2])];
}

function rainbow(look: Look): readonly Piece[] {
  const [first, second, third] = look.colours;
  return [wedge(look, 1, second), wedge(look, 0.75, first), wedge(look, 0.5, second), wedge(look, 0.25, third)];
}

function rings({ tile: { left, top, size }, colours }: Look): readonly Piece[] {
  const middle: Point = [left + size / 2, top + size / 2];
  return [
    polygon(ellipsePath(middle, size * 0.38), flatInk(colours[1])),
    polygon(ellipsePath(middle, size * 0.15), flatInk(colours[2])),
  ];
}

function bars({ tile: { left, top, size }, colours, corner }: Look): readonly Piece[] {
  return [0, 1, 2, 3].map((bar) => {
    const [from, to] = [(bar + 0.25) * size * 0.25, (bar + 0.75) * size * 0.25];
    const path =
      corner % 2 === 0
        ? rectPath(left + from, top, left + to, top + size)
        : rectPath(left, top + from, left + size, top + to);
    return polygon(path, flatInk(colours[1]));
  });
}

function triangle(look: Look): readonly Piece[] {
  const { left, top, size } = look.tile;
  const [x, y] = cornerOf(look);
  const outline: readonly Point[] = [
    [x, y],
    [left * 2 + size - x, y],
    [x, top * 2 + size - y],
  ];
  return [polygon(outline, flatInk(look.colours[1]))];
}

function halves({ tile: { left, top, size }, colours }: Look): readonly Piece[] {
  const [y, radius] = [top + size / 2, size / 2];
  return [
    polygon(ellipsePath([left, y], radius, radius, { from: -0.25, to: 0.25 }), flatInk(colours[1])),
    polygon(ellipsePath([left + size, y], radius, radius, { from: 0.25, to: 0.75 }), flatInk(colours[2])),
  ];
}

function dots({ tile: { left, top, size }, colours }: Look): readonly Piece[] {
  const ink = flatInk(colours[1]);
  return Array.from({ length: 16 }, (_, dot) => {
    const at: Point = [left + ((dot % 4) + 0.5) * size * 0.25, top + (Math.floor(dot / 4) + 0.5) * size * 0.25];
    return polygon(ellipsePath(at, size * 0.055), ink);
  });
}

/** Three different colours of the palette, the quiet ones more often as ground. */
function threeOf(palette: Palette, random: Random): readonly [Rgb, Rgb, Rgb] {
  const start = random.pick(4, 4, 0, 1, 2, 3);
  const step = random.integer(1, 4);
  const other = [1, 2, 3, 4].filter((shift) => shift !== step)[random.integer(0, 2)] ?? 1;
  const at = (shift: number): Rgb => palette[(start + shift) % 5] ?? palette[0];
  return [mix(at(0), [1, 1, 1], 0.04), at(step), at(other)];
}
