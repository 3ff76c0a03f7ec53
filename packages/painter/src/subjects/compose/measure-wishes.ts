import type { Frame, Stage } from '../../scenes/frame.ts';
import { clustersOf, groupsAcross } from './aim-groups.ts';
import type { Perspective } from './perspective.ts';
import { aspectOf, type Measured, type Wish, worldSizeOf } from './wish.ts';

/** Sizes in a picture differ less than in the world: an elephant is 7 times a cat, and drawn twice as large. */
const WORLD_EXPONENT = 0.35;
/** The largest thing decides for the others; alone, a cat fills nearly as much of a picture as an elephant. */
const LEADER_EXPONENT = 0.12;
const FRAMINGS = { close: 1.85, normal: 1, wide: 0.52 } as const;
const TOWER = 1.4;
const SIZE_WORDS = { small: 0.68, normal: 1, large: 1.38 } as const;

/** Gives every wish its height where perspective is 1, and the depth it would like. */
export function measureWishes(
  frame: Frame,
  stage: Stage,
  wishes: readonly Wish[],
  perspective: Perspective,
): readonly Measured[] {
  const named = wishes.filter(({ kind }) => kind === 'subject');
  const leader = named.reduce<Wish | undefined>(
    (best, wish) => (best === undefined || worldSizeOf(wish.icon) > worldSizeOf(best.icon) ? wish : best),
    undefined,
  );
  const largest = leader === undefined ? 2 : worldSizeOf(leader.icon);
  const side = leaderSide(frame, stage, largest, named.length);
  // The leader has its size where it stands, not where perspective is 1.
  const depthOfLeader = leader === undefined ? 0.5 : depthOf(leader, frame);
  const reference = leader === undefined ? 1 : perspective.scaleAt(leader.on, depthOfLeader);
  const measured = wishes.map((wish): Measured => {
    const aspect = aspectOf(wish.icon) / wish.shown;
    const share = Math.max(0.24, Math.min(1, (worldSizeOf(wish.icon) / largest) ** WORLD_EXPONENT));
    const height = (heightOf(frame, wish, side * share) * SIZE_WORDS[wish.size]) / (wish.on === 'edge' ? 1 : reference);
    return { ...wish, aspect, height, depth: depthOf(wish, frame) };
  });
  const fill = tableFill(frame, stage, measured);
  return measured.map((wish) => (wish.on === 'table' ? { ...wish, height: wish.height * fill } : wish));
}

/** What stands on a table takes most of its width, as in a product photo, but is never too tall. */
function tableFill({ unit, plan }: Frame, { table }: Stage, wishes: readonly Measured[]): number {
  const things = wishes.filter(({ on }) => on === 'table');
  if (table === undefined || things.length === 0) return 1;
  const across = things.reduce((sum, { height, aspect }) => sum + height * aspect, 0);
  const tallest = Math.max(...things.map(({ height }) => height));
  const room = Math.min((table.width * 0.85) / across, (unit * 0.47) / tallest);
  return Math.max(1, Math.min(1.7, room)) * (plan.isMinimal ? 0.85 : 1);
}

function leaderSide(frame: Frame, stage: Stage, largest: number, count: number): number {
  const { unit, plan } = frame;
  const places = groupsAcross(frame, stage);
  const alone = Math.max(0.27, Math.min(0.54, 0.37 * largest ** LEADER_EXPONENT));
  const calm = plan.isMinimal ? 0.72 : 1;
  const crowd = Math.max(1, count / clustersOf(places, count)) ** -0.22 * (places > 1 ? 1.12 : 1);
  // A table is seen from near by.
  const isStill = stage.table !== undefined && (plan.scene === 'studio' || stage.ground === undefined);
  // All above it is sky: a tower's subject takes the width there is.
  const tower = frame.height > frame.width * 2.4 ? TOWER : 1;
  return unit * (isStill ? 0.42 : alone * tower) * FRAMINGS[plan.framing] * calm * crowd;
}

function heightOf(frame: Frame, { icon, on, kind, isPortrait, shown }: Wish, side: number): number {
  const { unit, plan } = frame;
  const root = Math.sqrt(aspectOf(icon));
  if (isPortrait && on === 'edge') return Math.min(frame.height * 0.76, (frame.width * 0.94 * shown) / aspectOf(icon));
  if (on === 'edge') return (unit * (plan.framing === 'close' ? 0.8 : 0.56)) / root;
  if (kind === 'company') return Math.max(unit * 0.06, Math.min(unit * 0.26, side * (on === 'air' ? 0.6 : 0.9))) / root;
  // What flies is farther away than it looks; what hangs free has the whole picture to itself.
  const hangsFree = plan.scene === 'space' || plan.scene === 'underwater';
  return (side * (on !== 'air' ? 1 : hangsFree ? 1.2 : 0.86)) / root;
}

/** Large things stand back and leave the front to the small ones. */
function depthOf({ icon, on, kind }: Wish, { plan }: Frame): number {
  if (kind === 'company') return on === 'air' ? 0.35 : 0.16;
  if (on === 'air') return 0.5;
  const world = worldSizeOf(icon);
  const usual = on === 'table' ? 0.7 : world > 5 ? 0.16 : world > 1.1 ? 0.46 : 0.66;
  if (plan.framing === 'close') return Math.min(1, usual + 0.4);
  return plan.framing === 'wide' ? usual * 0.55 : usual;
}
