import { clamp01, type Rgb, smoothstep } from '../colour.ts';
import type { Control } from '../control.ts';
import type { Picture } from '../picture.ts';
import type { Stage } from '../scenes/frame.ts';
import { unitOf } from '../scenes/frame.ts';
import type { Lighting } from './lighting.ts';
import type { Placement } from './placement.ts';
import type { Cutout } from './rasterise-subject.ts';
import { createShadowMask, readMask, type ShadowMask } from './shadow-mask.ts';

/**
 * The outline laid on the ground away from the light: long under a low sun, softer the farther it falls. What is
 * left of the ground's colour is what the sky alone would show.
 */
export async function dropShadow(
  picture: Picture,
  cutout: Cutout,
  placement: Placement,
  at: { readonly lighting: Lighting; readonly stage: Stage; readonly control: Control },
): Promise<void> {
  const { lighting: lit, stage, control } = at;
  const foot = placement.top + placement.height;
  const mask = createShadowMask(cutout);
  if (placement.on === 'table') {
    castBeside(picture, mask, placement, lit);
    return;
  }
  const { length, lean } = fallOf(picture, placement, lit, stage);
  const { left, width, height } = placement;
  const keep = shadowColour(lit);
  const strength = 0.25 + lit.sharpness * 0.6;
  const last = Math.min(picture.height - 1, Math.ceil(foot + length));
  for (let y = Math.max(0, Math.floor(foot - height * 0.04)); y <= last; y += 1) {
    if (y % ROWS_PER_CHECKPOINT === 0) await control.checkpoint(0);
    const along = clamp01((y - foot) / length);
    const shift = along * length * lean;
    const spread = 1 + along * 0.12;
    const cover = strength * (1 - along) ** 0.7;
    const centre = left + width / 2 + shift;
    const from = Math.max(0, Math.floor(centre - width * 0.6 * spread));
    const to = Math.min(picture.width - 1, Math.ceil(centre + width * 0.6 * spread));
    const row = { y, from, to, centre, wide: width * spread, along, cover };
    shadeRow(picture, mask, keep, row);
  }
}

type ShadowRow = {
  readonly y: number;
  readonly from: number;
  readonly to: number;
  readonly centre: number;
  readonly wide: number;
  /** 0 at the foot to 1 at the end. */
  readonly along: number;
  readonly cover: number;
};

function shadeRow(
  picture: Picture,
  mask: ShadowMask,
  keep: Rgb,
  { y, from, to, centre, wide, along, cover }: ShadowRow,
) {
  for (let x = from; x <= to; x += 1) {
    const share = readMask(mask, (x - centre) / wide + 0.5, 1 - along, along) * cover;
    if (share > FAINT) darken(picture, x, y, keep, share);
  }
}

const ROWS_PER_CHECKPOINT = 32;

/** How far the shadow of the top falls down the picture, and how far aside for every row. */
function fallOf(picture: Picture, { top, height }: Placement, { towards }: Lighting, { ground }: Stage) {
  const unit = unitOf(picture.width, picture.height);
  const foot = top + height;
  const vanish = (ground?.far ?? foot) - unit * 0.12;
  const flatness = Math.max(0.4, Math.min(1.15, (foot - vanish) / (unit * 0.3)));
  const up = Math.max(0.12, -towards[1]);
  const length = Math.max(3, height * Math.max(0.16, Math.min(0.72, 0.19 / up)) * flatness);
  return { length, lean: -towards[0] * (up < 0.3 ? 2.1 : 1.25) };
}

/** Each channel's share that stays in full shadow, in sRGB. */
function shadowColour({ key, sky }: Lighting): Rgb {
  const left = (channel: 0 | 1 | 2) => ((sky[channel] * 0.8) / (sky[channel] + key[channel] + 1e-3)) ** (1 / 2.2);
  return [left(0) * 0.94, left(1) * 0.96, Math.min(1, left(2) * 1.02)];
}

/** On a table the light comes from the front and one side: a short soft shadow falls to the other side. */
function castBeside(
  picture: Picture,
  mask: ShadowMask,
  { left, top, width, height }: Placement,
  { towards }: Lighting,
) {
  const foot = top + height;
  const side = towards[0] > 0 ? -1 : 1;
  const flat = Math.max(2, Math.min(height * 0.09, width * 0.16));
  const long = width * 0.55;
  const centre = left + width / 2;
  const first = Math.max(0, Math.floor(centre - width));
  const last = Math.min(picture.width - 1, Math.floor(centre + width * 1.6));
  const columns = Array.from({ length: Math.max(0, last - first + 1) }, (_, column) => {
    const aside = (first + column - centre) * side;
    const far = aside > 0 ? Math.max(0, aside - width * 0.22) / long : (-aside / width) * 2.4;
    const widen = 1 + Math.max(0, far) * 0.9;
    return { share: 0.34 * Math.exp(-far * far * 2.2) * mask.fill, narrow: 0.8 / (widen * widen) };
  });
  const shares = Float32Array.from(columns, ({ share }) => share);
  const narrows = Float32Array.from(columns, ({ narrow }) => narrow);
  const end = Math.min(picture.height - 1, foot + flat * 1.2);
  for (let y = Math.max(0, Math.floor(foot - flat * 3)); y <= end; y += 1) {
    shadeBeside(picture, { first, y }, ((y - foot + flat * 0.7) / flat) ** 2, { shares, narrows });
  }
}

function shadeBeside(
  picture: Picture,
  { first, y }: { readonly first: number; readonly y: number },
  away: number,
  { shares, narrows }: { readonly shares: Float32Array; readonly narrows: Float32Array },
) {
  for (let column = 0; column < shares.length; column += 1) {
    const most = shares[column] ?? 0;
    if (most <= FAINT) continue;
    const share = most * Math.exp(-away * (narrows[column] ?? 0));
    if (share > FAINT) darken(picture, first + column, y, TABLE_KEEP, share);
  }
}

/** Shade that changes no level. */
const FAINT = 0.004;

const TABLE_KEEP: Rgb = [0.3, 0.3, 0.34];

/** The dark line where each foot touches what it stands on, at the row where that foot ends. */
export function touchGround(picture: Picture, cutout: Cutout, placement: Placement, strength: number): void {
  const { left, top, width, height } = placement;
  const { rows, weights, pad } = findFeet(cutout);
  const flat = Math.max(1.2, Math.min(width, height) * 0.028);
  const keep: Rgb = [0.22, 0.22, 0.27];
  for (let column = 0; column < rows.length; column += 1) {
    const x = left + column - pad;
    const weight = weights[column] ?? 0;
    if (weight < 0.02 || x < 0 || x >= picture.width) continue;
    const foot = top + (rows[column] ?? height);
    const last = Math.min(picture.height - 1, Math.ceil(foot + flat * 2.2));
    for (let y = Math.max(0, Math.floor(foot - flat * 2)); y <= last; y += 1) {
      const away = (y - foot + flat * 0.2) / flat;
      darken(picture, x, y, keep, weight * strength * Math.exp(-away * away * 0.9));
    }
  }
}

/** More columns than this tell no more about where feet are. */
const FEET_COLUMNS = 400;

/** The lowest row of each column, smoothed across, and how surely it is a foot. `pad` columns lie on either side. */
function findFeet({ width, height, rgba }: Cutout) {
  const pad = Math.max(2, Math.round(width * 0.05));
  const weights = new Float32Array(width + pad * 2);
  const rows = new Float32Array(width + pad * 2);
  const sums = new Float32Array(width + pad * 2);
  const reach = Math.ceil(height * 0.22);
  const step = Math.ceil(width / FEET_COLUMNS);
  for (let x = 0; x < width; x += step) {
    let y = height - 1;
    while (y > height - reach && (rgba[(y * width + x) * 4 + 3] ?? 0) < 128) y -= 1;
    const weight = 1 - smoothstep(0.05, 0.2, (height - 1 - y) / height);
    if (weight <= 0) continue;
    for (let column = x; column <= x + pad * 2; column += 1) {
      const away = (column - x - pad) / (pad * 0.5);
      const near = Math.exp(-away * away) * weight;
      sums[column] = (sums[column] ?? 0) + near;
      rows[column] = (rows[column] ?? 0) + near * (y + 1);
    }
  }
  const full = (pad * 0.5 * Math.sqrt(Math.PI)) / step;
  for (let column = 0; column < rows.length; column += 1) {
    const sum = sums[column] ?? 0;
    weights[column] = Math.min(1, sum / full);
    rows[column] = sum === 0 ? height : (rows[column] ?? 0) / sum;
  }
  return { rows, weights, pad };
}

function darken({ width, pixels }: Picture, x: number, y: number, keep: Rgb, share: number) {
  const index = (y * width + x) * 3;
  pixels[index] = (pixels[index] ?? 0) * (1 - share * (1 - keep[0]));
  pixels[index + 1] = (pixels[index + 1] ?? 0) * (1 - share * (1 - keep[1]));
  pixels[index + 2] = (pixels[index + 2] ?? 0) * (1 - share * (1 - keep[2]));
}
