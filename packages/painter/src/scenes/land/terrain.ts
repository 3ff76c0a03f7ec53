import { clamp01, type Rgb } from '../../colour.ts';
import { addNoiseRow } from '../../noise.ts';
import type { Frame } from '../frame.ts';
import type { Layer } from '../layers.ts';
import type { Making } from '../making.ts';

/** A point of the land: aside and away in units of the picture, height in the same. */
export type Spot = {
  readonly x: number;
  readonly z: number;
  readonly height: number;
  /** 0 in shade to 1 in full light. */
  readonly lit: number;
  /** 0 level to 1 upright. */
  readonly steep: number;
};

export type Land = {
  /** Height over the plain, in units, at a place aside of the middle and away from the eye. */
  readonly heightAt: (x: number, z: number) => number;
  /** Writes the colour of a spot in linear light, before any haze. */
  readonly colourAt: (spot: Spot, out: [number, number, number]) => void;
  /** Nearest and farthest distance shown. */
  readonly near: number;
  readonly far: number;
  /** The eye's height over the plain, in units. */
  readonly eye: number;
  /** Row of the true horizon, pixels. */
  readonly horizon: number;
  /** How fast the air hides what is far: 0 clear to 1 thick. */
  readonly air: number;
  /** Fog that lies low: its share at height 0. */
  readonly mist: number;
  /** Grain on the surface, 0 to 1. */
  readonly grain: number;
  readonly seed: number;
  /** Distance steps; more for near land. */
  readonly steps?: number;
};

const COLUMNS_PER_UNIT = 1000;
// A long panorama is a little softer instead of slower.
const COLUMNS_MAX = 2000;
const OUTSIDE_STEPS = 40;
// About a millisecond of the dearest land.
const SPOTS_AT_ONCE = 3000;

/** One column after the other, near to far: each spot covers what rises over the spots before it. */
export function* terrainLayer(frame: Frame, land: Land): Making<Layer> {
  const { width, height, unit } = frame;
  // Columns and rows are shared on large pictures; the skyline and the grain stay fine.
  const cell = Math.max(1, unit / COLUMNS_PER_UNIT);
  const cellWide = Math.max(cell, width / COLUMNS_MAX);
  const columns = Math.ceil(width / cellWide) + 2;
  const bottom = Math.min(height, Math.ceil(land.horizon + (land.eye / land.near) * unit));
  const map = yield* createMap(frame, land, { cell, cellWide, columns, bottom });
  const profile = new Float32Array(width);
  for (let x = 0; x < width; x += 1) {
    const at = x / cellWide;
    const left = Math.floor(at);
    const a = map.skyline[left] ?? bottom;
    profile[x] = a + ((map.skyline[left + 1] ?? a) - a) * (at - left);
  }
  return { profile, paint: mapPainter(frame, land, map, { cell, cellWide }) };
}

type ColourMap = {
  readonly skyline: Float32Array;
  readonly top: number;
  readonly rows: number;
  readonly columns: number;
  /** Square roots of linear light, three bytes a cell. */
  readonly bytes: Uint8Array;
};

type Cells = { readonly cell: number; readonly cellWide: number };
type Grid = Cells & { readonly columns: number; readonly bottom: number };

function* createMap(frame: Frame, land: Land, { cell, cellWide, columns, bottom }: Grid): Making<ColourMap> {
  const { unit, width, light } = frame;
  const steps = land.steps ?? 115;
  const distances = Float64Array.from(
    { length: steps },
    (_, k) => land.near * (land.far / land.near) ** (k / (steps - 1)),
  );
  const heights = new Float32Array(columns * steps);
  const skyline = new Float32Array(columns).fill(bottom);
  const columnsAtOnce = Math.max(1, Math.floor(SPOTS_AT_ONCE / steps));
  for (let column = 0; column < columns; column += 1) {
    if (column % columnsAtOnce === columnsAtOnce - 1) yield;
    const aside = (column * cellWide - width / 2) / unit;
    for (let k = 0; k < steps; k += 1) {
      const z = distances[k] ?? 1;
      const high = land.heightAt(aside * z, z);
      heights[column * steps + k] = high;
    }
    for (let k = 0; k < steps; k += 1) {
      const row = rowAt({ land, heights, distances, unit }, column * steps, k);
      if (row < (skyline[column] ?? 0)) skyline[column] = row;
    }
  }
  const top = Math.max(0, Math.floor(skyline.reduce((low, row) => Math.min(low, row), bottom)) - 2);
  const rows = Math.max(1, Math.ceil((bottom - top) / cell) + 2);
  const map = { skyline, top, rows, columns, bytes: new Uint8Array(columns * rows * 3) };
  const sunny = light.source.x > 0.5 ? -1 : 1;
  const roof = new Float32Array(steps).fill(-1e9);
  yield;
  castFromOutside({ land, distances, roof, unit, width, light }, sunny);
  const filling = { frame, land, map, cell, cellWide, bottom, distances, heights, roof, sunny };
  // From the sun's side on, so that each column knows how high the shadow of those before it reaches.
  for (let index = 0; index < columns; index += 1) {
    if (index % columnsAtOnce === 0) yield;
    fillColumn(filling, sunny > 0 ? index : columns - 1 - index);
  }
  return map;
}

/** Land beyond the edge throws its shadow into the picture too. */
function castFromOutside(
  at: {
    readonly land: Land;
    readonly distances: Float64Array;
    readonly roof: Float32Array;
    readonly unit: number;
    readonly width: number;
    readonly light: Frame['light'];
  },
  sunny: number,
) {
  const { land, distances, roof, unit, width, light } = at;
  const low = Math.min(0.9, 0.28 + light.source.y * 0.7);
  for (let step = OUTSIDE_STEPS; step > 0; step -= 1) {
    const aside = -sunny * (width / unit / 2 + (step / OUTSIDE_STEPS) * 0.4);
    for (let k = 0; k < distances.length; k += 1) {
      const z = distances[k] ?? 1;
      roof[k] = Math.max((roof[k] ?? 0) - (0.4 / OUTSIDE_STEPS) * z * low, land.heightAt(aside * z, z));
    }
  }
}

type Filling = Cells & {
  readonly frame: Frame;
  readonly land: Land;
  readonly map: ColourMap;
  readonly bottom: number;
  readonly distances: Float64Array;
  readonly heights: Float32Array;
  readonly roof: Float32Array;
  readonly sunny: number;
};

function fillColumn(filling: Filling, column: number) {
  const { frame, land, map, cell, cellWide, bottom, distances, heights, roof, sunny } = filling;
  const { unit, width, light } = frame;
  const steps = distances.length;
  const aside = (column * cellWide - width / 2) / unit;
  const low = Math.min(0.9, 0.28 + light.source.y * 0.7);
  const colour: [number, number, number] = [0, 0, 0];
  let filled = (bottom - map.top) / cell + 2;
  for (let k = 0; k < steps; k += 1) {
    const z = distances[k] ?? 1;
    const at = column * steps + k;
    const high = heights[at] ?? 0;
    const across = (cellWide / unit) * z;
    roof[k] = Math.max((roof[k] ?? 0) - across * low, high);
    const row = (rowAt({ land, heights, distances, unit }, column * steps, k) - map.top) / cell;
    if (row >= filled) continue;
    const left = heights[Math.max(0, column - 1) * steps + k] ?? high;
    const right = heights[Math.min(map.columns - 1, column + 1) * steps + k] ?? high;
    const nearer = heights[at - (k > 0 ? 1 : 0)] ?? high;
    const slopeX = (right - left) / (2 * across);
    const slopeZ = k > 0 ? (high - nearer) / (z - (distances[k - 1] ?? 0)) : 0;
    const length = Math.sqrt(1 + slopeX * slopeX + slopeZ * slopeZ);
    const shadow = clamp01(1 - ((roof[k] ?? 0) - high) / (0.05 * z * 0.3 + 0.02));
    // The light comes from the sun's side, from above and a little from the eye: faces towards us are never black.
    const facing = (0.62 + slopeX * sunny * 0.85 + slopeZ * 0.3) / length;
    land.colourAt(
      { x: aside * z, z, height: high, lit: clamp01(facing * (0.35 + 0.65 * shadow)), steep: 1 - 1 / length },
      colour,
    );
    fog(colour, frame, land, z, high);
    const from = Math.max(0, Math.floor(row));
    for (let y = Math.min(map.rows - 1, Math.ceil(filled)); y >= from; y -= 1) put(map, column, y, colour);
    filled = row;
  }
  // The skyline is drawn finer than the map: above the last spot its colour goes on.
  for (let y = Math.min(map.rows - 1, Math.floor(filled)); y >= 0; y -= 1) put(map, column, y, colour);
}

/** The row a step is seen at; a crest between two steps is found on the curve through its neighbours. */
function rowAt(
  at: { readonly land: Land; readonly heights: Float32Array; readonly distances: Float64Array; readonly unit: number },
  first: number,
  k: number,
): number {
  const { land, heights, distances, unit } = at;
  const seen = (step: number) =>
    land.horizon - (((heights[first + step] ?? 0) - land.eye) / (distances[step] ?? 1)) * unit;
  const row = seen(k);
  if (k === 0 || k === distances.length - 1) return row;
  const before = seen(k - 1);
  const after = seen(k + 1);
  const bend = before - 2 * row + after;
  return row < before && row <= after && bend > 0 ? row - (before - after) ** 2 / (8 * bend) : row;
}

function fog(colour: [number, number, number], { light }: Frame, land: Land, z: number, high: number) {
  const far = 1 - Math.exp((-(z - land.near) / (land.far - land.near)) * land.air * 3);
  const lying = land.mist * Math.exp(-Math.max(0, high) * 5) * clamp01((z - land.near) / (land.far - land.near) + 0.15);
  const share = clamp01(far + (1 - far) * lying);
  for (let channel = 0; channel < 3; channel += 1) {
    const old = colour[channel] ?? 0;
    colour[channel] = old + ((light.fog[channel] ?? 0) - old) * share;
  }
}

function put({ bytes, columns }: ColourMap, column: number, row: number, colour: Rgb) {
  const index = (row * columns + column) * 3;
  bytes[index] = Math.min(255, Math.sqrt(Math.max(0, colour[0])) * 200 + 0.5);
  bytes[index + 1] = Math.min(255, Math.sqrt(Math.max(0, colour[1])) * 200 + 0.5);
  bytes[index + 2] = Math.min(255, Math.sqrt(Math.max(0, colour[2])) * 200 + 0.5);
}

const SQUARES = Float32Array.from({ length: 256 }, (_, byte) => (byte / 200) ** 2);

function mapPainter(frame: Frame, land: Land, map: ColourMap, { cell, cellWide }: Cells): Layer['paint'] {
  const { width, unit } = frame;
  const { bytes } = map;
  const grain = new Float32Array(width);
  const size = unit * 0.012;
  return (y, row, cover) => {
    grain.fill(0);
    for (const share of [1, 0.4] as const)
      addNoiseRow(grain, y, {
        seed: land.seed + share * 10,
        cellWidth: Math.max(1.5, size * share * 1.5),
        cellHeight: Math.max(1.2, size * share),
        amplitude: 0.32 * land.grain,
      });
    const line = Math.max(0, Math.min(map.rows - 1, Math.round((y - map.top) / cell))) * map.columns;
    for (let x = 0; x < width; x += 1) {
      const amount = cover[x] ?? 0;
      if (amount <= 0) continue;
      const at = x / cellWide;
      const left = at | 0;
      const share = at - left;
      const index = (line + left) * 3;
      const tone = amount * (1 + (grain[x] ?? 0));
      const keep = 1 - amount;
      const out = x * 3;
      const red = SQUARES[bytes[index] ?? 0] ?? 0;
      const green = SQUARES[bytes[index + 1] ?? 0] ?? 0;
      const blue = SQUARES[bytes[index + 2] ?? 0] ?? 0;
      const red2 = SQUARES[bytes[index + 3] ?? 0] ?? 0;
      const green2 = SQUARES[bytes[index + 4] ?? 0] ?? 0;
      const blue2 = SQUARES[bytes[index + 5] ?? 0] ?? 0;
      row[out] = (row[out] ?? 0) * keep + (red + (red2 - red) * share) * tone;
      row[out + 1] = (row[out + 1] ?? 0) * keep + (green + (green2 - green) * share) * tone;
      row[out + 2] = (row[out + 2] ?? 0) * keep + (blue + (blue2 - blue) * share) * tone;
    }
  };
}
