import { boundsOf, type SetOutline } from './ink-mask.ts';
import type { Glyph, Glyphs } from './load-glyphs.ts';

/** A text broken into lines or columns, with every letter at its place; ems, the ink's upper left corner at 0, 0. */
export type Setting = {
  readonly letters: readonly SetOutline[];
  readonly width: number;
  readonly height: number;
  /** Lines one below the other, or columns from right to left. */
  readonly direction: 'lines' | 'columns';
  readonly lines: number;
  /** Words had to be cut for it. */
  readonly isCut: boolean;
};

type Letter = { readonly character: string; readonly glyph: Glyph };
/** Letters that stay together. */
type Word = { readonly letters: readonly Letter[]; readonly width: number; readonly gap: number };

const LINES_MAX = 10;
const LEADING = 1.17;
const HAN = /[\p{Script=Han}　-〿＀-￯]/u;
/** Never at a line's start; never at its end. */
const CLOSING = /^[、。，．！？：；）」』》〉】〕”’…％,.!?:;)\]}%]/u;
const OPENING = /[（「『《〈【〔“‘([{]$/u;
const SPACE = 0.26;

/** All good ways to set a text, from one line to many; none when too little of it can be written with the fonts. */
export function settingsOf(
  text: string,
  glyphs: Glyphs,
  options: { readonly allowColumns: boolean },
): readonly Setting[] {
  const letters = lettersOf(text, glyphs);
  if (letters === undefined) return [];
  const settings: Setting[] = [];
  const words = wordsOf(letters, glyphs);
  // Two to four Chinese characters are one word, though a line may break between any two.
  const isOneWord = letters.length <= 4 && !letters.includes('space');
  for (let count = 1; count <= (isOneWord ? 1 : Math.min(LINES_MAX, words.length)); count += 1) {
    settings.push(asLines(breakEvenly(words, count), glyphs));
  }
  const longest = Math.max(...words.map(({ width }) => width));
  // Only when nothing else fits are words cut: in narrow pictures, or a row of 60 letters without a space.
  for (const widest of [7, 4.5, 2.6]) {
    if (longest <= widest) continue;
    const pieces = words.flatMap((word) => cutWord(word, widest, glyphs));
    const total = pieces.reduce((sum, { width }) => sum + width, 0);
    settings.push({
      ...asLines(breakEvenly(pieces, Math.min(pieces.length, Math.ceil(total / widest))), glyphs),
      isCut: true,
    });
  }
  if (options.allowColumns) settings.push(...columnSettings(letters));
  return settings.filter(({ width, height }) => width > 0 && height > 0);
}

/** A hollow box for a letter no font has; emoji and marks are left out. Undefined when most would be boxes. */
function lettersOf(text: string, { glyphOf }: Glyphs): readonly (Letter | 'space')[] | undefined {
  const letters: (Letter | 'space')[] = [];
  let missing = 0;
  for (const character of text.normalize('NFC')) {
    if (/\s/u.test(character)) {
      letters.push('space');
      continue;
    }
    const glyph = glyphOf(character) ?? glyphOf(character.normalize('NFKC'));
    if (glyph === undefined && /[\p{C}\p{M}\p{Extended_Pictographic}\p{Emoji_Component}]/u.test(character)) continue;
    if (glyph === undefined) missing += 1;
    letters.push({ character, glyph: glyph ?? HOLLOW_BOX });
  }
  const written = letters.filter((letter) => letter !== 'space').length;
  return written === 0 || missing > written / 2 ? undefined : letters;
}

const HOLLOW_BOX: Glyph = {
  advance: 0.72,
  contours: [
    Float32Array.of(0.08, 0, 0.08, -0.7, 0.64, -0.7, 0.64, 0),
    Float32Array.of(0.14, -0.06, 0.58, -0.06, 0.58, -0.64, 0.14, -0.64),
  ],
};

function wordsOf(letters: readonly (Letter | 'space')[], glyphs: Glyphs): readonly Word[] {
  const words: Word[] = [];
  let current: Letter[] = [];
  let gap = 0;
  const close = () => {
    if (current.length > 0) words.push({ letters: current, width: widthOf(current, glyphs), gap });
    current = [];
    gap = 0;
  };
  for (const letter of letters) {
    const last = current.at(-1);
    if (letter === 'space') {
      close();
      gap = SPACE;
    } else {
      const mayBreak = last !== undefined && (HAN.test(letter.character) || HAN.test(last.character));
      if (mayBreak && !CLOSING.test(letter.character) && !OPENING.test(last.character)) close();
      current.push(letter);
    }
  }
  close();
  return words;
}

function widthOf(letters: readonly Letter[], { kernOf }: Glyphs): number {
  return letters.reduce(
    (sum, { character, glyph }, index) => sum + glyph.advance + kernOf(letters[index - 1]?.character ?? '', character),
    0,
  );
}

function cutWord(word: Word, widest: number, glyphs: Glyphs): readonly Word[] {
  const parts = Math.ceil(word.width / widest);
  const perPart = Math.ceil(word.letters.length / parts);
  return Array.from({ length: Math.ceil(word.letters.length / perPart) }, (_, part) => {
    const letters = word.letters.slice(part * perPart, (part + 1) * perPart);
    return { letters, width: widthOf(letters, glyphs), gap: part === 0 ? word.gap : 0 };
  });
}

/** Breaks into `count` lines whose squared widths add up to the least: none much longer than the others. */
function breakEvenly(words: readonly Word[], count: number): readonly (readonly Word[])[] {
  const widthOfLine = (from: number, to: number) =>
    words.slice(from, to).reduce((sum, { width, gap }, index) => sum + width + (index === 0 ? 0 : gap), 0);
  let ends: { readonly cost: number; readonly lines: readonly (readonly [number, number])[] }[] = [
    { cost: 0, lines: [] },
  ];
  for (let line = 0; line < count; line += 1) {
    const next: typeof ends = [];
    for (const [from, { cost, lines }] of ends.entries()) {
      if (lines.length !== line || cost === Number.POSITIVE_INFINITY) continue;
      for (let to = from + 1; to <= words.length - (count - line - 1); to += 1) {
        const sum = cost + widthOfLine(from, to) ** 2;
        if (sum < (next[to]?.cost ?? Number.POSITIVE_INFINITY)) next[to] = { cost: sum, lines: [...lines, [from, to]] };
      }
    }
    ends = Array.from(
      { length: words.length + 1 },
      (_, to) => next[to] ?? { cost: Number.POSITIVE_INFINITY, lines: [] },
    );
  }
  return (ends[words.length]?.lines ?? []).map(([from, to]) => words.slice(from, to));
}

function asLines(lines: readonly (readonly Word[])[], glyphs: Glyphs): Setting {
  const letters: SetOutline[] = [];
  const hasHan = lines.flat().some(({ letters: inWord }) => inWord.some(({ character }) => HAN.test(character)));
  const leading = LEADING + (hasHan ? 0.06 : 0);
  for (const [row, line] of lines.entries()) {
    const width = line.reduce((sum, word, index) => sum + word.width + (index === 0 ? 0 : word.gap), 0);
    let x = -width / 2;
    for (const [index, word] of line.entries()) {
      if (index > 0) x += word.gap;
      for (const [at, { character, glyph }] of word.letters.entries()) {
        x += glyphs.kernOf(word.letters[at - 1]?.character ?? '', character);
        letters.push({ contours: glyph.contours, originX: x, originY: row * leading, scale: 1 });
        x += glyph.advance;
      }
    }
  }
  return trimmed(letters, 'lines', lines.length);
}

/** Columns from right to left, letters upright, as on tall shop signs. */
function columnSettings(letters: readonly (Letter | 'space')[]): readonly Setting[] {
  const cells = letters.filter((letter) => letter !== 'space');
  const isHan = cells.filter(({ character }) => HAN.test(character)).length > cells.length * 0.6;
  // Latin words stand upright only when they are one short row, as on hotels and cinemas.
  if (!isHan && (letters.includes('space') || cells.length > 16)) return [];
  const counts = isHan ? [1, 2, 3, 4] : [1];
  return counts
    .filter((count) => count === 1 || cells.length >= count * 3)
    .map((count) => {
      const perColumn = Math.ceil(cells.length / count);
      const set = cells.map(({ glyph }, index): SetOutline => {
        const column = Math.floor(index / perColumn);
        const pace = isHan ? 1.06 : 0.9;
        return {
          contours: glyph.contours,
          originX: -column * 1.25 - glyph.advance / 2,
          originY: (index % perColumn) * pace,
          scale: 1,
        };
      });
      return trimmed(set, 'columns', count);
    });
}

function trimmed(letters: readonly SetOutline[], direction: Setting['direction'], lines: number): Setting {
  const boxes = letters.flatMap((letter) => boundsOf(letter) ?? []);
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const width = Math.max(...boxes.map((box) => box.right)) - left;
  const height = Math.max(...boxes.map((box) => box.bottom)) - top;
  const moved = letters.map((letter) => ({
    ...letter,
    originX: letter.originX - left,
    originY: letter.originY - top,
  }));
  return { letters: moved, width, height, direction, lines, isCut: false };
}
