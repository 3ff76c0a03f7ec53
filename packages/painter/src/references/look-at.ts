import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import { unitOf } from '../scenes/frame.ts';
import { findSky, type Sky } from './find-sky.ts';
import { findThing, type Thing } from './find-thing.ts';
import { type SmallPicture, shrinkPicture } from './small-picture.ts';

/** What was understood of a picture by looking at it. */
export type View = {
  readonly small: SmallPicture;
  readonly thing: Thing;
  readonly sky: Sky | undefined;
  /** What "big" means in it, pixels. */
  readonly unit: number;
  /** Where feet may stand, far and near: rows of pixels. */
  readonly ground: { readonly far: number; readonly near: number };
  /** 1 where the light comes from the right, -1 from the left. */
  readonly lightSide: 1 | -1;
};

export async function lookAt(picture: Picture, control: Control): Promise<View> {
  const small = await shrinkPicture(picture, partOf(control, 0, 0.3));
  const seen = await findSky(small, partOf(control, 0.3, 0.4));
  const thing = await findThing(small, partOf(control, 0.4, 1), seen?.share);
  const sky = thing.isFree ? undefined : seen;
  const unit = unitOf(picture.width, picture.height);
  return { small, thing, sky, unit, ground: groundOf(picture, small, thing, sky), lightSide: lightSideOf(small) };
}

function groundOf({ height }: Picture, { step }: SmallPicture, thing: Thing, sky: Sky | undefined): View['ground'] {
  const foot = thing.box.bottom * step;
  // In a studio everything stands where the thing stands.
  if (thing.isFree && foot < height * 0.97)
    return { far: Math.min(height * 0.9, foot), near: Math.min(height * 0.95, foot + height * 0.05) };
  const horizon = sky === undefined ? height * 0.62 : sky.horizon * step;
  const deep = Math.max(height * 0.08, height - horizon);
  return { far: height - deep * 0.6, near: height - deep * 0.12 };
}

function lightSideOf({ width, height, lab }: SmallPicture): 1 | -1 {
  let balance = 0;
  for (let at = 0; at < width * height * 0.6; at += 1) {
    balance += (lab[at * 3] ?? 0) * ((at % width) / width - 0.5);
  }
  return balance >= 0 ? 1 : -1;
}
