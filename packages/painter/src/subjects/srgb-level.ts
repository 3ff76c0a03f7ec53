import { toSrgb } from '../colour.ts';

const STEPS = 4095;
const CURVE = Uint8Array.from({ length: STEPS + 1 }, (_, index) => Math.round(toSrgb((index / STEPS) ** 2)));

/** Linear light to a whole sRGB level; over-bright light is cut at 1. Read from a table: a power costs 60 ns. */
export function srgbLevel(value: number): number {
  // The table runs over square roots, so that the dark end has steps enough.
  return CURVE[value <= 0 ? 0 : value >= 1 ? STEPS : (Math.sqrt(value) * STEPS) | 0] ?? 0;
}
