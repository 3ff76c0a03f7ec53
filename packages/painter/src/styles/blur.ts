import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import { ditherRow } from '../picture.ts';
import { eachRow } from './each-row.ts';
import { createRowReader, shrink, smooth } from './plane.ts';

/** Blurs the pixels in place, near a bell curve of `reach` pixels to each side; below 1 nothing happens. */
export async function blur(picture: Picture, reach: number, control: Control): Promise<void> {
  if (reach < 1) return;
  const { width, height, pixels } = picture;
  // A wide blur has nothing small left in it: a quarter of the reach is the largest step that leaves no squares.
  const step = Math.max(1, Math.min(8, Math.floor(reach / 4)));
  const plane = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.3));
  await smooth(plane, Math.max(1, Math.round(reach / step / 1.5)), partOf(control, 0.3, 0.6));
  const read = createRowReader(plane, width);
  await eachRow(picture, partOf(control, 0.6, 1), (y) => {
    const colours = read(y);
    const dither = ditherRow(y);
    for (let index = 0; index < colours.length; index += 1) {
      pixels[y * width * 3 + index] = (colours[index] ?? 0) + (dither[((index / 3) | 0) & 7] ?? 0);
    }
  });
}
