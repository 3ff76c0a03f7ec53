import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import type { Place } from '../prompt/paint-plan.ts';
import { createRandom } from '../random.ts';
import { castShadow } from './cast-shadow.ts';
import { cutOut, studyReference } from './cut-out.ts';
import { findSpot, type Spot, takeSpot } from './find-spot.ts';
import type { Reference, Sheet } from './load-reference.ts';
import type { View } from './look-at.ts';
import { matchLight } from './match-light.ts';
import { layPrint } from './print.ts';

/** What several insertions into one picture share. */
export type Insertion = {
  readonly view: View;
  /** What must not be covered, per cell of the view; grows with every thing set in. */
  readonly taken: Float32Array;
  /** How many things are set in, all in all. */
  readonly count: number;
  readonly key: number;
};

/** Looks for room once; the picture's own thing takes its place, as far as one was found. */
export function prepareInsertion(view: View, count: number, key: number): Insertion {
  const { found, share, attention } = view.thing;
  // Where no one thing was told, what draws the eye is kept free as far as that is easy.
  const taken = found === 'middle' ? attention.map((own) => own * 0.8) : share.slice();
  return { view, taken, count, key };
}

/** Sets the thing of a reference into the picture: cut out, lit as its surroundings, on the ground, with its shadow. A
 * reference that shows no one thing lies there as a print. Throws PaintError `invalid_reference`. */
export async function insert(
  picture: Picture,
  reference: Reference,
  { view, taken, count, key }: Insertion,
  control: Control,
): Promise<Place> {
  const study = await studyReference(reference, partOf(control, 0, 0.4));
  const isPrint = study.thing.found === 'middle';
  const spot = findSpot(view, picture, taken, {
    aspect: isPrint ? study.small.width / study.small.height : study.aspect,
    isCutBelow: study.isCutBelow && !isPrint,
    preferredX: createRandom(key, `insert ${reference.number}`).pick(0.32, 0.68),
    scale: Math.max(0.55, 1 - (count - 1) * 0.1),
  });
  if (isPrint) {
    await layPrint(picture, reference, spot, partOf(control, 0.4, 1));
    takeSpot(view, taken, spot);
    return placeOf(reference, spot);
  }
  const cut = await cutOut(study, spot.height, partOf(control, 0.4, 0.8));
  await matchLight(cut, view, partOf(control, 0.8, 0.95));
  const stand = standOf(picture, spot, cut);
  if (!study.isCutBelow) castShadow(picture, cut, stand, view.lightSide);
  pasteSheet(picture, cut, stand.left, stand.foot - cut.height);
  takeSpot(view, taken, stand);
  return placeOf(reference, stand);
}

function placeOf({ number }: Reference, { left, foot, width, height }: Spot): Place {
  return { name: `image ${number}`, kind: 'reference', left, top: foot - height, width, height };
}

/** The cutout as it came out may be a little smaller or larger than asked for: inside the picture with all of it. */
function standOf(picture: Picture, spot: Spot, cut: Sheet): Spot {
  const left = Math.max(0, Math.min(picture.width - cut.width, Math.round(spot.left + (spot.width - cut.width) / 2)));
  const foot = Math.min(picture.height, Math.max(cut.height, spot.foot));
  return { left, foot, width: cut.width, height: cut.height };
}

/** Lays a cutout over the picture; what sticks out is left away. */
export function pasteSheet(picture: Picture, cut: Sheet, left: number, top: number): void {
  const { width, height, pixels, subjectCover } = picture;
  for (let y = Math.max(0, -top); y < cut.height && top + y < height; y += 1) {
    for (let x = Math.max(0, -left); x < cut.width && left + x < width; x += 1) {
      const from = (y * cut.width + x) * 4;
      const alpha = cut.rgba[from + 3] ?? 0;
      if (alpha === 0) continue;
      const at = (top + y) * width + left + x;
      for (let channel = 0; channel < 3; channel += 1) {
        const old = pixels[at * 3 + channel] ?? 0;
        pixels[at * 3 + channel] = old + (((cut.rgba[from + channel] ?? 0) - old) * alpha) / 255 + 0.5;
      }
      if (subjectCover !== undefined) subjectCover[at] = Math.max(subjectCover[at] ?? 0, alpha);
    }
  }
}
