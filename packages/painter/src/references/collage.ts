import { hex, toSrgb } from '../colour.ts';
import { type Control, partOf } from '../control.ts';
import { createPicture, type Picture } from '../picture.ts';
import { COLOUR_WORDS } from '../prompt/colour-words.ts';
import type { Place } from '../prompt/paint-plan.ts';
import { unitOf } from '../scenes/frame.ts';
import { layOut } from './lay-out.ts';
import { loadReference, measureReference, type Reference } from './load-reference.ts';

const PAPER = '#f5f2ec';

/** Lays pictures side by side in their order, on paper or on the prompt's first colour. Throws PaintError `invalid_reference`. */
export async function layCollage(
  references: readonly Reference[],
  size: { readonly width: number; readonly height: number },
  colour: string | undefined,
  control: Control,
): Promise<{ readonly picture: Picture; readonly places: readonly Place[] }> {
  const picture = createPicture(size.width, size.height);
  const paper = hex(COLOUR_WORDS[colour ?? ''] ?? PAPER).map((light) => Math.round(toSrgb(light)));
  for (let at = 0; at < picture.pixels.length; at += 1) picture.pixels[at] = paper[at % 3] ?? 0;
  const ratios: number[] = [];
  for (const reference of references) {
    const own = await measureReference(reference, control);
    ratios.push(own.width / own.height);
  }
  const gutter = Math.max(1, Math.round(unitOf(size.width, size.height) * 0.014));
  const cells = layOut(ratios, size, gutter);
  for (const [index, reference] of references.entries()) {
    const cell = cells[index];
    if (cell === undefined) continue;
    const part = partOf(control, index / references.length, (index + 1) / references.length);
    const print = await loadReference(reference, cell, part);
    for (let y = 0; y < print.height; y += 1) {
      const row = print.pixels.subarray(y * print.width * 3, (y + 1) * print.width * 3);
      picture.pixels.set(row, ((cell.top + y) * size.width + cell.left) * 3);
    }
  }
  const places = cells.map((cell, index) => ({
    name: `image ${references[index]?.number ?? index + 1}`,
    kind: 'reference' as const,
    ...cell,
  }));
  return { picture, places };
}
