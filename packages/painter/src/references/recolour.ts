import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import { applyCube, createCube } from './colour-cube.ts';
import { type Colours, measureColours } from './measure-colours.ts';
import type { Lab } from './oklab.ts';
import { type SmallPicture, shrinkPicture } from './small-picture.ts';

/** Of a lightness: steeper curves make bands and noise of what is nearly flat, flatter ones lose the shapes. */
const SLOPES = { least: 0.55, most: 2 };
/** How much colours may be spread: more would only enlarge the noise of a grey picture, less would leave no colours to tell. */
const SPREAD = { least: 0.5, most: 2.2 };
const STEPS = 100;

/** Gives the picture the colours and the mood of another one; its shapes and edges stay. */
export async function recolour(picture: Picture, from: SmallPicture, control: Control): Promise<void> {
  const small = await shrinkPicture(picture, partOf(control, 0, 0.2));
  const change = createTransfer(measureColours(small), measureColours(from));
  const cube = await createCube(change, partOf(control, 0.2, 0.3));
  await applyCube(picture, cube, partOf(control, 0.3, 1));
}

/**
 * Lightness by matching how often each is found; hue by the linear map that turns one spread of colours into the
 * other (Pitié and Kokaram, 2007), each around the colours of its own lights and shadows.
 */
export function createTransfer(own: Colours, other: Colours): (lab: Lab) => Lab {
  const curve = matchLightness(own, other);
  const spread = spreadMap(own, other);
  return ([lightness, a, b]) => {
    const at = Math.max(0, Math.min(STEPS, lightness));
    const rank = rankOf(own, at);
    const old = own.hueAt(rank);
    const fresh = other.hueAt(rank);
    const x = a - old[0];
    const y = b - old[1];
    const cell = Math.min(STEPS - 1, Math.floor(at));
    const light = (curve[cell] ?? 0) + ((curve[cell + 1] ?? 0) - (curve[cell] ?? 0)) * (at - cell);
    return [light, fresh[0] + spread[0] * x + spread[1] * y, fresh[1] + spread[1] * x + spread[2] * y];
  };
}

/** The new lightness of 0, 1, … 100. */
function matchLightness(own: Colours, other: Colours): Float32Array {
  const curve = new Float32Array(STEPS + 1);
  const middle = Math.round(Math.max(1, Math.min(STEPS - 1, own.mean[0])));
  const wish = (at: number) => other.lightnessAt(rankOf(own, at));
  curve[middle] = other.mean[0];
  const step = (from: number, to: number) => {
    const slope = Math.abs(wish(to) - wish(from));
    return Math.max(SLOPES.least, Math.min(SLOPES.most, slope)) * Math.sign(to - from);
  };
  for (let at = middle + 1; at <= STEPS; at += 1) curve[at] = (curve[at - 1] ?? 0) + step(at - 1, at);
  for (let at = middle - 1; at >= 0; at -= 1) curve[at] = (curve[at + 1] ?? 0) + step(at + 1, at);
  centre(curve, own, other.mean[0]);
  return bendInside(curve, other.mean[0]);
}

/** Where a lightness stands among the picture's own, 0 to 1. */
function rankOf({ ranks }: Colours, lightness: number): number {
  const cell = Math.min(STEPS - 1, Math.floor(lightness));
  return (ranks[cell] ?? 0) + ((ranks[cell + 1] ?? 0) - (ranks[cell] ?? 0)) * (lightness - cell);
}

/** The limits on the slope have moved the mean: back to where it belongs. */
function centre(curve: Float32Array, { ranks }: Colours, mean: number) {
  let found = 0;
  for (let at = 0; at < STEPS; at += 1) {
    found += ((ranks[at + 1] ?? 0) - (ranks[at] ?? 0)) * (((curve[at] ?? 0) + (curve[at + 1] ?? 0)) / 2);
  }
  for (let at = 0; at <= STEPS; at += 1) curve[at] = (curve[at] ?? 0) + mean - found;
}

/** What would be beyond black or white is drawn in, not cut off: below and above the mean each by its own share. */
function bendInside(curve: Float32Array, mean: number): Float32Array {
  const low = Math.min(1, (mean - 3) / Math.max(1, mean - (curve[0] ?? 0)));
  const high = Math.min(1, (98.5 - mean) / Math.max(1, (curve[STEPS] ?? 0) - mean));
  return curve.map((light) => mean + (light - mean) * (light < mean ? Math.max(0.1, low) : Math.max(0.1, high)));
}

/** A symmetric 2 x 2 map, as its three numbers. */
function spreadMap(own: Colours, other: Colours): Lab {
  const root = rootOf(own.spread);
  const [p, q, r] = root;
  const determinant = p * r - q * q;
  const back: Lab = [r / determinant, -q / determinant, p / determinant];
  const inner = rootOf(sandwich(root, other.spread));
  const [a, b, c] = sandwich(back, inner);
  const middle = (a + c) / 2;
  const reach = Math.hypot((a - c) / 2, b);
  const largest = middle + reach;
  const share = Math.max(SPREAD.least, Math.min(SPREAD.most, largest)) / largest;
  return [a * share, b * share, c * share];
}

/** S M S of symmetric matrices. */
function sandwich([p, q, r]: Lab, [a, b, c]: Lab): Lab {
  const x = [p * a + q * b, p * b + q * c, q * a + r * b, q * b + r * c] as const;
  return [x[0] * p + x[1] * q, x[0] * q + x[1] * r, x[2] * q + x[3] * r];
}

/** The square root of a symmetric positive 2 x 2 matrix. */
function rootOf([a, b, c]: Lab): Lab {
  const s = Math.sqrt(Math.max(1e-9, a * c - b * b));
  const t = Math.sqrt(a + c + 2 * s);
  return [(a + s) / t, b / t, (c + s) / t];
}
