import { hex, LINEAR_BY_LEVEL, luminance, smoothstep } from '../colour.ts';
import type { Control } from '../control.ts';
import { COLOUR_WORDS } from '../prompt/colour-words.ts';
import { eachBand } from './each-band.ts';
import type { Cutout } from './rasterise-subject.ts';
import { srgbLevel } from './srgb-level.ts';

const HUES = 36;
/** How far from the main hue, in turns, a colour still belongs to it. */
const HUE_REACH = 0.11;
/** A subject with less colour than this share of its area is a grey or white one: then its greys are recoloured. */
const VIVID_SHARE_MIN = 0.3;
/** Counting every pixel of a large subject tells no more. */
const SAMPLES = 20_000;

/** The main colour of a subject: a hue, or its greys when `hue` is absent; `brightness` is its mean, linear. */
type MainColour = { readonly hue: number | undefined; readonly brightness: number };

/** The colour word takes the place of the subject's main colour; dark features and other colours stay. */
export async function recolourSubject(cutout: Cutout, word: string, control: Control): Promise<void> {
  const target = hex(COLOUR_WORDS[word] ?? '#888888');
  const main = findMainColour(cutout.rgba);
  // White things are seldom darker than this and black ones seldom brighter, or they would lose their form.
  const goal = Math.max(0.035, Math.min(0.8, luminance(target)));
  const { rgba, width } = cutout;
  await eachBand(cutout, control, (y) => {
    for (let at = y * width * 4; at < (y + 1) * width * 4; at += 4) {
      if ((rgba[at + 3] ?? 0) === 0) continue;
      const red = LINEAR_BY_LEVEL[rgba[at] ?? 0] ?? 0;
      const green = LINEAR_BY_LEVEL[rgba[at + 1] ?? 0] ?? 0;
      const blue = LINEAR_BY_LEVEL[rgba[at + 2] ?? 0] ?? 0;
      const share = belonging(main, red, green, blue);
      if (share === 0) continue;
      const light = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / main.brightness;
      // Bright targets have less room above them: highlights are pressed together.
      const tone = light < 1 ? light ** 0.85 : 1 + (light - 1) * (1 - goal) * 0.8;
      rgba[at] = srgbLevel(red + (shade(target[0], tone, goal) - red) * share);
      rgba[at + 1] = srgbLevel(green + (shade(target[1], tone, goal) - green) * share);
      rgba[at + 2] = srgbLevel(blue + (shade(target[2], tone, goal) - blue) * share);
    }
  });
}

/** The target's colour, darker or brighter; black keeps a little light so that forms are still seen. */
function shade(channel: number, tone: number, goal: number): number {
  const lifted = goal < 0.06 ? channel * 0.6 + 0.012 : Math.min(channel, 0.86);
  return lifted * tone;
}

function findMainColour(rgba: Uint8Array): MainColour {
  const counts = new Float64Array(HUES);
  const lights = new Float64Array(HUES);
  let [all, vivid, grey, greyLight] = [0, 0, 0, 0];
  const step = Math.max(1, Math.floor(rgba.length / 4 / SAMPLES)) * 4;
  for (let at = 0; at < rgba.length; at += step) {
    if ((rgba[at + 3] ?? 0) < 200) continue;
    const red = LINEAR_BY_LEVEL[rgba[at] ?? 0] ?? 0;
    const green = LINEAR_BY_LEVEL[rgba[at + 1] ?? 0] ?? 0;
    const blue = LINEAR_BY_LEVEL[rgba[at + 2] ?? 0] ?? 0;
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    all += 1;
    const colourful = vividness(red, green, blue);
    if (colourful > 0.5) {
      const bin = Math.min(HUES - 1, Math.floor(hueOf(red, green, blue) * HUES));
      counts[bin] = (counts[bin] ?? 0) + 1;
      lights[bin] = (lights[bin] ?? 0) + light;
      vivid += 1;
    } else if (light > 0.04) {
      grey += 1;
      greyLight += light;
    }
  }
  const best = bestHue(counts);
  const reach = Math.round(HUE_REACH * HUES);
  if (vivid < all * VIVID_SHARE_MIN && grey > vivid) {
    return { hue: undefined, brightness: Math.max(0.04, greyLight / Math.max(1, grey)) };
  }
  let [count, light] = [0, 0];
  for (let shift = -reach; shift <= reach; shift += 1) {
    count += counts[(best + shift + HUES) % HUES] ?? 0;
    light += lights[(best + shift + HUES) % HUES] ?? 0;
  }
  return { hue: (best + 0.5) / HUES, brightness: Math.max(0.02, light / Math.max(1, count)) };
}

/** The fullest run of three neighbours. */
function bestHue(counts: Float64Array): number {
  let best = 0;
  let most = -1;
  for (let bin = 0; bin < HUES; bin += 1) {
    const sum = (counts[(bin + HUES - 1) % HUES] ?? 0) + (counts[bin] ?? 0) + (counts[(bin + 1) % HUES] ?? 0);
    if (sum > most) {
      most = sum;
      best = bin;
    }
  }
  return best;
}

/** 0 to 1: how much a colour is part of what is recoloured. */
function belonging({ hue, brightness }: MainColour, red: number, green: number, blue: number): number {
  const colourful = vividness(red, green, blue);
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // Eyes, noses, tyres and outlines are far darker than the coat they lie on.
  const lit = smoothstep(0.06, 0.2, light / brightness);
  if (hue === undefined) return (1 - smoothstep(0.35, 0.75, colourful)) * lit;
  const away = Math.abs(hueOf(red, green, blue) - hue);
  const near = 1 - smoothstep(HUE_REACH, HUE_REACH * 1.7, Math.min(away, 1 - away));
  return near * smoothstep(0.18, 0.5, colourful) * lit;
}

function vividness(red: number, green: number, blue: number): number {
  const high = Math.max(red, green, blue);
  return high < 0.012 ? 0 : (high - Math.min(red, green, blue)) / high;
}

/** In turns. */
function hueOf(red: number, green: number, blue: number): number {
  const high = Math.max(red, green, blue);
  const span = high - Math.min(red, green, blue);
  if (span <= 0) return 0;
  const sixths =
    high === red ? (green - blue) / span : high === green ? 2 + (blue - red) / span : 4 + (red - green) / span;
  return (sixths / 6 + 1) % 1;
}
