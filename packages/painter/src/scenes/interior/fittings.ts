import type { Rgb } from '../../colour.ts';
import { type Ink, rampInk, tintInk } from '../pieces/ink.ts';
import { ellipsePath } from '../pieces/paths.ts';
import type { Piece } from '../pieces/piece.ts';
import { polygon } from '../pieces/polygon.ts';
import { createTurned, type SetLight, turnedPiece } from '../pieces/turned.ts';
import type { VesselName } from '../pieces/vessels.ts';
import { type Room, twoTone } from './room.ts';

/** Where a piece of furniture stands; `base` is the row of its feet. Pixels. */
export type Spot = { readonly x: number; readonly base: number; readonly width: number; readonly height: number };

/** Ink for an upright face, brighter towards the light. */
export function face(room: Room, colour: Rgb, left: number, right: number): Ink {
  return rampInk(...twoTone(room, colour, left, right));
}

/** Everything that stands darkens the floor under it. */
export function standShadow(room: Room, { x, base, width }: Spot, share = 0.55): Piece {
  return polygon(
    ellipsePath([x - room.side * width * 0.06, base], width * 0.56, Math.max(2, room.unit * 0.02)),
    tintInk([share, share, share]),
    room.unit * 0.02,
  );
}

function turnedLight(room: Room): SetLight {
  return { side: room.side, key: [1, 1, 1], fill: [0.6, 0.6, 0.62], bounce: room.colours.wood };
}

/** A small turned thing on a shelf or a sill. */
export function ornament(
  room: Room,
  kind: VesselName,
  at: { readonly x: number; readonly base: number; readonly height: number },
  colour: Rgb,
): Piece {
  return turnedPiece(createTurned(kind, at, [{ from: 0, colour, gloss: 0.25 }]), turnedLight(room));
}
