import { smoothstep } from '../colour.ts';
import { type Control, partOf } from '../control.ts';
import { ditherRow, type Picture } from '../picture.ts';
import { hashPoint } from '../random.ts';
import { eachRow } from './each-row.ts';
import { measure } from './measures.ts';
import { createRowReader, shrink, smooth } from './plane.ts';
import { greyPlane, measureTones } from './tones.ts';

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
  const around = greyPlane(guide, filtered);
  await smooth(around, 5, partOf(control, 0.3, 0.4));
  const read = createRowReader(around, width);
  const curve = createFilmCurve(dark, light);
  const grain = new Uint8Array(width);
  const across = Float32Array.from({ length: width }, (_, x) => (((x + 0.5 - width / 2) / unit) * 0.9) ** 2);
  await eachRow(picture, partOf(control, 0.4, 1), (y) => {
    if ((y & 1) === 0) scatterGrain(grain, y >> 1, seed);
    const row = pixels.subarray(y * width * 3, (y + 1) * width * 3);
    const down = ((y + 0.5 - height / 2) / unit) ** 2;
    develop(row, { around: read(y), across, down, curve, grain, dither: ditherRow(y) });
  });
}

type FilmRow = {
  readonly around: Float32Array;
  /** Squared distances from the middle, in units. */
  readonly across: Float32Array;
  readonly down: number;
  readonly curve: Float32Array;
  readonly grain: Uint8Array;
  readonly dither: Float32Array;
};

function develop(row: Uint8Array, { around, across, down, curve, grain, dither }: FilmRow) {
  for (let x = 0, at = 0; x < around.length; x += 1, at += 3) {
    const grey = filtered(row[at] ?? 0, row[at + 1] ?? 0, row[at + 2] ?? 0);
    const quarters = ((grey + (grey - (around[x] ?? 0)) * 0.28) * 4) | 0;
    const tone = curve[quarters < 0 ? 0 : Math.min(quarters, 1023)] ?? 0;
    const away = (across[x] ?? 0) + down;
    const corner = away < 0.2025 ? 1 : 1 - smoothstep(0.45, 0.95, Math.sqrt(away)) * 0.2;
    const value = tone * corner - (grain[x] ?? 0) + (dither[x & 7] ?? 0);
    const level = value < 0 ? 0 : Math.min(value, 254.99);
    row[at] = level;
    row[at + 1] = level;
    row[at + 2] = level;
  }
}

/** One level of grain, two pixels wide: seen in plain skies, and hardly any bytes. */
function scatterGrain(grain: Uint8Array, line: number, seed: number) {
  for (let x = 0; x < grain.length; x += 2) {
    const level = hashPoint(x >> 1, line, seed) < 0.16 ? 1 : 0;
    grain[x] = level;
    grain[x + 1] = level;
  }
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
