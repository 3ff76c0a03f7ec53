import type { PaintPlan } from '../../prompt/paint-plan.ts';
import type { Random } from '../../random.ts';
import type { Icon } from '../load-art.ts';
import { HAIR, type HairTone, SKINS, type SkinTone, skinPartOf } from './skin-tones.ts';

/** Trees that lose their leaves. */
const LEAFY = /^(?:deciduous tree|willow|birch)$/;
const BARE = 'leafless tree';
/** The snow on it in the drawing, and its wood. */
const SNOW_ON_BARE = { snow: '#f4f8fb', wood: '#5b4331' } as const;
/** Those that are made, grown or worn in every colour. */
const MANY_COLOURED =
  /^(?:balloon|hot air balloon|kite|umbrella|closed umbrella|butterfly|tropical fish|sailboat|canoe|rowboat|automobile|motor scooter|wrapped gift|candy|yarn|thread|houses|tent|backpack)$/;
/** Of several colours, none of them blue or green: red, pink, purple, orange and yellow lie side by side. */
const FLOWERS = /^(?:tulip|rose|hibiscus|blossom)$/;
const PLAIN_CLOTHES =
  /^(?:child|boy|girl|baby|person|man|woman|(?:person|man|woman) (?:walking|standing|running|dancing))/;
const HEX = /#[0-9a-f]{6}\b/gi;

/** Which of several equal ones it is, and whether the prompt names its colour. */
export type Dress = { readonly index: number; readonly hasColour: boolean; readonly random: Random };

/**
 * The drawing as this one wears it: people have a skin and hair of their own, trees go with the season, and no two of
 * several are quite alike. A drawing that shines keeps its colours, by which the shine is found.
 */
export function dressIcon(icon: Icon, plan: PaintPlan, icons: readonly Icon[], dress: Dress): Icon {
  const { index, hasColour, random } = dress;
  // Drawn for each whether it is used or not: what one of them is leaves the others as they are.
  const [tone, hair, turn, light, warmth] = [random.next(), random.next(), random.next(), random.next(), random.next()];
  if (icon.group.startsWith('person')) {
    const change = clothesOf(icon, index, turn);
    const skin = SKINS[Math.floor(tone * SKINS.length)];
    return skin === undefined ? icon : recolour(icon, wearSkin(skin, hairOf(skin, hair), change));
  }
  if (icon.glow !== undefined) return icon;
  if (icon.name === BARE || (LEAFY.test(icon.name) && !hasColour)) return inSeason(icon, plan, icons, turn);
  if (index === 0 || hasColour) return icon;
  const shift = (index * 0.381 + turn * 0.12) % 1;
  if (MANY_COLOURED.test(icon.name)) return recolour(icon, (colour) => turnHue(colour, shift));
  if (FLOWERS.test(icon.name))
    return recolour(icon, (colour) => (isLeaf(colour) ? colour : turnHue(colour, shift * 0.42 - 0.24)));
  if (!/^(?:animal|plant)/.test(icon.group)) return icon;
  const level = 0.9 + light * 0.17;
  const warm = (warmth - 0.5) * 0.08;
  return recolour(icon, ([red, green, blue]) => [red * level * (1 + warm), green * level, blue * level * (1 - warm)]);
}

type Bytes = readonly [number, number, number];
type Change = (colour: Bytes) => Bytes;

/** The first of several is as drawn; the others wear other colours, where people choose what they wear. */
function clothesOf({ name }: Icon, index: number, turn: number): Change {
  if (index === 0 || !PLAIN_CLOTHES.test(name)) return (colour) => colour;
  const shift = (index * 0.381 + turn * 0.15) % 1;
  return (colour) => turnHue(colour, shift);
}

/** Fair hair is rare on dark skin. */
function hairOf({ isDark }: SkinTone, share: number): HairTone | undefined {
  const usual = isDark ? HAIR.slice(0, 2) : HAIR;
  return usual[Math.floor(share * usual.length)];
}

function wearSkin(skin: SkinTone, hair: HairTone | undefined, change: Change) {
  return (colour: Bytes, text: string): Bytes => {
    const part = skinPartOf(text);
    if (part !== undefined) return bytesOf(skin[part]);
    if (text === '#543930') return bytesOf(hair?.plain ?? text);
    if (text === '#6d4c41') return bytesOf(hair?.shine ?? text);
    // Mouths and brows are brown on yellow faces.
    if (text === '#795548') return bytesOf(skin.line);
    return change(colour);
  };
}

function inSeason(icon: Icon, { season, scene }: PaintPlan, icons: readonly Icon[], turn: number): Icon {
  if (season === 'winter' || scene === 'snow') return icons.find(({ name }) => name === BARE) ?? icon;
  if (icon.name === BARE) {
    return recolour(icon, (colour, text) => (text === SNOW_ON_BARE.snow ? bytesOf(SNOW_ON_BARE.wood) : colour));
  }
  if (season !== 'autumn') return icon;
  const hue = 0.045 + turn * 0.06;
  return recolour(icon, (colour) => (isLeaf(colour) ? autumnal(colour, hue) : colour));
}

function isLeaf([red, green, blue]: Bytes): boolean {
  return green > red * 1.04 && green > blue * 1.3;
}

/** Light leaves are more yellow than dark ones. */
function autumnal([red, green, blue]: Bytes, hue: number): Bytes {
  const light = (red * 0.3 + green * 0.6 + blue * 0.1) / 255;
  return fromHue(hue + light * 0.05, 0.86, Math.min(0.62, 0.14 + light * 0.62));
}

function turnHue(colour: Bytes, shift: number): Bytes {
  const [red, green, blue] = colour;
  const [high, low] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  if (high === 0 || (high - low) / high < 0.22) return colour;
  const span = high - low;
  const sixths =
    high === red ? (green - blue) / span : high === green ? 2 + (blue - red) / span : 4 + (red - green) / span;
  const light = (high + low) / 510;
  return fromHue(sixths / 6 + 1 + shift, (span / 255 / (1 - Math.abs(2 * light - 1) || 1)) * 0.92, light);
}

/** Hue in turns, saturation and lightness 0 to 1, as sRGB bytes. */
function fromHue(hue: number, saturation: number, lightness: number): Bytes {
  const channel = (shift: number) => {
    const k = (shift + (hue - Math.floor(hue)) * 12) % 12;
    const swing = saturation * Math.min(lightness, 1 - lightness);
    return 255 * (lightness - swing * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

function recolour(icon: Icon, change: (colour: Bytes, text: string) => Bytes): Icon {
  const body = icon.body.replaceAll(HEX, (found) => {
    const text = found.toLowerCase();
    return textOf(change(bytesOf(text), text));
  });
  return { ...icon, body };
}

function bytesOf(text: string): Bytes {
  const value = Number.parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function textOf(colour: Bytes): string {
  const pairs = colour.map((value) =>
    Math.max(0, Math.min(255, Math.round(value)))
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${pairs.join('')}`;
}
