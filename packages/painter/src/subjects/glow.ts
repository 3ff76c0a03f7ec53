import { LINEAR_BY_LEVEL, luminance, smoothstep } from '../colour.ts';
import type { Control } from '../control.ts';
import type { Picture } from '../picture.ts';
import { createRowReader } from '../styles/plane.ts';
import { eachBand } from './each-band.ts';
import type { Lighting } from './lighting.ts';
import type { Placement } from './placement.ts';
import type { Cutout } from './rasterise-subject.ts';
import { srgbLevel } from './srgb-level.ts';

/** Levels of sRGB a pixel may be away from a shining colour and still shine fully, and at all. */
const NEAR = 26;
const FAR = 58;
/** Cells along the longer side of a halo's grid, and how far the halo reaches beyond the thing. */
const CELLS = 48;
const REACH = 0.3;

/** How much each pixel shines by itself, 0 to 255, read before it is shaded; `*` stands for all of it. */
export async function findGlow(cutout: Cutout, colours: readonly string[], control: Control): Promise<Uint8Array> {
  const { width, rgba } = cutout;
  const isWhole = colours.includes('*');
  const shining = colours.filter((colour) => colour !== '*').map((colour) => Number.parseInt(colour.slice(1), 16));
  const glow = new Uint8Array(rgba.length / 4);
  await eachBand(cutout, control, (y) => {
    for (let pixel = y * width; pixel < (y + 1) * width; pixel += 1) {
      const at = pixel * 4;
      if ((rgba[at + 3] ?? 0) === 0) continue;
      let away = isWhole ? 0 : 255;
      for (const colour of shining) {
        const distance = Math.max(
          Math.abs((rgba[at] ?? 0) - (colour >> 16)),
          Math.abs((rgba[at + 1] ?? 0) - ((colour >> 8) & 255)),
          Math.abs((rgba[at + 2] ?? 0) - (colour & 255)),
        );
        if (distance < away) away = distance;
      }
      glow[pixel] = 255 * (1 - smoothstep(NEAR, FAR, away));
    }
  });
  return glow;
}

/** How strong halos are where a subject stands: 0 by day, over 1 at night. */
export function haloOf({ key, sky }: Lighting): number {
  return (1 - smoothstep(0.3, 0.8, luminance(key) + luminance(sky))) * HALO;
}

/** Adds the soft light a shining thing throws on the air and the things around it. */
export async function spreadGlow(
  picture: Picture,
  cutout: Cutout,
  placement: Placement,
  at: { readonly glow: Uint8Array; readonly strength: number; readonly control: Control },
): Promise<void> {
  const { glow, strength, control } = at;
  if (strength <= 0.02) return;
  const reach = Math.ceil(Math.max(cutout.width, cutout.height) * REACH);
  const area = { width: cutout.width + reach * 2, height: cutout.height + reach * 2 };
  const step = Math.max(1, Math.max(area.width, area.height) / CELLS);
  const grid = { columns: Math.ceil(area.width / step) + 2, rows: Math.ceil(area.height / step) + 2, step };
  const light = await gatherLight(cutout, glow, { ...grid, reach }, control);
  for (let round = 0; round < 3; round += 1) soften(light, grid);
  const [originX, originY] = [placement.left - reach, placement.top - reach];
  const first = Math.max(0, -originX);
  const end = Math.min(area.width, picture.width - originX);
  const read = createRowReader(
    { width: grid.columns, height: grid.rows, step, channels: 3, values: light },
    area.width,
  );
  await eachBand(area, control, (row) => {
    const y = originY + row;
    if (y < 0 || y >= picture.height || first >= end) return;
    const start = (y * picture.width + originX + first) * 3;
    addLight(
      picture.pixels.subarray(start, start + (end - first) * 3),
      read(row).subarray(first * 3, end * 3),
      strength,
    );
  });
}

/** Less light than this changes no level. */
const SEEN = 0.002;

function addLight(levels: Uint8Array, light: Float32Array, strength: number) {
  for (let at = 0; at < levels.length; at += 1) {
    const more = (light[at] ?? 0) * strength;
    if (more < SEEN) continue;
    const old = LINEAR_BY_LEVEL[levels[at] ?? 0] ?? 0;
    levels[at] = srgbLevel(old + more * (1 - old));
  }
}

type Grid = { readonly columns: number; readonly rows: number; readonly step: number };

async function gatherLight(
  cutout: Cutout,
  glow: Uint8Array,
  { columns, rows, step, reach }: Grid & { readonly reach: number },
  control: Control,
): Promise<Float32Array> {
  const { width, rgba } = cutout;
  const light = new Float32Array(columns * rows * 3);
  const share = 1 / (255 * 255 * step * step);
  await eachBand(cutout, control, (y) => {
    const start = Math.floor((y + reach) / step) * columns;
    for (let x = 0; x < width; x += 1) {
      const pixel = y * width + x;
      const shine = (glow[pixel] ?? 0) * (rgba[pixel * 4 + 3] ?? 0) * share;
      if (shine === 0) continue;
      const cell = (start + Math.floor((x + reach) / step)) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const level = LINEAR_BY_LEVEL[rgba[pixel * 4 + channel] ?? 0] ?? 0;
        light[cell + channel] = (light[cell + channel] ?? 0) + level * shine;
      }
    }
  });
  return light;
}

const HALO_CELLS = 4;
/** A halo at night, against the light it is made of. */
const HALO = 1.5;

/** A running mean over a square of cells, in place. */
function soften(light: Float32Array, { columns, rows }: Grid) {
  const share = 1 / (HALO_CELLS * 2 + 1);
  for (const [count, lines, step, next] of [
    [columns, rows, 3, columns * 3],
    [rows, columns, columns * 3, 3],
  ] as const) {
    const line = new Float32Array(count);
    for (let index = 0; index < lines; index += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        const start = index * next + channel;
        for (let at = 0; at < count; at += 1) line[at] = light[start + at * step] ?? 0;
        let sum = 0;
        for (let at = 0; at < HALO_CELLS; at += 1) sum += line[at] ?? 0;
        for (let at = 0; at < count; at += 1) {
          sum += line[at + HALO_CELLS] ?? 0;
          light[start + at * step] = sum * share;
          sum -= line[at - HALO_CELLS] ?? 0;
        }
      }
    }
  }
}
