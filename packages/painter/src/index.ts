import { randomInt } from 'node:crypto';
import type { PaintedPixels, Painting } from './paint.ts';
import { type PaintOptions, type PaintRequest, SEED_MAX } from './paint-request.ts';

export type { PaintedPixels, Painting } from './paint.ts';
export { PaintError, type PaintErrorCode } from './paint-error.ts';
export {
  type PaintOptions,
  type PaintRequest,
  PIXELS_MAX,
  REFERENCES_MAX,
  SEED_MAX,
  SIDE_MAX,
  SIDE_MIN,
} from './paint-request.ts';
export { PainterPool, type PainterPoolOptions } from './pool/painter-pool.ts';
export type { PaintPlan, PicturePlan, Place } from './prompt/paint-plan.ts';

/**
 * Paints one picture in the calling thread and encodes it as PNG.
 * Throws PaintError `invalid_request`, `invalid_reference` or `assets_missing`; an abort rejects with the signal's reason.
 */
export async function paint(request: PaintRequest, options?: PaintOptions): Promise<Painting> {
  // Loaded at the first picture: a server that only imports the package stays small.
  const painter = await import('./paint.ts');
  return painter.paint(request, options);
}

/** As `paint`, without encoding: raw RGB, equal for equal requests in any process. */
export async function paintPixels(request: PaintRequest, options?: PaintOptions): Promise<PaintedPixels> {
  const painter = await import('./paint.ts');
  return painter.paintPixels(request, options);
}

/** A seed `paint` accepts: an integer, 0 to 2147483647. */
export function randomSeed(): number {
  return randomInt(SEED_MAX + 1);
}
