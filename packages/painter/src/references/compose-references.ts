import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import type { EditPlan, EditStep, PaintPlan, Place } from '../prompt/paint-plan.ts';
import { applyStyle } from '../styles/apply-style.ts';
import type { Art } from '../subjects/load-art.ts';
import { addSubjects, letterPicture } from './add-subjects.ts';
import { layCollage } from './collage.ts';
import { studyReference } from './cut-out.ts';
import { fitBase } from './fit-base.ts';
import { type Insertion, insert, prepareInsertion } from './insert.ts';
import type { Reference } from './load-reference.ts';
import { lookAt } from './look-at.ts';
import { recolour } from './recolour.ts';
import { relight } from './relight.ts';
import { blurBackground, markThing, replaceBackground } from './set-background.ts';

export type EditTask = { readonly width: number; readonly height: number; readonly plan: PaintPlan; readonly art: Art };
type Edited = { readonly picture: Picture; readonly places: readonly Place[] };
/** What a step works with. */
type Bench = EditTask & { readonly edit: EditPlan; readonly referenceOf: (number: number) => Reference };
type Work = Edited & { readonly insertion?: Insertion };
/** A collage is laid before everything else. */
type Step = Exclude<EditStep, { readonly kind: 'collage' }>;

/**
 * Does what the plan says with the references, step by step, at exactly the asked size. A collage is laid first, and
 * the other steps change all of it. Throws PaintError `invalid_reference` with the number of the picture that cannot be read.
 */
export async function composeReferences(
  references: readonly (Uint8Array | string)[],
  task: EditTask,
  control: Control,
): Promise<Edited> {
  const edit = task.plan.edit ?? { base: 1, steps: [] };
  const referenceOf = (number: number) => ({ source: references[number - 1] ?? '', number });
  const bench: Bench = { ...task, edit, referenceOf };
  const steps = edit.steps.filter((step): step is Step => step.kind !== 'collage');
  let work: Work = await layBase(bench, partOf(control, 0, 0.3));
  for (const [index, step] of steps.entries()) {
    const from = 0.3 + (0.7 * index) / steps.length;
    work = await doStep(step, work, bench, partOf(control, from, from + 0.7 / steps.length));
  }
  return { picture: work.picture, places: work.places };
}

async function layBase({ edit, plan, referenceOf, ...size }: Bench, control: Control): Promise<Work> {
  const collage = edit.steps.find((step) => step.kind === 'collage');
  if (collage !== undefined) return layCollage(collage.of.map(referenceOf), size, plan.palette[0], control);
  return { picture: await fitBase(referenceOf(edit.base), size, control), places: [] };
}

async function doStep(step: Step, work: Work, bench: Bench, control: Control): Promise<Work> {
  const { picture, places } = work;
  const { plan, referenceOf } = bench;
  const doing = partOf(control, 0.3, 1);
  switch (step.kind) {
    case 'restyle':
      if (plan.style === 'soft') await markThing(picture, await lookAt(picture, control), control);
      await applyStyle(picture, plan, doing);
      return { picture, places };
    case 'recolour': {
      const { small } = await studyReference(referenceOf(step.from), partOf(control, 0, 0.3));
      await recolour(picture, small, doing);
      return work;
    }
    case 'insert': {
      const insertion = work.insertion ?? (await prepare(picture, bench, partOf(control, 0, 0.3)));
      const place = await insert(picture, referenceOf(step.from), insertion, doing);
      return { picture, places: [...places, place], insertion };
    }
    case 'relight':
      await relight(picture, plan, await lookAt(picture, partOf(control, 0, 0.3)), doing);
      return work;
    case 'background':
      return { picture: await changeBackground(picture, plan, step.to, control), places };
    case 'add': {
      const view = await lookAt(picture, partOf(control, 0, 0.3));
      return { picture, places: [...places, ...(await addSubjects(picture, { plan, art: bench.art, view }, doing))] };
    }
    case 'letter': {
      const view = await lookAt(picture, partOf(control, 0, 0.3));
      return { picture, places: [...places, ...(await letterPicture(picture, { plan, view, places }, doing))] };
    }
  }
}

async function prepare(picture: Picture, { edit, plan }: Bench, control: Control): Promise<Insertion> {
  const count = edit.steps.filter(({ kind }) => kind === 'insert').length;
  return prepareInsertion(await lookAt(picture, control), count, plan.key);
}

async function changeBackground(
  picture: Picture,
  plan: PaintPlan,
  to: 'blurred' | 'scene' | 'plain',
  control: Control,
): Promise<Picture> {
  const view = await lookAt(picture, partOf(control, 0, 0.3));
  if (to !== 'blurred') return await replaceBackground(picture, plan, to, view, partOf(control, 0.3, 1));
  await blurBackground(picture, view, partOf(control, 0.3, 1));
  return picture;
}
