import { createRandom, type Random } from '../../random.ts';
import type { Frame, Stage } from '../../scenes/frame.ts';
import { coverageOf, orderOf, type Spot } from './cover.ts';
import type { Perspective } from './perspective.ts';
import type { Aimed, Box } from './wish.ts';

export type Arrangement = {
  readonly frame: Frame;
  readonly stage: Stage;
  readonly perspective: Perspective;
  /** Nothing is set here, such as where letters will stand. */
  readonly keepFree: readonly Box[];
};

/** A thing keeps at least this share of itself uncovered by those in front of it. */
export const COVERED_MAX = 0.18;
const TRIES = 90;
const SHRINKS = 22;
const SHRINK = 0.92;

/**
 * Finds a spot for each, the largest first, as near as it can to where it aims, so that everything is whole and
 * hardly covered. Where there is no room all of them are drawn smaller; company without room stays away.
 */
export function arrange(at: Arrangement, aimed: readonly Aimed[]): readonly Spot[] {
  const bySize = [...aimed].sort(
    (a, b) => rank(a) - rank(b) || b.height * Math.sqrt(b.aspect) - a.height * Math.sqrt(a.aspect),
  );
  const named = bySize.filter(({ kind }) => kind === 'subject');
  const company = bySize.filter(({ kind }) => kind === 'company');
  for (let attempt = 0; ; attempt += 1) {
    const spots = tryScale(at, named, SHRINK ** attempt, attempt === SHRINKS);
    if (spots === undefined) continue;
    const random = createRandom(at.frame.plan.key, 'company');
    for (const wish of company) {
      const found = findSpot(at, spots, { wish, scale: 1, isForced: false }, random);
      if (found === undefined) continue;
      noteCover(spots, found);
      spots.push(found);
    }
    return spots;
  }
}

function rank({ on }: Aimed): number {
  return on === 'edge' ? 0 : on === 'air' ? 2 : 1;
}

function tryScale(at: Arrangement, named: readonly Aimed[], scale: number, isForced: boolean): Spot[] | undefined {
  // The same stream at every scale: a picture with a little less room looks like the one with a little more.
  const random = createRandom(at.frame.plan.key, 'places');
  const spots: Spot[] = [];
  for (const wish of named) {
    const found = findSpot(at, spots, { wish, scale, isForced }, random);
    if (found === undefined) return undefined;
    noteCover(spots, found);
    spots.push(found);
  }
  return spots;
}

function noteCover(taken: readonly Spot[], spot: Spot) {
  for (const other of taken) {
    if (orderOf(spot) >= orderOf(other)) other.covered += coverageOf(spot, other);
    else spot.covered += coverageOf(other, spot);
  }
}

type Search = { readonly wish: Aimed; readonly scale: number; readonly isForced: boolean };

function findSpot(
  at: Arrangement,
  taken: readonly Spot[],
  { wish, scale, isForced }: Search,
  random: Random,
): Spot | undefined {
  let best: Spot | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (let index = 0; index < TRIES; index += 1) {
    const spread = index / TRIES;
    const x = wish.x + random.between(-1, 1) * spread * reachOf(at, wish);
    const depth = Math.max(0, Math.min(1, wish.depth + random.between(-1, 1) * Math.min(0.5, spread * 0.9)));
    const spot = spotAt(at, wish, { x, depth, scale });
    const cost = costOf(at, taken, spot, wish);
    if (cost < lowest && (isForced || cost < HOPELESS)) {
      lowest = cost;
      best = spot;
    }
  }
  return best;
}

const HOPELESS = 100;

function costOf({ frame, keepFree }: Arrangement, taken: readonly Spot[], spot: Spot, wish: Aimed): number {
  let cost = Math.abs(spot.left + spot.width / 2 - wish.x) / frame.unit + Math.abs(spot.depth - wish.depth) * 0.85;
  if (keepFree.some((box) => coverageOf(box, spot) > 0)) cost += HOPELESS * 2;
  let covered = 0;
  for (const other of taken) {
    const share = coverageOf(spot, other);
    const isInFront = orderOf(spot) >= orderOf(other);
    const hidden = isInFront ? share : coverageOf(other, spot);
    if (isInFront) {
      if (other.covered + hidden > COVERED_MAX) cost += HOPELESS * (1 + hidden);
    } else covered += hidden;
    // Beside is better than in front: a mouse before an elephant is hard to see.
    cost += hidden * 2 + (isInFront ? coverageOf(other, spot) * 0.45 : 0);
    const isBeside = other.wish.on === wish.on && (wish.on === 'ground' || wish.on === 'water');
    // Feet on one line look like a shelf.
    if (isBeside && Math.abs(other.foot - spot.foot) < frame.unit * 0.018) cost += 0.12;
  }
  if (covered > COVERED_MAX) cost += HOPELESS * (1 + covered);
  return cost;
}

function reachOf({ frame, stage }: Arrangement, { on, x }: Aimed): number {
  if (on === 'table' && stage.table !== undefined) return stage.table.width / 2;
  return Math.max(frame.unit * 0.5, Math.min(frame.width / 2, frame.unit) + Math.abs(frame.width / 2 - x) * 0.2);
}

/** The whole pixels a thing takes when it stands at `x` and `depth`, moved so that it lies in the picture. */
function spotAt(
  { frame, stage, perspective }: Arrangement,
  wish: Aimed,
  at: { readonly x: number; readonly depth: number; readonly scale: number },
): Spot {
  const { on, aspect } = wish;
  const margin = Math.floor(frame.unit * 0.02);
  const foot = Math.round(Math.max(3, Math.min(frame.height, perspective.rowAt(on, at.depth))));
  const roomAbove = on === 'air' ? frame.height - margin * 2 : foot - margin;
  const tallest = Math.max(2, Math.min(roomAbove, frame.height * (on === 'edge' ? 0.9 : on === 'air' ? 0.7 : 0.82)));
  const widest =
    on === 'table' && stage.table !== undefined ? tableRoom(stage.table.width, frame) : frame.width - margin * 2;
  const wanted = wish.height * perspective.scaleAt(on, at.depth) * at.scale;
  const height = Math.max(2, Math.min(wanted, tallest, widest / aspect));
  const size = {
    width: Math.max(1, Math.min(frame.width, Math.round(height * aspect))),
    height: Math.max(2, Math.min(frame.height, Math.round(height))),
  };
  const submerged = on === 'water' ? Math.round(size.height * (wish.icon.anchor === 'swims' ? 0.17 : 0.05)) : 0;
  const bottom = on === 'air' ? foot + Math.round(size.height / 2) : foot + submerged;
  const lowest = on === 'edge' ? frame.height : frame.height - (on === 'air' ? margin : 0);
  const highest = on === 'air' && size.height + margin * 2 <= frame.height ? margin : 0;
  const top = Math.max(highest, Math.min(bottom, lowest) - size.height);
  const limit = sidesFor(wish, stage, frame, { margin, width: size.width });
  const left = Math.round(Math.max(limit.first, Math.min(limit.last, at.x - size.width / 2)));
  return { ...size, left, top, submerged, depth: at.depth, foot: top + size.height - submerged, covered: 0, wish };
}

function tableRoom(width: number, frame: Frame): number {
  return Math.min(width * 1.25, frame.width * 0.94);
}

/** The first and last column a left side may have. A foot is narrower than the thing and must stay on the table. */
function sidesFor(
  { on, icon }: Aimed,
  { table }: Stage,
  frame: Frame,
  { margin, width }: { readonly margin: number; readonly width: number },
) {
  const all = { first: margin, last: Math.max(margin, frame.width - margin - width) };
  if (margin * 2 + width > frame.width) return { first: 0, last: Math.max(0, frame.width - width) };
  if (on !== 'table' || table === undefined || icon.anchor === 'flies') return all;
  const over = width * 0.14;
  const first = table.x - table.width / 2 - over;
  const last = table.x + table.width / 2 - width + over;
  const middle = table.x - width / 2;
  const clamp = (column: number) => Math.max(all.first, Math.min(all.last, column));
  return { first: clamp(Math.min(first, middle)), last: clamp(Math.max(last, middle)) };
}
