import { smoothstep } from '../colour.ts';
import { type Control, partOf } from '../control.ts';
import { ditherRow, type Picture } from '../picture.ts';
import { hashPoint } from '../random.ts';
import { eachRow } from './each-row.ts';
import { measure } from './measures.ts';
import { createRowReader, shrink, smooth } from './plane.ts';
import { measureTones } from './tones.ts';

/** Black-and-white film behind an orange filter: skies deepen, skin and leaves glow. Shares of red, green and blue. */
const FILTER = [0.44, 0.46, 0.1] as const;
/** Cells along the unit for the surround that tones are set off against. */
const CELLS = 128;

/** Fine black and white: filtered, set off against its surround, on a film's curve with the full range of tones. */
export async function removeColour(picture: Picture, seed: number, control: Control): Promise<void> {
  const { width, height, pixels } = picture;
  const { unit, step } = measure(picture, CELLS);
  const guide = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.3));
  const { dark, light } = measureTones(guide);
  await smooth(guide, 5, partOf(control, 0.3, 0.4));
  const read = createRowReader(guide, width);
  const curve = createFilmCurve(dark, light);
  await eachRow(picture, partOf(control, 0.4, 1), (y) => {
    const around = read(y);
    const dither = ditherRow(y);
    const down = (y + 0.5 - height / 2) / unit;
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3;
      const grey = filtered(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
      const surround = filtered(around[x * 3] ?? 0, around[x * 3 + 1] ?? 0, around[x * 3 + 2] ?? 0);
      const across = (x + 0.5 - width / 2) / unit;
      const corner = 1 - smoothstep(0.45, 0.95, Math.hypot(across * 0.9, down)) * 0.2;
      const tone = curve[Math.max(0, Math.min(1023, ((grey + (grey - surround) * 0.28) * 4) | 0))] ?? 0;
      // One level of grain: seen in plain skies, and hardly any bytes.
      const grain = hashPoint(x >> 1, y >> 1, seed) < 0.16 ? 1 : 0;
      const value = Math.max(0, Math.min(254.99, tone * corner - grain + (dither[x & 7] ?? 0)));
      pixels[at] = value;
      pixels[at + 1] = value;
      pixels[at + 2] = value;
    }
  });
}

function filtered(red: number, green: number, blue: number): number {
  return red * FILTER[0] + green * FILTER[1] + blue * FILTER[2];
}

/** By quarter level: stretches what the picture has to nearly the full range, bends gently at both ends. */
function createFilmCurve(dark: number, light: number): Float32Array {
  const low = Math.min(dark * 0.7, 60);
  const high = Math.max(light * 1.06, 160);
  return Float32Array.from({ length: 1024 }, (_, index) => {
    const t = Math.max(0, Math.min(1, (index / 4 - low) / (high - low)));
    const bent = t * t * (3 - 2 * t);
    return 7 + 243 * (t * 0.5 + bent * 0.5);
  });
}
