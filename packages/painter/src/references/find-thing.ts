import { type Control, partOf } from '../control.ts';
import { createPlane, createRowReader, type Plane, smooth } from '../styles/plane.ts';
import { dropDecor } from './drop-decor.ts';
import { fillGround } from './fill-ground.ts';
import { findByColour } from './find-by-colour.ts';
import { findPlainGround, type PlainGround } from './find-plain-ground.ts';
import { findStanding } from './find-standing.ts';
import { createGuidedReader, guideMatte } from './guided-matte.ts';
import { keepLargest } from './keep-largest.ts';
import type { SmallPicture } from './small-picture.ts';

/** The thing in a picture. */
export type Thing = {
  /** 0 to 1 per cell of the small picture. */
  readonly share: Float32Array;
  /** What draws the eye, 0 to 1 per cell, also where no one thing could be told. */
  readonly attention: Float32Array;
  /** `plain`: cut out of a plain ground; `colour`: told apart by its colours; `middle`: only the middle, softly. */
  readonly found: 'plain' | 'colour' | 'middle';
  /** The ground goes all around it down to the lower corners: a studio picture. */
  readonly isFree: boolean;
  /** What holds it, in cells. */
  readonly box: CellBox;
  /** Tells how much of each pixel in row `y` is thing, 0 to 1; made for one picture's width at a time. */
  readonly createReader: (width: number, scaled: number) => MatteReader;
};
export type CellBox = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
export type MatteReader = (pixels: Uint8Array, y: number, step: number, out: Float32Array) => void;

/** Never fails: a picture without a thing gives its middle. What is `sky`, 0 to 1 per cell, is no thing. */
export async function findThing(small: SmallPicture, control: Control, sky?: Float32Array): Promise<Thing> {
  await control.checkpoint(0);
  const ground = findPlainGround(small);
  await control.checkpoint(0.1);
  if (ground !== undefined) {
    const thing = await cutFromGround(small, ground, partOf(control, 0, 0.5));
    if (thing !== undefined) return thing;
  }
  const share = await findByColour(small, partOf(control, 0.3, 0.8), sky);
  const attention = share.slice();
  let isFound = isThing(keepLargest(share, small.width, 0.3), small);
  if (!isFound) {
    const standing = await findStanding(small, partOf(control, 0.8, 0.85), sky);
    isFound = standing !== undefined;
    share.set(standing ?? middleOf(small, attention));
  }
  const guided = await guideMatte(small, share, Math.max(2, Math.round(small.width / 60)), partOf(control, 0.8, 1));
  const soft = isFound ? undefined : { ...createPlane(small, 1, 1), values: share, step: small.step };
  return {
    share,
    attention,
    found: isFound ? 'colour' : 'middle',
    isFree: false,
    box: boxOf(share, small),
    createReader: (width, scaled) =>
      soft === undefined
        ? createGuidedReader({ ...guided, lines: { ...guided.lines, step: scaled } }, width)
        : readSoftly({ ...soft, step: scaled }, width),
  };
}

async function cutFromGround(small: SmallPicture, plain: PlainGround, control: Control): Promise<Thing | undefined> {
  const { width, height, rgb } = small;
  const share = Float32Array.from(plain.isGround, (ground) => 1 - ground);
  keepLargest(share, width, 0.04);
  await dropDecor(small, share, control);
  keepLargest(share, width, 0.04);
  if (share.reduce((sum, one) => sum + one, 0) < width * height * 0.004) return undefined;
  const ground = await fillGround(small, share, control);
  const near = { ...createPlane(small, 1, 1), values: share.slice(), step: rgb.step };
  await smooth(near, 1, control);
  const sure = 7 + plain.noise * 3;
  return {
    share,
    attention: share,
    found: 'plain',
    isFree: plain.isAllAround,
    box: boxOf(share, small),
    createReader: (full, scaled) =>
      createPlainReader({ ground: { ...ground, step: scaled }, near: { ...near, step: scaled }, sure }, full),
  };
}

type Cut = { readonly ground: Plane; readonly near: Plane; readonly sure: number };

/** Far inside it is all thing, far outside all ground; along the edge the colour's distance from the ground tells. */
function createPlainReader({ ground, near, sure }: Cut, width: number): MatteReader {
  const readGround = createRowReader(ground, width);
  const readNear = createRowReader(near, width);
  return (pixels, y, step, out) => {
    const colours = readGround(y);
    const inside = readNear(y);
    for (let x = 0; x < width; x += 1) {
      const place = inside[x] ?? 0;
      if (place <= 0.04 || place >= 0.96) {
        out[x] = place <= 0.04 ? 0 : 1;
        continue;
      }
      const at = (y * width + x) * step;
      const red = (pixels[at] ?? 0) - (colours[x * 3] ?? 0);
      const green = (pixels[at + 1] ?? 0) - (colours[x * 3 + 1] ?? 0);
      const blue = (pixels[at + 2] ?? 0) - (colours[x * 3 + 2] ?? 0);
      // Levels to about the steps of OKLab.
      const away = Math.sqrt(red * red * 0.3 + green * green * 0.55 + blue * blue * 0.15) * 0.36;
      const byColour = Math.max(0, Math.min(1, (away - sure * 0.35) / sure));
      out[x] = Math.min(1, byColour * Math.min(1, place * 2.2) + Math.max(0, place - 0.7) * 3);
    }
  };
}

/** Not a speck and not nearly everything. */
function isThing(share: Float32Array, small: SmallPicture): boolean {
  const { width, height } = small;
  let sum = 0;
  let rim = 0;
  for (let at = 0; at < share.length; at += 1) {
    const own = share[at] ?? 0;
    const x = at % width;
    const y = Math.floor(at / width);
    sum += own;
    if (x < width * 0.03 || x > width * 0.97 || y < height * 0.03) rim += own;
  }
  const area = sum / share.length;
  const { left, right, top, bottom } = boxOf(share, small);
  const isCompact = right - left < width * 0.86 && sum > (right - left) * (bottom - top) * 0.28;
  return area > 0.008 && area < 0.5 && rim < sum * 0.05 && isCompact;
}

/** A soft ellipse about what draws the eye, never smaller than the middle of the picture. */
function middleOf({ width, height }: SmallPicture, attention: Float32Array): Float32Array {
  const across = spreadOf(attention, (at) => ((at % width) + 0.5) / width);
  const down = spreadOf(attention, (at) => (Math.floor(at / width) + 0.5) / height);
  return Float32Array.from({ length: width * height }, (_, at) => {
    const x = (((at % width) + 0.5) / width - across.middle) / across.reach;
    const y = ((Math.floor(at / width) + 0.5) / height - down.middle) / down.reach;
    const t = Math.max(0, Math.min(1, (1 - Math.hypot(x, y)) / 0.45));
    return t * t * (3 - 2 * t);
  });
}

function spreadOf(weights: Float32Array, placeOf: (at: number) => number) {
  let sum = 1e-6;
  let first = 5e-7;
  for (const [at, weight] of weights.entries()) {
    sum += weight;
    first += weight * placeOf(at);
  }
  const middle = Math.max(0.4, Math.min(0.6, first / sum));
  let squares = 0;
  for (const [at, weight] of weights.entries()) squares += weight * (placeOf(at) - middle) ** 2;
  return { middle, reach: Math.max(0.4, Math.min(0.6, 2.2 * Math.sqrt(squares / sum))) };
}

function readSoftly(plane: Plane, width: number): MatteReader {
  const read = createRowReader(plane, width);
  return (_pixels, y, _step, out) => out.set(read(y));
}

function boxOf(share: Float32Array, { width, height }: SmallPicture): CellBox {
  let left = width;
  let right = 0;
  let top = height;
  let bottom = 0;
  for (let at = 0; at < share.length; at += 1) {
    if ((share[at] ?? 0) < 0.4) continue;
    const x = at % width;
    const y = Math.floor(at / width);
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  return left < right ? { left, top, right, bottom } : { left: 0, top: 0, right: width, bottom: height };
}
