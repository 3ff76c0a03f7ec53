import { nearestColour } from './colour-words.ts';
import type { Lexicon } from './lexicon.ts';

export type Word = {
  /** Lower case, without accents; a known term where the language has no spaces; an emoji without its variants. */
  readonly text: string;
  /** A comma, a full stop or another mark stands before it. */
  readonly isAfterBreak: boolean;
};

/** A colour code, a word or number, an emoji, or a mark that ends a phrase. Each alternative is one plain run. */
const PARTS =
  /#(?:[\da-f]{6}|[\da-f]{3})(?![\da-z])|[\p{L}\p{N}]+|\p{Extended_Pictographic}(?:\p{Extended_Pictographic}|[\u{1f3fb}-\u{1f3ff}]|\u{fe0f}|\u{200d})*|[.,;:!?()[\]{}|\n。，、；：！？（）【】…—]/gu;

/** Splits a prompt into words. Hyphens part words; apostrophes do not ("don't"), and "'s" is dropped. */
export function splitPrompt(prompt: string, lexicon: Lexicon): readonly Word[] {
  const words: Word[] = [];
  let isAfterBreak = true;
  const take = (text: string) => {
    words.push({ text, isAfterBreak });
    isAfterBreak = false;
  };
  for (const [part] of plain(prompt).matchAll(PARTS)) {
    if (part.startsWith('#')) take(nearestColour(part));
    else if (/^\p{Extended_Pictographic}/u.test(part)) for (const emoji of emojiOf(part, lexicon)) take(emoji);
    else if (/^[\p{L}\p{N}]/u.test(part)) for (const text of termsOf(part, lexicon)) take(text);
    else isAfterBreak = true;
  }
  return words;
}

function plain(prompt: string): string {
  return prompt
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, (mark) => (mark === '\u{fe0f}' ? mark : ''))
    .toLowerCase()
    .replaceAll(/['’]s(?![\p{L}\p{N}])/gu, '')
    .replaceAll(/['’]/g, '');
}

/** People and families are several signs joined; a sequence that is not known as a whole is read sign by sign. */
function emojiOf(part: string, lexicon: Lexicon): readonly string[] {
  const whole = part.replaceAll(/\u{fe0f}|[\u{1f3fb}-\u{1f3ff}]/gu, '');
  if (lexicon.has(whole)) return [whole];
  return whole.split('\u{200d}').flatMap((piece) => [...piece]);
}

/** Chinese has no spaces: the longest known term at each place is a word. */
function termsOf(part: string, lexicon: Lexicon): readonly string[] {
  if (!/\p{Script=Han}/u.test(part)) return [part];
  const terms: string[] = [];
  for (let index = 0; index < part.length; ) {
    const length = lengthOfTerm(part, index, lexicon);
    terms.push(part.slice(index, index + length));
    index += length;
  }
  return terms;
}

function lengthOfTerm(part: string, index: number, lexicon: Lexicon): number {
  const start = part.charAt(index);
  const longest = Math.max(lexicon.longestFrom(start), NEGATION_LENGTH_MAX);
  for (let length = Math.min(longest, part.length - index); length > 1; length -= 1) {
    const term = part.slice(index, index + length);
    if (lexicon.has(term) || NEGATIONS_IN_CHINESE.has(term)) return length;
  }
  if (/\p{Script=Han}/u.test(start)) return 1;
  FOREIGN.lastIndex = index;
  return FOREIGN.exec(part)?.[0].length ?? 1;
}

const NEGATION_LENGTH_MAX = 2;
/** Letters and digits between Chinese characters stay together. */
const FOREIGN = /[^\p{Script=Han}]+/uy;

export const NEGATIONS_IN_CHINESE: ReadonlySet<string> = new Set([
  '没有',
  '不要',
  '无',
  '别',
  '没',
  '不含',
  '不带',
  '去掉',
  '禁止',
  '并无',
]);
