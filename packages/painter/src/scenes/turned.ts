import { clamp01, mix, type Rgb, smoothstep } from '../colour.ts';
import { createRandom } from '../random.ts';
import { blend } from './sky.ts';

/** How much of a circle lying flat is seen: the camera looks down a little. */
export const FLATTENING = 0.17;

/** A band of a turned object: from this height on (0 base to 1 top) it has this colour and gloss. */
export type Band = { readonly from: number; readonly colour: Rgb; readonly gloss: number };

/** An object with a round cross-section, as from a lathe; pixels. */
export type Turned = {
  readonly x: number;
  /** The row of its base's middle. */
  readonly base: number;
  readonly height: number;
  readonly radius: number;
  /** Outline as [height, radius] pairs, both 0 to 1, rising. */
  readonly outline: readonly (readonly [number, number])[];
  readonly bands: readonly Band[];
};

const OUTLINES = {
  bottle: [
    [0, 0.93],
    [0.02, 1],
    [0.55, 1],
    [0.66, 0.94],
    [0.735, 0.5],
    [0.76, 0.4],
    [0.8, 0.38],
    [0.801, 0.52],
    [0.985, 0.52],
    [1, 0.48],
  ],
  jar: [
    [0, 0.94],
    [0.04, 1],
    [0.62, 1],
    [0.66, 0.97],
    [0.661, 1.02],
    [0.97, 1.02],
    [1, 0.97],
  ],
  vase: [
    [0, 0.5],
    [0.06, 0.58],
    [0.3, 0.96],
    [0.42, 1],
    [0.6, 0.8],
    [0.76, 0.42],
    [0.86, 0.34],
    [0.95, 0.4],
    [1, 0.46],
  ],
  sphere: Array.from({ length: 49 }, (_, index) => {
    const angle = (Math.PI * index) / 48;
    return [(1 - Math.cos(angle)) / 2, Math.sin(angle)] as const;
  }),
  tube: [
    [0, 0.96],
    [0.015, 1],
    [0.8, 1],
    [0.82, 0.98],
    [0.821, 0.86],
    [0.99, 0.86],
    [1, 0.82],
  ],
  bowl: [
    [0, 0.42],
    [0.08, 0.46],
    [0.3, 0.78],
    [0.7, 0.97],
    [1, 1],
  ],
  cylinder: [
    [0, 1],
    [1, 1],
  ],
  cone: [
    [0, 1],
    [0.97, 0.05],
    [1, 0.01],
  ],
} as const satisfies Record<string, readonly (readonly [number, number])[]>;

const SLENDER = {
  bottle: 0.25,
  jar: 0.56,
  vase: 0.36,
  sphere: 0.5,
  tube: 0.22,
  bowl: 0.9,
  cylinder: 0.5,
  cone: 0.42,
} as const;
const LID_FROM = {
  bottle: 0.8005,
  jar: 0.6605,
  vase: 2,
  sphere: 2,
  tube: 0.8205,
  bowl: 2,
  cylinder: 2,
  cone: 2,
} as const;

export type TurnedKind = keyof typeof OUTLINES;

/** A product-like object in two colours, with a label where it has a flat side. */
export function createTurned(
  kind: TurnedKind,
  at: { readonly x: number; readonly base: number; readonly height: number },
  look: { readonly body: Rgb; readonly lid: Rgb; readonly label?: Rgb; readonly gloss: number },
): Turned {
  const bands: Band[] = [{ from: 0, colour: look.body, gloss: look.gloss }];
  if (look.label !== undefined && (kind === 'bottle' || kind === 'tube' || kind === 'jar')) {
    bands.push({ from: 0.2, colour: look.label, gloss: 0.15 }, { from: 0.46, colour: look.body, gloss: look.gloss });
  }
  if (LID_FROM[kind] < 1) bands.push({ from: LID_FROM[kind], colour: look.lid, gloss: look.gloss * 0.8 + 0.2 });
  return { ...at, radius: at.height * SLENDER[kind], outline: OUTLINES[kind], bands };
}

export function pickKind(key: number, text: readonly string[]): TurnedKind {
  if (text.some((word) => /vase|ceramic|pottery/.test(word))) return 'vase';
  return createRandom(key, 'kind').pick('bottle', 'bottle', 'jar', 'vase', 'tube', 'sphere');
}

/** Paints the part of the object on row `y`; `mirrored` paints its reflection below the base instead. */
export function paintTurned(object: Turned, y: number, row: Float32Array, mirrored = 0): void {
  const { x: centre, base, height, radius } = object;
  const reach = radius * FLATTENING * 1.1;
  const seenY = mirrored > 0 ? 2 * base - y + reach * 0.9 : y;
  if (seenY > base + reach || seenY < base - height - reach) return;
  const last = Math.min(row.length / 3 - 1, Math.ceil(centre + radius * 1.05));
  for (let x = Math.max(0, Math.floor(centre - radius * 1.05)); x <= last; x += 1) {
    const hit = hitAt(object, x - centre, seenY);
    if (hit === undefined) continue;
    const fade = mirrored > 0 ? mirrored * Math.max(0, 1 - (y - base) / (height * 0.55)) : 1;
    if (fade > 0)
      blend(
        row,
        x * 3,
        hit.isTop ? topColour(object, (x - centre) / radius) : sideColour(object, hit),
        hit.cover * fade,
      );
  }
}

type Hit = {
  readonly share: number;
  readonly across: number;
  readonly lean: number;
  readonly cover: number;
  readonly isTop: boolean;
};

function hitAt(object: Turned, dx: number, y: number): Hit | undefined {
  const { base, height, outline } = object;
  const topRadius = (outline.at(-1)?.[1] ?? 0) * object.radius;
  const upper = base - height;
  const inTop = (dx / Math.max(1, topRadius)) ** 2 + ((y - upper) / Math.max(1, topRadius * FLATTENING)) ** 2;
  if (topRadius > 2 && inTop < 1)
    return { share: 1, across: 0, lean: 0, isTop: true, cover: clamp01((1 - inTop) * topRadius * 0.12 + 0.5) };
  const share = (base - y) / height;
  const lid = overhang(object, dx, share);
  const radius = lid ?? radiusAt(object, clamp01(share));
  const across = Math.max(-1, Math.min(1, dx / Math.max(0.01, radius)));
  const bulge = FLATTENING * radius * Math.sqrt(1 - across * across);
  const cover = clamp01(radius - Math.abs(dx) + 0.5) * clamp01(base + bulge - y + 0.5);
  if (cover <= 0 || share > 1) return undefined;
  const seen = clamp01(share + bulge / height);
  const lean = (radiusAt(object, clamp01(share + 0.012)) - radiusAt(object, clamp01(share - 0.012))) / (0.024 * height);
  return { share: lid === undefined ? seen : 0.99, across, lean: lid === undefined ? lean : 0, cover, isTop: false };
}

/** The radius of a lid whose front edge hangs over the neck at this point. */
function overhang({ bands, outline, radius, height }: Turned, dx: number, share: number): number | undefined {
  const from = bands.at(-1)?.from ?? 0;
  const wide = radius * (outline.find(([at]) => at >= from)?.[1] ?? 0);
  if (from <= 0.5 || share >= from || Math.abs(dx) >= wide) return undefined;
  const bulge = FLATTENING * wide * Math.sqrt(1 - (dx / wide) ** 2);
  return share + bulge / height >= from ? wide : undefined;
}

function radiusAt({ outline, radius }: Turned, share: number): number {
  for (let index = 1; index < outline.length; index += 1) {
    const [height, wide] = outline[index] ?? [1, 0];
    if (share > height) continue;
    const [below, wideBelow] = outline[index - 1] ?? [0, 0];
    const t = height === below ? 1 : (share - below) / (height - below);
    return radius * (wideBelow + (wide - wideBelow) * t);
  }
  return radius * (outline.at(-1)?.[1] ?? 0);
}

/** Light from a large window on the left, a fill from the right, the table's glow from below. */
function sideColour({ bands }: Turned, { share, across, lean }: Hit): Rgb {
  const band = bands.findLast(({ from }) => share >= from) ?? { colour: [0.5, 0.5, 0.5] as const, gloss: 0 };
  const facing = Math.sqrt(Math.max(0, 1 - across * across));
  const upward = Math.max(-1.2, Math.min(1.2, -lean)) * 0.55;
  const diffuse = clamp01(0.42 - across * 0.46 + facing * 0.28 + upward * 0.4);
  const edge = smoothstep(0.82, 1, Math.abs(across));
  const strip =
    smoothstep(0.16, 0.02, Math.abs(across + 0.5)) * 0.55 + smoothstep(0.07, 0.01, Math.abs(across - 0.7)) * 0.2;
  const light = 0.3 + diffuse * 0.85 - edge * 0.13;
  const shine = strip * band.gloss * (0.6 + 0.4 * clamp01(1 - Math.abs(lean)));
  const [r, g, b] = mix(
    [band.colour[0] * light, band.colour[1] * light, band.colour[2] * light],
    [1, 0.99, 0.97],
    clamp01(shine),
  );
  return [r, g, b];
}

function topColour({ bands }: Turned, across: number): Rgb {
  const colour = bands.at(-1)?.colour ?? [0.6, 0.6, 0.6];
  const light = 1.12 - across * 0.1;
  return [colour[0] * light, colour[1] * light, colour[2] * light];
}
