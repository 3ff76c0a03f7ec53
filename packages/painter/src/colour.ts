/** Linear light, 0 to 1 and above. */
export type Rgb = readonly [number, number, number];

/** `#rrggbb` to linear light. */
export function hex(text: string): Rgb {
  const value = Number.parseInt(text.slice(1), 16);
  return [toLinear(value >> 16), toLinear((value >> 8) & 255), toLinear(value & 255)];
}

/** Hue in turns (0 to 1), saturation and lightness 0 to 1. */
export function hsl(hue: number, saturation: number, lightness: number): Rgb {
  const channel = (shift: number) => {
    const k = (shift + (hue - Math.floor(hue)) * 12) % 12;
    const value = lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return toLinear(255 * value);
  };
  return [channel(0), channel(8), channel(4)];
}

export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

export function scale(a: Rgb, factor: number): Rgb {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function multiply(a: Rgb, b: Rgb): Rgb {
  return [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
}

export function add(a: Rgb, b: Rgb): Rgb {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function luminance(a: Rgb): number {
  return 0.2126 * a[0] + 0.7152 * a[1] + 0.0722 * a[2];
}

/** Gives a colour the hue of `tint` at the brightness it had. */
export function tinted(a: Rgb, tint: Rgb, share: number): Rgb {
  const brightness = luminance(tint);
  return mix(a, scale(tint, luminance(a) / Math.max(0.02, brightness)), share);
}

export function clamp01(value: number): number {
  return value < 0 ? 0 : Math.min(value, 1);
}

export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp01((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}

/** 0 to 255 in sRGB to linear light. */
export function toLinear(level: number): number {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Linear light to 0 to 255 in sRGB, not rounded. */
export function toSrgb(value: number): number {
  const clamped = clamp01(value);
  return 255 * (clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * clamped ** (1 / 2.4) - 0.055);
}

/** Linear light by sRGB level, for the inner loops. */
export const LINEAR_BY_LEVEL: Float32Array = Float32Array.from({ length: 256 }, (_, level) => toLinear(level));
