import { smoothstep } from '../colour.ts';
import { type Control, partOf } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import type { Picture } from '../picture.ts';
import { findContours } from './contours.ts';
import { eachRow } from './each-row.ts';
import { createFlow } from './flow.ts';
import { measure } from './measures.ts';
import { createRowReader, type Plane, shrink } from './plane.ts';
import { createNoiseReader } from './read-noise.ts';
import { findShades } from './shades.ts';
import { aimStroke, eachStroke, type Stroke } from './strokes.ts';

const PAPER = [250, 248, 242] as const;
const GRAPHITE = [46, 45, 50] as const;
/** From the first light hatching to the last in the depths; radians against the flow, shares of the unit, shades. */
const HATCHES = [
  { turn: 0, spacing: 1 / 100, length: 1 / 15, from: 0.12, strength: 0.42 },
  { turn: 0.1, spacing: 1 / 110, length: 1 / 19, from: 0.44, strength: 0.36 },
  { turn: 1.1, spacing: 1 / 120, length: 1 / 24, from: 0.74, strength: 0.4 },
  { turn: 0.5, spacing: 1 / 125, length: 1 / 26, from: 0.9, strength: 0.6 },
] as const;

/** Graphite on clean paper: hatching that follows the forms, closer where it is darker, and lines around things. */
export async function drawPencil(picture: Picture, seed: number, control: Control): Promise<void> {
  const { width, height, pixels } = picture;
  const { unit, step } = measure(picture);
  const guide = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.08));
  const shades = await findShades(
    guide,
    { reach: Math.max(1, Math.round(unit / step / 170)), middle: 0.21 },
    partOf(control, 0.08, 0.2),
  );
  const contours = await findContours(picture, partOf(control, 0.2, 0.4));
  const reach = Math.max(1, Math.round(unit / step / 70));
  const flow = await createFlow(guide, { reach, lean: -0.85, drift: 0.75, seed }, partOf(control, 0.4, 0.5));
  const graphite = new Uint8Array(width * height);
  for (const [index, hatch] of HATCHES.entries()) {
    const layer = { spacing: Math.max(2, unit * hatch.spacing), length: unit * hatch.length, tolerance: 60 };
    const ground = { width, height, guide, flow };
    const seeded = { ...layer, seed: (seed & 0xffff) + index * 31 };
    await eachStroke(ground, seeded, partOf(control, 0.5 + index * 0.07, 0.57 + index * 0.07), (stroke, cell) => {
      const shade = shades.values[cell] ?? 0;
      const pressure = smoothstep(hatch.from - 0.08, hatch.from + 0.3, shade + (stroke.chance - 0.5) * 0.12);
      if (pressure < 0.04) return;
      aimStroke(stroke, cell, ground, seeded);
      turn(stroke, hatch.turn);
      layHatch(graphite, picture, stroke, { pressure: pressure * hatch.strength, half: Math.max(0.5, unit / 1250) });
    });
  }
  await rub(picture, { graphite, shades, contours, unit, seed: seed & 0xffff }, partOf(control, 0.78, 1));
}

function turn(stroke: Stroke, angle: number) {
  const { cosine, sine } = stroke;
  stroke.cosine = cosine * Math.cos(angle) - sine * Math.sin(angle);
  stroke.sine = cosine * Math.sin(angle) + sine * Math.cos(angle);
}

/** A thin line, pressed in the middle and lifted at the ends. */
function layHatch(
  graphite: Uint8Array,
  { width, height }: Picture,
  stroke: Stroke,
  { pressure, half }: { readonly pressure: number; readonly half: number },
) {
  const { x, y, cosine, sine, before, after } = stroke;
  const long = Math.abs(cosine) > Math.abs(sine);
  const slope = long ? sine / cosine : cosine / sine;
  const stretch = long ? Math.abs(cosine) : Math.abs(sine);
  const [middle, side] = long ? [x, y] : [y, x];
  const forward = (long ? cosine : sine) > 0;
  const first = Math.ceil(middle - (forward ? before : after) * stretch);
  const last = Math.floor(middle + (forward ? after : before) * stretch);
  const reach = half / stretch + 0.5;
  const [lengthMax, sideMax] = long ? [width, height] : [height, width];
  for (let main = Math.max(0, first); main <= Math.min(lengthMax - 1, last); main += 1) {
    const centre = side + (main - middle) * slope;
    const lifted = Math.min(1, (Math.min(main - first, last - main) / (last - first + 1)) * 5 + 0.25);
    const end = Math.min(sideMax - 1, Math.floor(centre + reach));
    for (let across = Math.max(0, Math.ceil(centre - reach)); across <= end; across += 1) {
      const edge = Math.min(1, reach - Math.abs(across - centre));
      const at = long ? across * width + main : main * width + across;
      const old = graphite[at] ?? 0;
      graphite[at] = old + (255 - old) * pressure * lifted * edge;
    }
  }
}

type Sheet = {
  readonly graphite: Uint8Array;
  readonly shades: Plane;
  readonly contours: Plane;
  readonly unit: number;
  readonly seed: number;
};

/** Everything onto the paper: its tooth takes the graphite unevenly, a finger has rubbed the shades a little. */
async function rub(picture: Picture, { graphite, shades, contours, unit, seed }: Sheet, control: Control) {
  const { width, pixels } = picture;
  const readShades = createRowReader(shades, width);
  const readContours = createRowReader(contours, width);
  const tooth = new Float32Array(width);
  const cell = Math.max(1.3, unit / 560);
  const wide = { seed: seed + 1, cellWidth: unit / 22, cellHeight: unit / 22, amplitude: 0.5 };
  const readHand = createNoiseReader(picture, [wide]);
  await eachRow(picture, control, (y) => {
    tooth.fill(0);
    addNoiseRow(tooth, y, { seed, cellWidth: cell, cellHeight: cell, amplitude: 0.5 });
    const row = pixels.subarray(y * width * 3, (y + 1) * width * 3);
    const hatches = graphite.subarray(y * width, (y + 1) * width);
    rubRow(row, { hatches, shades: readShades(y), contours: readContours(y), tooth, hand: readHand(y) });
  });
}

type RubRow = {
  readonly hatches: Uint8Array;
  readonly shades: Float32Array;
  readonly contours: Float32Array;
  readonly tooth: Float32Array;
  readonly hand: Float32Array;
};

function rubRow(row: Uint8Array, { hatches, shades, contours, tooth, hand }: RubRow) {
  for (let x = 0, to = 0; x < hatches.length; x += 1, to += 3) {
    const grip = 1 + (tooth[x] ?? 0) * 0.55;
    const contour = contours[x] ?? 0;
    const faint = 0.34 - (hand[x] ?? 0) * 0.16;
    const line = contour <= faint ? 0 : smoothstep(faint, 1.15, contour) * (0.748 + 0.132 * grip);
    const hatch = (hatches[x] ?? 0) * (0.85 / 255);
    const shade = (shades[x] ?? 0) * 0.3;
    const bare = (1 - Math.min(0.95, line)) * (1 - hatch * grip) * (1 - shade * grip);
    const dark = Math.min(0.96, 1 - bare);
    row[to] = PAPER[0] - (PAPER[0] - GRAPHITE[0]) * dark;
    row[to + 1] = PAPER[1] - (PAPER[1] - GRAPHITE[1]) * dark;
    row[to + 2] = PAPER[2] - (PAPER[2] - GRAPHITE[2]) * dark;
  }
}
