import { LINEAR_BY_LEVEL, toSrgb } from '../colour.ts';

/** OKLab times 100: lightness 0 to 100, two axes of hue of about -40 to 40; equal steps look equally large. */
export type Lab = readonly [number, number, number];
/** sRGB levels, 0 to 255, not rounded. */
export type Levels = readonly [number, number, number];

/** sRGB levels to OKLab (Björn Ottosson, 2020). */
export function labOf(red: number, green: number, blue: number): Lab {
  const r = linearAt(red);
  const g = linearAt(green);
  const b = linearAt(blue);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    100 * (0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s),
    100 * (1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s),
    100 * (0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s),
  ];
}

/** Between two levels in a straight line: a tenth of a level off at most, at a tenth of the time. */
function linearAt(level: number): number {
  const low = level | 0;
  const light = LINEAR_BY_LEVEL[low] ?? 0;
  return light + ((LINEAR_BY_LEVEL[low + 1] ?? 1) - light) * (level - low);
}

/** OKLab to sRGB levels; a colour no screen can show gives up chroma, never hue or lightness. */
export function levelsOf([lightness, a, b]: Lab): Levels {
  const light = Math.max(0, Math.min(100, lightness));
  const whole = linearOf([light, a, b]);
  if (isShown(whole)) return [toSrgb(whole[0]), toSrgb(whole[1]), toSrgb(whole[2])];
  let low = 0;
  let high = 1;
  for (let turn = 0; turn < 8; turn += 1) {
    const share = (low + high) / 2;
    if (isShown(linearOf([light, a * share, b * share]))) low = share;
    else high = share;
  }
  const [red, green, blue] = linearOf([light, a * low, b * low]);
  return [toSrgb(red), toSrgb(green), toSrgb(blue)];
}

function linearOf([lightness, a, b]: Lab): Levels {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3 / 1e6;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3 / 1e6;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3 / 1e6;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function isShown([red, green, blue]: Levels): boolean {
  return Math.min(red, green, blue) > -0.001 && Math.max(red, green, blue) < 1.001;
}
