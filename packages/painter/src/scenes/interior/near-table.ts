import { clamp01, hex, mix, scale } from '../../colour.ts';
import { addNoiseRow } from '../../noise.ts';
import { createRandom } from '../../random.ts';
import type { Piece } from '../pieces/piece.ts';
import type { Room } from './room.ts';

/** The rows of a near table's far and near edge; pixels. */
export type TableRows = { readonly far: number; readonly near: number };

/** A wooden table before the eye, from edge to edge of the picture; the grain runs along it. */
export function nearTable(room: Room, { far, near }: TableRows): Piece {
  const { frame, colours, unit } = room;
  const { width, height, plan } = frame;
  const seed = plan.key % 1789;
  const random = createRandom(plan.key, 'table');
  const wood = mix(colours.wood, hex(random.pick('#b98555', '#d0a878', '#7a5238')), 0.55);
  const boards = random.integer(3, 5);
  const fine = new Float32Array(width);
  return {
    top: far,
    bottom: height,
    paint: (y, row) => {
      if (y < far) return;
      fine.fill(0);
      const depth = clamp01((y - far) / Math.max(1, near - far));
      const isFront = y >= near;
      const board = isFront ? boards : Math.floor(depth ** 0.8 * boards);
      const grainY = isFront ? 0.2 : 1;
      addNoiseRow(fine, y * grainY, {
        seed: seed + board * 17,
        cellWidth: unit * 0.36,
        cellHeight: unit * (0.006 + depth * 0.014),
        amplitude: 0.2,
        originX: board * unit * 0.3,
      });
      addNoiseRow(fine, y * grainY, {
        seed: seed + board * 17 + 5,
        cellWidth: unit * 0.16,
        cellHeight: unit * (0.0025 + depth * 0.005),
        amplitude: 0.11,
      });
      const inBoard = (depth ** 0.8 * boards) % 1;
      const joint = !isFront && board > 0 && inBoard < 0.03 * boards * 0.5 ? 0.62 : 1;
      const tone =
        (isFront ? 0.55 : 0.92 + 0.22 * depth) *
        joint *
        (y < far + 1.5 ? 1.12 : 1) *
        (isFront && y < near + unit * 0.006 ? 1.5 : 1) *
        (0.93 + 0.14 * ((board * 0.618) % 1));
      const colour = scale(wood, tone);
      for (let x = 0; x < width; x += 1) {
        const grain = 1 + (fine[x] ?? 0);
        row[x * 3] = colour[0] * grain;
        row[x * 3 + 1] = colour[1] * grain;
        row[x * 3 + 2] = colour[2] * grain;
      }
    },
  };
}
