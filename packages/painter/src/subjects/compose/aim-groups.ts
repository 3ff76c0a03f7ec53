import { createRandom, type Random } from '../../random.ts';
import type { Frame, Stage } from '../../scenes/frame.ts';
import type { Aimed, Measured } from './wish.ts';

/** Widths, in units, one group of things can hold together. */
const GROUP_UNITS = 1.75;

/** How many groups the width asks for: 1 up to about 5:2, 3 or 4 at 8:1. */
export function groupsAcross({ width, unit }: Frame, stage: Stage): number {
  const free = stage.table !== undefined && stage.ground === undefined ? stage.table.width : width;
  return Math.max(1, Math.round(free / unit / GROUP_UNITS));
}

/** Groups the named things are dealt to: pairs keep together, and nobody is spread thinner than the width asks for. */
export function clustersOf(places: number, named: number): number {
  return Math.min(places, Math.max(1, Math.ceil(named / 2)));
}

/** Deals the wishes to groups along the width, named ones near the thirds, company where nobody is. */
export function aimGroups(frame: Frame, stage: Stage, wishes: readonly Measured[]): readonly Aimed[] {
  const random = createRandom(frame.plan.key, 'groups');
  const named = wishes.filter(({ kind }) => kind === 'subject');
  const company = wishes.filter(({ kind }) => kind === 'company');
  const places = groupsAcross(frame, stage);
  const clusters = clustersOf(places, named.length);
  const side = random.next();
  const centres = Array.from({ length: clusters }, (_, index) =>
    places === 1
      ? centreOf(frame, stage, named.length, side)
      : frame.width * (shareOf(index, clusters, side) + random.between(-0.03, 0.03)),
  );
  const perCluster = Math.ceil(named.length / clusters);
  const aimedNamed = named.map((wish, index): Aimed => {
    const group = Math.min(clusters - 1, Math.floor(index / perCluster));
    const own = loosen(wish, named, random);
    if (wish.on === 'table' && stage.table !== undefined) return { ...own, group: 0, x: stage.table.x };
    return { ...own, group, ...hang(own, named, { x: centres[group] ?? 0, sway: frame.unit * 0.16 }) };
  });
  const gaps = gapsBetween(named.length === 0 ? [] : centres, frame.width);
  const aimedCompany = company.map((wish, index): Aimed => {
    const gap = index % gaps.length;
    // Planted by nobody: not in the middle of a gap, not in a row, not of one size.
    const x = (gaps[gap] ?? frame.width / 2) + frame.width * random.between(-0.09, 0.09);
    const depth = Math.max(0, Math.min(1, wish.depth + random.between(-0.14, 0.22)));
    return { ...wish, group: clusters + gap, x, depth, height: wish.height * random.between(0.75, 1.2) };
  });
  return [...aimedNamed, ...aimedCompany];
}

/** The middle of a panorama stays open: one group stands at a third, two at both. */
function shareOf(index: number, clusters: number, side: number): number {
  if (clusters === 1) return side < 0.5 ? 0.36 : 0.64;
  if (clusters === 2) return index === 0 ? 0.3 : 0.69;
  return (index + 0.5) / clusters;
}

/** Equal ones are not of one size, and stand in depth instead of in a row: near and far in turn. */
function loosen(wish: Measured, named: readonly Measured[], random: Random): Measured {
  const kin = named.filter(({ name, on }) => name === wish.name && on === wish.on);
  const index = kin.indexOf(wish);
  const [size, depth] = [random.between(0.92, 1.08), random.between(0.55, 1)];
  if (kin.length < 2 || wish.on === 'edge') return wish;
  const height = wish.height * (wish.on === 'table' ? 1 + (size - 1) * 0.75 : size);
  // The golden ratio deals any number of them evenly, and never in order.
  const step = ((index + 1) * 0.618) % 1;
  const spread = kin.length === 2 ? 0.3 : 0.78;
  return { ...wish, height, depth: Math.max(0.04, Math.min(1, wish.depth + (step - 0.5) * spread * depth)) };
}

/** Several things in the air or in the water take all of its depth, left and right in turn. */
function hang(
  wish: Measured,
  named: readonly Measured[],
  { x, sway }: { readonly x: number; readonly sway: number },
): { readonly x: number; readonly depth: number } {
  const others = named.filter(({ on }) => on === 'air');
  const index = others.indexOf(wish);
  if (index < 0 || others.length < 2) return { x, depth: wish.depth };
  const depth = 0.12 + (0.76 * (index + 0.5)) / others.length;
  return { x: others.length < 3 ? x : x + (index % 2 === 0 ? sway : -sway), depth };
}

/** The middles of the widest stretches without a group, the widest first. */
function gapsBetween(centres: readonly number[], width: number): readonly number[] {
  const posts = [...centres].sort((a, b) => a - b);
  const edges = [-width * 0.12, ...posts, width * 1.12];
  const gaps = edges.slice(1).map((edge, index) => ({ from: edges[index] ?? 0, to: edge }));
  return gaps.sort((a, b) => b.to - b.from - (a.to - a.from)).map(({ from, to }) => (from + to) / 2);
}

/** Alone: towards a third, across from the sun. Together: near the middle. */
function centreOf({ width, plan, light }: Frame, stage: Stage, count: number, share: number): number {
  if (count === 1 && stage.focusX !== undefined && plan.framing !== 'close') return stage.focusX;
  const isAlone = count === 1 && plan.framing !== 'close';
  const away = isAlone ? (plan.isMinimal ? 0.15 : 0.06 + share * 0.09) : share * 0.04;
  return width * (0.5 + (light.source.x < 0.5 ? away : -away));
}
