import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import { eachRow } from './each-row.ts';
import { measure } from './measures.ts';
import { copyPlane, createPlane, type Plane, shrink, smooth } from './plane.ts';
import { greyOf } from './tones.ts';

/** Cells along the unit: fine enough for an eye's outline. */
const CELLS = 640;
/** A subject counts as this much darker than its ground, levels, so that its outline is found where tones are equal. */
const SUBJECT_SHADE = 46;

/**
 * Where a hand would draw a line: 0 nowhere, about 1 at a clear edge, more at a hard one. Difference of
 * two blurs, on the darker side of every edge of tone, of warmth, and of a subject.
 */
export async function findContours(picture: Picture, control: Control): Promise<Plane> {
  const { width, height, pixels, subjectCover } = picture;
  const { step } = measure(picture, CELLS);
  const colours = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.3));
  const cover =
    subjectCover === undefined
      ? undefined
      : await shrink({ width, height, channels: 1, bytes: subjectCover }, step, partOf(control, 0.3, 0.4));
  const narrow = { ...createPlane(colours, 1, 1), step };
  await eachRow(colours, partOf(control, 0.4, 0.5), (row) => {
    for (let at = row * colours.width; at < (row + 1) * colours.width; at += 1) {
      const red = colours.values[at * 3] ?? 0;
      const green = colours.values[at * 3 + 1] ?? 0;
      const blue = colours.values[at * 3 + 2] ?? 0;
      const shade = ((cover?.values[at] ?? 0) / 255) * SUBJECT_SHADE;
      narrow.values[at] = lift(greyOf(red, green, blue)) - (red - blue) * 0.22 - (red - green) * 0.12 - shade;
    }
  });
  const wide = copyPlane(narrow);
  await smooth(narrow, 1, partOf(control, 0.5, 0.7));
  await smooth(wide, 3, partOf(control, 0.7, 0.95));
  await control.checkpoint(0.95);
  for (let at = 0; at < narrow.values.length; at += 1) {
    narrow.values[at] = Math.max(0, (wide.values[at] ?? 0) - (narrow.values[at] ?? 0)) / 13;
  }
  return narrow;
}

/** Equal steps to the eye: edges in the dark count as much as those in the light. */
function lift(grey: number): number {
  return Math.sqrt(grey * 255);
}
