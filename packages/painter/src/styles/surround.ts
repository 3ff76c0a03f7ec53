import { type Control, partOf } from '../control.ts';
import type { Picture } from '../picture.ts';
import { copyPlane, createPlane, type Plane, shrink, smooth } from './plane.ts';

/** The picture and its subjects in small, for what works with light around things. */
export type Surround = {
  readonly colours: Plane;
  /** Colours as they would be without the subjects: their ground flows in where they stand. Four channels; the last is a weight. */
  readonly ground: Plane;
  /** How much of each cell is a subject, 0 to 1; absent where there is none at all. */
  readonly cover?: Plane;
};

/** `step` in pixels. */
export async function findSurround(picture: Picture, step: number, control: Control): Promise<Surround> {
  const { width, height, pixels, subjectCover } = picture;
  const colours = await shrink({ width, height, channels: 3, bytes: pixels }, step, partOf(control, 0, 0.7));
  const cover =
    subjectCover === undefined
      ? undefined
      : await shrink({ width, height, channels: 1, bytes: subjectCover }, step, partOf(control, 0.7, 1));
  if (cover !== undefined)
    for (let at = 0; at < cover.values.length; at += 1) cover.values[at] = (cover.values[at] ?? 0) / 255;
  await control.checkpoint(1);
  const { mean, most } = measureGround(colours, cover);
  const ground = { ...createPlane(colours, 1, 4), step };
  for (let at = 0; at < colours.width * colours.height; at += 1) {
    const weight = (1 - (cover?.values[at] ?? 0)) ** 4;
    for (let channel = 0; channel < 3; channel += 1) {
      const own = (colours.values[at * 3 + channel] ?? 0) * weight;
      ground.values[at * 4 + channel] = own + (mean[channel] ?? 0) * MEAN_WEIGHT;
    }
    ground.values[at * 4 + 3] = weight + MEAN_WEIGHT;
  }
  return cover === undefined || most < 0.05 ? { colours, ground } : { colours, ground, cover };
}

/** Deep inside a subject no ground can flow in: there the mean of all ground takes over, without a seam. */
const MEAN_WEIGHT = 0.02;

function measureGround({ values }: Plane, cover: Plane | undefined) {
  const sums = [0, 0, 0];
  let total = 1e-6;
  let most = 0;
  for (let at = 0; at < values.length / 3; at += 1) {
    const covered = cover?.values[at] ?? 0;
    const weight = 1 - covered;
    most = Math.max(most, covered);
    total += weight;
    for (let channel = 0; channel < 3; channel += 1) {
      sums[channel] = (sums[channel] ?? 0) + (values[at * 3 + channel] ?? 0) * weight;
    }
  }
  return { mean: sums.map((sum) => sum / total), most };
}

/** The ground blurred over `reach` cells, three channels, without a glimmer of the subjects. */
export async function blurGround({ ground }: Surround, reach: number, control: Control): Promise<Plane> {
  const blurred = copyPlane(ground);
  await smooth(blurred, reach, control);
  const out = { ...createPlane(ground, 1, 3), step: ground.step };
  for (let at = 0; at < out.width * out.height; at += 1) {
    const share = 1 / (blurred.values[at * 4 + 3] ?? 1);
    for (let channel = 0; channel < 3; channel += 1) {
      out.values[at * 3 + channel] = (blurred.values[at * 4 + channel] ?? 0) * share;
    }
  }
  return out;
}
