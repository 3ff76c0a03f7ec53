import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import { hashPoint } from '../random.ts';
import { eachRow } from './each-row.ts';
import { createFlow } from './flow.ts';
import { measure } from './measures.ts';
import { copyPlane, type Plane, shrink, smooth } from './plane.ts';
import { aimStroke, eachStroke, type Stroke, type StrokeLayer } from './strokes.ts';

/** From the broad brush to the fine one; widths and lengths as shares of the unit. */
const BRUSHES = [
  { width: 1 / 38, length: 1 / 10, spacing: 1 / 31, blur: 3, tolerance: 80, misses: -1 },
  { width: 1 / 85, length: 1 / 24, spacing: 1 / 80, blur: 1, tolerance: 66, misses: 36 },
  { width: 1 / 190, length: 1 / 60, spacing: 1 / 196, blur: 0, tolerance: 60, misses: 48 },
  { width: 1 / 400, length: 1 / 140, spacing: 1 / 370, blur: 0, tolerance: 80, misses: 75 },
] as const;
const SATURATION = 1.22;
const BRISTLES = 256;

type Canvas = {
  readonly picture: Picture;
  readonly heights: Uint8Array;
  readonly bristles: Uint8Array;
  readonly bristlesPerPixel: number;
};

/** Paints the picture anew in strokes that follow its forms, broad ones first, fine ones where detail was lost; then lights the paint. */
export async function paintOil(picture: Picture, seed: number, control: Control): Promise<void> {
  const { width, height, pixels } = picture;
  const { unit, step } = measure(picture);
  const guide = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.06));
  const reach = Math.max(1, Math.round(unit / step / 90));
  const flow = await createFlow(guide, { reach, lean: 0.5, drift: 0.2, seed }, partOf(control, 0.06, 0.2));
  const canvas = {
    picture,
    heights: new Uint8Array(width * height).fill(90),
    bristles: createBristles(seed),
    bristlesPerPixel: 3600 / unit,
  };
  for (const [index, brush] of BRUSHES.entries()) {
    const part = partOf(control, 0.2 + index * 0.15, 0.35 + index * 0.15);
    const colours = copyPlane(guide);
    await smooth(colours, brush.blur, part);
    const layer = {
      spacing: Math.max(1.5, unit * brush.spacing),
      length: Math.max(4, unit * brush.length),
      tolerance: brush.tolerance,
      seed: (seed & 0xffff) + index * 17,
    };
    const half = Math.max(0.8, (unit * brush.width) / 2);
    await paintLayer(canvas, { colours, flow, layer, half, misses: brush.misses }, part);
  }
  await lightPaint(canvas, unit, partOf(control, 0.8, 1));
}

type Layer = {
  readonly colours: Plane;
  readonly flow: Plane;
  readonly layer: StrokeLayer;
  readonly half: number;
  /** Laid only where the painting misses the colour by more than this, levels over three channels. */
  readonly misses: number;
};

async function paintLayer(canvas: Canvas, { colours, flow, layer, half, misses }: Layer, control: Control) {
  const { picture } = canvas;
  const ground = { width: picture.width, height: picture.height, guide: colours, flow };
  const colour = new Float64Array(3);
  const paint = { red: 0, green: 0, blue: 0, half };
  await eachStroke(ground, layer, control, (stroke, cell) => {
    for (let channel = 0; channel < 3; channel += 1) colour[channel] = colours.values[cell * 3 + channel] ?? 0;
    if (missOf(picture, stroke, colour) < misses) return;
    aimStroke(stroke, cell, ground, layer);
    mixPaint(paint, colour, stroke.chance);
    layStroke(canvas, stroke, paint);
  });
}

function missOf({ width, height, pixels }: Picture, { x, y }: Stroke, colour: Float64Array): number {
  const column = Math.max(0, Math.min(width - 1, Math.floor(x)));
  const row = Math.max(0, Math.min(height - 1, Math.floor(y)));
  const at = (row * width + column) * 3;
  return (
    Math.abs((pixels[at] ?? 0) - (colour[0] ?? 0)) +
    Math.abs((pixels[at + 1] ?? 0) - (colour[1] ?? 0)) +
    Math.abs((pixels[at + 2] ?? 0) - (colour[2] ?? 0))
  );
}

type Paint = { red: number; green: number; blue: number; readonly half: number };

/** A fuller colour, a little lighter or darker and warmer or colder from stroke to stroke. */
function mixPaint(paint: Paint, colour: Float64Array, chance: number) {
  const grey = ((colour[0] ?? 0) + (colour[1] ?? 0) * 2 + (colour[2] ?? 0)) / 4;
  const tone = (chance - 0.5) * (12 + grey * 0.09);
  const warmth = (((chance * 7.3) % 1) - 0.5) * 14;
  paint.red = paintLevel(grey + ((colour[0] ?? 0) - grey) * SATURATION + tone + warmth);
  paint.green = paintLevel(grey + ((colour[1] ?? 0) - grey) * SATURATION + tone);
  paint.blue = paintLevel(grey + ((colour[2] ?? 0) - grey) * SATURATION + tone - warmth);
}

/** Whole, and with room for what the bristles add. */
function paintLevel(value: number): number {
  return Math.max(5, Math.min(250, value)) | 0;
}

/**
 * Bristle by bristle: each has its own load of paint, its own end, and leaves a groove beside it.
 * Whole numbers in the inner loop: it runs about ten times for every pixel of the picture.
 */
function layStroke({ picture, heights, bristles, bristlesPerPixel }: Canvas, stroke: Stroke, paint: Paint) {
  const { width, height, pixels } = picture;
  const { x, y, cosine, sine, before, after, chance } = stroke;
  const { half, red, green, blue } = paint;
  const tall = Math.abs(sine) * Math.max(before, after) + Math.abs(cosine) * half;
  const last = Math.min(height - 1, Math.floor(y + tall));
  const offset = chance * BRISTLES + half * bristlesPerPixel;
  for (let row = Math.max(0, Math.ceil(y - tall)); row <= last; row += 1) {
    const { from, to } = spanOf(stroke, row - y, half);
    const left = Math.max(0, Math.ceil(x + from));
    let along = (left - x) * cosine + (row - y) * sine;
    let across = (row - y) * cosine - (left - x) * sine;
    const end = row * width + Math.min(width - 1, Math.floor(x + to));
    for (let at = row * width + left; at <= end; at += 1) {
      const load = bristles[(offset + across * bristlesPerPixel) & (BRISTLES - 1)] ?? 0;
      const dry = load * 0.0011 + 0.72;
      const rest = along < 0 ? before * dry + along : after * dry - along;
      const edge = half - (across < 0 ? -across : across);
      const cover = Math.min(208 + (load >> 3), rest * 128, edge * 256 + 80) | 0;
      if (cover > 0) {
        const tone = (load >> 5) - 4;
        const to = at * 3;
        const oldRed = pixels[to] ?? 0;
        const oldGreen = pixels[to + 1] ?? 0;
        const oldBlue = pixels[to + 2] ?? 0;
        const oldHeight = heights[at] ?? 0;
        pixels[to] = oldRed + (((red + tone - oldRed) * cover) >> 8);
        pixels[to + 1] = oldGreen + (((green + tone - oldGreen) * cover) >> 8);
        pixels[to + 2] = oldBlue + (((blue + tone - oldBlue) * cover) >> 8);
        // Paint is pushed to the sides of the brush.
        const push = 60 + ((load * 95) >> 8) + (edge < half * 0.35 ? 34 : 0);
        heights[at] = oldHeight + (((push - oldHeight) * cover) >> 8);
      }
      along += cosine;
      across -= sine;
    }
  }
}

const span = { from: 0, to: 0 };

/** The columns, counted from the middle, that a row `down` below it shares with the stroke. */
function spanOf({ cosine, sine, before, after }: Stroke, down: number, half: number): typeof span {
  span.from = -1e9;
  span.to = 1e9;
  narrowSpan(-half, half, down * cosine, -sine);
  narrowSpan(-before, after, down * sine, cosine);
  return span;
}

/** Keeps the columns where `start + slope * column` lies between `low` and `high`. */
function narrowSpan(low: number, high: number, start: number, slope: number) {
  const steep = Math.abs(slope) < 1e-6 ? 1e-6 : slope;
  const a = (low - start) / steep;
  const b = (high - start) / steep;
  span.from = Math.max(span.from, Math.min(a, b));
  span.to = Math.min(span.to, Math.max(a, b));
}

/** Loads of paint across the brush, 0 to 255: some bristles are full, some nearly dry. Repeats after 256. */
function createBristles(seed: number): Uint8Array {
  return Uint8Array.from({ length: BRISTLES }, (_, index) => {
    let load = 0;
    for (const [wide, weight] of [
      [4, 0.6],
      [16, 0.4],
    ] as const) {
      const t = (index % wide) / wide;
      const cell = Math.floor(index / wide);
      const a = hashPoint(cell, wide, seed);
      const b = hashPoint((cell + 1) % (BRISTLES / wide), wide, seed);
      load += (a + (b - a) * t * t * (3 - 2 * t)) * weight;
    }
    return load * 255;
  });
}

/** Light from the upper left over the ridges of the paint, and the weave of the canvas where it is thin. */
async function lightPaint({ picture, heights }: Canvas, unit: number, control: Control) {
  const { width, height, pixels } = picture;
  const apart = Math.max(1, Math.round(unit / 1100));
  const weave = (2 * Math.PI) / Math.max(3, unit / 220);
  const threads = Float32Array.from({ length: width }, (_, x) => Math.sin(x * weave));
  await eachRow(picture, control, (y) => {
    const rowOf = (line: number) => heights.subarray(line * width, (line + 1) * width);
    const up = rowOf(Math.max(0, y - apart));
    const down = rowOf(Math.min(height - 1, y + apart));
    const row = pixels.subarray(y * width * 3, (y + 1) * width * 3);
    lightRow(row, { own: rowOf(y), up, down, apart, threads, thread: Math.sin(y * weave) * 2.4 });
  });
}

type Ridges = {
  readonly own: Uint8Array;
  readonly up: Uint8Array;
  readonly down: Uint8Array;
  readonly apart: number;
  readonly threads: Float32Array;
  readonly thread: number;
};

function lightRow(row: Uint8Array, { own, up, down, apart, threads, thread }: Ridges) {
  const last = own.length - 1;
  for (let x = 0, at = 0; x <= last; x += 1, at += 3) {
    const right = own[Math.min(last, x + apart)] ?? 0;
    const left = own[Math.max(0, x - apart)] ?? 0;
    const slope = right - left + (down[x] ?? 0) - (up[x] ?? 0);
    const shine = Math.max(-30, Math.min(34, slope * 0.2)) + (threads[x] ?? 0) * thread;
    // Dark paint shows little of its grooves, light paint has little room above it.
    const least = shine * 0.3;
    const more = 1 + shine * 0.0028;
    row[at] = level((row[at] ?? 0) * more + least);
    row[at + 1] = level((row[at + 1] ?? 0) * more + least);
    row[at + 2] = level((row[at + 2] ?? 0) * more + least);
  }
}

function level(value: number): number {
  return value < 0 ? 0 : Math.min(255, value);
}
