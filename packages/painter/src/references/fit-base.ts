import { type Control, partOf } from '../control.ts';
import { createPicture, type Picture } from '../picture.ts';
import { unitOf } from '../scenes/frame.ts';
import { eachRow } from '../styles/each-row.ts';
import { copyPlane, createPlane, createRowReader, type Plane, smooth } from '../styles/plane.ts';
import { writeLevels } from './colour-cube.ts';
import { type Study, studyReference } from './cut-out.ts';
import { fillGround } from './fill-ground.ts';
import { findThing } from './find-thing.ts';
import { loadReference, type Part, type Reference } from './load-reference.ts';
import { type SmallPicture, shrinkPicture } from './small-picture.ts';

type Size = { readonly width: number; readonly height: number };

/** Ratios apart by more than this are not cut: too little of the picture would be left. */
const CUT_MAX = 1.8;
/** What may still be cut away before the rest is painted on. */
const TRIM = 1.3;
/** Room around the thing, of its own length. */
const ROOM = 1.16;

/**
 * The reference at exactly this size. Where the ratios are near, it is cut around what draws the eye; where they are
 * far apart, or a thing told from its ground would be cut, it stays nearly whole, and its surroundings go on from
 * its edges, softer and softer. Throws PaintError `invalid_reference`.
 */
export async function fitBase(reference: Reference, size: Size, control: Control): Promise<Picture> {
  const study = await studyReference(reference, partOf(control, 0, 0.2));
  const own = study.size;
  const wider = size.width / size.height / (own.width / own.height);
  const apart = Math.max(wider, 1 / wider);
  const span = spanOf(study, wider > 1);
  // What was only told apart by its colours may be half a landscape: that is cut as any other picture.
  const isSure = study.thing.found === 'plain' || study.thing.found === 'alpha';
  const isCut = span !== undefined && isSure && (span.to - span.from) * ROOM > 1 / apart;
  const doing = partOf(control, 0.2, 1);
  if (apart <= CUT_MAX && !isCut) {
    const part = span === undefined ? undefined : partAround(span, 1 / apart, own, wider > 1);
    return withCover(await loadReference(reference, size, doing, part));
  }
  // The share of the reference's longer way that stays.
  const least = span === undefined ? 1 / TRIM : Math.max(1 / TRIM, (span.to - span.from) * ROOM);
  const kept = Math.min(1, Math.max(1 / apart, least));
  const part = span === undefined ? undefined : partAround(span, kept, own, wider > 1);
  const inner =
    wider > 1
      ? { width: Math.min(size.width, Math.round(size.width / wider / kept)), height: size.height }
      : { width: size.width, height: Math.min(size.height, Math.round((size.height * wider) / kept)) };
  const picture = await loadReference(reference, inner, partOf(doing, 0, 0.4), part);
  return extend(picture, size, partOf(doing, 0.4, 1));
}

type Span = { readonly from: number; readonly to: number };

/** Where the thing is, down or across, 0 to 1; undefined where none was told. */
function spanOf({ thing, small }: Study, isDown: boolean): Span | undefined {
  if (thing.found === 'middle') return undefined;
  const { left, right, top, bottom } = thing.box;
  return isDown
    ? { from: top / small.height, to: bottom / small.height }
    : { from: left / small.width, to: right / small.width };
}

/** This share of the picture, down or across, with the thing in its middle. */
function partAround({ from, to }: Span, share: number, { width, height }: Size, isDown: boolean): Part {
  const start = Math.max(0, Math.min(1 - share, (from + to - share) / 2));
  return isDown
    ? { left: 0, top: Math.floor(start * height), width, height: Math.max(1, Math.floor(share * height)) }
    : { left: Math.floor(start * width), top: 0, width: Math.max(1, Math.floor(share * width)), height };
}

function withCover(picture: Picture): Picture {
  return { ...picture, subjectCover: new Uint8Array(picture.width * picture.height) };
}

type Levels = readonly { readonly read: (y: number) => Float32Array; readonly from: number }[];

async function extend(inner: Picture, size: Size, control: Control): Promise<Picture> {
  const picture = createPicture(size.width, size.height);
  const left = Math.floor((size.width - inner.width) / 2);
  const top = Math.floor((size.height - inner.height) * 0.5);
  const small = await shrinkPicture(inner, partOf(control, 0, 0.1));
  const around = await mirrorAround(small, size, { left, top }, partOf(control, 0.1, 0.3));
  const unit = unitOf(size.width, size.height);
  const levels = await softer(around, size, unit, partOf(control, 0.3, 0.6));
  const row = new Float32Array(size.width * 3);
  await eachRow(size, partOf(control, 0.6, 1), (y) => {
    for (let x = 0; x < size.width; x += 1) {
      const at = (mirrored(y - top, inner.height) * inner.width + mirrored(x - left, inner.width)) * 3;
      for (let channel = 0; channel < 3; channel += 1) row[x * 3 + channel] = inner.pixels[at + channel] ?? 0;
    }
    soften(row, levels, y, (x) => outside(x - left, inner.width) + outside(y - top, inner.height));
    writeLevels(picture, y, row);
  });
  return picture;
}

/** Cells of the whole size. The thing is left out, its ground in its place: no ghost of it stands beside it. */
async function mirrorAround(
  small: SmallPicture,
  size: Size,
  at: { readonly left: number; readonly top: number },
  control: Control,
): Promise<Plane> {
  const { share, found } = await findThing(small, partOf(control, 0, 0.7));
  const { step, rgb } = small;
  const ground = found === 'middle' ? rgb : await fillGround(small, share, partOf(control, 0.7, 1));
  const plane = createPlane(size, step, 3);
  for (let row = 0; row < plane.height; row += 1) {
    // Upwards and downwards only what is near the edge is seen again: there is one sky and one ground.
    const y = mirrored(slowed(Math.round((row * step - at.top) / step), small.height), small.height);
    for (let column = 0; column < plane.width; column += 1) {
      const across = Math.round((column * step - at.left) / step);
      // A plain ground has nothing to repeat but the thing's shadow.
      const x = mirrored(found === 'plain' ? slowed(across, small.width) : across, small.width);
      const cell = y * small.width + x;
      plane.values.set(ground.values.subarray(cell * 3, cell * 3 + 3), (row * plane.width + column) * 3);
    }
  }
  return plane;
}

/** Beyond the edge it gets on slower and slower, and never farther than an eighth of the length. */
function slowed(at: number, length: number): number {
  const reach = length / 8;
  if (at < 0) return -Math.round(reach * (1 - Math.exp(at / reach)));
  return at < length ? at : length - 1 + Math.round(reach * (1 - Math.exp((length - 1 - at) / reach)));
}

/** Three blurs, each wider; `from` is the distance beyond the edge at which only it is seen, pixels. */
async function softer(around: Plane, size: Size, unit: number, control: Control): Promise<Levels> {
  const levels: { read: (y: number) => Float32Array; from: number }[] = [];
  for (const [index, reach] of [0.012, 0.04, 0.12].entries()) {
    const part = partOf(control, index / 3, (index + 1) / 3);
    await smooth(around, Math.max(1, Math.round((reach * unit) / around.step)), part);
    levels.push({ read: createRowReader(copyPlane(around), size.width), from: unit * ([0.05, 0.25, 0.7][index] ?? 1) });
  }
  return levels;
}

function soften(row: Float32Array, levels: Levels, y: number, distanceAt: (x: number) => number) {
  const rows = levels.map(({ read, from }) => ({ colours: read(y), from }));
  for (let x = 0; x < row.length / 3; x += 1) {
    const distance = distanceAt(x);
    if (distance <= 0) continue;
    let before = 0;
    for (const { colours, from } of rows) {
      const share = Math.max(0, Math.min(1, (distance - before) / (from - before)));
      before = from;
      for (let at = x * 3; at < x * 3 + 3; at += 1)
        row[at] = (row[at] ?? 0) + ((colours[at] ?? 0) - (row[at] ?? 0)) * share;
    }
  }
}

function outside(at: number, length: number): number {
  return at < 0 ? -at : Math.max(0, at - length + 1);
}

/** Forth and back as between two mirrors. */
function mirrored(at: number, length: number): number {
  const turn = ((at % (2 * length)) + 2 * length) % (2 * length);
  return turn < length ? turn : 2 * length - 1 - turn;
}
