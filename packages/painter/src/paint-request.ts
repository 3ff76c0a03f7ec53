import { PaintError } from './paint-error.ts';

export const SIDE_MIN = 16;
export const SIDE_MAX = 8192;
export const PIXELS_MAX = 4096 * 4096;
export const SEED_MAX = 2_147_483_647;
export const REFERENCES_MAX = 9;

export type PaintRequest = {
  /** Free text, English or Chinese nouns; may be empty. */
  readonly prompt: string;
  /** Pixels, 16 to 8192; at most 4096 x 4096 in total. */
  readonly width: number;
  /** Pixels, 16 to 8192; at most 4096 x 4096 in total. */
  readonly height: number;
  /** Integer, 0 to 2147483647. */
  readonly seed: number;
  /** JPEG, PNG or WebP as encoded bytes or as a file path; at most 9. */
  readonly references?: readonly (Uint8Array | string)[];
  /** Draws a small "AI generated" mark bottom right; false when absent. */
  readonly watermark?: boolean;
};

export type PaintOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Called with the share done, 0 to 1, never decreasing. */
  readonly onProgress?: ((share: number) => void) | undefined;
};

/** Throws PaintError `invalid_request` at the first fault; nothing is clamped. */
export function checkRequest(request: PaintRequest): Required<PaintRequest> {
  const { prompt, width, height, seed, references = [], watermark = false } = request;
  if (typeof prompt !== 'string') throw invalid('The prompt must be a string.');
  checkSide('width', width);
  checkSide('height', height);
  if (width * height > PIXELS_MAX) throw invalid(`${width}x${height} is over ${PIXELS_MAX} pixels.`);
  if (!Number.isInteger(seed) || seed < 0 || seed > SEED_MAX) {
    throw invalid(`The seed must be an integer from 0 to ${SEED_MAX}, got ${seed}.`);
  }
  if (references.length > REFERENCES_MAX) {
    throw invalid(`At most ${REFERENCES_MAX} references are taken, got ${references.length}.`);
  }
  return { prompt, width, height, seed, references, watermark };
}

function checkSide(name: string, value: number) {
  if (!Number.isInteger(value) || value < SIDE_MIN || value > SIDE_MAX) {
    throw invalid(`The ${name} must be an integer from ${SIDE_MIN} to ${SIDE_MAX} pixels, got ${value}.`);
  }
}

function invalid(message: string) {
  return new PaintError('invalid_request', message);
}
