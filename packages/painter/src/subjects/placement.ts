import type { Place } from '../prompt/paint-plan.ts';
import type { Icon } from './load-art.ts';

/** What a thing rests on; `edge` is the lower edge of the picture, for busts. */
export type Surface = 'ground' | 'water' | 'air' | 'table' | 'edge';

/** One drawn thing; whole pixels, all of it inside the picture. */
export type Placement = {
  readonly icon: Icon;
  readonly name: string;
  readonly kind: 'subject' | 'company';
  readonly colour: string | undefined;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The share of the icon's height that is drawn, from the top; the picture's lower edge cuts the rest away. */
  readonly shown: number;
  /** Rows at its foot that are under water. */
  readonly submerged: number;
  readonly on: Surface;
  /** 0 near to 1 far. */
  readonly distance: number;
  readonly isFlipped: boolean;
};

/** The place as a plan tells it. */
export function placeOf({ name, kind, left, top, width, height }: Placement): Place {
  return { name, kind, left, top, width, height };
}
