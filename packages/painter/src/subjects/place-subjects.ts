import type { PlannedSubject } from '../prompt/paint-plan.ts';
import { createRandom } from '../random.ts';
import type { Frame, Stage } from '../scenes/frame.ts';
import { aimGroups } from './compose/aim-groups.ts';
import { arrange } from './compose/arrange.ts';
import { chooseCompany } from './compose/choose-company.ts';
import { chooseSurface, hasShoulders } from './compose/choose-surface.ts';
import { orderOf, type Spot } from './compose/cover.ts';
import { dressIcon } from './compose/dress-icon.ts';
import { measureWishes } from './compose/measure-wishes.ts';
import { createPerspective } from './compose/perspective.ts';
import type { Box, Wish } from './compose/wish.ts';
import type { Icon } from './load-art.ts';
import type { Placement } from './placement.ts';

export type { Placement } from './placement.ts';
export { placeOf } from './placement.ts';

export type PlaceOptions = {
  /** Rectangles nothing may be set in, pixels. */
  readonly keepFree?: readonly Box[];
  /** Only what the plan names, no quiet scenery. */
  readonly isAlone?: boolean;
};

/**
 * Finds a place for every subject, exactly as many as the plan says, and for a little company on wide pictures:
 * whole, on what it belongs on, farther things smaller. In the order they are to be drawn.
 */
export function placeSubjects(
  frame: Frame,
  stage: Stage,
  subjects: readonly PlannedSubject[],
  icons: readonly Icon[],
  { keepFree = [], isAlone = false }: PlaceOptions = {},
): readonly Placement[] {
  const named = subjects.flatMap((subject) => wishesOf(subject, icons, frame, stage));
  const company = isAlone ? [] : chooseCompany(frame, stage, named, icons);
  const perspective = createPerspective(frame, stage);
  const measured = measureWishes(frame, stage, [...named, ...company], perspective);
  const spots = arrange({ frame, stage, perspective, keepFree }, aimGroups(frame, stage, measured));
  const random = createRandom(frame.plan.key, 'facing');
  return [...spots]
    .sort((a, b) => orderOf(a) - orderOf(b))
    .map((spot) => toPlacement(spot, facesRight(spot, spots, frame, random.next())));
}

function wishesOf(subject: PlannedSubject, icons: readonly Icon[], frame: Frame, stage: Stage): readonly Wish[] {
  const { name, count, colour, size, isPortrait = false } = subject;
  const whole = icons[subject.icon];
  const isNear = isPortrait || (frame.plan.framing === 'close' && whole?.group.startsWith('person') === true);
  const icon = isNear && whole?.portrait !== undefined ? (icons[whole.portrait] ?? whole) : whole;
  if (icon === undefined) return [];
  const on = chooseSurface(icon, isNear, frame, stage);
  // Without a bust of its own, a figure is cut below the shoulders.
  const shown = on !== 'edge' || !hasShoulders(icon) ? 1 : icon.group.startsWith('person') ? 0.49 : 0.7;
  const random = createRandom(frame.plan.key, `dress ${name}`);
  return Array.from({ length: count }, (_, index) => ({
    icon: dressIcon(icon, frame.plan, icons, { index, hasColour: colour !== undefined, random }),
    name,
    kind: 'subject',
    colour,
    size,
    isPortrait: isNear,
    on,
    shown,
  }));
}

/** What has a front and may be mirrored: letters and dials may not. */
const TURNABLE = /^(animal|person|transport)/;
/** What is turned only to look unlike the others of its kind. */
const ROUND = /^(plant|food-(fruit|vegetable|prepared|sweet)|place-geographic)/;

/** The art looks to the left. Things look at each other, or into the picture; most of a herd looks one way. */
function facesRight(spot: Spot, spots: readonly Spot[], frame: Frame, chance: number): boolean {
  if (ROUND.test(spot.wish.icon.group)) return chance < 0.5;
  if (!TURNABLE.test(spot.wish.icon.group)) return false;
  const named = spots.filter(({ wish }) => wish.kind === 'subject');
  const middle = spot.left + spot.width / 2;
  if (named.filter(({ wish }) => wish.icon.name === spot.wish.icon.name).length > 2) {
    const towards = frame.plan.key % 2 > 0;
    return chance < 0.15 ? !towards : towards;
  }
  const others = named.filter(({ wish }) => wish.group === spot.wish.group);
  if (others.length !== 2) return middle < frame.width / 2;
  return middle < others.reduce((sum, { left, width }) => sum + (left + width / 2) / 2, 0);
}

function toPlacement({ wish, left, top, width, height, submerged, depth }: Spot, isFlipped: boolean): Placement {
  const { icon, name, kind, colour, on, shown } = wish;
  const isNear = on === 'edge' || on === 'table';
  const distance = isNear ? 0 : on === 'air' ? 0.55 - depth * 0.3 : 0.55 - depth * 0.5;
  return { icon, name, kind, colour, shown, left, top, width, height, submerged, on, distance, isFlipped };
}
