import { clamp01, smoothstep } from '../../colour.ts';
import type { Control } from '../../control.ts';
import type { Picture } from '../../picture.ts';
import type { InkMask, Rect } from '../ink-mask.ts';
import { inkAt } from '../ink-mask.ts';

/** Colour in sRGB (0 to 255) and cover (0 to 1) of the pixel being painted; a shader fills all four. */
export type Dab = { red: number; green: number; blue: number; cover: number };
export type Shader = {
  /** Called before the pixels of a row. */
  readonly startRow?: (y: number) => void;
  readonly pixel: (x: number, y: number, dab: Dab) => void;
  /** A thing of its own, not light or shade on what is there. */
  readonly isThing: boolean;
};

const ROWS_A_BAND = 16;

/** Runs a shader over the part of a rectangle that lies in the picture. */
export async function paintArea(picture: Picture, area: Rect, shader: Shader, control: Control): Promise<void> {
  const { width, height, pixels, subjectCover } = picture;
  const left = Math.max(0, Math.floor(area.left));
  const right = Math.min(width, Math.ceil(area.left + area.width));
  const bottom = Math.min(height, Math.ceil(area.top + area.height));
  const dab: Dab = { red: 0, green: 0, blue: 0, cover: 0 };
  for (let y = Math.max(0, Math.floor(area.top)); y < bottom; y += 1) {
    if (y % ROWS_A_BAND === 0) await control.checkpoint(1);
    shader.startRow?.(y);
    for (let x = left; x < right; x += 1) {
      dab.cover = 0;
      shader.pixel(x, y, dab);
      if (dab.cover <= 0.002) continue;
      const at = y * width + x;
      const to = at * 3;
      pixels[to] = blend(pixels[to] ?? 0, dab.red, dab.cover);
      pixels[to + 1] = blend(pixels[to + 1] ?? 0, dab.green, dab.cover);
      pixels[to + 2] = blend(pixels[to + 2] ?? 0, dab.blue, dab.cover);
      if (shader.isThing && subjectCover !== undefined) {
        subjectCover[at] = Math.max(subjectCover[at] ?? 0, dab.cover * 255);
      }
    }
  }
}

function blend(old: number, colour: number, cover: number): number {
  const value = old + (colour - old) * cover + 0.5;
  return value < 0 ? 0 : Math.min(value, 255);
}

export function setDab(dab: Dab, paint: readonly [number, number, number], tone: number, cover: number): void {
  dab.red = paint[0] * tone;
  dab.green = paint[1] * tone;
  dab.blue = paint[2] * tone;
  dab.cover = cover;
}

/** Pixels from the edge of a rounded rectangle, negative inside. */
export function edgeDistance(x: number, y: number, { left, top, width, height }: Rect, radius: number): number {
  const round = Math.min(radius, width / 2, height / 2);
  const outX = Math.abs(x + 0.5 - left - width / 2) - width / 2 + round;
  const outY = Math.abs(y + 0.5 - top - height / 2) - height / 2 + round;
  if (outX > 0 && outY > 0) return Math.hypot(outX, outY) - round;
  return Math.max(outX, outY) - round;
}

/** Cover of a pixel by a rounded rectangle. */
export function boxCover(x: number, y: number, box: Rect, radius: number): number {
  return clamp01(0.5 - edgeDistance(x, y, box, radius));
}

export type SoftShadow = {
  readonly shiftX: number;
  readonly shiftY: number;
  readonly blur: number;
  readonly strength: number;
  readonly radius: number;
};

/** The shadow of a flat thing on a wall or on the air behind it. */
export function shadowBehind(picture: Picture, box: Rect, shadow: SoftShadow, control: Control): Promise<void> {
  const { shiftX, shiftY, blur, strength, radius } = shadow;
  const moved = { ...box, left: box.left + shiftX, top: box.top + shiftY };
  const area = {
    left: moved.left - blur,
    top: moved.top - blur,
    width: moved.width + blur * 2,
    height: moved.height + blur * 2,
  };
  const pixel = (x: number, y: number, dab: Dab) => {
    const share = 1 - smoothstep(-blur, blur, edgeDistance(x, y, moved, radius + blur * 0.5));
    setDab(dab, [8, 8, 16], 1, share * strength);
  };
  return paintArea(picture, area, { pixel, isThing: false }, control);
}

/** Where the flat of a letter ends towards the light (positive) or away from it; 0 inside and outside. */
export function bevelAt(ink: InkMask, x: number, y: number, reach: number, side: number): number {
  const step = Math.max(1, Math.round(reach));
  return inkAt(ink, x - side * step, y + step) - inkAt(ink, x + side * step, y - step);
}

/** Mean colour of a part of the picture, sRGB. */
export function meanOf({ width, height, pixels }: Picture, area: Rect): readonly [number, number, number] {
  const sums = [0, 0, 0];
  let count = 0;
  const stepX = Math.max(1, Math.floor(area.width / 60));
  const stepY = Math.max(1, Math.floor(area.height / 40));
  for (let y = Math.max(0, Math.floor(area.top)); y < Math.min(height, area.top + area.height); y += stepY) {
    for (let x = Math.max(0, Math.floor(area.left)); x < Math.min(width, area.left + area.width); x += stepX) {
      for (let channel = 0; channel < 3; channel += 1) {
        sums[channel] = (sums[channel] ?? 0) + (pixels[(y * width + x) * 3 + channel] ?? 0);
      }
      count += 1;
    }
  }
  const share = 1 / Math.max(1, count);
  return [(sums[0] ?? 0) * share, (sums[1] ?? 0) * share, (sums[2] ?? 0) * share];
}
