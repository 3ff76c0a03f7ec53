import { both, line, mirrored, oval, path, set } from './drawing.ts';

const SKIN = '#ffca28';
const SKIN_SHADE = '#e59600';
const SHADE = '#0000001c';

/** What somebody wears below the shoulders. */
export type Clothes = {
  readonly top: string;
  /** Colour of trousers, robe or skirt; the top's when absent. */
  readonly below?: string;
  readonly cut: 'trousers' | 'shorts' | 'robe' | 'coat' | 'dress';
  readonly shoes?: string;
  /** Bare hands unless gloves are worn. */
  readonly gloves?: string;
  readonly skin?: string;
  readonly belt?: string;
  /** Colour of the cape behind. */
  readonly cape?: string;
  /** Arms of another colour than the top. */
  readonly sleeves?: string;
  /** Sleeves end at the elbow. */
  readonly isShortSleeved?: boolean;
  /** An arm the head's drawing already raises is not drawn a second time. */
  readonly raised?: 'right' | 'both';
  /** Drawn before the body, over the body, and over the head. */
  readonly behind?: string;
  readonly over?: string;
  readonly front?: string;
};

/** A whole person under a head with shoulders, as the icon set draws people by their work. */
export function underBust(bust: string, clothes: Clothes): string {
  return `${bodyOf(clothes)}${set(bust, 32, 1.5, 0.5)}${clothes.front ?? ''}`;
}

/** A whole person under a bare head. */
export function underHead(head: string, clothes: Clothes): string {
  return `${bodyOf(clothes)}${set(head, 38.4, 1.5, 0.4)}${clothes.front ?? ''}`;
}

function bodyOf(clothes: Clothes): string {
  const { top, cape = '', behind = '', over = '' } = clothes;
  const back =
    cape === ''
      ? ''
      : `${path(cape, 'M44 54c-8 16-14 44-17 66 22 6 52 6 74 0-3-22-9-50-17-66z')}
${path(SHADE, 'M44 54c-8 16-14 44-17 66 8 2 16 3 24 4V54z')}`;
  return `${behind}${back}${legsOf(clothes)}${armsOf(clothes)}
${path(top, 'M39 65c0-11 9-17 25-17s25 6 25 17l-7 3-2 27H48l-2-27z')}${skirtOf(clothes)}
${path(SHADE, 'M72 48.6c11 1.4 17 7 17 16.4l-7 3-2 27h-6c2-16 2-34-2-46.4z')}
${path(clothes.skin ?? SKIN_SHADE, 'M59 44h10v7c-3 3-7 3-10 0z')}${beltOf(clothes)}${over}`;
}

function armsOf(clothes: Clothes): string {
  if (clothes.raised === 'both') return '';
  return clothes.raised === 'right' ? armOf(clothes) : both(armOf(clothes));
}

function armOf({ top, sleeves, skin, gloves, isShortSleeved }: Clothes): string {
  const sleeve = sleeves ?? top;
  const bare = isShortSleeved === true ? path(skin ?? SKIN, 'M37.5 74c-1 5-2 11-2 16h8.5l2-16z') : '';
  const length =
    isShortSleeved === true ? 'M39 64c-1.5 4-2.3 8-2.8 13l11 1 2-17z' : 'M39 64c-3 8-4.5 17-4.5 26h10.5l4.5-27z';
  return `${oval(gloves ?? skin ?? SKIN, 39.6, 92, 5.2, 5.6)}${bare}${path(sleeve, length)}${line(SHADE, 1.6, 'M47.5 67l-2.2 20')}`;
}

function legsOf({ top, below = top, cut, shoes = '#4e342e', skin = SKIN }: Clothes): string {
  const shoe = both(path(shoes, 'M47 126c-2 0-2.5-2-1-4 2-3 6-5 9-5s6.5 1 6.5 5v4z'));
  if (cut === 'robe') return shoe;
  if (cut === 'dress') return `${both(path(skin, 'M52 102h9v18h-8z'))}${shoe}`;
  if (cut === 'shorts') {
    const bare = both(path(skin, 'M51 102h10v18h-9z'));
    return `${bare}${shoe}${path(below, 'M48 92h32l1.5 17h-15l-2.5-8-2.5 8h-15z')}${path(SHADE, 'M72 92h8l1.5 17h-8z')}`;
  }
  return `${shoe}${path(below, 'M48 91h32l-1 30H66l-2-20-2 20H49z')}${path(SHADE, 'M72 91h8l-1 30h-7z')}${path(SHADE, 'M49 91h4l1 30h-5z')}`;
}

function skirtOf({ top, below = top, cut }: Clothes): string {
  if (cut === 'robe') {
    return `${path(below, 'M47 88h34l13 34c-18 4-42 4-60 0z')}${path(SHADE, 'M72 88h9l13 34c-5 1.2-10 2-16 2.4z')}
${line(SHADE, 2, 'M54 98l-5 22M64 98v24')}`;
  }
  if (cut === 'dress') {
    return `${path(below, 'M48 84h32l13 25c-5 5-53 5-58 0z')}${path(SHADE, 'M72 84h8l13 25c-2 2-7 3-13 3.5z')}
${line(SHADE, 1.8, 'M53 94l-5 16M64 94v18')}`;
  }
  if (cut === 'coat') {
    return `${path(top, 'M48 84h32l4 26H66l-2-14-2 14H44z')}${path(SHADE, 'M73 84h7l4 26h-9z')}${line(SHADE, 1.5, 'M64 66v32')}`;
  }
  return '';
}

function beltOf({ belt, cut }: Clothes): string {
  if (belt === undefined) return '';
  const y = cut === 'robe' || cut === 'dress' ? 84 : 89;
  return `${path(belt, `M47.5 ${y}h33v5h-33z`)}${path('#ffd54f', `M60 ${y - 0.5}h8v6h-8z`)}${path(belt, `M62 ${y + 1.5}h4v2h-4z`)}`;
}

/** A staff or a pole in the left hand, from the ground up to `top`. */
export function staff(colour: string, top: number): string {
  return mirrored(`${line(colour, 3.4, `M92 125V${top}`)}${oval(SKIN, 91.5, 91, 5.2, 5)}`);
}
