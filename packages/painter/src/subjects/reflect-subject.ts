import type { Control } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import type { Picture } from '../picture.ts';
import type { Placement } from './placement.ts';
import type { Cutout } from './rasterise-subject.ts';

export type Mirror = {
  /** 0 to 1 at the foot. */
  readonly strength: number;
  /** 0 still to 1 open sea. */
  readonly waves: number;
  /** The share of the thing's height the image reaches down. */
  readonly reach: number;
  /** The first row below the mirror. */
  readonly end: number;
  readonly seed: number;
};

const ROWS_PER_CHECKPOINT = 64;

/** The thing upside down under its foot, broken by ripples that grow towards the viewer. */
export async function reflectSubject(
  picture: Picture,
  cutout: Cutout,
  placement: Placement,
  mirror: Mirror,
  control: Control,
): Promise<void> {
  const { width, height, pixels } = picture;
  const { left, top, submerged } = placement;
  const line = top + placement.height - submerged;
  const shown = cutout.height - submerged;
  const deep = Math.floor(Math.min(shown * mirror.reach, Math.min(height, mirror.end) - line));
  const ripples = new Float32Array(cutout.width);
  for (let below = 0; below < deep; below += 1) {
    if (below % ROWS_PER_CHECKPOINT === 0) await control.checkpoint(below / deep);
    const share = below / (shown * mirror.reach);
    paintRipples(ripples, below, share, cutout.height, mirror);
    const fade = mirror.strength * (1 - share) ** (0.8 + mirror.waves);
    const from = shown - 1 - Math.floor((below / (shown * mirror.reach)) * shown * 0.98);
    if (from < 0) break;
    const bend = cutout.width * (0.012 + share * 0.05) * (0.35 + mirror.waves * 1.6);
    const seen = cutout.rgba.subarray(from * cutout.width * 4, (from + 1) * cutout.width * 4);
    const start = (line + below) * width;
    const row = pixels.subarray(start * 3, (start + width) * 3);
    mirrorRow(row, seen, ripples, { left, bend, fade, breaking: (0.25 + mirror.waves) * (0.4 + share) });
  }
}

type MirrorRow = { readonly left: number; readonly bend: number; readonly fade: number; readonly breaking: number };

function mirrorRow(
  row: Uint8Array,
  seen: Uint8Array,
  ripples: Float32Array,
  { left, bend, fade, breaking }: MirrorRow,
) {
  const end = Math.min(ripples.length, row.length / 3 - left);
  for (let x = Math.max(0, -left); x < end; x += 1) {
    const ripple = ripples[x] ?? 0;
    const from = Math.round(x + ripple * bend);
    if (from < 0 || from >= ripples.length) continue;
    const alpha = seen[from * 4 + 3] ?? 0;
    if (alpha === 0) continue;
    const cover = (alpha / 255) * fade * Math.max(0, 1 - Math.max(0, ripple) * breaking);
    if (cover <= 0.003) continue;
    const at = from * 4;
    const to = (left + x) * 3;
    // Water drinks some of the light.
    row[to] = (row[to] ?? 0) * (1 - cover) + (seen[at] ?? 0) * 0.84 * cover;
    row[to + 1] = (row[to + 1] ?? 0) * (1 - cover) + (seen[at + 1] ?? 0) * 0.9 * cover;
    row[to + 2] = (row[to + 2] ?? 0) * (1 - cover) + (seen[at + 2] ?? 0) * 0.96 * cover;
  }
}

function paintRipples(ripples: Float32Array, below: number, share: number, size: number, { seed, waves }: Mirror) {
  ripples.fill(0);
  if (waves === 0) return;
  // Rows grow denser towards the thing, as waves do towards the horizon.
  const row = Math.log(1 + share * 9) * (9 - waves * 3);
  addNoiseRow(ripples, row, { seed, cellWidth: Math.max(4, size * 0.22), cellHeight: 0.55, amplitude: 0.7 });
  addNoiseRow(ripples, row * 2.3 + below * 0.004, {
    seed: seed + 7,
    cellWidth: Math.max(3, size * 0.08),
    cellHeight: 0.6,
    amplitude: 0.5,
  });
}
