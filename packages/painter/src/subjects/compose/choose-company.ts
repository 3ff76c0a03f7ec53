import type { PaintPlan, Season } from '../../prompt/paint-plan.ts';
import { createRandom } from '../../random.ts';
import type { Frame, Stage } from '../../scenes/frame.ts';
import type { Icon } from '../load-art.ts';
import { clustersOf, groupsAcross } from './aim-groups.ts';
import { chooseSurface } from './choose-surface.ts';
import type { Wish } from './wish.ts';

/**
 * What may be in a picture unasked, and the seasons it is then seen in; empty for all of them. Trees, rocks and
 * flowers are not among them: the scenes paint their own.
 */
const QUIET: Readonly<Record<string, readonly Season[]>> = {
  'flying seagull': [],
  eagle: [],
  butterfly: ['spring', 'summer'],
  sailboat: [],
  rowboat: [],
  canoe: [],
  coral: [],
  'tropical fish': [],
};
const COMPANY_MAX = 6;
const STRANGER = { kind: 'company', colour: undefined, size: 'normal', isPortrait: false, shown: 1 } as const;

/** Small scenery for the parts of a wide picture nobody named anything for; rare in other pictures. */
export function chooseCompany(
  frame: Frame,
  stage: Stage,
  named: readonly Wish[],
  icons: readonly Icon[],
): readonly Wish[] {
  const { plan } = frame;
  const isPrivate = named.some(({ on }) => on === 'edge') || plan.framing === 'close' || plan.isMinimal;
  if (isPrivate || plan.scene === 'studio' || plan.scene === 'interior' || plan.scene === 'abstract') return [];
  const random = createRandom(plan.key, 'who else');
  const places = groupsAcross(frame, stage);
  const free = places - clustersOf(places, named.length);
  const kinds = places === 1 ? (random.chance(named.length === 0 ? 0.34 : 0.12) ? 1 : 0) : Math.min(2, free);
  const fitting = icons.filter((icon) => isFitting(icon, named, frame, stage));
  if (kinds <= 0 || fitting.length === 0) return [];
  const wishes: Wish[] = [];
  for (let kind = 0; kind < kinds; kind += 1) {
    const icon = fitting[random.integer(0, fitting.length - 1)];
    if (icon === undefined || wishes.some((wish) => wish.icon === icon)) continue;
    const count = places === 1 ? 1 : random.integer(2, 3);
    for (let index = 0; index < count && wishes.length < COMPANY_MAX; index += 1) {
      const on = chooseSurface(icon, false, frame, stage);
      wishes.push({ ...STRANGER, icon, name: icon.name, on });
    }
  }
  return wishes;
}

/** At home here, quiet, in season, and not to be taken for something the prompt named. */
function isFitting(icon: Icon, named: readonly Wish[], frame: Frame, stage: Stage): boolean {
  const seasons = QUIET[icon.name];
  const { plan } = frame;
  if (seasons === undefined || !isUsual(icon, plan)) return false;
  if (icon.anchor === 'flies' && !isFlyingWeather(plan)) return false;
  if (seasons.length > 0 && !seasons.includes(plan.season)) return false;
  if (named.some(({ icon: other }) => other.group === icon.group)) return false;
  const on = chooseSurface(icon, false, frame, stage);
  const isSwimmer = icon.anchor === 'swims';
  const isLost = (on === 'air') !== (icon.anchor === 'flies') && !isSwimmer;
  const isOutOfWater = isSwimmer && stage.isWeightless !== true;
  const isStranded = on === 'ground' && icon.anchor === 'floats';
  return !isLost && !isStranded && !isOutOfWater;
}

/** Homes are the likeliest first: wings and keels leave theirs for the next one, and roots stay. */
function isUsual({ anchor, home }: Icon, { scene }: PaintPlan): boolean {
  return home.slice(0, anchor === 'stands' ? 1 : 2).includes(scene);
}

function isFlyingWeather({ time, weather }: PaintPlan): boolean {
  return time !== 'night' && (weather === 'clear' || weather === 'cloudy');
}
