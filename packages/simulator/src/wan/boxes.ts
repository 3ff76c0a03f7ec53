import type { Size } from './tier-size.ts';

/** What is wrong with a list of boxes, named `name`: one list an image, at most two boxes each, inside the image. */
export function boxesFault(boxes: unknown, images: readonly Size[], name: string): string | undefined {
  if (!Array.isArray(boxes)) return `${name} must be an array`;
  if (boxes.length !== images.length) {
    return `The length of ${name} (${boxes.length}) must be the number of images (${images.length})`;
  }
  for (const [index, image] of images.entries()) {
    const fault = faultOf(boxes[index], image, name);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOf(boxes: unknown, image: Size, name: string): string | undefined {
  if (!Array.isArray(boxes)) return `Every item of ${name} must be an array`;
  if (boxes.length > 2) return `${name} supports at most 2 boxes for each image`;
  if (boxes.every((box) => isInside(box, image))) return undefined;
  return `A box of ${name} must be [x1, y1, x2, y2], integers inside the image`;
}

function isInside(box: unknown, image: Size): boolean {
  if (!Array.isArray(box) || box.length !== 4 || !box.every((side) => Number.isInteger(side))) return false;
  const [x1, y1, x2, y2] = box;
  return x1 >= 0 && y1 >= 0 && x1 < x2 && y1 < y2 && x2 <= image.width && y2 <= image.height;
}
