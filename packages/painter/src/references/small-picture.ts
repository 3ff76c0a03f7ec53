import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import { eachRow } from '../styles/each-row.ts';
import { type Plane, shrink } from '../styles/plane.ts';
import { labOf } from './oklab.ts';

/** What is looked at to understand a picture: about this many cells at any size and ratio. */
export const CELLS = 48_000;

/** A picture in small. */
export type SmallPicture = {
  readonly width: number;
  readonly height: number;
  /** Pixels of the whole picture that a cell is wide and high. */
  readonly step: number;
  /** sRGB levels, three a cell. */
  readonly rgb: Plane;
  /** OKLab times 100, three a cell. */
  readonly lab: Float32Array;
};

/** The picture as cells of a whole number of pixels. */
export async function shrinkPicture({ width, height, pixels }: Picture, control: Control): Promise<SmallPicture> {
  const step = Math.max(1, Math.round(Math.sqrt((width * height) / CELLS)));
  const cells = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.7));
  return await smallOf(cells, partOf(control, 0.7, 1));
}

/** The same from cells already made. */
export async function smallOf(rgb: Plane, control: Control): Promise<SmallPicture> {
  const lab = new Float32Array(rgb.values.length);
  await eachRow(rgb, control, (y) => {
    const end = (y + 1) * rgb.width * 3;
    for (let at = y * rgb.width * 3; at < end; at += 3) {
      lab.set(labOf(rgb.values[at] ?? 0, rgb.values[at + 1] ?? 0, rgb.values[at + 2] ?? 0), at);
    }
  });
  return { width: rgb.width, height: rgb.height, step: rgb.step, rgb, lab };
}

/** How different two cells look; 2 is just seen, 100 is black and white. */
export function difference(lab: Float32Array, a: number, b: number): number {
  return Math.hypot(
    (lab[a * 3] ?? 0) - (lab[b * 3] ?? 0),
    (lab[a * 3 + 1] ?? 0) - (lab[b * 3 + 1] ?? 0),
    (lab[a * 3 + 2] ?? 0) - (lab[b * 3 + 2] ?? 0),
  );
}
