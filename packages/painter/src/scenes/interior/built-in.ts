import { hex, mix, type Rgb, scale } from '../../colour.ts';
import { createRandom } from '../../random.ts';
import { flatInk, type Point, rampInk } from '../pieces/ink.ts';
import { leafPath, rectPath, roundedPath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import type { VesselName } from '../pieces/vessels.ts';
import { ornament, type Spot, standShadow } from './fittings.ts';
import { type Room, selfLitInk, twoTone } from './room.ts';

/** A kitchen's counter along the wall with doors, tiles above it and a shelf of jars and plates. */
export function kitchenCounter(room: Room, spot: Spot, key: number): readonly Piece[] {
  const { colours, unit, blur } = room;
  const random = createRandom(key, 'kitchen');
  const { x, base, width, height } = spot;
  const [left, right, top] = [x - width / 2, x + width / 2, base - height];
  const front = random.pick<Rgb>(mix(colours.textile, colours.trim, 0.25), colours.second, colours.trim);
  const doors = Math.max(1, Math.round(width / (unit * 0.26)));
  const door = width / doors;
  const tile = unit * 0.055;
  const tiles = Array.from({ length: Math.ceil(width / tile) * 3 }, (_, index): Piece => {
    const [column, line] = [Math.floor(index / 3), index % 3];
    const l = left + column * tile + (line % 2 === 0 ? 0 : tile * 0.5);
    const t = top - unit * 0.03 - (line + 1) * tile * 0.6;
    const tone = 0.94 + 0.12 * random.next();
    return polygon(
      rectPath(Math.min(right, l), t, Math.min(right, l + tile - 1), t + tile * 0.6 - 1),
      flatInk(scale(mix(colours.trim, colours.wall, 0.25), tone)),
      blur,
    );
  });
  const things = Array.from({ length: Math.max(2, Math.round(width / (unit * 0.22))) }, (_, index) => {
    const kind = random.pick<VesselName>('jar', 'pot', 'bottle', 'cup', 'bowl', 'vase');
    const at =
      left +
      ((index + 0.5) / Math.max(2, Math.round(width / (unit * 0.22)))) * width +
      random.between(-0.03, 0.03) * unit;
    const tall =
      unit *
      { jar: 0.09, pot: 0.07, bottle: 0.15, cup: 0.05, bowl: 0.045, vase: 0.13 }[
        kind === 'jar' || kind === 'pot' || kind === 'bottle' || kind === 'cup' || kind === 'bowl' ? kind : 'vase'
      ];
    return ornament(
      room,
      kind,
      { x: at, base: top - unit * 0.012, height: tall },
      random.pick<Rgb>(colours.trim, colours.textile, colours.second, hex('#c9a77c')),
    );
  });
  return [
    standShadow(room, { ...spot, width: width * 0.96 }),
    ...tiles,
    polygon(
      rectPath(left, top, right, base),
      rampInk(scale(front, 1.02), scale(front, 0.72), [0, top], [0, base]),
      blur,
    ),
    ...Array.from({ length: doors }, (_, index) =>
      cupboard(
        room,
        {
          left: left + door * index,
          right: left + door * (index + 1),
          top: top + unit * 0.03,
          bottom: base - unit * 0.03,
        },
        front,
      ),
    ).flat(),
    polygon(rectPath(left, base - unit * 0.025, right, base), flatInk(scale(front, 0.3)), blur),
    polygon(
      rectPath(left - unit * 0.012, top - unit * 0.022, right + unit * 0.012, top + unit * 0.012),
      rampInk(...twoTone(room, scale(colours.wood, 1.2), left, right)),
      blur,
    ),
    ...things,
  ];
}

function cupboard(
  room: Room,
  box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
  front: Rgb,
): readonly Piece[] {
  const gap = room.unit * 0.008;
  const { left, right, top, bottom } = box;
  const frame = rectPath(left + gap, top, right - gap, bottom);
  const inset = room.unit * 0.022;
  return [
    polygon(frame, flatInk(scale(front, 0.7)), room.blur),
    polygon(
      rectPath(left + gap + 1, top + 1, right - gap - 1, bottom - 1),
      rampInk(scale(front, 1.08), scale(front, 0.88), [left, top], [right, bottom]),
      room.blur,
    ),
    polygon(
      rectPath(left + inset, top + inset, right - inset, bottom - inset),
      rampInk(scale(front, 0.86), scale(front, 1), [left, top], [right, bottom]),
      room.blur,
    ),
    polygon(
      rectPath(
        (left + right) / 2 - room.unit * 0.025,
        top + inset * 0.4,
        (left + right) / 2 + room.unit * 0.025,
        top + inset * 0.75,
      ),
      flatInk(hex('#c6a15d')),
      room.blur,
    ),
  ];
}

/** A board on the wall with jars, cups and small plants. */
export function wallShelf(
  room: Room,
  at: { readonly x: number; readonly y: number; readonly width: number },
  key: number,
): readonly Piece[] {
  const { colours, unit, blur } = room;
  const random = createRandom(key, 'wall shelf');
  const [left, right] = [at.x - at.width / 2, at.x + at.width / 2];
  const pieces: Piece[] = [];
  for (let x = left + unit * 0.04; x < right - unit * 0.03; x += unit * random.between(0.075, 0.11)) {
    const kind = random.pick<VesselName>('jar', 'cup', 'pot', 'vase', 'bottle', 'bowl');
    const tall = unit * (kind === 'bowl' ? 0.035 : kind === 'cup' ? 0.05 : kind === 'bottle' ? 0.12 : 0.08);
    pieces.push(
      ornament(
        room,
        kind,
        { x, base: at.y, height: tall },
        random.pick<Rgb>(colours.trim, colours.textile, colours.second, hex('#b98d5e')),
      ),
    );
    if (kind !== 'pot') continue;
    for (const lean of [-0.8, -0.3, 0.25, 0.75]) {
      const tip: Point = [x + Math.sin(lean) * tall * 1.1, at.y - tall - Math.cos(lean) * tall * 0.9];
      pieces.push(
        polygon(
          leafPath([x, at.y - tall], tip, tall * 0.42, lean * 0.15),
          rampInk(scale(colours.leaf, 0.6), scale(colours.leaf, 1.25), [x, at.y - tall], tip),
          blur,
        ),
      );
    }
  }
  return [
    ...pieces,
    polygon(
      rectPath(left, at.y, right, at.y + unit * 0.016),
      rampInk(...twoTone(room, colours.wood, left, right)),
      blur,
    ),
  ];
}

/** A hearth with a mantel; a fire burns in it when it is dark or cold. */
export function fireplace(room: Room, spot: Spot, isLit: boolean): readonly Piece[] {
  const { colours, unit, blur, light } = room;
  const { x, base, width, height } = spot;
  const [left, right, top] = [x - width / 2, x + width / 2, base - height];
  const stone = mix(colours.trim, hex('#b7aca0'), 0.4);
  const mouth = { left: left + width * 0.2, right: right - width * 0.2, top: top + height * 0.34, bottom: base };
  const tongues = isLit
    ? [-0.26, -0.1, 0.06, 0.22].map((aside, index) =>
        flame(room, [x + aside * width * 0.9, base - unit * 0.015], height * ([0.3, 0.46, 0.4, 0.28][index] ?? 0.3)),
      )
    : [];
  return [
    standShadow(room, spot),
    polygon(rectPath(left, top, right, base), rampInk(...twoTone(room, stone, left, right)), blur),
    polygon(
      roundedPath(mouth, unit * 0.02),
      isLit
        ? selfLitInk(light, (_, y) =>
            mix([0.05, 0.02, 0.015], [0.55, 0.16, 0.04], Math.max(0, (y - mouth.top) / (base - mouth.top)) ** 1.5),
          )
        : flatInk([0.02, 0.018, 0.017]),
      blur,
    ),
    ...[-0.16, 0.02, 0.18].map((aside) =>
      polygon(
        roundedPath(
          {
            left: x + aside * width - unit * 0.05,
            right: x + aside * width + unit * 0.05,
            top: base - unit * 0.035,
            bottom: base - unit * 0.008,
          },
          unit * 0.012,
        ),
        flatInk(hex('#3c2a1e')),
        blur,
      ),
    ),
    ...tongues.flat(),
    polygon(
      rectPath(left - unit * 0.025, top - unit * 0.03, right + unit * 0.025, top + unit * 0.005),
      rampInk(...twoTone(room, colours.wood, left, right)),
      blur,
    ),
    ornament(room, 'candle', { x: left + width * 0.16, base: top - unit * 0.03, height: unit * 0.09 }, colours.trim),
    ornament(room, 'vase', { x: right - width * 0.18, base: top - unit * 0.03, height: unit * 0.13 }, colours.second),
  ];
}

function flame(room: Room, root: Point, tall: number): readonly Piece[] {
  return [
    polygon(
      leafPath(root, [root[0], root[1] - tall], tall * 0.42, 0.06),
      selfLitInk(room.light, () => [1.3, 0.42, 0.06]),
      room.unit * 0.006,
    ),
    polygon(
      leafPath(root, [root[0], root[1] - tall * 0.62], tall * 0.24, -0.06),
      selfLitInk(room.light, () => [1.6, 1.1, 0.4]),
      room.unit * 0.004,
    ),
  ];
}

/** From head to foot, and from top to bottom, as shares of the bed. */
type Shares = readonly [number, number, number, number];

/** A bed from its side, with headboard, pillows and a folded blanket. */
export function bed(room: Room, spot: Spot): readonly Piece[] {
  const { colours, blur, side } = room;
  const { x, base, width, height } = spot;
  const at = (share: number) => x - side * width * (share - 0.5);
  const box = ([from, to, top, bottom]: Shares, colour: Rgb, round: number) => {
    const [high, low] = [base - height * top, base - height * bottom];
    const edges = { left: Math.min(at(from), at(to)), right: Math.max(at(from), at(to)), top: high, bottom: low };
    const ink = rampInk(scale(colour, 1.1), scale(colour, 0.74), [0, high], [0, low]);
    return polygon(roundedPath(edges, height * round), ink, blur);
  };
  return [
    standShadow(room, spot),
    box([0, 0.05, 1, 0], colours.wood, 0.04),
    box([0.95, 0.99, 0.5, 0], colours.wood, 0.04),
    box([0.03, 0.97, 0.36, 0.12], scale(colours.wood, 0.85), 0.02),
    box([0.04, 0.96, 0.52, 0.28], mix(colours.trim, [0.95, 0.94, 0.92], 0.5), 0.06),
    box([0.06, 0.22, 0.68, 0.46], mix(colours.trim, [0.98, 0.97, 0.95], 0.6), 0.09),
    box([0.13, 0.27, 0.62, 0.46], colours.second, 0.08),
    box([0.3, 0.965, 0.56, 0.16], colours.textile, 0.06),
    box([0.3, 0.4, 0.575, 0.2], mix(colours.trim, colours.textile, 0.2), 0.05),
  ];
}
