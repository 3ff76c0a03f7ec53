import { RATIO_MAX, type Size, TIER_SIDES, tierSize } from '../wan/tier-size.ts';
import { invalid } from './refusal.ts';

/** What decides which sizes are possible. */
export type SizeCase = { readonly isPro: boolean; readonly isSet: boolean; readonly images: readonly Size[] };

const PIXELS_MIN = 768 * 768;

/**
 * The pixel size a request gets: a tier is a budget of pixels, square without images and in the last image's ratio with
 * them (sides multiples of 16, as real pictures show); `W*H` is taken as it is. Throws a Refusal.
 */
export function sizeOf(asked: unknown, sizeCase: SizeCase): Size {
  if (asked === undefined) return sizeOfTier('2K', sizeCase);
  if (typeof asked !== 'string') throw invalid('parameters.size must be a string');
  if (Object.hasOwn(TIER_SIDES, asked)) return sizeOfTier(asked, sizeCase);
  return explicitSize(asked, sizeCase);
}

function sizeOfTier(tier: string, sizeCase: SizeCase): Size {
  if (tier === '4K' && !mayBe4K(sizeCase)) {
    // The text for a plain text-to-image request was seen; those with images or for a set are worded alike.
    const scenario = sizeCase.images.length > 0 ? 'i2i' : sizeCase.isSet ? 't2i sequential' : 't2i';
    throw invalid(`Size 4K is not supported for ${scenario} scenario. Maximum supported size is 2K`);
  }
  const last = sizeCase.images.at(-1);
  return tierSize(tier, last === undefined ? 1 : last.width / last.height);
}

function explicitSize(asked: string, sizeCase: SizeCase): Size {
  const [, widthText, heightText] = /^([1-9]\d{0,5})\*([1-9]\d{0,5})$/.exec(asked) ?? [];
  if (widthText === undefined || heightText === undefined) {
    throw invalid('parameters.size must be one of 1K, 2K, 4K or width*height, such as 1024*1024');
  }
  const size = { width: Number(widthText), height: Number(heightText) };
  const pixels = size.width * size.height;
  const pixelsMax = (mayBe4K(sizeCase) ? 4096 : 2048) ** 2;
  if (pixels < PIXELS_MIN || pixels > pixelsMax) {
    throw invalid(`Total pixels (${pixels}) must be between ${PIXELS_MIN} and ${pixelsMax}`);
  }
  if (size.width > RATIO_MAX * size.height || size.height > RATIO_MAX * size.width) {
    throw invalid('The aspect ratio of parameters.size must be between 1:8 and 8:1');
  }
  return size;
}

function mayBe4K({ isPro, isSet, images }: SizeCase): boolean {
  return isPro && !isSet && images.length === 0;
}
