import type { Control } from './control.ts';
import { createControl, partOf } from './control.ts';
import { letterOn } from './lettering/letter-on.ts';
import { loadSharp } from './load-sharp.ts';
import { checkRequest, type PaintOptions, type PaintRequest } from './paint-request.ts';
import { createPicture, type Picture, paintRows } from './picture.ts';
import type { PaintPlan, PicturePlan, Place } from './prompt/paint-plan.ts';
import { readPrompt } from './prompt/read-prompt.ts';
import { composeReferences } from './references/compose-references.ts';
import { createScene } from './scenes/create-scene.ts';
import { applyStyle } from './styles/apply-style.ts';
import { isTableThing } from './subjects/compose/choose-surface.ts';
import { drawSubject } from './subjects/draw-subject.ts';
import { type Art, loadArt } from './subjects/load-art.ts';
import { placeOf, placeSubjects } from './subjects/place-subjects.ts';
import { drawWatermark } from './watermark.ts';

export type Painting = {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly plan: PicturePlan;
};
/** A picture before its style, and where its things are. */
type Painted = { readonly picture: Picture; readonly places: readonly Place[] };
export type PaintedPixels = Omit<Painting, 'png'> & {
  /** RGB, three bytes a pixel, rows from the top. */
  readonly pixels: Uint8Array;
  readonly channels: 3;
};

/** Paints in the calling thread; rejects with the signal's reason, or a PaintError. */
export async function paint(request: PaintRequest, options: PaintOptions = {}): Promise<Painting> {
  const { pixels, channels, ...rest } = await paintPixels(request, options);
  const sharp = await loadSharp();
  const { width, height } = rest;
  // Level 3 without adaptive filtering: a twentieth more bytes than level 5, at three quarters of its time.
  const encoder = sharp(pixels, { raw: { width, height, channels } }).png({
    compressionLevel: 3,
    adaptiveFiltering: false,
  });
  const png = await orAborted(encoder.toBuffer(), options.signal);
  options.onProgress?.(1);
  return { png: new Uint8Array(png.buffer, png.byteOffset, png.byteLength), ...rest };
}

/** An encoder cannot be stopped: after an abort it ends by itself, within a second, and nobody waits for it. */
async function orAborted<T>(encoding: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await encoding;
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([encoding, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The same picture before encoding: equal requests give equal bytes in any process. */
export async function paintPixels(request: PaintRequest, options: PaintOptions = {}): Promise<PaintedPixels> {
  const { prompt, width, height, seed, references, watermark } = checkRequest(request);
  const control = createControl(options);
  options.signal?.throwIfAborted();
  const art = await loadArt();
  const plan = readPrompt(prompt, seed, art, { references: references.length });
  const task = { width, height, plan, art };
  const { picture, places } =
    references.length > 0
      ? await composeReferences(references, task, partOf(control, 0, 0.9))
      : await paintScene(task, partOf(control, 0, 0.7));
  // An edit has its style among its steps, and nothing more is done to what it leaves alone.
  if (references.length === 0) await applyStyle(picture, plan, partOf(control, 0.7, 0.9));
  if (watermark) await drawWatermark(picture);
  await control.checkpoint(0.9);
  return { pixels: picture.pixels, channels: 3, width, height, seed, plan: { ...plan, places } };
}

async function paintScene(
  at: { readonly width: number; readonly height: number; readonly plan: PaintPlan; readonly art: Art },
  control: Control,
): Promise<Painted> {
  const { width, height, plan, art } = at;
  const { frame, scene } = await createScene(plan, { width, height }, needsOf(plan, art), partOf(control, 0, 0.1));
  await control.checkpoint(0.1);
  const picture = createPicture(width, height);
  await paintRows(picture, scene.paintRow, partOf(control, 0.1, 0.8));
  const placements = placeSubjects(frame, scene.stage, plan.subjects, art.icons);
  for (const [index, placement] of placements.entries()) {
    const part = partOf(
      control,
      0.8 + (0.2 * index) / placements.length,
      0.8 + (0.2 * (index + 1)) / placements.length,
    );
    await drawSubject(picture, placement, { light: frame.light, stage: scene.stage, control: part });
  }
  const places = placements.map(placeOf);
  const texts = await letterOn(picture, plan.texts, { frame, stage: scene.stage, control }, places);
  return { picture, places: [...places, ...texts] };
}

/** What subjects and texts ask of a scene: ground under their feet, or a table where all of them are table things. */
function needsOf({ subjects, texts, scene }: PaintPlan, { icons }: Art) {
  const things = subjects.flatMap(({ icon }) => icons[icon] ?? []);
  // A sign stands on the ground as well; in space a title hangs free.
  const ground = things.some(({ anchor }) => anchor === 'stands') || (texts.length > 0 && scene !== 'space');
  return { ground, tabletop: things.length > 0 && things.every(isTableThing) };
}
