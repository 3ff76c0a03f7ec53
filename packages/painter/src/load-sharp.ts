import type { default as Sharp } from 'sharp';

/** Loaded at the first picture: importing the package costs no native memory. */
export async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  // The pool's threads are the parallelism; more inside each would only fight over the same cores.
  sharp.concurrency(1);
  return sharp;
}
