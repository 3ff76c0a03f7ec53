/** Pixels. */
export type Size = { readonly width: number; readonly height: number };

/** The side of a square of each tier's budget, in pixels. */
export const TIER_SIDES: Readonly<Record<string, number>> = { '1K': 1024, '2K': 2048, '4K': 4096 };
/** No side is longer than this many times the other. */
export const RATIO_MAX = 8;

/** A tier's budget in a ratio (width by height), sides multiples of 16 at or under it, as recent real pictures show. */
export function tierSize(tier: string, ratio: number): Size {
  const side = TIER_SIDES[tier] ?? 0;
  const possible = Math.min(Math.max(ratio, 1 / RATIO_MAX), RATIO_MAX);
  return { width: sixteens(side * Math.sqrt(possible)), height: sixteens(side / Math.sqrt(possible)) };
}

function sixteens(side: number): number {
  return Math.floor(side / 16) * 16;
}
