import { clamp01, smoothstep } from '../../colour.ts';
import type { Field } from '../../noise.ts';
import { growField } from '../grow-field.ts';
import type { Making } from '../making.ts';
import { FLATTENING } from '../pieces/turned.ts';
import { outlineOf, type VesselName } from '../pieces/vessels.ts';

/** Something that throws a shadow: a lathe's outline, or a plain post of one radius. Pixels. */
export type Caster = {
  readonly x: number;
  readonly base: number;
  readonly height: number;
  readonly radius: number;
  readonly kind?: VesselName;
};

const SAMPLES = 14;

/**
 * How much light the set keeps at each point of the floor, 0 to 1: the outlines of things laid down away from the
 * window, sharp at the foot and softer with the way.
 */
export function* createFloorShadows(
  size: { readonly width: number; readonly height: number },
  casters: readonly Caster[],
  look: { readonly side: number; readonly step: number; readonly depth: number; readonly top: number },
): Making<Field> {
  return yield* growField(size, look.step, (x, y) => {
    if (y < look.top) return 1;
    let keep = 1;
    for (const caster of casters) keep *= keptBy(caster, x, y, look);
    return keep;
  });
}

/** The share of light one thing leaves at a point of the floor it stands on. */
export function keptBy(
  { x: footX, base, height, radius, kind }: Caster,
  x: number,
  y: number,
  look: { readonly side: number; readonly depth: number },
): number {
  const [dx, dz] = [x - footX, (y - base) / FLATTENING];
  const reach = radius + height * 0.95;
  if (Math.abs(dx) > reach * 1.4 || Math.abs(dz) > reach * 1.4) return 1;
  const table = kind === undefined ? undefined : outlineOf(kind).radius;
  let shade = 0;
  for (let sample = 0; sample <= SAMPLES; sample += 1) {
    const t = sample / SAMPLES;
    const wide = radius * (table?.[Math.round(t * 512)] ?? 1);
    const along = height * t * 0.8;
    const aside = dx + look.side * along;
    const behind = dz + along * 0.32;
    // Not Math.hypot: it guards against overflow, which costs more than all the rest here.
    const away = Math.sqrt(aside * aside + behind * behind) - wide;
    const blur = radius * 0.06 + along * 0.24 + 1;
    const dark = smoothstep(blur, -blur, away) * (1 - t * 0.62);
    if (dark > shade) shade = dark;
  }
  const foot = radius * Math.max(0.3, table?.[24] ?? 1);
  const contact = Math.exp(-Math.max(0, Math.sqrt(dx * dx + dz * dz) - foot * 0.92) / (radius * 0.16 + 1.5));
  return (1 - clamp01(shade) * look.depth) * (1 - contact * 0.42);
}
