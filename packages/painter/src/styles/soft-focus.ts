import { smoothstep } from '../colour.ts';
import { type Control, partOf } from '../control.ts';
import { ditherRow, type Picture } from '../picture.ts';
import { createRandom } from '../random.ts';
import { eachRow } from './each-row.ts';
import { measure } from './measures.ts';
import { createPlane, createRowReader, type Plane } from './plane.ts';
import { blurGround, findSurround, type Surround } from './surround.ts';
import { greyOf } from './tones.ts';

/** Cells along the unit. */
const CELLS = 256;
const LIGHTS_MAX = 48;

/** As through a fast lens: subjects sharp, their ground blurred with its distance, small lights as discs, bloom, a film's tones. */
export async function focusSoftly(picture: Picture, seed: number, control: Control): Promise<void> {
  const { unit, step } = measure(picture, CELLS);
  const surround = await findSurround(picture, step, partOf(control, 0, 0.2));
  const cells = unit / step;
  const near = await blurGround(surround, Math.max(1, Math.round(cells / 110)), partOf(control, 0.2, 0.3));
  const far = await blurGround(surround, Math.max(1, Math.round(cells / 42)), partOf(control, 0.3, 0.4));
  const distance = await measureDistance(surround, cells, partOf(control, 0.4, 0.43));
  // A photograph brings its own lens.
  const lights =
    surround.cover === undefined ? [] : await findLights(surround, { near, distance }, partOf(control, 0.43, 0.5));
  const lens = { near, far, distance };
  await eachRow(picture, partOf(control, 0.5, 0.9), createLens(picture, lens));
  await drawLights(picture, { lights, unit, seed }, partOf(control, 0.9, 1));
}

type Lens = { readonly near: Plane; readonly far: Plane; readonly distance: Plane };

/** 0 in focus to 1 far out of it. Feet mark the plane of focus; without subjects it is the picture's middle. */
async function measureDistance({ colours, cover }: Surround, cells: number, control: Control): Promise<Plane> {
  const { width, height, step } = colours;
  const distance = { ...createPlane(colours, 1, 1), step };
  const foot = cover === undefined ? 0 : findFoot(cover);
  await eachRow(colours, control, (row) => {
    const along = row < foot ? (foot - row) / (cells * 0.34) : (row - foot) / (cells * 0.3);
    for (let column = 0; column < width; column += 1) {
      const across = Math.hypot((column + 0.5) / width - 0.5, (row + 0.5) / height - 0.5);
      distance.values[row * width + column] =
        cover === undefined ? smoothstep(0.22, 0.62, across) * 0.85 : smoothstep(0.06, 1, along);
    }
  });
  return distance;
}

/** The row below which almost nothing of the subjects lies. */
function findFoot({ width, height, values }: Plane): number {
  const rows = Array.from({ length: height }, (_, row) =>
    values.subarray(row * width, (row + 1) * width).reduce((sum, share) => sum + share, 0),
  );
  let left = rows.reduce((sum, share) => sum + share, 0) * 0.04;
  let row = height - 1;
  while (row > 0 && left > 0) {
    left -= rows[row] ?? 0;
    row -= 1;
  }
  return row;
}

function createLens({ width, height, pixels, subjectCover }: Picture, lens: Lens): (y: number) => void {
  const readNear = createRowReader(lens.near, width);
  const readFar = createRowReader(lens.far, width);
  const readDistance = createRowReader(lens.distance, width);
  const films = createFilm();
  const bare = new Uint8Array(width);
  const across = Float32Array.from({ length: width }, (_, x) => ((x + 0.5) / width - 0.5) ** 2);
  return (y) => {
    const row = pixels.subarray(y * width * 3, (y + 1) * width * 3);
    const covers = subjectCover?.subarray(y * width, (y + 1) * width) ?? bare;
    const down = ((y + 0.5) / height - 0.5) ** 2;
    const planes = { near: readNear(y), far: readFar(y), distance: readDistance(y) };
    exposeRow(row, { ...planes, covers, across, down, films, dither: ditherRow(y) });
  };
}

type Exposure = {
  readonly near: Float32Array;
  readonly far: Float32Array;
  readonly distance: Float32Array;
  readonly covers: Uint8Array;
  /** Squared distances from the middle, as shares of the picture. */
  readonly across: Float32Array;
  readonly down: number;
  readonly films: readonly [Film, Film, Film];
  readonly dither: Float32Array;
};
/** Levels by quarter level. */
type Film = Float32Array;
/** What the lens does to one pixel: shares of the near and the far blur, the bloom's strength, and the corner's darkness. */
type Seen = { little: number; much: number; bloom: number; corner: number };

function exposeRow(row: Uint8Array, { near, far, distance, covers, across, down, films, dither }: Exposure) {
  const [reds, greens, blues] = films;
  const seen: Seen = { little: 0, much: 0, bloom: 0, corner: 1 };
  for (let x = 0, at = 0; x < covers.length; x += 1, at += 3) {
    const covered = (covers[x] ?? 0) * (1 / 255);
    const amount = (distance[x] ?? 0) * (1 - covered) * 2;
    seen.little = Math.min(amount, 1);
    seen.much = amount < 1 ? 0 : amount - 1;
    const radius = (across[x] ?? 0) + down;
    seen.corner = (1 - radius * radius * 0.5) * 4;
    seen.bloom = BLOOM * (1 - covered * 0.65);
    const threshold = dither[x & 7] ?? 0;
    row[at] = (reds[quartersOf(row[at] ?? 0, near[at] ?? 0, far[at] ?? 0, seen)] ?? 0) + threshold;
    row[at + 1] = (greens[quartersOf(row[at + 1] ?? 0, near[at + 1] ?? 0, far[at + 1] ?? 0, seen)] ?? 0) + threshold;
    row[at + 2] = (blues[quartersOf(row[at + 2] ?? 0, near[at + 2] ?? 0, far[at + 2] ?? 0, seen)] ?? 0) + threshold;
  }
}

function quartersOf(own: number, near: number, far: number, { little, much, bloom, corner }: Seen): number {
  const first = own + (near - own) * little;
  const blurred = first + (far - first) * much;
  return ((255 - (255 - blurred) * (1 - far * far * far * bloom)) * corner) | 0;
}

/** A seventh at white, next to nothing at half. */
const BLOOM = 0.14 / 255 ** 3;

/** By quarter level: matte blacks, a long shoulder, cool shadows and warm lights. */
function createFilm(): readonly [Film, Film, Film] {
  const film = (black: number, white: number, warm: number) =>
    Float32Array.from({ length: 1024 }, (_, index) => {
      const t = index / 1023;
      const bent = t * t * (3 - 2 * t);
      const tone = t * 0.68 + bent * 0.32 + Math.sin(t * Math.PI) * (0.02 + warm);
      return black + (white - black) * tone;
    });
  return [film(13, 252, 0.012), film(14, 248, 0), film(19, 240, -0.012)];
}

type Light = { readonly x: number; readonly y: number; readonly colour: readonly number[]; readonly strength: number };

/** Small lights out of focus: cells much brighter than all around, none beside another; pixels. */
async function findLights(
  { colours, cover }: Surround,
  { near, distance }: { readonly near: Plane; readonly distance: Plane },
  control: Control,
): Promise<readonly Light[]> {
  const { width, height, step, values } = colours;
  const found: Light[] = [];
  const toneAt = (plane: Float32Array, at: number) =>
    greyOf(plane[at * 3] ?? 0, plane[at * 3 + 1] ?? 0, plane[at * 3 + 2] ?? 0);
  await eachRow(colours, control, (row) => {
    if (row === 0 || row === height - 1) return;
    for (let column = 1; column < width - 1; column += 1) {
      const at = row * width + column;
      const tone = toneAt(values, at);
      const excess = tone - toneAt(near.values, at);
      if (excess < 36 || tone < 120 || (distance.values[at] ?? 0) < 0.45 || (cover?.values[at] ?? 0) > 0.02) continue;
      const isPeak = [-1, 1, -width, width].every((to) => toneAt(values, at + to) <= tone);
      if (!isPeak) continue;
      const colour = [...values.subarray(at * 3, at * 3 + 3)];
      found.push({ x: (column + 0.5) * step, y: (row + 0.5) * step, colour, strength: excess });
    }
  });
  return found.sort((a, b) => b.strength - a.strength || a.y - b.y || a.x - b.x).slice(0, LIGHTS_MAX);
}

async function drawLights(
  picture: Picture,
  { lights, unit, seed }: { readonly lights: readonly Light[]; readonly unit: number; readonly seed: number },
  control: Control,
) {
  const random = createRandom(seed, 'bokeh');
  for (const [index, light] of lights.entries()) {
    if (index % 4 === 0) await control.checkpoint(index / lights.length);
    drawDisc(picture, light, unit * random.between(0.012, 0.024));
  }
}

/** Brighter towards its rim, as a lens draws it; never over a subject. */
function drawDisc({ width, height, pixels, subjectCover }: Picture, light: Light, radius: number) {
  const last = Math.min(height - 1, Math.floor(light.y + radius));
  const right = Math.min(width - 1, Math.floor(light.x + radius));
  for (let y = Math.max(0, Math.ceil(light.y - radius)); y <= last; y += 1) {
    for (let x = Math.max(0, Math.ceil(light.x - radius)); x <= right; x += 1) {
      const from = Math.hypot(x - light.x, y - light.y) / radius;
      const edge = Math.max(0, Math.min(1, (1 - from) * radius * 0.6));
      const free = 1 - (subjectCover?.[y * width + x] ?? 0) / 255;
      const cover = edge * (0.2 + 0.16 * from * from) * Math.min(1.6, light.strength / 50) * free;
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const old = pixels[at + channel] ?? 0;
        const glow = Math.min(255, (light.colour[channel] ?? 0) * 1.25 + 20);
        pixels[at + channel] = old + Math.max(0, glow - old) * Math.min(1, cover);
      }
    }
  }
}
