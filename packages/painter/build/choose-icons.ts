import type { Icon } from '../src/subjects/load-art.ts';
import { anchorOf } from './world/anchors.ts';
import { homeOf } from './world/homes.ts';
import { LEFT_OUT, TAKEN, TAKEN_GROUPS } from './world/left-out.ts';
import { metresOf } from './world/metres.ts';

/** How a subject meets its place: decides where the painter may put it. */
export type Anchor = Icon['anchor'];
export type Choice = Pick<Icon, 'anchor' | 'metres' | 'home'>;

/** The icon's place in the world, or undefined when it has none in a picture. */
export function chooseIcon(name: string, group: string): Choice | undefined {
  if (!TAKEN.has(name) && (!TAKEN_GROUPS.has(group) || LEFT_OUT.has(name))) return undefined;
  const anchor = anchorOf(name, group);
  return { anchor, metres: metresOf(name, group), home: homeOf(name, group, anchor) };
}
