import { smoothstep } from '../colour.ts';
import { type Control, partOf } from '../control.ts';
import { calm } from './calm.ts';
import { eachRow } from './each-row.ts';
import { createPlane, type Plane } from './plane.ts';
import { greyOf, measureTones } from './tones.ts';

/**
 * How dark a hand on white paper would make each cell, 0 to 1: most of a bright picture stays paper, and
 * a night keeps its lights. `guide` has three channels; `middle` is the shade that its middle tone becomes.
 */
export async function findShades(
  guide: Plane,
  { reach, middle }: { readonly reach: number; readonly middle: number },
  control: Control,
): Promise<Plane> {
  const calmed = await calm(guide, reach, partOf(control, 0, 0.9));
  const tones = measureTones(guide);
  const low = Math.min(tones.dark, tones.middle - 30) - 12;
  const high = Math.max(tones.light, tones.middle + 30) + 4;
  const share = Math.max(0.25, Math.min(0.75, (high - tones.middle) / (high - low)));
  const power = Math.log(middle) / Math.log(share);
  const shades = createPlane(guide, 1, 1);
  await eachRow(guide, partOf(control, 0.9, 1), (row) => {
    for (let at = row * guide.width; at < (row + 1) * guide.width; at += 1) {
      const grey = greyOf(calmed.values[at * 3] ?? 0, calmed.values[at * 3 + 1] ?? 0, calmed.values[at * 3 + 2] ?? 0);
      const depth = Math.max(0, Math.min(1, (high - grey) / (high - low)));
      shades.values[at] = depth ** power * smoothstep(-0.02, 0.22, depth);
    }
  });
  return { ...shades, step: guide.step };
}
