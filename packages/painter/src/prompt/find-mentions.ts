/** Where a prompt speaks of its references; pictures are counted from 1. */
export type Mention = { readonly start: number; readonly end: number; readonly pictures: readonly number[] };

const NUMBERS = 'one|two|three|four|five|six|seven|eight|nine|[1-9]';
const ORDINALS =
  'first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|1st|2nd|3rd|4th|5th|6th|7th|8th|9th|last|other';
const NOUNS = 'image|picture|photo|reference|img|pic|figure|photograph|ref|input';
const HAN_DIGITS = '一二三四五六七八九';
const PATTERN = new RegExp(
  [
    `\\b(?:${NOUNS})s?(?: image| picture| photo)? ?(?:no\\.? ?|number |#)?(?<number>${NUMBERS})\\b(?<more>(?:(?:, ?(?:and )?| and | ?& ?|, ?)(?:(?:${NOUNS}) )?[1-9]\\b){0,8})`,
    `\\bthe (?<ordinal>${ORDINALS})(?: (?:reference|input))? (?:image|picture|photo|one|reference|photograph)\\b`,
    `\\b(?<ordinalAlone>${ORDINALS}) (?:reference |input )?(?:image|picture|photo|photograph)\\b`,
    `\\b(?<all>(?:both|all|these|the)(?: of)?(?: the| these| my)?(?: ${NUMBERS})? (?:images|pictures|photos|references))\\b`,
    `(?:参考图片?|图片?|图像|照片)(?<han>[1-9${HAN_DIGITS}])`,
    `第(?<hanOrdinal>[1-9${HAN_DIGITS}])[张幅个](?:参考)?(?:图片|图像|照片|图|画)?`,
    '(?<hanAll>两张图片?|所有图片|这些图片?|几张图片?|全部图片)',
  ].join('|'),
  'giu',
);

/** Finds "image 2", "images 1 and 3", "the second picture", "all images", 图2, 第二张图. Pictures that are not there are left out. */
export function findMentions(text: string, count: number): readonly Mention[] {
  return [...text.matchAll(PATTERN)].flatMap((match) => {
    const pictures = picturesOf(match.groups ?? {}, count).filter((picture) => picture >= 1 && picture <= count);
    return pictures.length === 0 ? [] : [{ start: match.index, end: match.index + match[0].length, pictures }];
  });
}

function picturesOf(groups: Readonly<Record<string, string | undefined>>, count: number): readonly number[] {
  const { number, more = '', ordinal, ordinalAlone, all, han, hanOrdinal, hanAll } = groups;
  if (number !== undefined) return [numberOf(number), ...[...more.matchAll(/[1-9]/g)].map(([digit]) => Number(digit))];
  if (all !== undefined || hanAll !== undefined) return Array.from({ length: count }, (_, index) => index + 1);
  const word = (ordinal ?? ordinalAlone ?? '').toLowerCase();
  if (word === 'last') return [count];
  if (word === 'other') return count === 2 ? [2] : [];
  if (word !== '') return [(ORDINALS.split('|').indexOf(word) % 9) + 1];
  return [numberOf(han ?? hanOrdinal ?? '')];
}

function numberOf(word: string): number {
  const inChinese = HAN_DIGITS.indexOf(word) + 1;
  if (word !== '' && inChinese > 0) return inChinese;
  return NUMBERS.split('|').indexOf(word.toLowerCase()) + 1 || Number(word);
}
