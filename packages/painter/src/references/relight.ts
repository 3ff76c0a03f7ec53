import { hex, luminance, type Rgb, toLinear, toSrgb } from '../colour.ts';
import type { Control } from '../control.ts';
import type { Light } from '../light.ts';
import type { Picture } from '../picture.ts';
import type { PaintPlan } from '../prompt/paint-plan.ts';
import { COLOUR_WORDS } from '../prompt/words.ts';
import { createRandom } from '../random.ts';

type Grade = {
  readonly gain: Rgb;
  readonly lift: Rgb;
  readonly saturation: number;
  readonly tint: Rgb | undefined;
  readonly tintShare: number;
};

/** Puts a photograph under the prompt's hour, weather and colours; what it shows stays where it was. */
export async function relight(picture: Picture, plan: PaintPlan, light: Light, control: Control): Promise<void> {
  const { pixels, width, height } = picture;
  const grade = gradeOf(plan, light);
  const curves = [0, 1, 2].map((channel) => curveOf(grade, channel));
  const sourceX = light.source.x * width;
  const reach = 1 / (width * 0.75) ** 2;
  for (let y = 0; y < height; y += 1) {
    if (y % 32 === 0) await control.checkpoint(y / height);
    const down = y / height;
    for (let x = 0; x < width; x += 1) {
      const index = (y * width + x) * 3;
      const r = curves[0]?.[pixels[index] ?? 0] ?? 0;
      const g = curves[1]?.[pixels[index + 1] ?? 0] ?? 0;
      const b = curves[2]?.[pixels[index + 2] ?? 0] ?? 0;
      const grey = 0.3 * r + 0.59 * g + 0.11 * b;
      const glow = 1.08 - 0.16 * down - Math.min(0.22, (x - sourceX) ** 2 * reach * 0.22);
      write(
        pixels,
        index,
        (r + (grey - r) * (1 - grade.saturation)) * glow,
        (g + (grey - g) * (1 - grade.saturation)) * glow,
        (b + (grey - b) * (1 - grade.saturation)) * glow,
      );
    }
  }
  if (grade.tint !== undefined) tintPicture(pixels, grade.tint, grade.tintShare);
}

function gradeOf(plan: PaintPlan, light: Light): Grade {
  const random = createRandom(plan.key, 'grade');
  const near: Rgb = [
    light.ambient[0] * 0.5 + light.direct[0] * 0.6,
    light.ambient[1] * 0.5 + light.direct[1] * 0.6,
    light.ambient[2] * 0.5 + light.direct[2] * 0.6,
  ];
  const bright = luminance(near);
  const exposure = plan.time === 'night' ? 0.34 : plan.weather === 'storm' ? 0.6 : random.between(0.95, 1.1);
  const mood = (channel: 0 | 1 | 2) => exposure * (0.3 + (0.7 * near[channel]) / bright) * random.between(0.93, 1.08);
  const [word] = plan.palette;
  return {
    gain: [mood(0), mood(1), mood(2)],
    lift: [
      light.fog[0] * light.fogShare * 0.3,
      light.fog[1] * light.fogShare * 0.3,
      light.fog[2] * light.fogShare * 0.3,
    ],
    saturation: plan.weather === 'clear' ? random.between(0.95, 1.12) : 0.72,
    tint: word === undefined ? undefined : hex(COLOUR_WORDS[word] ?? '#888888'),
    tintShare: 0.34,
  };
}

function curveOf({ gain, lift }: Grade, channel: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, level) =>
    toSrgb(toLinear(level) * (gain[channel] ?? 1) * (1 - (lift[channel] ?? 0)) + (lift[channel] ?? 0)),
  );
}

function tintPicture(pixels: Uint8Array, tint: Rgb, share: number) {
  const target = tint.map(toSrgb);
  const brightness = Math.max(40, 0.3 * (target[0] ?? 0) + 0.59 * (target[1] ?? 0) + 0.11 * (target[2] ?? 0));
  for (let index = 0; index < pixels.length; index += 3) {
    const grey = 0.3 * (pixels[index] ?? 0) + 0.59 * (pixels[index + 1] ?? 0) + 0.11 * (pixels[index + 2] ?? 0);
    for (let channel = 0; channel < 3; channel += 1) {
      const old = pixels[index + channel] ?? 0;
      pixels[index + channel] = Math.min(255, old + ((grey * (target[channel] ?? 0)) / brightness - old) * share);
    }
  }
}

function write(pixels: Uint8Array, index: number, r: number, g: number, b: number) {
  pixels[index] = r > 255 ? 255 : Math.max(r, 0);
  pixels[index + 1] = g > 255 ? 255 : Math.max(g, 0);
  pixels[index + 2] = b > 255 ? 255 : Math.max(b, 0);
}
