import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import type { PaintPlan, Place } from '../prompt/paint-plan.ts';
import { createScene } from '../scenes/create-scene.ts';
import { drawSubject } from '../subjects/draw-subject.ts';
import type { Art } from '../subjects/load-art.ts';
import { placeSubjects } from '../subjects/place-subjects.ts';
import { loadReference } from './load-reference.ts';
import { relight } from './relight.ts';

type Task = { readonly width: number; readonly height: number; readonly plan: PaintPlan; readonly art: Art };
type Card = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

/** The first reference fills the picture under the prompt's light; the others lie on it as prints. */
export async function composeReferences(
  references: readonly (Uint8Array | string)[],
  task: Task,
  control: Control,
): Promise<{ readonly picture: Picture; readonly places: readonly Place[] }> {
  const { width, height, plan, art } = task;
  const [base = '', ...others] = references;
  const picture = await loadReference(base, task, 1);
  const { frame, scene } = createScene(plan, task, { ground: true });
  await relight(picture, plan, frame.light, partOf(control, 0.2, 0.7));
  if (plan.edit?.steps.some(({ kind }) => kind === 'add')) {
    for (const placement of placeSubjects(frame, scene.stage, plan.subjects, art.icons)) {
      await drawSubject(picture, placement, frame.light, scene.stage);
    }
  }
  const cards = layCards(width, height, others.length);
  for (const [index, card] of cards.entries()) {
    await control.checkpoint(0.7 + (0.3 * index) / cards.length);
    const print = await loadReference(others[index] ?? '', card, index + 2);
    await relight(print, { ...plan, palette: [] }, { ...frame.light, fogShare: 0 }, control);
    pastePrint(picture, print, card);
  }
  return { picture, places: cards.map((card) => ({ name: 'print', kind: 'reference', ...card })) };
}

/** Prints along the long side: a row at the foot of wide pictures, a column at the right of tall ones. */
function layCards(width: number, height: number, count: number): readonly Card[] {
  if (count === 0) return [];
  const isWide = width >= height;
  const long = isWide ? width : height;
  const short = isWide ? height : width;
  const lines = count > 4 && long < short * 2.2 ? 2 : 1;
  const perLine = Math.ceil(count / lines);
  const gap = short * 0.03;
  const side = Math.min(short * (lines === 2 ? 0.26 : 0.34), (long - gap * (perLine + 1)) / perLine);
  return Array.from({ length: count }, (_, index) => {
    const line = Math.floor(index / perLine);
    const inLine = Math.min(perLine, count - line * perLine);
    const along = long - gap - (inLine - (index % perLine)) * (side + gap) + gap;
    const across = short - (line + 1) * (side + gap);
    const [left, top] = isWide ? [along, across] : [across, along];
    return { left: Math.round(left), top: Math.round(top), width: Math.round(side), height: Math.round(side) };
  });
}

/** A print with a white edge and a soft shadow. */
function pastePrint({ width, height, pixels }: Picture, print: Picture, card: Card) {
  const edge = Math.max(1, Math.round(card.width * 0.028));
  const blur = Math.max(2, Math.round(card.width * 0.07));
  for (
    let y = Math.max(0, card.top - edge - blur);
    y < Math.min(height, card.top + card.height + edge + blur * 2);
    y += 1
  ) {
    for (
      let x = Math.max(0, card.left - edge - blur);
      x < Math.min(width, card.left + card.width + edge + blur);
      x += 1
    ) {
      const inX = x - card.left;
      const inY = y - card.top;
      const to = (y * width + x) * 3;
      const isPrint = inX >= 0 && inY >= 0 && inX < print.width && inY < print.height;
      const isEdge = inX >= -edge && inY >= -edge && inX < print.width + edge && inY < print.height + edge;
      const shade = isEdge
        ? 0
        : shadowAt(inX, inY - blur * 0.5, { width: print.width + edge, height: print.height + edge, blur });
      for (let channel = 0; channel < 3; channel += 1) {
        if (isPrint) pixels[to + channel] = print.pixels[(inY * print.width + inX) * 3 + channel] ?? 0;
        else pixels[to + channel] = isEdge ? 248 : (pixels[to + channel] ?? 0) * (1 - shade);
      }
    }
  }
}

function shadowAt(
  x: number,
  y: number,
  box: { readonly width: number; readonly height: number; readonly blur: number },
): number {
  const outX = Math.max(0, -x, x - box.width);
  const outY = Math.max(0, -y, y - box.height);
  const distance = Math.hypot(outX, outY) / box.blur;
  return distance >= 1 ? 0 : 0.45 * (1 - distance) ** 2;
}
