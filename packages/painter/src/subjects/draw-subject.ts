import { type Control, createControl } from '../control.ts';
import type { Light } from '../light.ts';
import type { Picture } from '../picture.ts';
import { hashPoint } from '../random.ts';
import { type Stage, unitOf } from '../scenes/frame.ts';
import { dropShadow, touchGround } from './drop-shadow.ts';
import { findGlow, haloOf, spreadGlow } from './glow.ts';
import { lightSubject } from './lighting.ts';
import { pasteSubject } from './paste-subject.ts';
import type { Placement } from './placement.ts';
import { type Cutout, rasteriseSubject } from './rasterise-subject.ts';
import { recolourSubject } from './recolour-subject.ts';
import { reflectSubject } from './reflect-subject.ts';
import { shadeSubject } from './shade-subject.ts';

/** Where a subject is drawn: the scene's light, its stage, and a way to stop. */
export type Place = { readonly light: Light; readonly stage: Stage; readonly control?: Control };

/** Draws one subject as part of the scene: its colour, its form under the light, its shadow or reflection. */
export async function drawSubject(picture: Picture, placed: Placement, place: Place): Promise<void> {
  const { light, stage, control = createControl({}) } = place;
  const cutout = await rasteriseSubject(placed);
  await control.checkpoint(0.1);
  const placement = placed.on === 'water' ? { ...placed, submerged: rowsUnderWater(cutout, placed) } : placed;
  const glow = placement.icon.glow === undefined ? undefined : await findGlow(cutout, placement.icon.glow, control);
  if (placement.colour !== undefined) await recolourSubject(cutout, placement.colour, control);
  const lighting = lightSubject(picture, placement, light, stage);
  const seed = Math.floor(hashPoint(placement.left, placement.top, placement.width) * 65_536);
  await shadeSubject(
    cutout,
    lighting,
    {
      unit: unitOf(picture.width, picture.height),
      seed,
      isCut: placed.on === 'edge',
      ...(glow === undefined ? {} : { glow }),
    },
    control,
  );
  if (placement.on === 'ground' || placement.on === 'table') {
    if (stage.isWeightless !== true) await dropShadow(picture, cutout, placement, { lighting, stage, control });
  }
  await mirrorSubject(picture, cutout, placement, { stage, seed, control });
  if (placement.on === 'ground' || placement.on === 'table') {
    await control.checkpoint(0.8);
    touchGround(picture, cutout, placement, stage.isWeightless === true ? 0.4 : 0.62);
  }
  await pasteSubject(picture, cutout, placement, seed, control);
  if (glow !== undefined) await spreadGlow(picture, cutout, placement, { glow, strength: haloOf(lighting), control });
}

/** Legs below a floating body are under water: rows at the foot that are far narrower than the body. */
function rowsUnderWater({ width, height, rgba }: Cutout, { icon, submerged }: Placement): number {
  if (icon.anchor !== 'floats' || !icon.group.startsWith('animal')) return submerged;
  const covered = (y: number) => {
    let count = 0;
    for (let x = 0; x < width; x += 1) if ((rgba[(y * width + x) * 4 + 3] ?? 0) > 127) count += 1;
    return count;
  };
  const body = Math.max(covered(Math.floor(height * 0.55)), covered(Math.floor(height * 0.7)));
  let legs = 0;
  while (legs < height * 0.3 && covered(height - 1 - legs) < body * 0.5) legs += 1;
  return Math.min(Math.round(height * 0.34), Math.max(submerged, legs + Math.round(height * 0.03)));
}

async function mirrorSubject(
  picture: Picture,
  cutout: Cutout,
  placement: Placement,
  { stage, seed, control }: { readonly stage: Stage; readonly seed: number; readonly control: Control },
): Promise<void> {
  const foot = placement.top + placement.height;
  if (placement.on === 'water') {
    const waves = stage.water?.waves ?? 0.3;
    const end = stage.ground?.far ?? picture.height;
    const mirror = { strength: 0.62 - waves * 0.3, waves, reach: 0.72, end, seed };
    await reflectSubject(picture, cutout, placement, mirror, control);
  }
  if (placement.on === 'table' && stage.table?.front !== undefined && stage.table.front > 1) {
    const end = foot + Math.round(stage.table.front);
    const mirror = { strength: stage.table.gloss ?? 0.12, waves: 0, reach: 0.5, end, seed };
    await reflectSubject(picture, cutout, placement, mirror, control);
  }
  if (placement.on === 'ground' && stage.ground?.isWet === true) {
    const mirror = { strength: 0.3, waves: 0.25, reach: 0.6, end: picture.height, seed };
    await reflectSubject(picture, cutout, placement, mirror, control);
  }
}
