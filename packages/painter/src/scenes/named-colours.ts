import { hex, type Rgb } from '../colour.ts';
import { COLOUR_WORDS } from '../prompt/colour-words.ts';
import type { PaintPlan } from '../prompt/paint-plan.ts';

/** The prompt's colour words that belong to no subject, in linear light. */
export function namedColours({ palette }: PaintPlan): readonly Rgb[] {
  return palette.flatMap((word) => {
    const colour = COLOUR_WORDS[word];
    return colour === undefined ? [] : [hex(colour)];
  });
}
