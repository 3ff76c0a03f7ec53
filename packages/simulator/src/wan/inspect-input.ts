import { type Inspected, inspectPicture } from '../pictures/inspect-picture.ts';
import { RATIO_MAX } from './tier-size.ts';

/** The largest input picture, in bytes. */
export const INPUT_BYTES_MAX = 20 * 2 ** 20;
/** The most input pictures of a request. */
export const INPUTS_MAX = 9;
const SIDE_MIN = 240;
const SIDE_MAX = 8_000;

/** Checks an input picture against the documented limits: what it is, or what is wrong with it. */
export async function inspectInput(bytes: Uint8Array): Promise<Inspected | string> {
  if (bytes.length > INPUT_BYTES_MAX) return 'The image size exceeds 20MB';
  const found = await inspectPicture(bytes);
  if (found === undefined) return 'The image format is illegal and cannot be opened';
  if (found.format === 'png' && found.hasAlpha) return 'PNG images with an alpha channel are not supported';
  const { width, height } = found;
  if (Math.min(width, height) < SIDE_MIN || Math.max(width, height) > SIDE_MAX) {
    return `The image size ${width}*${height} is out of range: each side should be [${SIDE_MIN}, ${SIDE_MAX}]`;
  }
  if (width > RATIO_MAX * height || height > RATIO_MAX * width) {
    return 'The aspect ratio of the image should be between 1:8 and 8:1';
  }
  return found;
}
