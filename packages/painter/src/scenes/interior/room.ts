import { hex, mix, type Rgb, scale } from '../../colour.ts';
import type { Light } from '../../light.ts';
import { createField, type Field, readFieldRow } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import type { Frame } from '../frame.ts';
import { namedColours } from '../named-colours.ts';
import type { Ink, Point } from '../pieces/ink.ts';

export const ROOMS = ['living', 'kitchen', 'library', 'bedroom'] as const;
export type RoomKind = (typeof ROOMS)[number];

/** The colours of a room. */
export type RoomColours = {
  readonly wall: Rgb;
  readonly trim: Rgb;
  readonly wood: Rgb;
  readonly textile: Rgb;
  readonly second: Rgb;
  readonly leaf: Rgb;
};

/**
 * A room while it is painted. Things are painted in their own colours; the light of window and lamps is
 * multiplied over the whole row at the end, so that it falls alike on everything.
 */
export type Room = {
  readonly frame: Frame;
  readonly kind: RoomKind;
  readonly colours: RoomColours;
  /** The row where wall and floor meet; pixels. */
  readonly floor: number;
  /** What "big" means on the back wall; pixels. */
  readonly unit: number;
  /** Edges are this soft: a room behind a near table is out of focus. */
  readonly blur: number;
  /** -1: the window is on the left. */
  readonly side: number;
  readonly isNight: boolean;
  readonly light: RoomLight;
};

export type RoomLight = {
  /** Light on the current row, three values a pixel. */
  readonly row: Float32Array;
  readonly readRow: (y: number) => void;
  /** The same light for subjects. */
  readonly onSubjects: Light;
};

const SCHEMES = [
  ['#d9d2c3', '#f3efe6', '#8a5f3d', '#b5654a', '#6d7f6a'],
  ['#b9c4b4', '#f2efe6', '#9b7049', '#d9a05f', '#5b6d5a'],
  ['#c7d0d6', '#f4f3ef', '#7d5a3f', '#35557a', '#d8a37a'],
  ['#e4cdb8', '#faf3ea', '#8b5a38', '#3f6b66', '#c9764f'],
  ['#e6d7d0', '#fbf5f1', '#a5774f', '#b4687a', '#7b8c99'],
  ['#6f8379', '#e9e4d6', '#7a4f30', '#d3a955', '#e5d8bd'],
  ['#4f6478', '#e6e6e2', '#8d6240', '#d58a56', '#d9cdb9'],
  ['#e9dcb8', '#fbf6e8', '#80583a', '#4f7277', '#c65f45'],
] as const;

/** A scheme by hash; colour words take the wall and the cloth. */
export function roomColours({ plan }: Frame): RoomColours {
  const random = createRandom(plan.key, 'room');
  const [first, ...rest] = SCHEMES;
  const [wall, trim, wood, textile, second] = random.pick<readonly [string, string, string, string, string]>(
    first,
    ...rest,
  );
  const [named, other] = namedColours(plan);
  return {
    wall: named === undefined ? hex(wall) : mix(named, hex('#f1ece2'), 0.3),
    trim: hex(trim),
    wood: hex(wood),
    textile: other ?? (named === undefined ? hex(textile) : mix(named, [0.02, 0.02, 0.03], 0.45)),
    second: hex(second),
    leaf: hex(random.pick('#4f7a48', '#5d8a54', '#3f6d4c')),
  };
}

/** A lamp, a fire or a window as a source: its place, how far it reaches and its colour. */
export type Source = { readonly x: number; readonly y: number; readonly reach: number; readonly colour: Rgb };

/** Sums window and lamps over the picture on a coarse grid; the first source is the one subjects are lit by. */
export function createRoomLight(frame: Frame, ambient: Rgb, sources: readonly Source[]): RoomLight {
  const { width, unit, light } = frame;
  const step = Math.max(2, Math.round(unit / 70));
  const fields = [0, 1, 2].map((channel) =>
    createField(frame, step, (x, y) => {
      let sum = ambient[channel] ?? 0;
      for (const source of sources) {
        const distance = ((x - source.x) ** 2 + (y - source.y) ** 2) / (source.reach * source.reach);
        sum += (source.colour[channel] ?? 0) / (1 + distance * 1.6);
      }
      return sum;
    }),
  );
  const row = new Float32Array(width * 3);
  const line = new Float32Array(width);
  const brightest = sources[0];
  const direct = brightest === undefined ? ambient : scale(brightest.colour, 0.75);
  return {
    row,
    readRow: (y) => {
      for (const [channel, field] of fields.entries()) readChannel(field, y, line, row, channel);
    },
    onSubjects: {
      ...light,
      direct,
      ambient: scale(ambient, 1.15),
      fogShare: 0,
      source: { ...light.source, x: (brightest?.x ?? width / 2) / width, y: 0.5, strength: 0.8 },
    },
  };
}

function readChannel(field: Field, y: number, line: Float32Array, row: Float32Array, channel: number) {
  readFieldRow(field, y, line);
  for (let x = 0; x < line.length; x += 1) row[x * 3 + channel] = line[x] ?? 1;
}

/** Paints what shines by itself: the room's light does not change it. */
export function selfLitInk(light: RoomLight, colourAt: (x: number, y: number) => Rgb): Ink {
  return (row, x, y, cover) => {
    const colour = colourAt(x, y);
    for (let channel = 0; channel < 3; channel += 1) {
      const index = x * 3 + channel;
      const own = (colour[channel] ?? 0) / Math.max(0.02, light.row[index] ?? 1);
      row[index] = (row[index] ?? 0) * (1 - cover) + own * cover;
    }
  };
}

/** A face turned to the light side is brighter: two tones from one edge to the other. */
export function twoTone(room: Room, colour: Rgb, left: number, right: number): readonly [Rgb, Rgb, Point, Point] {
  const [bright, dark] = [scale(colour, 1.08), scale(colour, 0.8)];
  return room.side < 0 ? [bright, dark, [left, 0], [right, 0]] : [dark, bright, [left, 0], [right, 0]];
}
