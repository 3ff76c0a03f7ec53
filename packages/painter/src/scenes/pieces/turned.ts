import { clamp01, type Rgb, smoothstep } from '../../colour.ts';
import { blend } from '../sky.ts';
import type { Piece } from './piece.ts';
import { type Outline, outlineOf, type VesselName } from './vessels.ts';

/** How much of a circle lying flat is seen: the camera looks down a little. */
export const FLATTENING = 0.17;

/** The light of a set: where the large window is, and what the room around throws back. */
export type SetLight = {
  /** -1 from the left, 1 from the right. */
  readonly side: number;
  readonly key: Rgb;
  readonly fill: Rgb;
  /** The floor's colour, seen from below and in glossy things. */
  readonly bounce: Rgb;
};

/** What a turned thing is made of. */
export type Material = {
  readonly colour: Rgb;
  /** 0 chalk to 1 glass or lacquer. */
  readonly gloss: number;
  /** 1 solid; less lets the background through, as glass does. */
  readonly opacity?: number;
  /** Metal mirrors in its own colour. */
  readonly isMetal?: boolean;
};

/** A band from this height on (0 base to 1 top) is of another material. */
export type Band = Material & { readonly from: number };

/** A thing with a round cross-section; pixels. */
export type Turned = {
  readonly kind: VesselName;
  readonly x: number;
  /** The row of its base's middle. */
  readonly base: number;
  readonly height: number;
  readonly radius: number;
  readonly bands: readonly Band[];
  /** It is open at the top: the inside is darker than the rim. */
  readonly isOpen: boolean;
};

const OPEN: readonly VesselName[] = ['vase', 'amphora', 'pebbleVase', 'flask', 'bowl', 'cup', 'pot', 'lampShade'];

/** A thing of this outline; its radius follows from its height when it is not given. Bands rise from 0. */
export function createTurned(
  kind: VesselName,
  at: { readonly x: number; readonly base: number; readonly height: number; readonly radius?: number },
  bands: readonly Band[],
): Turned {
  const radius = at.radius ?? at.height * outlineOf(kind).slender;
  return { kind, x: at.x, base: at.base, height: at.height, radius, bands, isOpen: OPEN.includes(kind) };
}

const STEPS = 512;

/** Paints it: its front by height and roundness, its top as a flat ellipse, both under the set's light. */
export function turnedPiece(object: Turned, light: SetLight): Piece {
  const outline = outlineOf(object.kind);
  const { x: centre, base, height, radius } = object;
  const reach = radius * FLATTENING;
  const shader = createShader(object, outline, light);
  const topRadius = (outline.radius[STEPS] ?? 0) * radius;
  const widest = radius * 1.05;
  return {
    top: base - height - reach,
    bottom: base + reach,
    paint: (y, row) => {
      const from = Math.max(0, Math.floor(centre - widest));
      const to = Math.min(row.length / 3 - 1, Math.ceil(centre + widest));
      for (let x = from; x <= to; x += 1) {
        const dx = x + 0.5 - centre;
        const share = shareAt(outline.radius, object, dx, y + 0.5, reach);
        const wide = radiusAt(outline.radius, share) * radius;
        const onTop = inTop(dx, y + 0.5 - base + height, topRadius);
        if (onTop > 0 && share >= 0.985) {
          shader.top(
            row,
            x,
            dx / Math.max(1, topRadius),
            (y + 0.5 - base + height) / Math.max(1, topRadius * FLATTENING),
            onTop,
          );
          continue;
        }
        if (share > 1.004) continue;
        const cover = clamp01(wide - Math.abs(dx) + 0.5) * clamp01(share * height + 0.5);
        if (cover > 0) shader.side(row, x, share, dx / Math.max(0.5, wide), cover);
        if (onTop > 0) shader.top(row, x, dx / Math.max(1, topRadius), 0, onTop);
      }
    },
  };
}

function inTop(dx: number, dy: number, topRadius: number): number {
  if (topRadius < 1.5) return 0;
  const flat = topRadius * FLATTENING;
  const distance = Math.sqrt((dx / topRadius) ** 2 + (dy / flat) ** 2);
  return clamp01((1 - distance) * flat * 1.2 + 0.5);
}

function radiusAt(table: Float32Array, share: number): number {
  const at = share <= 0 ? 0 : share >= 1 ? STEPS : share * STEPS;
  const low = at | 0;
  const value = table[low] ?? 0;
  return value + ((table[low + 1] ?? value) - value) * (at - low);
}

/** The height on the thing's front that is seen at a point; found from above, so a cap hides the neck below it. */
function shareAt(table: Float32Array, { base, height, radius }: Turned, dx: number, y: number, reach: number): number {
  let share = (base - y + reach) / height;
  for (let step = 0; step < 4; step += 1) {
    const wide = radiusAt(table, share) * radius;
    const deep = wide * wide - dx * dx;
    share = (base - y + FLATTENING * Math.sqrt(Math.max(deep, 0))) / height;
  }
  return share;
}

type Shader = {
  readonly side: (row: Float32Array, x: number, share: number, across: number, cover: number) => void;
  readonly top: (row: Float32Array, x: number, across: number, along: number, cover: number) => void;
};

const colour: [number, number, number] = [0, 0, 0];

function createShader(object: Turned, outline: Outline, light: SetLight): Shader {
  const { bands, height, radius } = object;
  const leans = Float32Array.from(outline.radius, (_, index) => {
    const [low, high] = [Math.max(0, index - 3), Math.min(STEPS, index + 3)];
    const rise = ((high - low) / STEPS) * height;
    return (((outline.radius[high] ?? 0) - (outline.radius[low] ?? 0)) * radius) / Math.max(0.001, rise);
  });
  const last = bands.at(-1);
  return {
    side: (row, x, share, across, cover) => {
      const band = bandAt(bands, share);
      const lean = leans[Math.max(0, Math.min(STEPS, Math.round(share * STEPS)))] ?? 0;
      const alpha = shadeSide(band, across, lean, light);
      // A dark seam under the cap and at the foot.
      const foot = 1 - 0.4 * Math.exp(-Math.max(0, share * height) / (radius * 0.1 + 1));
      const seam =
        last !== undefined && last.from < 1 && share < last.from
          ? 1 - 0.35 * Math.exp(-((last.from - share) * height) / (radius * 0.06 + 1))
          : 1;
      colour[0] *= foot * seam;
      colour[1] *= foot * seam;
      colour[2] *= foot * seam;
      blend(row, x * 3, colour, cover * alpha);
    },
    top: (row, x, across, along, cover) => {
      shadeTop(object, last ?? { from: 0, colour: [0.6, 0.6, 0.6], gloss: 0 }, { across, along }, light);
      blend(row, x * 3, colour, cover * Math.max(0.5, last?.opacity ?? 1));
    },
  };
}

function bandAt(bands: readonly Band[], share: number): Band {
  for (let index = bands.length - 1; index > 0; index -= 1) {
    const band = bands[index];
    if (band !== undefined && share >= band.from) return band;
  }
  return bands[0] ?? { from: 0, colour: [0.6, 0.6, 0.6], gloss: 0 };
}

/** Writes the lit colour and answers how much of it covers. */
function shadeSide(band: Band, across: number, lean: number, light: SetLight): number {
  const round = Math.max(-1, Math.min(1, across));
  const length = 1 / Math.sqrt(1 + lean * lean);
  const nx = round * length;
  const ny = -lean * length;
  const nz = Math.sqrt(Math.max(0, 1 - round * round)) * length;
  const toKey = light.side * nx;
  const facing = clamp01((toKey * 0.66 + ny * 0.5 + nz * 0.5 + 0.22) / 1.22);
  const key = facing * facing * 0.55 + facing * 0.5;
  const sky = 0.56 + 0.3 * ny + 0.12 * nz;
  const below = clamp01(0.42 - ny * 0.5) * clamp01(0.9 - toKey * 0.3);
  // The window mirrored in the side: a tall soft box, and a thin one that draws the far edge.
  const box =
    smoothstep(0.2, 0.34, toKey) *
    smoothstep(0.86, 0.66, toKey) *
    smoothstep(-0.5, -0.2, ny) *
    smoothstep(0.8, 0.45, ny);
  const rim = smoothstep(-0.78, -0.86, toKey) * smoothstep(-0.985, -0.93, toKey);
  const edge = (1 - nz) ** 4;
  const metal =
    band.isMetal === true ? 0.38 + 1.1 * smoothstep(0.1, 0.5, toKey) * smoothstep(0.95, 0.6, toKey) + 0.4 * rim : 0;
  const shine = band.gloss * (box * 0.5 + rim * 0.3);
  for (let channel = 0; channel < 3; channel += 1) {
    const lit =
      (light.key[channel] ?? 0) * key + (light.fill[channel] ?? 0) * sky + (light.bounce[channel] ?? 0) * below * 0.3;
    const body =
      (band.colour[channel] ?? 0) * (band.isMetal === true ? lit * 0.35 + metal * (light.key[channel] ?? 0) : lit);
    const mirror = (light.key[channel] ?? 0) * 1.05;
    const round01 = body + (mirror - body) * clamp01(shine);
    colour[channel] = round01 + ((light.fill[channel] ?? 0) * 0.9 - round01) * edge * band.gloss * 0.3;
  }
  const opacity = band.opacity ?? 1;
  return opacity >= 1 ? 1 : clamp01(opacity + edge * 0.55 + shine * 0.9);
}

function shadeTop(
  object: Turned,
  band: Band,
  at: { readonly across: number; readonly along: number },
  light: SetLight,
) {
  const distance = at.across * at.across + at.along * at.along;
  const isInside = object.isOpen && distance < 0.84;
  // The hollow is lit on the wall across from the window.
  const tone = isInside
    ? 0.3 + 0.3 * clamp01(0.5 - light.side * at.across * 0.5) + 0.12 * at.along
    : 1.02 + light.side * at.across * 0.08;
  for (let channel = 0; channel < 3; channel += 1) {
    colour[channel] =
      (band.colour[channel] ?? 0) * ((light.key[channel] ?? 0) * 0.62 + (light.fill[channel] ?? 0) * 0.62) * tone;
  }
}
