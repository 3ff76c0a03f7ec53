import type { Control } from '../control.ts';
import { eachRow } from '../styles/each-row.ts';
import { createCube, readCube } from './colour-cube.ts';
import type { Sheet } from './load-reference.ts';
import type { View } from './look-at.ts';
import { type Lab, labOf } from './oklab.ts';

/** How far a thing is brought to the lightness and the hue of where it stands: all the way would wash it out. */
const LIGHT_SHARE = 0.42;
const HUE_SHARE = 0.3;

/** Puts a cutout under the light of the picture it goes into, in place: exposure, contrast, hue, a bright side, a dark foot. */
export async function matchLight(cut: Sheet, view: View, control: Control): Promise<void> {
  const own = toneOf(cut);
  const there = toneOfView(view);
  const exposure = Math.max(0.5, Math.min(1.16, 1 + LIGHT_SHARE * (there.mean[0] / Math.max(8, own.mean[0]) - 1)));
  const contrast = Math.max(0.78, Math.min(1.04, 1 + 0.4 * (there.range / Math.max(6, own.range) - 1)));
  const middle = own.mean[0] * exposure;
  const cube = await createCube(([light, a, b]) => {
    const lit = middle + (light * exposure - middle) * contrast;
    // Dark light takes colour away, and its own hue lies over everything, most over what is light.
    const share = HUE_SHARE * (0.35 + light / 130);
    const left = Math.max(0.72, Math.min(1, exposure * 1.1));
    return [lit, a * left + there.mean[1] * share, b * left + there.mean[2] * share];
  }, control);
  const row = new Float32Array(cut.width * 3);
  await eachRow(cut, control, (y) => {
    readCube(cube, cut.rgba, { start: y * cut.width * 4, count: cut.width, step: 4 }, row);
    const foot = 1.02 - 0.1 * (y / cut.height) ** 3;
    for (let x = 0; x < cut.width; x += 1) {
      const tone = foot * (1 + view.lightSide * (x / cut.width - 0.5) * 0.1);
      for (let channel = 0; channel < 3; channel += 1) {
        cut.rgba[(y * cut.width + x) * 4 + channel] = Math.min(255, (row[x * 3 + channel] ?? 0) * tone + 0.5);
      }
    }
  });
}

type Tone = { readonly mean: Lab; readonly range: number };

function toneOf({ width, height, rgba }: Sheet): Tone {
  const stride = Math.max(1, Math.floor(Math.sqrt((width * height) / 20_000)));
  const found: Lab[] = [];
  for (let y = 0; y < height; y += stride) {
    for (let x = 0; x < width; x += stride) {
      const at = (y * width + x) * 4;
      if ((rgba[at + 3] ?? 0) > 128) found.push(labOf(rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0));
    }
  }
  return toneOfLabs(found);
}

function toneOfView({ small }: View): Tone {
  return toneOfLabs(
    Array.from({ length: Math.floor(small.lab.length / 12) }, (_, at) => [
      small.lab[at * 12] ?? 0,
      small.lab[at * 12 + 1] ?? 0,
      small.lab[at * 12 + 2] ?? 0,
    ]),
  );
}

function toneOfLabs(labs: readonly Lab[]): Tone {
  const mean = (channel: 0 | 1 | 2) => labs.reduce((sum, lab) => sum + lab[channel], 0) / Math.max(1, labs.length);
  const lights = labs.map(([light]) => light).sort((a, b) => a - b);
  const at = (share: number) => lights[Math.floor((lights.length - 1) * share)] ?? 50;
  return { mean: [labs.length === 0 ? 50 : mean(0), mean(1), mean(2)], range: at(0.95) - at(0.05) };
}
