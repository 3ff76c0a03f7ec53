import type { Icon } from '../../src/subjects/load-art.ts';

const BY_NAME: Readonly<Partial<Record<Icon['anchor'], string>>> = {
  flies: `bat|dove|eagle|butterfly|honeybee|mosquito|fly|airplane|small airplane|parachute|helicopter|satellite|rocket|flying saucer
  |kite|balloon|phoenix|dragon|superhero|fairy|genie|ghost|ringed planet|flying disc|boomerang`,
  floats: `duck|swan|lotus|person surfing|woman surfing|person rowing boat|person swimming|spouting whale|whale|desert island`,
  stands: `coral|crab|seal|spiral shell|anchor|ring buoy|oyster|lobster|snail`,
  swims: 'mermaid|merman',
};
const ANCHOR_BY_NAME = new Map(
  (['flies', 'floats', 'stands', 'swims'] as const).flatMap((anchor) =>
    (BY_NAME[anchor] ?? '').split('|').map((name) => [name.trim(), anchor] as const),
  ),
);

/** How it meets its place, seen drawing by drawing. Heads are made whole before they are baked, so nothing is a bust. */
export function anchorOf(name: string, group: string): Icon['anchor'] {
  const named = ANCHOR_BY_NAME.get(name);
  if (named !== undefined) return named;
  if (group === 'transport-water') return 'floats';
  return group === 'animal-marine' ? 'swims' : 'stands';
}
