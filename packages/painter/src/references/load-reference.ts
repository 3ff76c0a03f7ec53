import { loadSharp } from '../load-sharp.ts';
import { PaintError } from '../paint-error.ts';
import type { Picture } from '../picture.ts';

const INPUT_PIXELS_MAX = 50_000_000;

/** Decodes a reference upright on white and cuts it to fill the size. */
export async function loadReference(
  source: Uint8Array | string,
  size: { readonly width: number; readonly height: number },
  number: number,
): Promise<Picture> {
  const sharp = await loadSharp();
  try {
    const { data, info } = await sharp(source, { failOn: 'error', limitInputPixels: INPUT_PIXELS_MAX })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .resize(Math.max(1, Math.round(size.width)), Math.max(1, Math.round(size.height)), {
        fit: 'cover',
        position: 'attention',
      })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return {
      width: info.width,
      height: info.height,
      pixels: info.channels === 3 ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : tripled(data),
    };
  } catch (cause) {
    throw new PaintError('invalid_reference', `Reference ${number} cannot be read as a JPEG, PNG or WebP picture.`, {
      cause,
    });
  }
}

/** One grey channel to three. */
function tripled(grey: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(grey.length * 3);
  for (let index = 0; index < grey.length; index += 1) pixels.fill(grey[index] ?? 0, index * 3, index * 3 + 3);
  return pixels;
}
