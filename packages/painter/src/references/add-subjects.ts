import { type Control, partOf } from '../control.ts';
import { letterOn } from '../lettering/letter-on.ts';
import { createLight } from '../light.ts';
import type { Picture } from '../picture.ts';
import type { PaintPlan, Place } from '../prompt/paint-plan.ts';
import type { Frame, Stage } from '../scenes/frame.ts';
import { drawSubject } from '../subjects/draw-subject.ts';
import type { Art } from '../subjects/load-art.ts';
import { placeOf, placeSubjects } from '../subjects/place-subjects.ts';
import type { View } from './look-at.ts';

/** Sets the prompt's subjects into the picture, on the ground and in the air that were seen in it. */
export async function addSubjects(
  picture: Picture,
  { plan, art, view }: { readonly plan: PaintPlan; readonly art: Art; readonly view: View },
  control: Control,
): Promise<readonly Place[]> {
  const frame = frameOf(picture, plan, view);
  const stage = stageOf(picture, view);
  const placements = placeSubjects(frame, stage, plan.subjects, art.icons, {
    keepFree: boxesOf(view),
    isAlone: true,
  });
  for (const [index, placement] of placements.entries()) {
    await control.checkpoint(index / placements.length);
    await drawSubject(picture, placement, { light: frame.light, stage, control: partOf(control, 0.1, 0.9) });
  }
  return placements.map(placeOf);
}

/** Letters the plan's texts on the picture, off the places taken. */
export async function letterPicture(
  picture: Picture,
  { plan, view, places }: { readonly plan: PaintPlan; readonly view: View; readonly places: readonly Place[] },
  control: Control,
): Promise<readonly Place[]> {
  const look = { frame: frameOf(picture, plan, view), stage: stageOf(picture, view), control };
  return await letterOn(picture, plan.texts, look, places);
}

function frameOf({ width, height }: Picture, plan: PaintPlan, view: View): Frame {
  const horizon = Math.round(view.sky === undefined ? height * 0.6 : view.sky.horizon * view.small.step);
  const light = createLight(plan);
  const x =
    view.lightSide === 1 ? Math.max(light.source.x, 1 - light.source.x) : Math.min(light.source.x, 1 - light.source.x);
  return { width, height, unit: view.unit, horizon, plan, light: { ...light, source: { ...light.source, x } } };
}

function stageOf({ height }: Picture, { ground, sky, small, unit }: View): Stage {
  const horizon = sky === undefined ? height * 0.5 : sky.horizon * small.step;
  return {
    ground: { far: Math.round(ground.far), near: Math.round(ground.near) },
    air: { top: unit * 0.06, bottom: Math.max(unit * 0.3, horizon * 0.8) },
    haze: [0.7, 0.74, 0.78],
  };
}

/** The picture's own thing is not covered; one told apart by its colours alone may be half the picture. */
function boxesOf({ thing, small }: View) {
  const { left, top, right, bottom } = thing.box;
  const isLarge = (right - left) * (bottom - top) > small.width * small.height * 0.4;
  if (thing.found === 'middle' || isLarge) return [];
  const { step } = small;
  return [{ left: left * step, top: top * step, width: (right - left) * step, height: (bottom - top) * step }];
}
