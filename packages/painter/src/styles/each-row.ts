import type { Control } from '../control.ts';

// At 150 ns a pixel, the dearest of the styles, a band is 5 ms of work.
const BAND_PIXELS = 32_768;

/** Runs `work` for the rows 0 to height - 1 in order, looking for an abort every 32,768 pixels or one longer row. */
export async function eachRow(
  { width, height }: { readonly width: number; readonly height: number },
  control: Control,
  work: (y: number) => void,
): Promise<void> {
  const band = Math.max(1, Math.floor(BAND_PIXELS / width));
  for (let y = 0; y < height; y += 1) {
    if (y % band === 0) await control.checkpoint(y / height);
    work(y);
  }
}
