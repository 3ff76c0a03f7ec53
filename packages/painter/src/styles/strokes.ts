import type { Control } from '../control.ts';
import { hashPoint } from '../random.ts';
import type { Plane } from './plane.ts';

/** A stroke of a brush or a pencil before it is laid; pixels and radians. */
export type Stroke = {
  x: number;
  y: number;
  cosine: number;
  sine: number;
  /** Lengths from the middle, against and along the direction. */
  before: number;
  after: number;
  /** 0 to 1, its own: for the tone, the bristles. */
  chance: number;
};

export type StrokeLayer = {
  /** Pixels between neighbours; they are shaken by it. */
  readonly spacing: number;
  /** Full length, pixels. */
  readonly length: number;
  /** How far the colours may differ from the middle's before the stroke stops, levels. */
  readonly tolerance: number;
  readonly seed: number;
};

type Ground = { readonly width: number; readonly height: number; readonly guide: Plane; readonly flow: Plane };

/** Places visited before an abort is looked for: fewer where strokes are large. */
const PLACES_PER_LOOK = 128;
const PIXELS_PER_LOOK = 300_000;
/** Places of a 4 x 4 square in scattered order. */
const SCATTERED = [5, 8, 2, 15, 0, 10, 13, 7, 4, 14, 1, 11, 6, 3, 12, 9] as const;
const STEPS_PER_SIDE = 4;

/**
 * Visits a shaken grid and hands each place to `lay`, as a stroke that has no direction yet. Neighbours come in
 * scattered order, so that no side lies on top. The stroke is one object, filled anew each time.
 */
export async function eachStroke(
  { width, height, guide }: Ground,
  { spacing, length, seed }: StrokeLayer,
  control: Control,
  lay: (stroke: Stroke, cell: number) => void,
): Promise<void> {
  const columns = Math.ceil(width / spacing) + 1;
  const rows = Math.ceil(height / spacing) + 1;
  const stroke: Stroke = { x: 0, y: 0, cosine: 1, sine: 0, before: 0, after: 0, chance: 0 };
  const perLook = Math.max(1, Math.min(PLACES_PER_LOOK, Math.floor(PIXELS_PER_LOOK / (length * spacing))));
  let laid = 0;
  for (const first of SCATTERED) {
    for (let row = first >> 2; row < rows; row += 4) {
      for (let column = first & 3; column < columns; column += 4) {
        if (laid % perLook === 0) await control.checkpoint(laid / (columns * rows));
        laid += 1;
        stroke.chance = hashPoint(column, row, seed + 2);
        stroke.x = (column + hashPoint(column, row, seed) - 0.5) * spacing;
        stroke.y = (row + hashPoint(column, row, seed + 1) - 0.5) * spacing;
        lay(stroke, cellAt(guide, stroke.x, stroke.y));
      }
    }
  }
}

/** Turns the stroke along the flow and lets it run to its length or an edge. */
export function aimStroke(stroke: Stroke, cell: number, ground: Ground, layer: StrokeLayer): void {
  const { flow } = ground;
  const angle =
    Math.atan2(flow.values[cell * 2 + 1] ?? 0, flow.values[cell * 2] ?? 1) / 2 + (stroke.chance - 0.5) * 0.5;
  stroke.cosine = Math.cos(angle);
  stroke.sine = Math.sin(angle);
  runStroke(stroke, cell, ground.guide, layer);
}

/** Lets the stroke run both ways to half its length or to where the guide's colour changes. */
export function runStroke(stroke: Stroke, cell: number, guide: Plane, layer: StrokeLayer): void {
  const half = layer.length * (0.32 + 0.36 * stroke.chance);
  stroke.before = runOneWay(stroke, cell, guide, -half, layer.tolerance);
  stroke.after = runOneWay(stroke, cell, guide, half, layer.tolerance);
}

/** The cell of the plane that a pixel lies in, the nearest one outside. */
export function cellAt(plane: Plane, x: number, y: number): number {
  const column = Math.max(0, Math.min(plane.width - 1, Math.floor(x / plane.step)));
  const row = Math.max(0, Math.min(plane.height - 1, Math.floor(y / plane.step)));
  return row * plane.width + column;
}

function runOneWay(stroke: Stroke, from: number, guide: Plane, reach: number, tolerance: number): number {
  for (let step = 1; step <= STEPS_PER_SIDE; step += 1) {
    const share = (step / STEPS_PER_SIDE) * reach;
    const cell = cellAt(guide, stroke.x + stroke.cosine * share, stroke.y + stroke.sine * share);
    if (differenceOf(guide, from, cell) > tolerance) return Math.abs(reach) * ((step - 0.6) / STEPS_PER_SIDE);
  }
  return Math.abs(reach);
}

function differenceOf({ values }: Plane, a: number, b: number): number {
  return (
    Math.abs((values[a * 3] ?? 0) - (values[b * 3] ?? 0)) +
    Math.abs((values[a * 3 + 1] ?? 0) - (values[b * 3 + 1] ?? 0)) +
    Math.abs((values[a * 3 + 2] ?? 0) - (values[b * 3 + 2] ?? 0))
  );
}
