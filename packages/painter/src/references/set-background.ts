import { hex, toSrgb } from '../colour.ts';
import { type Control, partOf } from '../control.ts';
import { createPicture, ditherRow, type Picture, paintRows } from '../picture.ts';
import { COLOUR_WORDS } from '../prompt/colour-words.ts';
import type { PaintPlan } from '../prompt/paint-plan.ts';
import { createScene } from '../scenes/create-scene.ts';
import { eachRow } from '../styles/each-row.ts';
import { createRowReader } from '../styles/plane.ts';
import { blurGround, findSurround } from '../styles/surround.ts';
import { castShadow } from './cast-shadow.ts';
import { writeLevels } from './colour-cube.ts';
import { bleed } from './cut-out.ts';
import { pasteSheet } from './insert.ts';
import type { Sheet } from './load-reference.ts';
import { lookAt, type View } from './look-at.ts';
import { matchLight } from './match-light.ts';

const STUDIO = '#e6e2dc';

/** Marks the thing in the picture's cover, 0 to 255. */
export async function markThing(picture: Picture, { thing, small }: View, control: Control): Promise<void> {
  const { width, pixels, subjectCover } = picture;
  if (subjectCover === undefined) return;
  const read = thing.createReader(width, small.step);
  const row = new Float32Array(width);
  await eachRow(picture, control, (y) => {
    read(pixels, y, 3, row);
    for (let x = 0; x < width; x += 1) subjectCover[y * width + x] = Math.max(0, Math.min(1, row[x] ?? 0)) * 255 + 0.5;
  });
}

/** What is behind the thing goes out of focus; the thing and the ground right under it stay sharp. */
export async function blurBackground(picture: Picture, view: View, control: Control): Promise<void> {
  await markThing(picture, view, partOf(control, 0, 0.2));
  const { width, height, pixels, subjectCover } = picture;
  const step = Math.max(1, Math.round(view.unit / 320));
  const surround = await findSurround(picture, step, partOf(control, 0.2, 0.4));
  const near = createRowReader(
    await blurGround(surround, Math.max(1, Math.round((view.unit * 0.009) / step)), partOf(control, 0.4, 0.5)),
    width,
  );
  const far = createRowReader(
    await blurGround(surround, Math.max(2, Math.round((view.unit * 0.026) / step)), partOf(control, 0.5, 0.7)),
    width,
  );
  const foot = view.thing.box.bottom * view.small.step;
  await eachRow(picture, partOf(control, 0.7, 1), (y) => {
    const soft = near(y);
    const softer = far(y);
    const dither = ditherRow(y);
    // Where the thing stands the ground is as far away as the thing: there it is only a little out of focus.
    const away = Math.min(1, 0.35 + Math.abs(y - foot) / (height * 0.22));
    for (let x = 0; x < width; x += 1) {
      const keep = (subjectCover?.[y * width + x] ?? 0) / 255;
      if (keep === 1) continue;
      for (let at = x * 3; at < x * 3 + 3; at += 1) {
        const blurred = (soft[at] ?? 0) + ((softer[at] ?? 0) - (soft[at] ?? 0)) * away;
        const index = y * width * 3 + at;
        const value = blurred + ((pixels[index] ?? 0) - blurred) * keep;
        pixels[index] = Math.min(254.99, value) + (keep > 0 ? 0.5 : (dither[x & 7] ?? 0));
      }
    }
  });
}

/** Puts the plan's scene, or a plain studio ground, behind the thing, which keeps its place. */
export async function replaceBackground(
  picture: Picture,
  plan: PaintPlan,
  to: 'scene' | 'plain',
  view: View,
  control: Control,
): Promise<Picture> {
  const { sheet, left, top } = await liftThing(picture, view, partOf(control, 0, 0.25));
  const ground = createPicture(picture.width, picture.height);
  const part = partOf(control, 0.25, 0.75);
  const range = to === 'scene' ? await paintScene(ground, plan, part) : await paintPlain(ground, plan, part);
  const isCut = top + sheet.height > picture.height * 0.985;
  const own = Math.min(range.near, Math.max(range.far, top + sheet.height));
  const foot = isCut ? picture.height : Math.round(Math.max(Math.min(sheet.height, picture.height), own));
  const there = await lookAt(ground, partOf(control, 0.75, 0.85));
  if (to === 'scene') await matchLight(sheet, there, partOf(control, 0.85, 0.95));
  const spot = { left, foot, width: sheet.width, height: sheet.height };
  if (!isCut && view.thing.found !== 'middle')
    castShadow(ground, sheet, spot, to === 'scene' ? there.lightSide : view.lightSide);
  pasteSheet(ground, sheet, left, foot - sheet.height);
  return ground;
}

async function liftThing(picture: Picture, { thing, small }: View, control: Control) {
  const { width, height, pixels } = picture;
  const { step } = small;
  const left = Math.max(0, (thing.box.left - 2) * step);
  const top = Math.max(0, (thing.box.top - 2) * step);
  const right = Math.min(width, (thing.box.right + 2) * step);
  const bottom = thing.box.bottom >= small.height - 1 ? height : Math.min(height, thing.box.bottom * step + 1);
  const sheet: Sheet = {
    width: right - left,
    height: bottom - top,
    rgba: new Uint8Array((right - left) * (bottom - top) * 4),
  };
  const read = thing.createReader(width, step);
  const row = new Float32Array(width);
  await eachRow({ width, height: sheet.height }, control, (y) => {
    read(pixels, top + y, 3, row);
    for (let x = 0; x < sheet.width; x += 1) {
      const from = ((top + y) * width + left + x) * 3;
      const to = (y * sheet.width + x) * 4;
      for (let channel = 0; channel < 3; channel += 1) sheet.rgba[to + channel] = pixels[from + channel] ?? 0;
      sheet.rgba[to + 3] = Math.max(0, Math.min(1, row[left + x] ?? 0)) * 255 + 0.5;
    }
  });
  await bleed(sheet, control);
  return { sheet, left, top };
}

type Range = { readonly far: number; readonly near: number };

/** The scene without its subjects; tells where feet may stand. */
async function paintScene(ground: Picture, plan: PaintPlan, control: Control): Promise<Range> {
  const { scene } = await createScene({ ...plan, subjects: [] }, ground, { ground: true }, control);
  await paintRows(ground, scene.paintRow, control);
  const { ground: floor, table } = scene.stage;
  if (table !== undefined) return { far: table.y, near: ground.height * 0.96 };
  return floor === undefined
    ? { far: ground.height * 0.6, near: ground.height * 0.96 }
    : { far: floor.far, near: Math.max(floor.near, ground.height * 0.96) };
}

/** Paper hung behind and under the thing, lit from above. */
async function paintPlain(ground: Picture, { palette }: PaintPlan, control: Control): Promise<Range> {
  const colour = hex(COLOUR_WORDS[palette[0] ?? ''] ?? STUDIO).map(toSrgb);
  const { width, height } = ground;
  const row = new Float32Array(width * 3);
  await eachRow(ground, control, (y) => {
    const down = y / height;
    for (let x = 0; x < width; x += 1) {
      const across = (x + 0.5) / width - 0.5;
      const lit =
        1.02 - 0.1 * (across * across + (down - 0.45) ** 2) * 2 - 0.035 * Math.exp(-(((down - 0.78) / 0.1) ** 2));
      for (let channel = 0; channel < 3; channel += 1) row[x * 3 + channel] = (colour[channel] ?? 0) * lit;
    }
    writeLevels(ground, y, row);
  });
  return { far: 0, near: height };
}
