/** The parts of a skin as the drawings have them: lit, half in shade, in shade. */
export type SkinPart = 'light' | 'middle' | 'shade';
export type SkinTone = Readonly<Record<SkinPart, string>> & {
  /** Mouth and brows. */
  readonly line: string;
  readonly isDark: boolean;
};
export type HairTone = { readonly plain: string; readonly shine: string };

/** From pale to dark, each as likely as the others. */
export const SKINS: readonly SkinTone[] = [
  { light: '#f7d9b9', middle: '#ecc196', shade: '#d9a384', line: '#6b4a3d', isDark: false },
  { light: '#eec39a', middle: '#dcaa7c', shade: '#c48e6a', line: '#67473a', isDark: false },
  { light: '#d9a877', middle: '#c18f62', shade: '#a97350', line: '#5d4037', isDark: false },
  { light: '#b17b52', middle: '#96633f', shade: '#875334', line: '#473530', isDark: true },
  { light: '#84594a', middle: '#6d483b', shade: '#56382d', line: '#2a1f1b', isDark: true },
];

/** Dark ones first: the first two are worn with every skin. */
export const HAIR: readonly HairTone[] = [
  { plain: '#2e2726', shine: '#463d3a' },
  { plain: '#543930', shine: '#6d4c41' },
  { plain: '#8a4b2a', shine: '#a8643c' },
  { plain: '#b5893c', shine: '#cda65a' },
];

/** The yellows of the icon set's skins. Gold has other ones in our own drawings. */
const YELLOWS: Readonly<Record<string, SkinPart>> = {
  '#ffca28': 'light',
  '#ffca26': 'light',
  '#ffca27': 'light',
  '#ffcb29': 'light',
  '#fec926': 'light',
  '#fec925': 'light',
  '#ffb300': 'middle',
  '#f5a813': 'middle',
  '#f8ab16': 'middle',
  '#f8ab17': 'middle',
  '#f8ab19': 'middle',
  '#f8ad1e': 'middle',
  '#eda600': 'middle',
  '#f0b31e': 'middle',
  '#f0a007': 'middle',
  '#f09e00': 'middle',
  '#e59600': 'shade',
  '#e59700': 'shade',
  '#e89d05': 'shade',
  '#e89d07': 'shade',
  '#e89e07': 'shade',
  '#e59502': 'shade',
  '#e29702': 'shade',
  '#e3970a': 'shade',
  '#ef9e01': 'shade',
};

/** The part of a skin a colour stands for; `text` is `#rrggbb` in small letters. */
export function skinPartOf(text: string): SkinPart | undefined {
  return YELLOWS[text];
}
