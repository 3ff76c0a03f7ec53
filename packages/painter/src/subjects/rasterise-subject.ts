import { loadSharp } from '../load-sharp.ts';
import type { Placement } from './placement.ts';

/** Pixels of one subject: RGBA, four bytes each, colours not multiplied by their cover. */
export type Cutout = { readonly width: number; readonly height: number; readonly rgba: Uint8Array };

/** Draws the icon's visible part at exactly the size of its place. */
export async function rasteriseSubject({ icon, width, height, isFlipped, shown }: Placement): Promise<Cutout> {
  const sharp = await loadSharp();
  const [left = 0, top = 0, wide = 128, tall = 128] = icon.box;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${wide} ${tall * shown}" preserveAspectRatio="none">${icon.body}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .flop(isFlipped)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: data };
}
