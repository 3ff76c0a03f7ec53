import { type Control, partOf } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import type { Picture } from '../picture.ts';
import { eachRow } from './each-row.ts';
import { measure } from './measures.ts';
import { copyPlane, createRowReader, type Plane, smooth } from './plane.ts';
import { blurGround, findSurround, type Surround } from './surround.ts';

/** Cells along the unit: light around things has no detail. */
const CELLS = 170;
/** How much of the ground's light creeps over a subject's rim. */
const WRAP = 0.16;
/** How much a subject takes on of the hue of what is around it. */
const HARMONY = 0.08;

/**
 * The finish of a picture without a style: subjects take a rim of the light behind them, a touch of its hue and
 * the brush's unevenness, and their cut edge is softened; bright parts bloom and the corners darken a little.
 * No grain: it would multiply the file's size.
 */
export async function finish(picture: Picture, seed: number, control: Control): Promise<void> {
  const { unit, step } = measure(picture, CELLS);
  const surround = await findSurround(picture, step, partOf(control, 0, 0.2));
  await lightUp(picture, surround, partOf(control, 0.2, 0.7));
  const { cover } = surround;
  if (cover !== undefined) await seat(picture, { surround, cover, unit, seed }, partOf(control, 0.7, 1));
}

/** Bloom and vignette. */
async function lightUp(picture: Picture, { colours }: Surround, control: Control) {
  const { width, height, pixels } = picture;
  const glow = copyPlane(colours);
  await smooth(glow, 4, partOf(control, 0, 0.2));
  for (let at = 0; at < glow.values.length; at += 1) glow.values[at] = ((glow.values[at] ?? 0) / 255) ** 3 * BLOOM;
  const read = createRowReader(glow, width);
  const bend = Float32Array.from({ length: width }, (_, x) => ((2 * x + 1) / width - 1) ** 2);
  await eachRow(picture, partOf(control, 0.2, 1), (y) => {
    const bloom = read(y);
    const down = ((2 * y + 1) / height - 1) ** 2;
    let at = y * width * 3;
    for (let x = 0; x < width; x += 1) {
      const radius = (bend[x] ?? 0) + down;
      const corner = 1 - radius * radius * VIGNETTE;
      for (let from = x * 3; from < x * 3 + 3; from += 1) {
        const own = pixels[at] ?? 0;
        // Rounded, not dithered: the rows were dithered when they were painted, and twice costs half the file again.
        pixels[at] = (own + (255 - own) * (bloom[from] ?? 0)) * corner + 0.5;
        at += 1;
      }
    }
  });
}

/** A tenth of the way to white beside the sun. */
const BLOOM = 0.1;
/** A twelfth darker in the very corners, where the radius squared is 2. */
const VIGNETTE = 0.02;

type Seat = {
  readonly surround: Surround;
  readonly cover: Plane;
  readonly unit: number;
  readonly seed: number;
};

async function seat(picture: Picture, { surround, cover, unit, seed }: Seat, control: Control) {
  const { width, pixels, subjectCover } = picture;
  if (subjectCover === undefined) return;
  const behind = await blurGround(surround, 4, partOf(control, 0, 0.2));
  const around = copyPlane(cover);
  await smooth(around, 1, partOf(control, 0.2, 0.3));
  const readBehind = createRowReader(behind, width);
  const readAround = createRowReader(around, width);
  const strokes = new Float32Array(width);
  const soften = createSoftener(picture, subjectCover);
  await eachRow(picture, partOf(control, 0.3, 1), (y) => {
    if (!subjectCover.subarray(y * width, (y + 1) * width).some((share) => share > 0)) return;
    soften(y);
    strokes.fill(0);
    addNoiseRow(strokes, y, { seed, cellWidth: unit / 24, cellHeight: unit / 85, amplitude: 0.02 });
    const ground = readBehind(y);
    const near = readAround(y);
    for (let x = 0; x < width; x += 1) {
      const covered = (subjectCover[y * width + x] ?? 0) / 255;
      if (covered === 0) continue;
      const rim = Math.min(WRAP, (1 - (near[x] ?? 0)) * WRAP * 1.6) * covered;
      const tone = 1 + (strokes[x] ?? 0) * covered;
      const red = ground[x * 3] ?? 0;
      const green = ground[x * 3 + 1] ?? 0;
      const blue = ground[x * 3 + 2] ?? 0;
      const share = HARMONY * covered * (3 / (red + green + blue + 30));
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const light = ground[x * 3 + channel] ?? 0;
        const tinted = (pixels[at + channel] ?? 0) * (tone + light * share - HARMONY * covered);
        pixels[at + channel] = Math.min(255, tinted + (light - tinted) * rim + 0.5);
      }
    }
  });
}

/** Averages the few pixels along a subject's cut edge with those left and right of them, and above. */
function createSoftener({ width, pixels }: Picture, cover: Uint8Array): (y: number) => void {
  return (y) => {
    const start = y * width;
    let before = [pixels[start * 3] ?? 0, pixels[start * 3 + 1] ?? 0, pixels[start * 3 + 2] ?? 0];
    for (let x = 1; x < width - 1; x += 1) {
      const at = start + x;
      const own = [pixels[at * 3] ?? 0, pixels[at * 3 + 1] ?? 0, pixels[at * 3 + 2] ?? 0];
      const step = Math.abs((cover[at + 1] ?? 0) - (cover[at - 1] ?? 0));
      const fall = y === 0 ? 0 : Math.abs((cover[at] ?? 0) - (cover[at - width] ?? 0));
      if (step + fall > 60) {
        for (let channel = 0; channel < 3; channel += 1) {
          const above = y === 0 ? (own[channel] ?? 0) : (pixels[(at - width) * 3 + channel] ?? 0);
          const after = pixels[(at + 1) * 3 + channel] ?? 0;
          pixels[at * 3 + channel] = (own[channel] ?? 0) * 0.4 + ((before[channel] ?? 0) + after + above) * 0.2 + 0.5;
        }
      }
      before = own;
    }
  };
}
