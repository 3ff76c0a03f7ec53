import { hex, LINEAR_BY_LEVEL, luminance, smoothstep, toSrgb } from '../colour.ts';
import type { Light } from '../light.ts';
import { loadSharp } from '../load-sharp.ts';
import type { Picture } from '../picture.ts';
import { COLOUR_WORDS } from '../prompt/words.ts';
import type { Stage } from '../scenes/frame.ts';
import { dropShadow } from './drop-shadow.ts';
import type { Placement } from './place-subjects.ts';

/** Pixels of one subject: RGBA, four bytes each. */
export type Cutout = { readonly width: number; readonly height: number; readonly rgba: Uint8Array };

export async function drawSubject(picture: Picture, placement: Placement, light: Light, stage: Stage): Promise<void> {
  const cutout = await rasterise(placement);
  if (placement.colour !== undefined) recolour(cutout.rgba, placement.colour);
  grade(cutout, placement, light, stage);
  if (placement.on === 'ground' || placement.on === 'table') {
    if (stage.isWeightless !== true) dropShadow(picture, cutout, placement, light);
  }
  if (placement.on === 'water') mirror(picture, cutout, placement);
  paste(picture, cutout, placement);
}

async function rasterise({ icon, width, height, isFlipped }: Placement): Promise<Cutout> {
  const sharp = await loadSharp();
  const [left = 0, top = 0, wide = 128, tall = 128] = icon.box;
  const size = { width: Math.max(2, Math.round(width)), height: Math.max(2, Math.round(height)) };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="${left} ${top} ${wide} ${tall}" preserveAspectRatio="none">${icon.body}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .flop(isFlipped)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: data };
}

/** The colour word takes over hue; light and dark stay where they were. */
function recolour(rgba: Uint8Array, word: string) {
  const [r, g, b] = hex(COLOUR_WORDS[word] ?? '#888888');
  const brightness = Math.max(0.03, luminance([r, g, b]));
  for (let index = 0; index < rgba.length; index += 4) {
    const red = LINEAR_BY_LEVEL[rgba[index] ?? 0] ?? 0;
    const green = LINEAR_BY_LEVEL[rgba[index + 1] ?? 0] ?? 0;
    const blue = LINEAR_BY_LEVEL[rgba[index + 2] ?? 0] ?? 0;
    const high = Math.max(red, green, blue);
    if (high < 0.02) continue;
    const vivid = smoothstep(0.3, 0.7, (high - Math.min(red, green, blue)) / high);
    const light = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / brightness;
    // Between keeping the subject's brightness and taking the word's: "black cat" must become dark.
    const gain = light * 0.45 + Math.min(1.4, light * brightness * 2.1) * 0.55;
    rgba[index] = toSrgb(red + (r * gain - red) * vivid * 0.92);
    rgba[index + 1] = toSrgb(green + (g * gain - green) * vivid * 0.92);
    rgba[index + 2] = toSrgb(blue + (b * gain - blue) * vivid * 0.92);
  }
}

/** Puts the subject under the scene's light: tint, haze of distance, a bright side and a dark foot. */
function grade({ width, height, rgba }: Cutout, { distance, on }: Placement, light: Light, stage: Stage) {
  const isIndoors = on === 'table';
  const curves = [0, 1, 2].map((channel) => {
    const gain = isIndoors
      ? 0.96
      : 0.2 + ((light.ambient[channel] ?? 0) * 0.75 + (light.direct[channel] ?? 0) * 0.62) * 0.78;
    const haze = isIndoors ? 0 : distance * (0.16 + light.fogShare * 0.7);
    return Float32Array.from({ length: 256 }, (_, level) => {
      const lit = (LINEAR_BY_LEVEL[level] ?? 0) * gain;
      return toSrgb(lit + ((stage.haze[channel] ?? 0) - lit) * haze);
    });
  });
  const sunSide = light.source.x > 0.5 ? 1 : -1;
  for (let y = 0; y < height; y += 1) {
    const foot = 1.05 - 0.16 * (y / height) ** 2;
    for (let x = 0; x < width; x += 1) {
      const index = (y * width + x) * 4;
      if ((rgba[index + 3] ?? 0) === 0) continue;
      const tone = foot * (1 + sunSide * (x / width - 0.5) * 0.2);
      for (let channel = 0; channel < 3; channel += 1) {
        rgba[index + channel] = Math.min(255, (curves[channel]?.[rgba[index + channel] ?? 0] ?? 0) * tone);
      }
    }
  }
}

function paste({ width, height, pixels }: Picture, cutout: Cutout, { centreX, footY, on, icon }: Placement) {
  const left = Math.round(centreX - cutout.width / 2);
  const sunk = on === 'water' ? Math.round(cutout.height * (icon.anchor === 'swims' ? 0.16 : 0.03)) : 0;
  const top = Math.round(footY) - cutout.height + sunk;
  for (let y = Math.max(0, -top); y < cutout.height && top + y < height; y += 1) {
    const under = on === 'water' && y > cutout.height - sunk - 1 ? 0.35 : 1;
    for (let x = Math.max(0, -left); x < cutout.width && left + x < width; x += 1) {
      const from = (y * cutout.width + x) * 4;
      const cover = ((cutout.rgba[from + 3] ?? 0) / 255) * under;
      if (cover > 0) layOver(pixels, ((top + y) * width + left + x) * 3, cutout.rgba, from, cover);
    }
  }
}

function layOver(pixels: Uint8Array, to: number, rgba: Uint8Array, from: number, cover: number) {
  for (let channel = 0; channel < 3; channel += 1) {
    const old = pixels[to + channel] ?? 0;
    pixels[to + channel] = old + ((rgba[from + channel] ?? 0) - old) * cover;
  }
}

/** A broken reflection below the water line. */
function mirror({ width, height, pixels }: Picture, cutout: Cutout, { centreX, footY }: Placement) {
  const left = Math.round(centreX - cutout.width / 2);
  const line = Math.round(footY);
  const deep = Math.min(height - line, Math.round(cutout.height * 0.7));
  for (let below = 0; below < deep; below += 1) {
    const from = cutout.height - 1 - Math.round((below / 0.7) * 0.98);
    if (from < 0) break;
    const wobble =
      Math.sin(below * (26 / cutout.height) * Math.PI + below * 0.05) * cutout.width * 0.018 * (0.4 + below / deep);
    const fade = 0.5 * (1 - below / deep) ** 0.8;
    for (let x = 0; x < cutout.width; x += 1) {
      const column = left + x + Math.round(wobble);
      if (column < 0 || column >= width) continue;
      const index = (from * cutout.width + x) * 4;
      const cover = ((cutout.rgba[index + 3] ?? 0) / 255) * fade;
      if (cover > 0) layOver(pixels, ((line + below) * width + column) * 3, cutout.rgba, index, cover);
    }
  }
}
