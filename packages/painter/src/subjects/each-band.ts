import type { Control } from '../control.ts';

const BAND_PIXELS = 65_536;

/** Calls `paint` for every row, with a checkpoint every few milliseconds of work. */
export async function eachBand(
  { width, height }: { readonly width: number; readonly height: number },
  control: Control,
  paint: (y: number) => void,
): Promise<void> {
  const rows = Math.max(1, Math.floor(BAND_PIXELS / Math.max(1, width)));
  for (let y = 0; y < height; y += 1) {
    if (y % rows === 0) await control.checkpoint(y / height);
    paint(y);
  }
}
