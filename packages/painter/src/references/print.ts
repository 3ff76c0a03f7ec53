import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import type { Spot } from './find-spot.ts';
import { loadReference, type Reference } from './load-reference.ts';

/** The white edge and the shadow of a print, of its shorter side. */
const EDGE = 0.035;
const SHADOW = 0.09;

/** Lays a whole reference on the picture as a print with a white edge: for one that shows a place and no one thing. Throws PaintError `invalid_reference`. */
export async function layPrint(picture: Picture, reference: Reference, spot: Spot, control: Control): Promise<void> {
  const short = Math.min(spot.width, spot.height);
  const edge = Math.max(1, Math.round(short * EDGE));
  const size = { width: Math.max(1, spot.width - 2 * edge), height: Math.max(1, spot.height - 2 * edge) };
  const print = await loadReference(reference, size, partOf(control, 0, 0.9));
  const top = spot.foot - spot.height;
  dropShadow(picture, spot, Math.max(2, Math.round(short * SHADOW)));
  for (let y = 0; y < spot.height; y += 1) {
    for (let x = 0; x < spot.width; x += 1) {
      const to = ((top + y) * picture.width + spot.left + x) * 3;
      const inX = x - edge;
      const inY = y - edge;
      const isPrint = inX >= 0 && inY >= 0 && inX < print.width && inY < print.height;
      for (let channel = 0; channel < 3; channel += 1) {
        picture.pixels[to + channel] = isPrint ? (print.pixels[(inY * print.width + inX) * 3 + channel] ?? 0) : 249;
      }
    }
  }
}

function dropShadow({ width, height, pixels }: Picture, spot: Spot, reach: number) {
  const top = spot.foot - spot.height;
  for (let y = Math.max(0, top - reach); y < Math.min(height, spot.foot + reach * 2); y += 1) {
    const outY = Math.max(0, top + reach * 0.5 - y, y - spot.foot - reach * 0.3);
    for (let x = Math.max(0, spot.left - reach); x < Math.min(width, spot.left + spot.width + reach); x += 1) {
      const outX = Math.max(0, spot.left - x, x - spot.left - spot.width);
      const away = Math.hypot(outX, outY) / reach;
      if (away >= 1) continue;
      const keep = 1 - 0.42 * (1 - away) ** 2;
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) pixels[at + channel] = (pixels[at + channel] ?? 0) * keep;
    }
  }
}
