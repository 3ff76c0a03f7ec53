import { clamp01, smoothstep } from '../colour.ts';
import { type Control, partOf } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import type { Picture } from '../picture.ts';
import { findContours } from './contours.ts';
import { eachRow } from './each-row.ts';
import { measure } from './measures.ts';
import { createRowReader, type Plane, readShifted, shrink } from './plane.ts';
import { pressSeal } from './press-seal.ts';
import { findShades } from './shades.ts';

const PAPER = [247, 243, 232] as const;
const INK = [24, 23, 27] as const;

/** Ink and brush on rice paper: a few grey washes, black lines that swell and break, empty paper, one red seal. */
export async function paintInk(picture: Picture, seed: number, control: Control): Promise<void> {
  const { width, height, pixels } = picture;
  const { unit, step } = measure(picture);
  const guide = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.1));
  const shades = await findShades(
    guide,
    { reach: Math.max(1, Math.round(unit / step / 120)), middle: 0.3 },
    partOf(control, 0.1, 0.3),
  );
  const contours = await findContours(picture, partOf(control, 0.3, 0.5));
  const paintRow = createInkPainter(picture, { shades, contours, unit, seed: seed & 0xffff });
  await eachRow(picture, partOf(control, 0.5, 0.98), paintRow);
  await pressSeal(picture, { unit, seed }, partOf(control, 0.98, 1));
}

type Sheet = { readonly shades: Plane; readonly contours: Plane; readonly unit: number; readonly seed: number };

function createInkPainter(picture: Picture, { shades, contours, unit, seed }: Sheet): (y: number) => void {
  const { width, height, pixels } = picture;
  const row = () => new Float32Array(width);
  const shift = { x: row(), y: row() };
  const shadeRow = row();
  const readContours = createRowReader(contours, width);
  const flood = row();
  const dry = row();
  const fibre = row();
  return (y) => {
    fill(shift.x, y, { seed, across: unit / 40, down: unit / 40, amplitude: unit / 130 });
    fill(shift.y, y, { seed: seed + 1, across: unit / 40, down: unit / 40, amplitude: unit / 130 });
    fill(flood, y, { seed: seed + 2, across: unit / 6, down: unit / 6, amplitude: 0.9 });
    fill(dry, y, { seed: seed + 3, across: unit / 14, down: Math.max(1.2, unit / 420), amplitude: 1 });
    fill(fibre, y, { seed: seed + 4, across: unit / 60, down: Math.max(1.2, unit / 300), amplitude: 1 });
    readShifted(shades, y, shift, shadeRow);
    const lineRow = readContours(y);
    const down = Math.min(y, height - 1 - y) / unit;
    for (let x = 0; x < width; x += 1) {
      const border = smoothstep(0, 0.16, Math.min(down, x / unit, (width - 1 - x) / unit) + (flood[x] ?? 0) * 0.05);
      const wash = washOf((shadeRow[x] ?? 0) + (flood[x] ?? 0) * 0.07, dry[x] ?? 0) * border;
      const thin = 0.42 - (flood[x] ?? 0) * 0.2 + (dry[x] ?? 0) * 0.14;
      const line = smoothstep(thin, thin + 0.3, lineRow[x] ?? 0) * (0.55 + 0.45 * border);
      const ink = clamp01(1 - (1 - wash) * (1 - line * 0.94));
      const paper = (fibre[x] ?? 0) * 2.2;
      const to = (y * width + x) * 3;
      pixels[to] = (PAPER[0] + paper) * (1 - ink) + INK[0] * ink;
      pixels[to + 1] = (PAPER[1] + paper) * (1 - ink) + INK[1] * ink;
      pixels[to + 2] = (PAPER[2] + paper) * (1 - ink) + INK[2] * ink;
    }
  };
}

/** Three waters of ink, each with a soft dark rim; the blackest is laid with a nearly dry brush. */
function washOf(shade: number, dry: number): number {
  let ink = 0;
  for (const [from, depth] of WASHES) {
    const inside = (shade - from) * 14;
    if (inside <= 0) break;
    const rim = inside < 1.6 ? Math.sin((inside / 1.6) * Math.PI) * 0.05 : 0;
    ink += Math.min(1, inside) * depth + rim;
  }
  const black = smoothstep(0.78, 0.95, shade - dry * 0.12);
  return Math.min(0.9, ink + Math.max(0, shade - 0.2) * 0.16 + black * 0.22);
}

const WASHES = [
  [0.24, 0.1],
  [0.44, 0.16],
  [0.66, 0.24],
] as const;

function fill(
  out: Float32Array,
  y: number,
  noise: { readonly seed: number; readonly across: number; readonly down: number; readonly amplitude: number },
) {
  out.fill(0);
  addNoiseRow(out, y, {
    seed: noise.seed,
    cellWidth: noise.across,
    cellHeight: noise.down,
    amplitude: noise.amplitude,
  });
}
