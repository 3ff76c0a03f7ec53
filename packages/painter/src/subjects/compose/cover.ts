import type { Aimed, Box } from './wish.ts';

/** Where a thing was put. */
export type Spot = Box & {
  readonly submerged: number;
  readonly depth: number;
  /** The row it rests on. */
  readonly foot: number;
  /** The share of it that others in front take away. */
  covered: number;
  readonly wish: Aimed;
};

/** The share of `behind` that `front` takes away, counted in boxes, which is more than outlines would. */
export function coverageOf(front: Box, behind: Box): number {
  const width = Math.min(front.left + front.width, behind.left + behind.width) - Math.max(front.left, behind.left);
  const height = Math.min(front.top + front.height, behind.top + behind.height) - Math.max(front.top, behind.top);
  return width <= 0 || height <= 0 ? 0 : (width * height) / (behind.width * behind.height);
}

/** Drawn from low to high: the sky, then what stands by its foot, then what is cut by the lower edge. */
export function orderOf({ foot, depth, wish }: Pick<Spot, 'foot' | 'depth' | 'wish'>): number {
  if (wish.on === 'edge') return 1e9;
  return wish.on === 'air' ? -1e9 + depth : foot;
}
