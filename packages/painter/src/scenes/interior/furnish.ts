import { createRandom, type Random } from '../../random.ts';
import type { Piece } from '../pieces/piece.ts';
import { bed, fireplace, kitchenCounter, wallShelf } from './built-in.ts';
import { ornament } from './fittings.ts';
import { lamp, pictures, plant, rug, table } from './furniture.ts';
import type { Room } from './room.ts';
import { bookshelf } from './shelf.ts';
import { sofa } from './sofa.ts';
import type { Opening } from './window.ts';

/** Where the fixed things of a room are; pixels. */
export type Layout = {
  readonly side: number;
  readonly unit: number;
  readonly window: Opening;
  readonly floor: number;
  readonly lampX: number;
  readonly isLampOn: boolean;
  readonly wantsFire: boolean;
  readonly isMinimal: boolean;
  readonly height: number;
};

/** The burning lamp stands this far from the window, in units. */
export const LAMP_ASIDE = 0.25;

type Gap = { readonly from: number; readonly to: number };

/** Furniture for the kind of room, in the stretches of wall the window leaves free. */
export function furnish(room: Room, layout: Layout): readonly Piece[] {
  const { frame, unit, floor } = room;
  const random = createRandom(frame.plan.key, 'furnish');
  const base = floor + unit * 0.015;
  const { window } = layout;
  // A fire is light enough, and needs the lamp's place.
  const hasLamp = layout.isLampOn && !layout.wantsFire && room.kind !== 'kitchen';
  const [left, right] = [0.2, 0.2].map((aside, index) =>
    hasLamp && room.side === (index === 0 ? 1 : -1) ? LAMP_ASIDE + 0.09 : aside,
  );
  const gaps: readonly Gap[] = [
    { from: 0, to: window.left - unit * (left ?? 0.2) },
    { from: window.right + unit * (right ?? 0.2), to: frame.width },
  ];
  const burning = hasLamp
    ? lamp(room, { x: layout.lampX, base: base + unit * 0.02, width: unit * 0.16, height: unit * 0.5 }, true)
    : [];
  const along = gaps.flatMap((gap, index) =>
    fillGap(room, layout, { gap, base, key: frame.plan.key + index * 77 }, random),
  );
  const under = underWindow(room, layout, base, random);
  const deep = frame.height - floor;
  const carpet =
    room.blur > 0 || room.kind === 'kitchen'
      ? []
      : rug(room, {
          x: frame.width / 2,
          base: floor + deep * 0.5,
          width: Math.min(frame.width * 0.76, unit * 1.05),
          height: deep * 0.42,
        });
  return [...overhead(room, layout), ...carpet, ...along, ...burning, ...under];
}

function fillGap(
  room: Room,
  layout: Layout,
  at: { readonly gap: Gap; readonly base: number; readonly key: number },
  random: Random,
): readonly Piece[] {
  const { unit, floor } = room;
  const { gap, base } = at;
  const pieces: Piece[] = [];
  let cursor = gap.from + unit * 0.02;
  for (let count = 0; cursor < gap.to - unit * 0.12 && count < 60; count += 1) {
    const free = gap.to - cursor;
    const key = at.key + count * 13;
    const wishes = wishesOf(room, layout, count, random);
    const fitting = wishes.find(({ width }) => width <= free) ?? { name: 'plant', width: Math.min(free, unit * 0.2) };
    const x = cursor + fitting.width / 2;
    pieces.push(...place(room, layout, { name: fitting.name, x, width: fitting.width, base, key, top: floor }));
    cursor += fitting.width + unit * (layout.isMinimal ? 0.3 : random.between(0.03, 0.08));
    if (layout.isMinimal && count >= 1) break;
  }
  return pieces;
}

type Wish = { readonly name: string; readonly width: number };

function wishesOf(
  { kind, unit }: Room,
  { wantsFire, isMinimal }: Layout,
  count: number,
  random: Random,
): readonly Wish[] {
  const shelf = { name: 'shelf', width: unit * random.between(0.34, 0.5) };
  const chair = { name: 'armchair', width: unit * 0.36 };
  const lampWish = { name: 'lamp', width: unit * 0.17 };
  const side = { name: 'table', width: unit * random.between(0.24, 0.32) };
  const green = { name: 'plant', width: unit * random.between(0.17, 0.22) };
  if (kind === 'kitchen')
    return [
      { name: 'boards', width: unit * random.between(0.4, 0.7) },
      { name: 'boards', width: unit * 0.24 },
    ];
  if (kind === 'library')
    return count % 4 === 3 ? [chair, lampWish, green] : [shelf, { ...shelf, width: unit * 0.28 }, lampWish];
  if (kind === 'bedroom')
    return (
      [
        [side, lampWish, green],
        [shelf, green],
        [chair, lampWish, green],
      ][count % 3] ?? [green]
    );
  if (wantsFire && count === 0)
    return [{ name: 'fire', width: unit * 0.5 }, { name: 'fire', width: unit * 0.34 }, chair];
  if (isMinimal) return [chair, lampWish];
  return (
    [
      [shelf, chair, { ...shelf, width: unit * 0.26 }],
      [lampWish, green],
      [shelf, green],
      [green, lampWish],
      [chair, lampWish],
      [side, green],
    ][count % 6] ?? [green]
  );
}

function place(
  room: Room,
  layout: Layout,
  at: {
    readonly name: string;
    readonly x: number;
    readonly width: number;
    readonly base: number;
    readonly key: number;
    readonly top: number;
  },
): readonly Piece[] {
  const { unit } = room;
  const { name, x, width, base, key } = at;
  const rise = Math.min(2.2, Math.max(1, at.top / unit / 0.8));
  const wallArt = (height: number) =>
    pictures(room, { x, y: base - height, width: width * 0.8, height: unit * 0.26 }, key);
  switch (name) {
    case 'shelf':
      return bookshelf(room, { x, base, width, height: unit * 0.58 * rise }, key);
    case 'sofa':
      return [...wallArt(unit * 0.5), ...sofa(room, { x, base: base + unit * 0.03, width, height: unit * 0.26 }, key)];
    case 'armchair':
      return [
        ...wallArt(unit * 0.52),
        ...sofa(room, { x, base: base + unit * 0.03, width: width * 0.92, height: unit * 0.28 }, key),
      ];
    case 'lamp':
      return lamp(
        room,
        { x, base: base + unit * 0.01, width, height: unit * 0.52 },
        layout.isLampOn && room.frame.width > unit * 2,
      );
    case 'boards':
      return (at.top > unit * 1.05 ? [0.53, 0.71] : [0.55]).flatMap((height) =>
        wallShelf(room, { x, y: base - unit * height, width: width * 0.86 }, key + height * 100),
      );
    case 'fire':
      return [
        ...pictures(room, { x, y: base - unit * 0.68, width: unit * 0.28, height: unit * 0.26 }, key),
        ...fireplace(room, { x, base, width, height: unit * 0.42 }, true),
      ];
    case 'table':
      return [
        ...wallArt(unit * 0.5),
        ...table(room, { x, base, width, height: unit * 0.2 }),
        ornament(room, 'vase', { x, base: base - unit * 0.205, height: unit * 0.12 }, room.colours.second),
      ];
    default:
      return [
        ...(width > unit * 0.15 ? plant(room, { x, base: base + unit * 0.02, width, height: unit * 0.4 }, key) : []),
      ];
  }
}

function underWindow(room: Room, layout: Layout, base: number, random: Random): readonly Piece[] {
  const { window } = layout;
  const { unit, kind, colours, frame } = room;
  const middle = (window.left + window.right) / 2;
  const wide = window.right - window.left;
  const sill = [0.24, 0.74]
    .filter(() => random.chance(0.6))
    .flatMap((share, index) => {
      const x = window.left + wide * share;
      return random.chance(0.6)
        ? plant(
            room,
            { x, base: window.bottom + unit * 0.012, width: unit * 0.07, height: unit * 0.15 },
            frame.plan.key + index,
          ).slice(1)
        : [ornament(room, 'vase', { x, base: window.bottom + unit * 0.012, height: unit * 0.1 }, colours.second)];
    });
  if (kind === 'kitchen')
    return [
      ...sill,
      ...kitchenCounter(
        room,
        { x: frame.width / 2, base, width: frame.width * 1.04, height: unit * 0.3 },
        frame.plan.key + 5,
      ),
    ];
  if (kind === 'living' && !layout.isMinimal) {
    const broad = Math.min(unit * 0.62, frame.width * 0.7);
    const x = keepInside(middle - room.side * unit * 0.04, broad, frame.width, unit);
    return [
      ...sill,
      ...sofa(room, { x, base: base + unit * 0.05, width: broad, height: unit * 0.25 }, frame.plan.key + 3),
    ];
  }
  if (kind === 'bedroom') {
    const long = Math.min(unit * 0.8, frame.width * 0.8);
    const x = keepInside(middle - room.side * unit * 0.16, long, frame.width, unit);
    return [
      ...sill,
      ...bed(room, {
        x,
        base: base + (frame.height - base) * (room.blur > 0 ? 0 : 0.2),
        width: long,
        height: unit * 0.36,
      }),
    ];
  }
  return sill;
}

function keepInside(x: number, wide: number, width: number, unit: number): number {
  const room = wide / 2 + unit * 0.02;
  return Math.max(room, Math.min(width - room, x));
}

/** Lamps on cords in kitchens; on tall pictures lamps and pictures fill the wall above. */
function overhead(room: Room, layout: Layout): readonly Piece[] {
  const { frame, unit, floor, kind } = room;
  const pieces: Piece[] = [];
  const free = layout.window.top;
  if (kind === 'kitchen' && !layout.isMinimal) {
    const count = Math.max(2, Math.round(frame.width / unit / 0.5));
    for (let index = 0; index < count; index += 1) {
      const x = (frame.width * (index + 0.5)) / count;
      const drop = Math.max(unit * 0.12, floor - unit * 0.82);
      pieces.push(...lamp(room, { x, base: drop, width: unit * 0.12, height: drop }, layout.isLampOn, true));
    }
  } else if (free > unit * 0.9) {
    const drop = free * 0.34;
    pieces.push(
      ...lamp(room, { x: frame.width / 2, base: drop, width: unit * 0.26, height: drop }, layout.isLampOn, true),
    );
    for (let y = free * 0.86; y > drop + unit * 0.3; y -= unit * 0.6)
      pieces.push(
        ...pictures(
          room,
          { x: frame.width / 2, y: y + unit * 0.1, width: frame.width * 0.6, height: unit * 0.34 },
          frame.plan.key + Math.round(y),
        ),
      );
  }
  return pieces;
}
